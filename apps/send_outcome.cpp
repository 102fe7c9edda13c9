// See send_outcome.hpp.

#include "apps/send_outcome.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "apps/console.hpp"
#include "apps/terminal_text.hpp"

namespace heloport::apps {
namespace {

Refusal refusal_in(const engine::Answered& answer) {
  return {answer.code, std::string(answer.text)};
}

std::string said(const Refusal& refusal) {
  return fmt::format("{} {}", refusal.code, terminal_text(refusal.text));
}

std::string_view cause(engine::ClientClose reason) {
  switch (reason) {
    case engine::ClientClose::server_gone:
      return "the server closed the connection";
    case engine::ClientClose::protocol_error:
      return "the server sent what is no SMTP reply";
    case engine::ClientClose::timeout:
      return "the server did not answer in time";
    case engine::ClientClose::quit:
    case engine::ClientClose::refused:
    case engine::ClientClose::gave_up:
      return "the session ended early";
  }
  return "";
}

}  // namespace

SendOutcome::SendOutcome(const std::vector<std::string>& addresses) {
  for (const std::string& address : addresses) recipients_.push_back({address});
}

std::size_t SendOutcome::accepted(std::size_t begin, std::size_t end) const {
  std::size_t accepted = 0;
  for (std::size_t i = begin; i < end; ++i) accepted += recipients_[i].state == State::accepted;
  return accepted;
}

std::size_t SendOutcome::count(State state) const {
  return static_cast<std::size_t>(
      std::count_if(recipients_.begin(), recipients_.end(),
                    [state](const Recipient& recipient) { return recipient.state == state; }));
}

void SendOutcome::message_begun() {
  open_.clear();
}

void SendOutcome::recipient_answered(std::size_t index, const engine::Answered& answer) {
  if (refusal_) return;  // MAIL was refused: this only echoes it
  Recipient& recipient = recipients_[index];
  recipient.state = answer.positive() ? State::accepted : State::refused;
  if (!answer.positive()) recipient.refusal = refusal_in(answer);
}

void SendOutcome::content_complete(std::size_t begin, std::size_t end) {
  open_.clear();
  for (std::size_t i = begin; i < end; ++i) {
    if (recipients_[i].state != State::accepted) continue;
    recipients_[i].state = State::open;
    open_.push_back(i);
  }
}

void SendOutcome::message_answered(const engine::Answered& answer) {
  for (std::size_t i : open_) {
    recipients_[i].state = answer.positive() ? State::sent : State::accepted;
  }
  open_.clear();  // they have their end: an early refusal of the next message is not about them
  if (!answer.positive()) all_refused(answer);
}

void SendOutcome::message_answered_for(std::size_t nth, const engine::Answered& answer) {
  if (nth >= open_.size()) return all_refused(answer);  // before the content was complete
  Recipient& recipient = recipients_[open_[nth]];
  recipient.state = answer.positive() ? State::sent : State::refused;
  if (!answer.positive()) recipient.refusal = refusal_in(answer);
}

void SendOutcome::all_refused(const engine::Answered& answer) {
  // The first refusal is the cause; what follows in a group only echoes it.
  if (refusal_) return;
  refusal_ = refusal_in(answer);
  refused_at_once_ = count(State::unsaid) == recipients_.size();
}

void SendOutcome::cannot(std::string why) {
  if (fault_.empty()) fault_ = std::move(why);
}

Exit SendOutcome::conclude(engine::ClientClose ended) const {
  const std::size_t sent = count(State::sent);
  const std::size_t open = count(State::open);
  if (sent == recipients_.size()) return Exit::ok;
  if (open > 0) {
    list_refused();
    return fail(Exit::temporary,
                fmt::format("UNKNOWN: {} after the whole mail was sent and before it answered; "
                            "the mail may have been delivered{}, sending it again may double it",
                            cause(ended),
                            sent == 0 ? "" : fmt::format(" beyond the {} who have it", sent)));
  }
  if (!fault_.empty() && sent == 0) return fail(Exit::data, fault_ + "; nothing was sent");
  if (refusal_ || count(State::refused) == recipients_.size()) return conclude_refused();
  if (sent > 0) {
    list_refused();
    return fail(
        count(State::refused) + sent == recipients_.size() ? Exit::no_user : Exit::temporary,
        fmt::format("sent to {} of {} recipients", sent, recipients_.size()));
  }
  const Exit exit = ended == engine::ClientClose::protocol_error ? Exit::protocol : Exit::temporary;
  return fail(exit, fmt::format("{} before the mail was complete; it was not sent, try again",
                                cause(ended)));
}

void SendOutcome::list_refused() const {
  for (const Recipient& recipient : recipients_) {
    if (recipient.state != State::refused) continue;
    fail(Exit::no_user, fmt::format("{} refused: {}", recipient.address, said(recipient.refusal)));
  }
}

// RFC 3207, 4 and RFC 4954, 6: 530 is about the session.
Exit SendOutcome::conclude_refused_at_once() const {
  constexpr std::uint16_t lacking = 530;
  Exit exit = refusal_->code < 500 ? Exit::temporary : Exit::unavailable;
  if (refusal_->code == lacking) exit = Exit::no_permission;
  return fail(
      exit,
      fmt::format("refused, nothing was sent: {}{}", said(*refusal_),
                  refusal_->code == lacking ? " (--tls starttls brings TLS, --user logs in)" : ""));
}

// 4yz is worth another try, 5yz is not (RFC 5321, 4.2.1). What is said of the whole mail counts
// before what is said of its recipients, unless it only follows from it.
Exit SendOutcome::conclude_refused() const {
  if (refused_at_once_) return conclude_refused_at_once();
  list_refused();
  const std::size_t sent = count(State::sent);
  const std::string result =
      sent == 0 ? "nothing was sent" : fmt::format("sent to {} of {} recipients", sent, size());
  if (count(State::refused) == recipients_.size()) {
    const bool later =
        std::any_of(recipients_.begin(), recipients_.end(),
                    [](const Recipient& recipient) { return recipient.refusal.code < 500; });
    return fail(later ? Exit::temporary : Exit::no_user,
                "nothing was sent: no recipient was taken");
  }
  return fail(refusal_->code < 500 ? Exit::temporary : Exit::unavailable,
              fmt::format("refused, {}: {}", result, said(*refusal_)));
}

}  // namespace heloport::apps
