// See client_player.hpp.

#include "conformance/client_player.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "conformance/shown.hpp"

namespace heloport::conformance {
namespace {

// See engine_player.cpp.
constexpr std::size_t steps_min = 10'000;
constexpr std::size_t steps_per_octet = 16;

std::size_t octets_of(const Exchange& exchange) {
  std::size_t octets = 0;
  for (const PlacedAct& placed : exchange.acts) {
    if (const auto* write = std::get_if<Write>(&placed.act)) octets += write->octets.size();
    const auto* command = std::get_if<ClientCommand>(&placed.act);
    if (command != nullptr) octets += command->argument.size();
  }
  return octets;
}

}  // namespace

ClientPlayer::ClientPlayer(const Settings& settings, std::size_t chunk_octets)
    : session_(settings.client, buffers_), wire_(session_, chunk_octets) {
  if (settings.implicit_tls) session_.tls_started(*settings.implicit_tls);
}

Seen ClientPlayer::perform(const Exchange& exchange) {
  seen_ = {};
  steps_left_ = steps_min + steps_per_octet * octets_of(exchange);
  if (exchange.acts.empty()) settle();
  for (std::size_t i = 0; i < exchange.acts.size() && !seen_.complaint; ++i) {
    std::visit([this](const auto& act) { perform(act); }, exchange.acts[i].act);
    if (!ends_here(exchange, i + 1)) settle();
    if (seen_.complaint) seen_.complaint_line = exchange.acts[i].line;
  }
  return std::move(seen_);
}

// The acts of the world.

void ClientPlayer::perform(const Write& write) {
  if (closed_) return complain("the session is over: nobody reads this");
  if (wire_.end_written()) return complain("octets after the end of input");
  wire_.write(write.octets);
}

void ClientPlayer::perform(const EndOfInput&) {
  wire_.end_of_input();
}

void ClientPlayer::perform(const Advance& advance) {
  if (!wire_.advance(advance.by, [this] { settle(); })) complain("the deadline stays in the past");
}

void ClientPlayer::perform(const Reading& reading) {
  wire_.reading(reading.on);
}

void ClientPlayer::perform(const TlsStarted& tls) {
  if (!session_.awaits_tls()) return complain("nobody awaits TLS");
  session_.tls_started(tls.peer_verified);
}

void ClientPlayer::perform(const Stop&) {
  complain("only a server is stopped");
}

void ClientPlayer::perform(const Decide&) {
  complain("a client is asked nothing");
}

// The application.

void ClientPlayer::perform(const ClientCommand& command) {
  using Kind = ClientCommand::Kind;
  const bool content = command.kind == Kind::body || command.kind == Kind::finish;
  if (content && rest_ != Rest::body) return complain("no content is wanted");
  if (command.kind == Kind::body) {
    lend_body(command.argument);
  } else if (command.kind == Kind::finish) {
    finish();
  } else if (const auto fault = give(command); fault != engine::CommandFault::none) {
    append(seen_.events, show(fault));
  }
}

engine::CommandFault ClientPlayer::give(const ClientCommand& command) {
  using Kind = ClientCommand::Kind;
  switch (command.kind) {
    case Kind::mail:
      return session_.mail(command.argument, command.mail_options());
    case Kind::rcpt:
      return session_.rcpt(command.argument, command.rcpt_options());
    case Kind::data:
      return session_.data();
    case Kind::chunk:
      return session_.chunk(command.octets, command.last);
    case Kind::reset:
      return session_.reset();
    case Kind::noop:
      return session_.noop();
    case Kind::verify:
      return session_.verify(command.argument);
    case Kind::expand:
      return session_.expand(command.argument);
    case Kind::help:
      return session_.help(command.argument);
    case Kind::list:
      return session_.list(command.argument);
    case Kind::read:
      return session_.read(command.argument, command.second_argument);
    case Kind::starttls:
      return session_.starttls();
    case Kind::auth:
      return session_.auth(command.argument, command.initial_response);
    case Kind::respond:
      return session_.respond(command.argument);
    case Kind::cancel_auth:
      return session_.cancel_auth();
    case Kind::quit:
      return session_.quit();
    case Kind::file_name:
      return session_.file_name(command.argument);
    case Kind::body:
    case Kind::finish:
      break;
    case Kind::abandon:
      session_.abandon();
      break;
  }
  return engine::CommandFault::none;
}

// What is lent must live until it was sent: the output is taken before the next piece.
void ClientPlayer::lend_body(std::string_view content) {
  while (!content.empty() && !seen_.complaint) {
    const std::size_t taken = session_.body(content.substr(0, wire_.piece(content.size())));
    content.remove_prefix(taken);
    const bool drained = wire_.drain(seen_.speech);
    pull();
    if (closed_) return;
    if (taken == 0 && !drained) return complain("content is wanted and none is taken");
  }
}

void ClientPlayer::finish() {
  while (!session_.finish()) {
    if (session_.finished()) return;  // the content was foul
    if (!wire_.drain(seen_.speech)) return complain("the message cannot be finished");
  }
}

// The loop that a transport and its party run together.

void ClientPlayer::settle() {
  do {
    do {
      pull();
    } while (rest_ != Rest::broken && wire_.drain(seen_.speech));
  } while (!seen_.complaint && wire_.feed());
  if (session_.finished()) wire_.drop_waiting();
  if (wire_.octets_waiting() > 0) complain("octets are wanted and none is taken");
}

// Lets a turn pass: what the application says stands in the transcript and comes later. A session
// that has nothing else to tell offers the turn again.
void ClientPlayer::pull() {
  rest_ = Rest::broken;
  Rest passed = Rest::broken;
  while (!seen_.complaint) {
    if (steps_left_-- == 0) return complain("the session does not come to rest");
    const engine::ClientEvent event = session_.next();
    const bool turn = std::holds_alternative<engine::YourTurn>(event);
    if (turn || std::holds_alternative<engine::BodyWanted>(event)) {
      rest_ = turn ? Rest::turn : Rest::body;
      if (std::exchange(passed, rest_) == rest_) return;
      continue;
    }
    rest_ = closed_ ? Rest::closed : Rest::reply;
    if (closed_ || std::holds_alternative<engine::NeedReply>(event)) return;
    if (!std::holds_alternative<engine::DrainOutput>(event)) {
      take(event);
    } else if (!wire_.drain(seen_.speech)) {
      return;
    }
    passed = Rest::broken;
  }
  rest_ = Rest::broken;
}

void ClientPlayer::take(const engine::ClientEvent& event) {
  if (const auto* text = std::get_if<engine::ReplyText>(&event)) return take_text(*text);
  if (const auto* answered = std::get_if<engine::Answered>(&event)) {
    append(seen_.events, show(*answered));
  } else if (const auto* challenge = std::get_if<engine::Challenge>(&event)) {
    append(seen_.events, show(*challenge));
  } else if (const auto* closed = std::get_if<engine::ClientClosed>(&event)) {
    append(seen_.events, show(*closed));
    closed_ = true;
  }
}

// A reply of one line is all in its Answered; of several lines each is shown.
void ClientPlayer::take_text(const engine::ReplyText& text) {
  if (text.begins_line) reply_line_.clear();
  reply_line_ += text.text;
  if (!text.ends_line) return;
  if (!text.last_line) several_lines_ = true;
  if (several_lines_) append(seen_.events, show_text(reply_line_));
  if (text.last_line) several_lines_ = false;
}

void ClientPlayer::complain(std::string what) {
  if (!seen_.complaint) seen_.complaint = std::move(what);
}

}  // namespace heloport::conformance
