// The server session: its loop, the verdicts, time, and its ends. Commands, content and answers
// have a file each: server_commands.cpp, server_body.cpp, server_answers.cpp.

#include "engine/server_session.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

namespace heloport::engine {
namespace {

bool in_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

}  // namespace

ExtensionSet ServerOptions::extensions() const {
  ExtensionSet on = dialect->extensions.without(switched_off);
  for (const Extension& extension : all_extensions()) {
    if (extension.needs_provision && !provided.has(extension.id)) on = on.without(extension.id);
  }
  // RFC 2033, 5: both are part of LMTP.
  if (protocol == Protocol::lmtp) {
    on = on.with(ExtensionId::pipelining).with(ExtensionId::enhancedstatuscodes);
  }
  // RFC 3030, 3: BINARYMIME is nothing without CHUNKING; and it is a value of the BODY that
  // 8BITMIME brings.
  const bool binary = on.has(ExtensionId::chunking) && on.has(ExtensionId::eightbitmime);
  return binary ? on : on.without(ExtensionId::binarymime);
}

ServerSession::ServerSession(const ServerOptions& options, Buffers& buffers, ServerPeer peer)
    : options_(options),
      peer_(peer),
      extensions_(options.extensions()),
      command_octets_max_(engine::command_octets_max(extensions_, options.limits)),
      input_(buffers.input),
      output_(buffers.output) {
  assert(takes_lines_of(command_octets_max_));
  assert(takes_lines_of(options.limits.auth_line_octets_max));
}

ServerEvent ServerSession::next() {
  while (true) {
    if (dropped_) return TransactionDropped{*std::exchange(dropped_, std::nullopt)};
    if (closed_) return Closed{*closed_};
    if (question_) return AwaitVerdict{};
    // Every step may write one reply. Without room for it nothing is begun.
    if (failure_held_until_ || output_.room() < room_needed()) return AwaitOutput{};
    if (Outcome event = step()) return *event;
  }
}

ServerSession::Outcome ServerSession::step() {
  if (stopping_ && !transaction_ && !chunk_ && !answer_) {
    return end_with(Say::shutting_down, CloseReason::shutdown);
  }
  switch (phase_) {
    case Phase::connecting:
      return ask(Question::connected, Connected{});
    case Phase::answering:
      return AnswerWanted{};
    case Phase::body:
      return next_body();
    case Phase::chunk:
      return next_chunk();
    case Phase::handshake:
      return discard_clear_octets();
    case Phase::exchange:
      return next_response();
    case Phase::verdicts:
      return next_verdict();
    default:
      return next_command();
  }
}

// Everything received was used. Only now may the block go: the last views are dead.
ServerSession::Outcome ServerSession::rest() {
  input_.release_if_empty();
  if (!end_of_input_) return NeedInput{};
  close(CloseReason::peer_gone);
  return std::nullopt;
}

// Questions and verdicts.

ServerSession::Outcome ServerSession::ask(Question question, ServerEvent event) {
  assert(!question_);
  question_ = question;
  return event;
}

ServerSession::Question ServerSession::close_question() {
  assert(question_ && "a verdict needs an open question");
  waiting_since_ = now_.value_or(Time{});
  return *std::exchange(question_, std::nullopt);
}

struct ServerSession::Verdict {
  std::optional<Say> yes;  // nothing: what was taken speaks for itself
  void (ServerSession::*taken)();
};

void ServerSession::accept(std::string_view detail) {
  using S = ServerSession;
  // In the order of Question.
  static constexpr std::array<Verdict, 15> verdicts{{
      {std::nullopt, &S::accept_connected},
      {std::nullopt, &S::accept_hello},
      {Say::sender_ok, &S::accept_sender},
      {Say::recipient_ok, &S::accept_recipient},
      {std::nullopt, &S::accept_begin},
      {Say::message_ok, &S::accept_end},
      {Say::verify_ok, &S::accept_answer},
      {Say::verify_ok, &S::accept_answer},
      {Say::mail_list, &S::accept_answer},
      {Say::mail_content, &S::accept_answer},
      {Say::starttls_go, &S::accept_starttls},
      {Say::auth_ok, &S::accept_auth},
      {Say::queue_started, &S::accept_forward},
      {std::nullopt, &S::accept_xclient},
      {Say::forward_ok, &S::accept_forward},
  }};
  const Verdict& verdict = verdicts[static_cast<std::size_t>(close_question())];
  (this->*verdict.taken)();
  if (verdict.yes == Say::verify_ok && !in_ascii(detail)) {
    // A mailbox with its letters replaced would be another one (RFC 6531, 3.7.4).
    say(Say::verify_in_utf8);
  } else if (verdict.yes) {
    say(*verdict.yes, detail);
  }
}

void ServerSession::reject(const Reply& reply) {
  assert(reply.code >= 400);
  const Question question = close_question();
  if (question == Question::auth) return reject_auth(reply);
  replies_.line(reply, enhanced() && question != Question::connected, words({}));
  answers_hello_ = false;
  if (question == Question::end) end_verdict();
  if (question == Question::connected) enter(Phase::refused);
  if (reply.code == 421) return close(CloseReason::refused);
  if (question == Question::begin && chunk_) swallow_chunk(DropReason::reset);
}

void ServerSession::answer(const Reply& reply) {
  const Question question = close_question();
  assert(question == Question::verify || question == Question::expand ||
         question == Question::etrn);
  (void)question;
  replies_.line(reply, enhanced(), words({}));
}

void ServerSession::advance(grammar::Verb verb) {
  enter(rule_for(verb).then.value_or(phase_));
}

void ServerSession::accept_connected() {
  enter(Phase::connected);
  say(lmtp() ? Say::lmtp_greeting : Say::greeting);
}

// RFC 5321, 4.1.4: a new EHLO or HELO clears everything, as RSET does. A refused one does not.
void ServerSession::accept_hello() {
  drop_transaction(DropReason::reset);
  client_name_octets_ = static_cast<std::uint8_t>(name_offered_.size());
  std::memcpy(client_name_.data(), name_offered_.data(), name_offered_.size());
  extended_ = extended_offered_;
  offered_ = extended_ ? offered_to(standing(), extensions_) : ExtensionSet{};
  advance(grammar::Verb::ehlo);
  say_hello();
  answers_hello_ = false;
}

void ServerSession::accept_sender() {
  transaction_.emplace();
  transaction_->declared = declared_;
  advance(grammar::Verb::mail);
}

void ServerSession::accept_recipient() {
  ++transaction_->recipients;
  advance(grammar::Verb::rcpt);
}

// 354 asks for the data. The octets of a chunk come anyway.
void ServerSession::accept_begin() {
  Transaction& transaction = *transaction_;
  transaction.body_began = input_came_ = now_.value_or(Time{});
  transaction.chunked = chunk_.has_value();
  if (transaction.chunked) {
    transaction.text = ChunkDecoder(options_.line_endings);
    return take_chunk();
  }
  transaction.decoder = BodyDecoder(options_.line_endings);
  transaction.file_name_due = options_.dialect->file_name_line;
  advance(grammar::Verb::data);
  say(Say::data_go);
}

void ServerSession::accept_answer() {}
void ServerSession::accept_forward() {}

void ServerSession::forget_client() {
  client_name_octets_ = 0;
  extended_ = false;
  offered_ = {};
  authenticated_ = false;
  enter(Phase::connected);
}

// Replies.

ReplyWords ServerSession::words(std::string_view detail) const {
  return {options_.hostname, client_name(), detail};
}

void ServerSession::say(Say what, std::string_view detail) {
  replies_.line(options_.dialect->says(what), enhanced(), words(detail));
}

// A goodbye is polite, not owed: it is left out where the output is full, where the peer awaits
// TLS, and between the lines of a reply, which all have one code (RFC 5321, 4.2.1).
void ServerSession::say_last(Say what) {
  const bool heard = phase_ != Phase::handshake && phase_ != Phase::answering;
  if (heard && output_.room() >= reply_octets_max) say(what);
}

ServerSession::Outcome ServerSession::mistake(Say what, std::string_view enhanced_code) {
  if (++errors_ > options_.limits.errors_max) {
    return end_with(Say::too_many_errors, CloseReason::too_many_errors);
  }
  Reply reply = options_.dialect->says(what);
  if (!enhanced_code.empty()) reply.enhanced = enhanced_code;
  replies_.line(reply, enhanced(), words({}));
  answers_hello_ = false;
  return std::nullopt;
}

// Ends.

ServerSession::Outcome ServerSession::end_with(Say what, CloseReason reason) {
  // The goodbye stands for the reply to a chunk that did not come to its end.
  if (phase_ == Phase::chunk) output_.drop_held();
  say_last(what);
  close(reason);
  return std::nullopt;
}

void ServerSession::close(CloseReason reason) {
  if (closed_) return;
  question_.reset();
  answer_.reset();
  chunk_.reset();
  if (phase_ == Phase::chunk) output_.drop_held();
  failure_held_until_.reset();
  output_.let_go();
  drop_transaction(DropReason::session_end);
  enter(Phase::over);
  closed_ = reason;
}

// The application hears of it once, at the next event; not when it was told before.
void ServerSession::drop_transaction(DropReason reason) {
  if (!transaction_) return;
  if (!transaction_->refusal) dropped_ = reason;
  transaction_.reset();
}

void ServerSession::stop_when_idle() {
  stopping_ = true;
}

void ServerSession::stop_now() {
  stopping_ = true;
  if (phase_ == Phase::verdicts || closed_) return;
  end_with(Say::shutting_down, CloseReason::shutdown);
}

// The octet side.

// An answer of SASL may be a challenge, which only the application knows.
std::size_t ServerSession::room_needed() const {
  const bool may_challenge =
      phase_ == Phase::exchange || (phase_ == Phase::ready && reads_auth_line());
  return may_challenge ? challenge_line_octets_max : reply_octets_max;
}

std::span<char> ServerSession::input() {
  const bool wanted = !closed_ && !question_ && !end_of_input_ && phase_ != Phase::connecting &&
                      phase_ != Phase::answering && !failure_held_until_ &&
                      output_.room() >= room_needed();
  if (!wanted) return {};
  return input_.room();
}

void ServerSession::received(std::size_t n) {
  input_.received(n);
  if (now_) input_came_ = *now_;
}

void ServerSession::sent(std::size_t n) {
  output_.sent(n);
  if (now_) output_waits_since_ = *now_;
}

// Time. A command has one deadline from the moment that we began to wait for it, however slowly
// its octets come; content has a pause and a rate to keep (see Limits).

std::optional<Time> ServerSession::deadline() const {
  // A goodbye that nobody reads is the transport's to give up: ours would be over for ever.
  if (!now_ || closed_) return std::nullopt;
  if (!output_.empty()) return output_waits_since_ + options_.limits.output_timeout;
  if (failure_held_until_) return failure_held_until_;
  if (question_ || phase_ == Phase::answering) return std::nullopt;
  const bool content = phase_ == Phase::body || phase_ == Phase::chunk;
  const Time due = content ? input_came_ + options_.limits.body_timeout
                           : waiting_since_ + options_.limits.command_timeout;
  return content || phase_ == Phase::chunks ? std::min(due, pace_deadline()) : due;
}

void ServerSession::expire(Time now) {
  if (!now_) waiting_since_ = input_came_ = output_waits_since_ = now;
  if (output_.empty()) output_waits_since_ = now;
  now_ = now;
  if (failure_held_until_ && now >= *failure_held_until_) let_failure_go();
  const std::optional<Time> due = deadline();
  if (closed_ || !due || now < *due) return;
  end_with(Say::timed_out, CloseReason::timeout);
}

}  // namespace heloport::engine
