// From 354 to the end of the data.

#include <algorithm>
#include <cassert>

#include "engine/server_session.hpp"

namespace heloport::engine {
namespace {

constexpr std::string_view file_name_keyword = "FILENAME:";
// A first line that is longer is content: the name could not be used anyway.
constexpr std::size_t file_name_line_octets_max = 512;

bool has_control_octet(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

ServerSession::Outcome ServerSession::next_body() {
  if (transaction_->file_name_due) return next_file_name();
  if (message_too_big() && !transaction_->refusal) {
    return refuse_message(Say::message_too_big, DropReason::too_big);
  }
  if (transaction_->refusal && is_flood(transaction_->wire_octets)) {
    return end_with(Say::too_many_octets, CloseReason::too_many_errors);
  }
  const BodyPiece piece = transaction_->decoder.next(input_.unread());
  input_.consume(piece.consumed);
  transaction_->wire_octets += piece.consumed;
  switch (piece.kind) {
    case BodyPiece::Kind::content:
      return take_content(piece.octets);
    case BodyPiece::Kind::end:
      return end_of_data();
    case BodyPiece::Kind::hungry:
      return rest();
    case BodyPiece::Kind::foul:
      return refuse_message(Say::bad_line_ending, DropReason::bad_line_ending);
  }
  return std::nullopt;
}

// The name is taken only from a whole, clean line; anything else is content and judged as such.
ServerSession::Outcome ServerSession::next_file_name() {
  const std::string_view text = input_.unread();
  const std::size_t compared = std::min(text.size(), file_name_keyword.size());
  const bool may_be_name =
      grammar::equal_ignoring_case(text.substr(0, compared), file_name_keyword.substr(0, compared));
  const std::size_t end = text.find('\n');
  const bool complete = end != std::string_view::npos;
  if (may_be_name && !complete && text.size() < file_name_line_octets_max) return rest();
  transaction_->file_name_due = false;
  if (!may_be_name || !complete || end >= file_name_line_octets_max || text[end - 1] != '\r') {
    return std::nullopt;
  }
  const std::string_view name = text.substr(compared, end - 1 - compared);
  if (has_control_octet(name)) return std::nullopt;
  input_.consume(end + 1);
  transaction_->wire_octets += end + 1;
  return FileName{trimmed(name)};
}

// Exactly as much as the limit allows is handed on, so that what the application saw does not
// depend on how the octets came. What is beyond it is refused at the next step.
ServerSession::Outcome ServerSession::take_content(std::string_view octets) {
  Transaction& transaction = *transaction_;
  if (transaction.refusal || octets.empty()) return std::nullopt;
  const std::uint64_t before = transaction.octets;
  transaction.octets += octets.size();
  if (!message_too_big()) return BodyChunk{octets};
  const std::uint64_t allowed = options_.limits.message_octets_max - before;
  if (allowed == 0) return std::nullopt;
  return BodyChunk{octets.substr(0, static_cast<std::size_t>(allowed))};
}

bool ServerSession::message_too_big() const {
  const std::uint64_t limit = options_.limits.message_octets_max;
  return limit != 0 && transaction_->octets > limit;
}

// What is refused is read to its end in constant memory, but not for ever.
bool ServerSession::is_flood(std::uint64_t octets) const {
  const Limits& limits = options_.limits;
  // Subtracted, because the sum of two limits that an operator sets may wrap.
  return octets > limits.overrun_octets_max &&
         octets - limits.overrun_octets_max > limits.message_octets_max;
}

// The application hears at once that the message is void; the peer hears at the end of its data,
// since a reply before it would be taken for something else (RFC 5321, 4.5.3.1.9).
ServerSession::Outcome ServerSession::refuse_message(Say refusal, DropReason reason) {
  if (transaction_->refusal) return std::nullopt;
  transaction_->refusal = refusal;
  return TransactionDropped{reason};
}

// How long the content may take altogether, be it welcome or refused. Of a message in chunks that
// includes the time between them: else a chunk of one octet every five minutes would hold a
// session for years.
Time ServerSession::pace_deadline() const {
  const Limits& limits = options_.limits;
  const bool refused = chunk_ && chunk_->refused;
  const std::uint64_t octets = refused ? chunk_->taken : transaction_->wire_octets;
  const Time began = refused ? chunk_->began : transaction_->body_began;
  const std::chrono::seconds earned(
      static_cast<std::int64_t>(octets / limits.body_octets_per_second_min));
  return began + limits.body_timeout + earned;
}

}  // namespace heloport::engine
