// What becomes of a message that is complete: one verdict, in LMTP one for each recipient that was
// accepted, in their order (RFC 2033, 4.2).

#include "engine/server_session.hpp"

namespace heloport::engine {

ServerSession::Outcome ServerSession::end_of_data() {
  waiting_since_ = now_.value_or(Time{});
  enter(Phase::verdicts);
  return std::nullopt;
}

// Each reply leaves as soon as it is known (RFC 2033, 5), and what the engine refuses by itself is
// refused for each recipient too.
ServerSession::Outcome ServerSession::next_verdict() {
  if (!transaction_->refusal) {
    return ask(Question::end, MessageEnd{transaction_->octets, transaction_->verdicts});
  }
  const Say refusal = *transaction_->refusal;
  end_verdict();
  say(refusal);
  // Whoever sends line ends that two programs read differently may be hiding a second message
  // behind this one: nothing after it is read.
  const bool foul = refusal == Say::bad_line_ending;
  if (foul && !transaction_) close(CloseReason::bad_line_ending);
  return std::nullopt;
}

void ServerSession::end_verdict() {
  if (++transaction_->verdicts < verdicts_wanted()) return;
  transaction_.reset();
  enter(Phase::ready);
}

/// Replies to a complete message, and to the last chunk of one.
std::size_t ServerSession::verdicts_wanted() const {
  const bool each = lmtp() && transaction_ && transaction_->recipients > 0;
  return each ? transaction_->recipients : 1;
}

void ServerSession::accept_end() {
  idle_commands_ = 0;
  end_verdict();
}

}  // namespace heloport::engine
