// The clients of a simulation.

#include "fuzz/simulation/simulated_client.hpp"

#include <algorithm>

namespace heloport::fuzz {

using engine::CommandFault;
using engine::Step;

bool Job::done() const {
  return std::none_of(recipients.begin(), recipients.end(),
                      [](const Recipient& one) { return one.fate == Fate::open; });
}

ClientTalk::ClientTalk(const engine::ClientOptions& options, engine::Buffers& buffers,
                       std::vector<Job>& jobs, bool sends_again)
    : options_(options), session_(options, buffers), jobs_(jobs), sends_again_(sends_again) {
  choose_job();
}

void ClientTalk::serve() {
  const auto pull = [this](const auto& event) { return on(event); };
  while (std::visit(pull, session_.next())) continue;
}

// The next job from current_ on that is not done, for those who do not have it.
void ClientTalk::choose_job() {
  asked_.clear();
  accepted_.clear();
  said_ = answered_ = written_ = 0;
  mail_said_ = data_said_ = complete_ = false;
  for (; current_ < jobs_.size(); ++current_) {
    const auto& recipients = jobs_[current_].recipients;
    for (std::size_t i = 0; i < recipients.size(); ++i) {
      const bool wanted =
          sends_again_ ? recipients[i].fate != Fate::refused : recipients[i].fate == Fate::open;
      if (wanted) asked_.push_back(i);
    }
    if (!asked_.empty()) return;
  }
}

bool ClientTalk::speak() {
  return say_next() == CommandFault::none;
}

CommandFault ClientTalk::say_next() {
  if (spoiled_) {
    const CommandFault fault = session_.reset();
    if (fault == CommandFault::none) spoiled_ = false;
    return fault;
  }
  Job* const current = job();
  if (current == nullptr) return session_.quit();
  if (!mail_said_) {
    const CommandFault fault = session_.mail("ann@example.org", {});
    mail_said_ = fault == CommandFault::none;
    return fault;
  }
  if (said_ < asked_.size()) {
    const CommandFault fault = session_.rcpt(current->recipients[asked_[said_]].path);
    if (fault == CommandFault::none) ++said_;
    return fault;
  }
  // Whether anyone is left is known only behind the answers; a simulation need not be fast.
  if (answered_ < asked_.size()) return CommandFault::not_your_turn;
  return say_content(session_.offered().has(engine::ExtensionId::chunking) &&
                     current->number % 2 == 0);
}

CommandFault ClientTalk::say_content(bool chunked) {
  if (complete_ || data_said_) return CommandFault::not_your_turn;
  const std::string& content = *job()->content;
  if (!chunked) {
    const CommandFault fault = session_.data();
    data_said_ = fault == CommandFault::none;
    return fault;
  }
  const std::size_t half = content.size() / 2;
  const bool first = written_ < half;
  return session_.chunk(first ? half : content.size() - half, !first);
}

bool ClientTalk::write() {
  const std::string& content = *job()->content;
  const std::string_view rest = std::string_view(content).substr(written_);
  if (!rest.empty()) {
    const std::size_t taken = session_.body(rest);
    written_ += taken;
    if (!data_said_) complete_ = written_ == content.size();
    return taken > 0;
  }
  complete_ = complete_ || session_.finish();
  return complete_;
}

bool ClientTalk::on(const engine::Answered& answer) {
  if (job() == nullptr) return true;
  switch (answer.step) {
    case Step::rcpt:
      hear_recipient(answer);
      return true;
    case Step::mail:
    case Step::data:
    case Step::chunk:
      if (!answer.positive()) {
        spoiled_ = true;
        end_job();
      }
      return true;
    case Step::message:
      hear_message(answer);
      return true;
    default:
      return true;
  }
}

void ClientTalk::hear_recipient(const engine::Answered& answer) {
  if (answered_ == asked_.size()) return;
  const std::size_t index = asked_[answered_++];
  if (answer.positive()) {
    accepted_.push_back(index);
  } else {
    note(job()->recipients[index], answer);
  }
  if (answered_ < asked_.size() || !accepted_.empty()) return;
  spoiled_ = true;
  end_job();
}

void ClientTalk::hear_message(const engine::Answered& answer) {
  const bool lmtp = options_.protocol == engine::Protocol::lmtp;
  const std::size_t from = lmtp ? answer.recipient : 0;
  const std::size_t to = lmtp ? from + 1 : accepted_.size();
  for (std::size_t i = from; i < to; ++i) note(job()->recipients[accepted_[i]], answer);
  if (to < accepted_.size()) return;
  // RFC 3030, 2: behind a refused last chunk comes RSET.
  spoiled_ = !data_said_ && !answer.positive() && !lmtp;
  end_job();
}

void ClientTalk::note(Job::Recipient& recipient, const engine::Answered& answer) {
  if (answer.positive()) {
    recipient.fate = Fate::sent;
  } else if (answer.code >= 500) {
    recipient.fate = Fate::refused;
  } else {
    ++recipient.deferred;
  }
}

void ClientTalk::end_job() {
  ++current_;
  choose_job();
}

// What was complete and not answered may be there or not.
void ClientTalk::conclude() {
  if (job() == nullptr || !complete_) return;
  for (const std::size_t index : accepted_) {
    Job::Recipient& recipient = job()->recipients[index];
    if (recipient.fate == Fate::open) ++recipient.unknown;
  }
}

}  // namespace heloport::fuzz
