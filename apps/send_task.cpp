// Sending one mail: the envelope, the content, and what became of it.

#include "apps/send_task.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "apps/console.hpp"
#include "apps/mime.hpp"
#include "apps/terminal_text.hpp"

namespace heloport::apps {

bool SendTask::speak(engine::ClientSession& session) {
  const engine::CommandFault fault = settled() ? session.quit() : say_next(session);
  if (fault == engine::CommandFault::none) return true;
  if (fault == engine::CommandFault::not_your_turn) return false;
  give_up(fault);
  return true;
}

// True when there is nothing left to do but to leave.
bool SendTask::settled() const {
  const bool all_refused = refused_.size() == letter_.to.size();
  return finished_ || refusal_.code != 0 || !fault_.empty() || all_refused;
}

engine::CommandFault SendTask::say_next(engine::ClientSession& session) {
  const std::size_t recipients = letter_.to.size();
  if (said_ > recipients + 1) return engine::CommandFault::not_your_turn;  // DATA is awaited
  engine::CommandFault fault;
  if (said_ == 0) {
    fault = say_mail(session);
  } else if (said_ <= recipients) {
    fault = session.rcpt(letter_.to[said_ - 1]);
  } else {
    fault = session.data();
  }
  if (fault == engine::CommandFault::none) ++said_;
  return fault;
}

engine::CommandFault SendTask::say_mail(engine::ClientSession& session) {
  prepare(session);
  if (!engine::BodyEncoder::can_send(content_)) {
    fault_ = "the content holds a NUL or a CR without LF, which this server cannot take";
    return engine::CommandFault::bad_argument;
  }
  engine::MailOptions options{.size_octets = content_.size(), .smtputf8 = smtputf8_};
  if (eight_bit_) options.body = engine::BodyType::eight_bit_mime;
  return session.mail(letter_.from, options);
}

// The form of the content follows from what the server offered. The simple dialect takes it as
// the user gave it; elsewhere it becomes a message.
void SendTask::prepare(const engine::ClientSession& session) {
  if (session.dialect().file_name_line) {
    content_ = letter_.content;
    return;
  }
  smtputf8_ = has_eight_bit(letter_.from) ||
              std::any_of(letter_.to.begin(), letter_.to.end(), has_eight_bit);
  const bool offered = session.offered().has(engine::ExtensionId::eightbitmime);
  content_ = compose(letter_, transfer_for(letter_.content, offered));
  eight_bit_ = has_eight_bit(content_);
}

bool SendTask::write(engine::ClientSession& session) {
  // Every recipient was refused and DATA taken nevertheless: an empty message ends it without
  // harm (RFC 2920, 3.1).
  const bool nobody = refused_.size() == letter_.to.size();
  if (!named_ && session.dialect().file_name_line && !nobody) {
    const engine::CommandFault fault = session.file_name(letter_.name);
    if (fault == engine::CommandFault::not_your_turn) return false;
    if (fault != engine::CommandFault::none) {
      give_up(fault);
      session.abandon();
      return true;
    }
    named_ = true;
  }
  if (!nobody && written_ < content_.size()) {
    const std::size_t taken = session.body(std::string_view(content_).substr(written_));
    written_ += taken;
    return taken > 0;
  }
  if (!session.finish()) return false;
  finished_ = !nobody;
  return true;
}

void SendTask::hear(engine::ClientSession&, const engine::Answered& answer) {
  Refusal refusal{answer.code, std::string(answer.text)};
  switch (answer.step) {
    case engine::Step::rcpt: {
      const std::string& address = letter_.to[recipients_answered_++];
      if (!answer.positive()) refused_.push_back({address, std::move(refusal)});
      return;
    }
    case engine::Step::message:
      sent_ = finished_ && answer.positive();
      if (!sent_) refusal_ = std::move(refusal);
      return;
    case engine::Step::greeting:
    case engine::Step::hello:
    case engine::Step::mail:
    case engine::Step::data:
    case engine::Step::unasked:
      // The first refusal is the cause; what follows in a group only echoes it.
      if (!answer.positive() && refusal_.code == 0) refusal_ = std::move(refusal);
      return;
    default:
      return;
  }
}

void SendTask::give_up(engine::CommandFault fault) {
  if (!fault_.empty()) return;
  switch (fault) {
    case engine::CommandFault::not_offered:
      fault_ = "the server does not offer SMTPUTF8, which these addresses need";
      return;
    case engine::CommandFault::too_big:
      fault_ =
          fmt::format("the message has {} octets, more than the server takes", content_.size());
      return;
    default:
      fault_ = "an address or the name cannot be said in SMTP";
  }
}

namespace {

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

Exit SendTask::conclude() {
  if (sent_) return report_sent();
  if (!fault_.empty()) return fail(Exit::data, fault_ + "; nothing was sent");
  const bool all_refused = refused_.size() == letter_.to.size();
  if (refusal_.code != 0 || all_refused) return report_refused();
  if (finished_) {
    return fail(Exit::temporary,
                fmt::format("UNKNOWN: {} after the whole mail was sent and before it answered; "
                            "the mail may have been delivered, sending it again may double it",
                            cause(ended())));
  }
  const Exit exit =
      ended() == engine::ClientClose::protocol_error ? Exit::protocol : Exit::temporary;
  return fail(exit, fmt::format("{} before the mail was complete; it was not sent, try again",
                                cause(ended())));
}

Exit SendTask::report_sent() const {
  for (const RefusedRecipient& recipient : refused_) {
    fail(Exit::no_user, fmt::format("{} refused: {} {}", recipient.address, recipient.refusal.code,
                                    terminal_text(recipient.refusal.text)));
  }
  if (refused_.empty()) return Exit::ok;
  const auto good = letter_.to.size() - refused_.size();
  return fail(Exit::no_user, fmt::format("sent to {} of {} recipients", good, letter_.to.size()));
}

// 4yz is worth another try, 5yz is not (RFC 5321, 4.2.1). What is said of the whole mail counts
// before what is said of its recipients, unless it only follows from it.
Exit SendTask::report_refused() const {
  for (const RefusedRecipient& recipient : refused_) {
    fail(Exit::no_user, fmt::format("{} refused: {} {}", recipient.address, recipient.refusal.code,
                                    terminal_text(recipient.refusal.text)));
  }
  const bool all_refused = refused_.size() == letter_.to.size();
  if (all_refused) {
    const bool later = std::any_of(refused_.begin(), refused_.end(), [](const auto& recipient) {
      return recipient.refusal.code < 500;
    });
    return fail(later ? Exit::temporary : Exit::no_user,
                "nothing was sent: no recipient was taken");
  }
  return fail(
      refusal_.code < 500 ? Exit::temporary : Exit::unavailable,
      fmt::format("refused, nothing was sent: {} {}", refusal_.code, terminal_text(refusal_.text)));
}

}  // namespace heloport::apps
