// Sending one mail: the envelope, the content, and what became of it.

#include "apps/send_task.hpp"

#include <fmt/format.h>

#include <utility>

namespace heloport::apps {

using engine::CommandFault;

SendTask::SendTask(MailOrder order) : order_(std::move(order)), outcome_(order_.letter.to) {}

bool SendTask::speak(engine::ClientSession& session) {
  const CommandFault fault = settled() ? session.quit() : say_next(session);
  if (fault == CommandFault::none) return true;
  if (fault == CommandFault::not_your_turn) return false;
  give_up(fault);
  return true;
}

// True when there is nothing left to do but to leave.
bool SendTask::settled() const {
  return outcome_.stopped() || (stage_ == Stage::sender && begin_ == outcome_.size());
}

CommandFault SendTask::say_next(engine::ClientSession& session) {
  switch (stage_) {
    case Stage::sender:
      return say_mail(session);
    case Stage::recipients:
      return say_rcpt(session);
    case Stage::content:
      return say_content(session);
    case Stage::answer:
      return CommandFault::not_your_turn;
  }
  return CommandFault::not_your_turn;
}

CommandFault SendTask::say_mail(engine::ClientSession& session) {
  auto content = content_for(order_, session);
  if (auto* why = std::get_if<std::string>(&content)) {
    outcome_.cannot(std::move(*why));
    return CommandFault::none;
  }
  content_ = std::get<WireContent>(std::move(content));
  chunked_ =
      session.offered().has(engine::ExtensionId::chunking) && !session.dialect().file_name_line;
  const CommandFault fault = session.mail(order_.letter.from, mail_options(order_, content_));
  if (fault == CommandFault::none) stage_ = Stage::recipients;
  return fault;
}

// Beyond what the server takes in one message, the rest gets a message of its own.
CommandFault SendTask::say_rcpt(engine::ClientSession& session) {
  const std::string& address = order_.letter.to[end_];
  engine::RcptOptions options;
  if (order_.notify) {
    options.notify = order_.notify;
    // RFC 3461, 4.2: nobody has sent it on yet, so that is who it was for.
    options.orcpt = engine::OriginalRecipient{.address = address};
  }
  const CommandFault fault = session.rcpt(address, options);
  const bool full = fault == CommandFault::over_limit && end_ > begin_;
  if (fault == CommandFault::none) ++end_;
  if (full || end_ == outcome_.size()) stage_ = Stage::content;
  return full ? CommandFault::none : fault;
}

// DATA belongs to the group. A chunk is content already, so it waits until somebody wants it.
CommandFault SendTask::say_content(engine::ClientSession& session) {
  if (!chunked_) {
    const CommandFault fault = session.data();
    if (fault == CommandFault::none) stage_ = Stage::answer;
    // LMTP, and RFC 5321, 3.3: without a recipient there is no DATA.
    const bool refused = fault == CommandFault::not_your_turn && all_answered() && nobody();
    if (!refused) return fault;
  } else if (!all_answered()) {
    return CommandFault::not_your_turn;
  }
  if (nobody()) {
    const CommandFault fault = end_ == outcome_.size() ? CommandFault::none : session.reset();
    if (fault == CommandFault::none) begin_transaction();
    return fault;
  }
  const CommandFault fault = session.chunk(content_.octets.size(), true);
  if (fault != CommandFault::none) return fault;
  stage_ = Stage::answer;
  if (content_.octets.empty()) outcome_.content_complete(begin_, end_);
  return fault;
}

void SendTask::begin_transaction() {
  outcome_.message_begun();
  begin_ = end_;
  verdicts_ = written_ = 0;
  named_ = false;
  stage_ = Stage::sender;
}

bool SendTask::write(engine::ClientSession& session) {
  // Every recipient was refused and DATA taken nevertheless: an empty message ends it without
  // harm (RFC 2920, 3.1).
  const bool empty = !chunked_ && nobody();
  if (!named_ && session.dialect().file_name_line && !empty) {
    const CommandFault fault = session.file_name(order_.letter.name);
    if (fault == CommandFault::not_your_turn) return false;
    if (fault != CommandFault::none) {
      give_up(fault);
      session.abandon();
      return true;
    }
    named_ = true;
  }
  if (!empty && written_ < content_.octets.size()) {
    const std::size_t taken = session.body(std::string_view(content_.octets).substr(written_));
    written_ += taken;
    if (chunked_ && written_ == content_.octets.size()) outcome_.content_complete(begin_, end_);
    return taken > 0;
  }
  if (chunked_ || !session.finish()) return false;
  outcome_.content_complete(begin_, end_);
  return true;
}

void SendTask::hear(engine::ClientSession& session, const engine::Answered& answer) {
  if (answer.step == engine::Step::hello && session.tries_helo()) return;
  switch (answer.step) {
    case engine::Step::rcpt:
      return outcome_.recipient_answered(answered_++, answer);
    case engine::Step::message:
      return hear_message(answer);
    case engine::Step::data:
      // It only follows from its recipients: say_content() goes on to those that are left.
      if (!answer.positive() && !outcome_.stopped() && nobody()) {
        stage_ = Stage::content;
        return;
      }
      [[fallthrough]];
    case engine::Step::greeting:
    case engine::Step::hello:
    case engine::Step::mail:
    case engine::Step::unasked:
      if (!answer.positive()) outcome_.all_refused(answer);
      return;
    default:
      return;
  }
}

void SendTask::hear_message(const engine::Answered& answer) {
  if (!order_.lmtp) {
    outcome_.message_answered(answer);
    return begin_transaction();
  }
  outcome_.message_answered_for(answer.recipient, answer);
  if (++verdicts_ == outcome_.of_message()) begin_transaction();
}

void SendTask::give_up(CommandFault fault) {
  switch (fault) {
    case CommandFault::not_offered:
      return outcome_.cannot(order_.requiretls
                                 ? "the server does not offer REQUIRETLS"
                                 : "the server does not offer SMTPUTF8, which this mail needs");
    case CommandFault::needs_tls:
      return outcome_.cannot("REQUIRETLS needs TLS with a server whose certificate was verified");
    case CommandFault::too_big:
      return outcome_.cannot(fmt::format("the message has {} octets, more than the server takes",
                                         content_.octets.size()));
    case CommandFault::over_limit:
      return outcome_.cannot("the server takes no further message in this session");
    default:
      return outcome_.cannot("an address or the name cannot be said in SMTP");
  }
}

Exit SendTask::conclude() {
  return outcome_.conclude(ended());
}

}  // namespace heloport::apps
