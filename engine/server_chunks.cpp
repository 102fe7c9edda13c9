// BDAT: content in chunks whose length is said before them (RFC 3030, 2).
//
// The octets of a chunk follow its command line whether it is welcome or not. So a BDAT that
// anything refuses is answered only when they are gone: what refuses it writes its reply as ever,
// the output holds it back, and it is let go behind the last octet.

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/server_session.hpp"

namespace heloport::engine {
namespace {

constexpr std::size_t chunk_digits_max = 20;  // as many as 2^64-1 has

/// The octets that a BDAT announces; nothing when that cannot be said.
std::optional<std::uint64_t> announced(const grammar::Command& command) {
  const std::string_view digits = command.argument;
  if (command.verb != grammar::Verb::bdat || command.fault != grammar::SyntaxFault::none ||
      digits.size() > chunk_digits_max) {
    return std::nullopt;
  }
  std::uint64_t octets = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), octets);
  if (error != std::errc{}) return std::nullopt;
  return octets;
}

}  // namespace

// Also one that is too long, or that the grammar does not know for BDAT: octets follow it.
bool ServerSession::is_chunk_line(std::string_view line) {
  constexpr std::string_view verb = "BDAT";
  if (!grammar::equal_ignoring_case(line.substr(0, verb.size()), verb)) return false;
  const char next = line.size() > verb.size() ? line[verb.size()] : ' ';
  const bool goes_on =
      (next >= '0' && next <= '9') || (next >= 'A' && next <= 'Z') || (next >= 'a' && next <= 'z');
  return !goes_on;
}

// Of a chunk whose length is unknown nobody can say where it ends: whatever follows might be
// content or commands, so nothing that follows is read.
ServerSession::Outcome ServerSession::run_chunk(const grammar::Command& command) {
  const std::optional<std::uint64_t> octets = announced(command);
  if (!octets) return end_with(Say::bad_chunk_size, CloseReason::bad_chunk_size);
  chunk_ = Chunk{.octets = *octets, .last = !command.second_argument.empty()};
  output_.hold_back();
  const Outcome question = run(command);
  const bool refused = !question && !closed_ && phase_ != Phase::chunk;
  if (refused) swallow_chunk(DropReason::reset);
  return question;
}

// Refuses what is too big before anybody saw an octet of it.
ServerSession::Outcome ServerSession::on_bdat(const grammar::Command&) {
  const std::uint64_t limit = options_.limits.message_octets_max;
  // No sum: it might wrap. What was taken is never over the limit.
  if (limit != 0 && chunk_->octets > limit - transaction_->wire_octets) {
    say(Say::message_too_big);
    swallow_chunk(DropReason::too_big);
    return std::nullopt;
  }
  // A chunk of one octet brings the mail forward, an empty one does not.
  const bool idle = chunk_->octets == 0 && !chunk_->last;
  if (idle && ++idle_commands_ > options_.limits.idle_commands_max) {
    return end_with(Say::too_many_commands, CloseReason::too_many_errors);
  }
  if (!transaction_->chunked) return ask(Question::begin, MessageBegin{.chunked = true});
  take_chunk();
  return std::nullopt;
}

void ServerSession::take_chunk() {
  chunk_->refused = false;
  output_.let_go();
  begin_octets();
}

// The reply is in the output and waits. With the chunk goes its transaction: what came before it
// is no message any more (RFC 3030, 2).
void ServerSession::swallow_chunk(DropReason reason) {
  chunk_->refused = true;
  // The last chunk is answered for each recipient (RFC 2033, 4.3).
  chunk_->replies = chunk_->last ? static_cast<Count>(verdicts_wanted()) : 1;
  chunk_->back = transaction_ ? Phase::ready : phase_;
  drop_transaction(reason);
  begin_octets();
}

void ServerSession::begin_octets() {
  chunk_->began = input_came_ = now_.value_or(Time{});
  enter(Phase::chunk);
}

ServerSession::Outcome ServerSession::next_chunk() {
  if (chunk_->refused) return next_refused_chunk();
  if (message_too_big()) return refuse_chunk(Say::message_too_big, DropReason::too_big);
  const std::string_view text = chunk_text();
  const bool over = chunk_->taken == chunk_->octets;
  if (over && !chunk_->last) return end_of_chunk();
  if (!over && text.empty()) return rest();
  const BodyPiece piece = next_piece(text, over);
  input_.consume(piece.consumed);
  chunk_->taken += piece.consumed;
  transaction_->wire_octets += piece.consumed;
  if (piece.kind == BodyPiece::Kind::foul) {
    return refuse_chunk(Say::bad_line_ending, DropReason::bad_line_ending);
  }
  if (piece.kind == BodyPiece::Kind::content) return take_content(piece.octets);
  chunk_.reset();
  return end_of_data();
}

/// What has been received of this chunk, and nothing of what comes behind it.
std::string_view ServerSession::chunk_text() const {
  const std::string_view unread = input_.unread();
  const std::uint64_t left = chunk_->octets - chunk_->taken;
  return left < unread.size() ? unread.substr(0, static_cast<std::size_t>(left)) : unread;
}

// RFC 3030, 3: BINARYMIME is any octet in any order.
BodyPiece ServerSession::next_piece(std::string_view text, bool over) {
  const bool binary = transaction_->declared.body == BodyType::binary_mime;
  if (!binary) return over ? transaction_->text.end() : transaction_->text.next(text);
  return {over ? BodyPiece::Kind::end : BodyPiece::Kind::content, text, text.size()};
}

ServerSession::Outcome ServerSession::end_of_chunk() {
  std::array<char, chunk_digits_max> digits;
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(), chunk_->octets);
  enter(Phase::chunks);
  waiting_since_ = now_.value_or(Time{});
  say(Say::chunk_ok, {digits.data(), static_cast<std::size_t>(end - digits.data())});
  chunk_.reset();
  return std::nullopt;
}

// The application hears at once, the peer behind the last octet, as with data.
ServerSession::Outcome ServerSession::refuse_chunk(Say refusal, DropReason reason) {
  output_.hold_back();
  say(refusal);
  swallow_chunk(reason);
  return std::nullopt;
}

ServerSession::Outcome ServerSession::next_refused_chunk() {
  const std::string_view text = chunk_text();
  input_.consume(text.size());
  chunk_->taken += text.size();
  if (is_flood(chunk_->taken)) {
    return end_with(Say::too_many_octets, CloseReason::too_many_errors);
  }
  if (chunk_->taken < chunk_->octets) return rest();
  if (--chunk_->replies > 0) {
    output_.repeat_held();
    return std::nullopt;
  }
  enter(chunk_->back);
  chunk_.reset();
  output_.let_go();
  waiting_since_ = now_.value_or(Time{});
  return std::nullopt;
}

}  // namespace heloport::engine
