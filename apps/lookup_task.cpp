// LIST and READ: one question, one answer.

#include "apps/lookup_task.hpp"

#include <fmt/format.h>

#include <utility>

#include "apps/console.hpp"
#include "apps/terminal_text.hpp"

namespace heloport::apps {

bool LookupTask::speak(engine::ClientSession& session) {
  if (asked_) return session.quit() == engine::CommandFault::none;
  const engine::CommandFault fault = name_ ? session.read(user_, *name_) : session.list(user_);
  if (fault == engine::CommandFault::not_your_turn) return false;
  if (fault == engine::CommandFault::not_offered) {
    fault_ = "the server does not offer what this question needs";
  } else if (fault != engine::CommandFault::none) {
    fault_ = "this user or name cannot be said in SMTP";
  }
  asked_ = true;
  return true;
}

// The documented session ends with the answer, without QUIT; elsewhere leaving is announced.
void LookupTask::hear(engine::ClientSession& session, const engine::Answered& answer) {
  const bool answered = answer.step == engine::Step::list || answer.step == engine::Step::read;
  const bool goes_on = answer.step == engine::Step::hello && session.tries_helo();
  if ((!answered && answer.positive()) || goes_on) return;
  if (code_ != 0) return;
  code_ = answer.code;
  text_ = answer.text;
  if (session.dialect().file_name_line) session.abandon();
}

bool LookupTask::shows(engine::Step step) const {
  return step == engine::Step::greeting || step == engine::Step::list ||
         step == engine::Step::read || step == engine::Step::unasked;
}

Exit LookupTask::conclude() {
  if (!fault_.empty()) return fail(Exit::data, fault_);
  if (code_ == 0) return fail(Exit::temporary, "the server went away without an answer; try again");
  if (code_ < 400) return Exit::ok;
  const std::string reply = fmt::format("{} {}", code_, terminal_text(text_));
  if (code_ < 500) return fail(Exit::temporary, "not now, try again later: " + reply);
  if (code_ == 530) return fail(Exit::no_permission, "not from here: " + reply);
  if (code_ == 550) return fail(Exit::no_input, "not found: " + reply);
  return fail(Exit::unavailable, "the server does not answer this: " + reply);
}

}  // namespace heloport::apps
