// The client session: its events, what follows from a reply, time, and its ends. The commands are
// in client_session_commands.cpp, the content in client_session_content.cpp, STARTTLS and AUTH in
// client_session_security.cpp.

#include "engine/client_session.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

namespace heloport::engine {
namespace {

// What must be free before a command is asked for: the longest one.
constexpr std::size_t command_room = CommandLine::octets_max;

/// A refusal of EHLO by a server that may know HELO (RFC 5321, 3.2 and 4.1.4).
bool knows_no_ehlo(std::uint16_t code) {
  return code == 500 || code == 502 || code == 504 || code == 550;
}

}  // namespace

ClientSession::ClientSession(const ClientOptions& options, Buffers& buffers)
    : options_(options),
      input_(buffers.input),
      output_(buffers.output),
      replies_(buffers.input.block_octets()) {
  expect(Step::greeting);
}

// Events.

ClientEvent ClientSession::next() {
  if (closed_) return end(*closed_);
  if (answer_due_) return answer();
  replies_.drop(input_);
  if (!input_lent_) input_.release_if_empty();
  if (stage_ == Stage::handshake) return await_handshake();
  if (stage_ == Stage::challenge) return await_response();
  // While nothing is awaited, the application's turn comes before what the server sent unasked.
  // Then it makes no difference whether that came before or after: it may still become the answer
  // to what is said now. One who lets the turn pass gets to see it.
  if (our_turn() && !turn_told_ && room_for_turn()) return offer_turn();
  return read_reply();
}

ClientEvent ClientSession::read_reply() {
  if (reply_pieces_ == 0) reply_step_ = step_of_reply();
  const ReplyPiece piece = replies_.next(input_, bounds());
  switch (piece.kind) {
    case ReplyPiece::Kind::hungry:
      return nothing_to_read();
    case ReplyPiece::Kind::broken:
      return end(ClientClose::protocol_error);
    case ReplyPiece::Kind::text:
      break;
  }
  return tell(piece);
}

ClientEvent ClientSession::tell(const ReplyPiece& piece) {
  ++reply_pieces_;
  learn(piece);
  // A mail may be long: time counts from piece to piece. Other replies are due as a whole.
  if (bounds().verbatim) restart_clock();
  answer_due_ = piece.ends_reply();
  return ReplyText{reply_step_,       piece.code,      piece.text,
                   piece.begins_line, piece.ends_line, piece.last_line};
}

ClientEvent ClientSession::answer() {
  const ReplyPiece last = replies_.again(input_);
  const Step step = reply_step_;
  // What comes next is a handshake or a secret: nothing may wait in front of it.
  const bool closes_clear = step == Step::starttls || step == Step::auth;
  if (closes_clear && !output_.empty()) return DrainOutput{};
  answer_due_ = false;
  if (!fits(step, last.code)) return end(ClientClose::protocol_error);
  if (step == Step::auth && last.code / 100 == 3) return challenge(last);
  reply_pieces_ = 0;
  const std::size_t recipient = step == Step::message ? recipients_answered_ : 0;
  settle(step, last.code);
  return Answered{step, last.code, last.enhanced, last.text, recipient};
}

ClientEvent ClientSession::nothing_to_read() {
  if (input_ended_) {
    // Behind QUIT nothing is unknown; a message before it would be.
    const bool left = stage_ == Stage::leaving && pending_.front() == Step::quit;
    return end(left ? ClientClose::quit : ClientClose::server_gone);
  }
  if (!turn_possible()) return NeedReply{};
  if (!room_for_turn()) return DrainOutput{};
  return offer_turn();
}

ClientEvent ClientSession::offer_turn() {
  turn_told_ = true;
  if (content_wanted()) return BodyWanted{};
  return YourTurn{};
}

// The views of the last event are dead: nothing that was received is of use any more.
ClientEvent ClientSession::end(ClientClose reason) {
  close(reason);
  replies_.drop(input_);
  input_.consume(input_.unread().size());
  if (!input_lent_) input_.release_if_empty();
  return ClientClosed{*closed_};
}

// What follows from a reply.

Step ClientSession::step_of_reply() const {
  if (!pending_.empty()) return pending_.front();
  return stage_ == Stage::body ? Step::message : Step::unasked;
}

ReplyBounds ClientSession::bounds() const {
  constexpr std::size_t any = std::numeric_limits<std::size_t>::max();
  const bool verbatim = reply_step_ == Step::list || reply_step_ == Step::read;
  if (verbatim) return {any, any, true};
  std::size_t line_octets_max = options_.reply_line_octets_max;
  if (reply_step_ == Step::auth)
    line_octets_max = std::max(line_octets_max, Limits{}.auth_line_octets_max);
  return {line_octets_max, options_.reply_lines_max, false};
}

// What a line says beyond its code. Only these two replies are more than their code.
void ClientSession::learn(const ReplyPiece& piece) {
  if (piece.code / 100 != 2) return;
  const bool first = reply_pieces_ == 1;
  if (stage_ == Stage::greeting && first) dialect_ = &dialect_of_greeting(piece.text);
  if (stage_ == Stage::hello && !first) offer_.note(piece.text);
}

// A reply that does not fit means that the two sides disagree on what is said or on who speaks:
// whatever was said next could be taken for something else, commands for content above all.
bool ClientSession::fits(Step step, std::uint16_t code) const {
  if (step == Step::unasked) return code == 421;
  if (step == Step::auth) return !auth_cancelled_ || code >= 400;
  // An LMTP server that takes data for nobody would not answer them (RFC 2033, 4.2).
  const bool for_nobody = options_.protocol == Protocol::lmtp && recipients_accepted_ == 0;
  if (step == Step::data) return code >= 400 || (code >= 300 && !for_nobody);
  // Before the end of the content only a refusal of it makes sense, though RFC 5321 has no place
  // for one.
  if (content_wanted() && our_turn()) return code >= 400;
  return code / 100 != 3;
}

void ClientSession::settle(Step step, std::uint16_t code) {
  const bool too_early = content_wanted() && our_turn();
  const bool asked = step != Step::unasked && !too_early;
  const bool all_answered = step != Step::message || options_.protocol == Protocol::smtp ||
                            ++recipients_answered_ >= recipients_accepted_;
  if (asked && all_answered) pending_.pop();
  if (asked) {
    turn_told_ = false;
    restart_clock();
  }
  if (step == Step::quit) return close(ClientClose::quit);
  if (code == 421) return close(ClientClose::server_gone);  // RFC 5321, 3.8
  if (!asked) return close(ClientClose::protocol_error);
  switch (step) {
    case Step::greeting:
      return settle_greeting(code);
    case Step::hello:
      return settle_hello(code);
    case Step::starttls:
      if (code < 400) enter(Stage::handshake);
      return;
    case Step::auth:
      authenticated_ = code < 400;
      auth_cancelled_ = false;
      unsaid_response_.reset();
      return;
    default:
      return settle_transaction(step, code < 400);
  }
}

void ClientSession::settle_transaction(Step step, bool positive) {
  if (step == Step::mail) recipients_accepted_ = recipients_answered_ = 0;
  if (step == Step::rcpt && positive) ++recipients_accepted_;
  if (step == Step::data && positive) {
    enter(Stage::body);
    body_begun_ = false;
  }
  // A refused MAIL opened nothing, unless what was said since has opened another.
  const bool superseded = pending_.holds(Step::reset) || pending_.holds(Step::mail);
  if (positive || superseded) return;
  if (step == Step::mail) envelope_ = Envelope::none;
  // In LMTP the answers to the last chunk are about recipients (RFC 2033, 4.2).
  const bool smtp = options_.protocol == Protocol::smtp;
  const bool last_refused = step == Step::message && last_chunk_ && smtp;
  if (step == Step::chunk || last_refused) envelope_ = Envelope::spoiled;
}

void ClientSession::settle_greeting(std::uint16_t code) {
  if (code >= 400) return refuse();
  if (!options_.say_hello) return enter(Stage::ready);
  say_hello(hello_verb());
}

grammar::Verb ClientSession::hello_verb() const {
  if (options_.protocol == Protocol::lmtp) return grammar::Verb::lhlo;
  return dialect_->announces ? grammar::Verb::ehlo : grammar::Verb::helo;
}

void ClientSession::settle_hello(std::uint16_t code) {
  if (code < 400) return enter(Stage::ready);
  const bool smtp = options_.protocol == Protocol::smtp;
  if (smtp && stage_ == Stage::hello && knows_no_ehlo(code)) return say_hello(grammar::Verb::helo);
  refuse();
}

void ClientSession::say_hello(grammar::Verb verb) {
  offer_ = {};  // RFC 3207, 4.2 and RFC 9422, 3.6: the latest hello counts alone
  enter(verb == grammar::Verb::helo ? Stage::helo : Stage::hello);
  const CommandFault fault = say(command_of(verb, options_.hello_name), Step::hello);
  if (fault != CommandFault::none) close(ClientClose::gave_up);
}

// RFC 5321, 3.1 and 4.1.4: QUIT ends a session that never got going, too.
void ClientSession::refuse() {
  enter(Stage::refused);
  const CommandFault fault = say(command_of(grammar::Verb::quit), Step::quit);
  assert(fault == CommandFault::none);
  (void)fault;
}

// Ends.

void ClientSession::abandon() {
  close(ClientClose::gave_up);
}

// Octets that wait are only worth sending when the end was agreed on.
void ClientSession::close(ClientClose reason) {
  if (closed_) return;
  closed_ = stage_ == Stage::refused ? ClientClose::refused : reason;
  if (reason != ClientClose::quit) output_.sent(output_.unsent().size());
}

// The octet side.

std::span<char> ClientSession::input() {
  if (closed_ || input_ended_) return {};
  const std::span<char> room = input_.room();
  input_lent_ = !room.empty();
  return room;
}

void ClientSession::received(std::size_t n) {
  input_lent_ = false;
  input_.received(n);
}

void ClientSession::end_of_input() {
  input_ended_ = true;
}

void ClientSession::sent(std::size_t n) {
  output_.sent(n);
  if (!content_wanted()) return;
  // RFC 5321, 4.5.3.2.5 gives each block its time. A quarter of ours counts as one, so that a
  // server cannot hold us by taking octet after octet.
  drained_octets_ += n;
  if (output_.empty() || drained_octets_ >= output_block_octets / 4) restart_clock();
}

bool ClientSession::room_for_turn() const {
  // Content is asked for in halves of a block: what waits is moved once at most.
  return output_.room() >= (content_wanted() ? output_block_octets / 2 : command_room);
}

// Time.

void ClientSession::restart_clock() {
  since_ = now_;
  drained_octets_ = 0;
}

std::optional<Time> ClientSession::deadline() const {
  const bool waiting = !our_turn() || !output_.empty();
  if (closed_ || !waiting || !since_) return std::nullopt;
  return *since_ + patience();
}

void ClientSession::expire(Time now) {
  const std::optional<Time> due = deadline();
  now_ = now;
  if (!since_) restart_clock();
  if (due && now >= *due) close(ClientClose::timeout);
}

std::chrono::seconds ClientSession::patience() const {
  if (content_wanted() && our_turn()) return options_.block_timeout;
  if (pending_.empty()) return options_.command_timeout;
  switch (pending_.front()) {
    case Step::greeting:
      return options_.greeting_timeout;
    case Step::data:
      return options_.data_timeout;
    case Step::message:
      return options_.message_timeout;
    default:
      return options_.command_timeout;
  }
}

}  // namespace heloport::engine
