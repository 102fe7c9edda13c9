// STARTTLS and AUTH.

#include <array>
#include <cassert>
#include <utility>

#include "engine/client_session.hpp"
#include "grammar/base64.hpp"

namespace heloport::engine {
namespace {

using grammar::Command;
using grammar::Verb;

/// RFC 4954, 4: what a line of an exchange holds, without its CRLF.
constexpr std::size_t response_octets_max = Limits{}.auth_line_octets_max - 2;

}  // namespace

// STARTTLS.

CommandFault ClientSession::starttls() {
  const bool possible = command_possible() && pending_.empty() && envelope_ == Envelope::none;
  if (!possible || tls_) return CommandFault::not_your_turn;
  if (!offers(ExtensionId::starttls)) return CommandFault::not_offered;
  return say(command_of(Verb::starttls), Step::starttls);
}

// What stands in the input came in clear, behind the answer to STARTTLS: whoever wrote it, it must
// not be taken for something that was said inside TLS (RFC 3207, 6).
ClientEvent ClientSession::await_handshake() {
  if (!input_.unread().empty()) return end(ClientClose::protocol_error);
  if (input_ended_) return end(ClientClose::server_gone);
  return NeedReply{};
}

void ClientSession::tls_started(bool verified) {
  if (closed_) return;
  assert(!tls_ && (stage_ == Stage::handshake || stage_ == Stage::greeting));
  replies_.drop(input_);
  if (!input_.unread().empty()) return close(ClientClose::protocol_error);
  tls_ = true;
  tls_verified_ = verified;
  if (stage_ == Stage::greeting) return;
  if (options_.say_hello) return say_hello(hello_verb());
  offer_ = {};
  enter(Stage::ready);
}

// AUTH.

CommandFault ClientSession::auth(std::string_view mechanism,
                                 std::optional<std::string_view> initial_response) {
  const bool possible = command_possible() && envelope_ == Envelope::none && !authenticated_;
  if (!possible) return CommandFault::not_your_turn;
  if (!offers(ExtensionId::auth)) return CommandFault::not_offered;
  if (const Mechanism* const known = mechanism_named(mechanism)) {
    if (!offer_.mechanisms.has(known->id)) return CommandFault::not_offered;
    if (known->needs_tls && !tls_ && !options_.passwords_in_clear) return CommandFault::needs_tls;
  }
  if (initial_response && grammar::encoded_octets(initial_response->size()) > response_octets_max) {
    return CommandFault::bad_argument;
  }
  // The increments of extensions are for MAIL and RCPT: this line has the room of RFC 5321,
  // 4.5.3.1.4 alone.
  const std::size_t octets_max = Limits{}.command_octets_max;
  std::array<char, CommandLine::octets_max> room;
  Command command = command_of(Verb::auth, mechanism);
  if (initial_response && grammar::encoded_octets(initial_response->size()) <= room.size()) {
    command.second_argument =
        initial_response->empty() ? "=" : grammar::encode_base64(*initial_response, room);
    const CommandFault fault = say(command, Step::auth, octets_max);
    if (fault != CommandFault::bad_argument) return fault;
    command.second_argument = {};
  }
  const CommandFault fault = say(command, Step::auth, octets_max);
  if (fault == CommandFault::none) unsaid_response_ = initial_response;
  return fault;
}

// A 334. The one that asks for what had no room beside AUTH is answered here.
ClientEvent ClientSession::challenge(const ReplyPiece& piece) {
  const std::optional<std::string_view> octets = decode_challenge(piece);
  reply_pieces_ = 0;
  restart_clock();
  const auto unsaid = std::exchange(unsaid_response_, std::nullopt);
  if (octets && !unsaid) {
    enter(Stage::challenge);
    return Challenge{*octets};
  }
  if (octets && octets->empty())
    speak_in_exchange(*unsaid);
  else
    say_cancel();
  replies_.drop(input_);
  return read_reply();
}

/// Nothing when it is no base64 (RFC 4954, 4), or more than one line.
std::optional<std::string_view> ClientSession::decode_challenge(const ReplyPiece& piece) {
  if (reply_pieces_ != 1) return std::nullopt;
  return grammar::decode_base64(piece.text, input_.writable(piece.text));
}

CommandFault ClientSession::respond(std::string_view octets) {
  if (closed_ || stage_ != Stage::challenge) return CommandFault::not_your_turn;
  if (grammar::encoded_octets(octets.size()) > response_octets_max)
    return CommandFault::bad_argument;
  speak_in_exchange(octets);
  return CommandFault::none;
}

CommandFault ClientSession::cancel_auth() {
  if (closed_ || stage_ != Stage::challenge) return CommandFault::not_your_turn;
  say_cancel();
  return CommandFault::none;
}

// The output was empty when the 334 was told: there is room for a line of any length that may be.
void ClientSession::speak_in_exchange(std::string_view octets) {
  output_.wrote(grammar::encode_base64(octets, output_.writable()).size());
  output_.append("\r\n");
  enter(Stage::ready);
  restart_clock();
}

void ClientSession::say_cancel() {
  output_.append("*\r\n");
  auth_cancelled_ = true;
  enter(Stage::ready);
  restart_clock();
}

// The application is to respond: what the server says meanwhile is read when it has.
ClientEvent ClientSession::await_response() {
  if (input_ended_) return end(ClientClose::server_gone);
  return NeedReply{};
}

}  // namespace heloport::engine
