// See recorder.hpp.

#include "conformance/recorder.hpp"

#include <utility>
#include <variant>

#include "conformance/shown.hpp"
#include "conformance/wire_lines.hpp"
#include "grammar/transcript.hpp"

namespace heloport::conformance {
namespace {

// Shorter pauses change nothing in a session and would only fill the page.
constexpr std::chrono::milliseconds pause_shown{1000};

std::string reply_text(const engine::Reply& reply) {
  std::string text = std::to_string(reply.code);
  if (!reply.enhanced.empty()) text += ' ' + std::string(reply.enhanced);
  return text + ' ' + grammar::escape(reply.text);
}

std::string with_detail(std::string_view word, std::string_view detail) {
  std::string line(word);
  if (!detail.empty()) line += ' ' + grammar::escape(detail);
  return line;
}

bool says_nothing(const engine::ServerEvent& event) {
  return std::holds_alternative<engine::NeedInput>(event) ||
         std::holds_alternative<engine::AwaitVerdict>(event) ||
         std::holds_alternative<engine::AwaitOutput>(event) ||
         std::holds_alternative<engine::AnswerWanted>(event);
}

std::string_view silent_question(const engine::ServerEvent& event) {
  if (std::holds_alternative<engine::Connected>(event)) return "connect";
  if (std::holds_alternative<engine::Hello>(event)) return "hello";
  if (std::holds_alternative<engine::MessageBegin>(event)) return "data";
  return "";
}

std::optional<ShownEvent> without_credentials(const engine::ServerEvent& event,
                                              std::optional<ShownEvent> shown) {
  const auto* auth = std::get_if<engine::Auth>(&event);
  if (auth != nullptr && auth->initial_response) {
    shown->text = std::string("auth ").append(auth->mechanism).append(" ").append(hidden_text);
  }
  if (std::holds_alternative<engine::AuthResponse>(event)) {
    shown->text = std::string("response ").append(hidden_text);
  }
  return shown;
}

void add(std::vector<std::string>& to, const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

Recorder::Recorder(RecordingHead head) : head_(std::move(head)) {}

std::string Recorder::head() const {
  std::string text = "# " + head_.claim + '\n';
  for (const std::string& setting : head_.settings) text += "! " + setting + '\n';
  if (head_.wire_only) text += "! wire only\n";
  if (credentials_.hid()) text += "! credentials hidden\n";
  return text;
}

// The wire and the world.

void Recorder::client_wrote(std::string_view octets) {
  std::string& written = group_for_octets().written;
  written += head_.tells_all ? std::string(octets) : credentials_.client(octets);
}

// The end may have come with the last octets, in one read: it joins them where nothing came of them
// before.
void Recorder::client_ended() {
  if (question_open_ || group_.has_outcome()) {
    act("! eof");
  } else {
    group_.ended = true;
  }
}

void Recorder::server_said(std::string_view octets) {
  group_.said += head_.tells_all ? std::string(octets) : credentials_.server(octets);
}

// The time that the application takes for an answer counts for nothing, and does not come back
// when the answers are in the transcript.
void Recorder::clock_advanced(std::chrono::milliseconds by) {
  const bool told = head_.tells_all || (by >= pause_shown && !question_open_);
  if (told) {
    act("! clock +" + std::to_string(by.count()) + "ms");
  }
}

void Recorder::stopped(bool now) {
  act(now ? "! stop now" : "! stop idle");
}

void Recorder::reading(bool on) {
  act(on ? "! reading on" : "! reading off");
}

void Recorder::tls_started(bool client_certificate) {
  act(client_certificate ? "! tls certificate" : "! tls");
}

// The application.

void Recorder::event(const engine::ServerEvent& event) {
  if (says_nothing(event)) return;
  // Nothing else happens while a question is open, so this one was never answered: the session
  // ended before.
  if (question_open_ && !deferred_) leave_open();
  deferred_ = false;
  answer_lines_ = nullptr;
  silent_question_ = silent_question(event);
  auto shown = head_.tells_all ? show(event) : without_credentials(event, show(event));
  question_open_ = !silent_question_.empty() || (shown && is_question(*shown));
  if (!shown || head_.wire_only) return;
  const bool joins = shown->body && !group_.told.empty() && group_.told.back().event.body;
  if (joins) {
    *group_.told.back().event.body += *shown->body;
  } else {
    group_.told.push_back({*std::move(shown), {}});
  }
}

void Recorder::accepted(std::string_view detail) {
  const bool silent = !silent_question_.empty();
  answer(silent || detail.empty() ? "" : with_detail("accept", detail));
}

void Recorder::accepted_lines(std::string_view detail) {
  answer(with_detail("accept", detail));
  add_answer_line("! text");
}

void Recorder::line_text(std::string_view text) {
  if (answer_lines_ == nullptr) return;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end == std::string_view::npos ? end : end + 1);
    // Pieces of one line go on where the line stopped.
    if (answer_lines_->back().ends_with("\\n")) answer_lines_->emplace_back("! text");
    if (answer_lines_->back() == "! text") answer_lines_->back() += ' ';
    answer_lines_->back() += grammar::escape(line);
    text.remove_prefix(line.size());
  }
}

void Recorder::rejected(const engine::Reply& reply) {
  const bool named = !silent_question_.empty() && !deferred_;
  answer("reject " + (named ? silent_question_ + ' ' : "") + reply_text(reply));
}

void Recorder::answered(const engine::Reply& reply) {
  answer("answer " + reply_text(reply));
}

void Recorder::challenged(std::string_view octets) {
  answer(with_detail("challenge", octets.empty() || head_.tells_all ? octets : hidden_text));
}

/// Writes the answer to the open question before its event, or as an act of its own when
/// something happened since.
void Recorder::answer(std::string words) {
  const bool deferred = std::exchange(deferred_, false);
  question_open_ = false;
  answer_lines_ = nullptr;
  if (head_.wire_only) return;
  if (deferred) {
    act(words.empty() ? "! now" : "! now " + words);
    answer_lines_ = &group_.acts;
  } else if (!words.empty()) {
    answer_lines_ = &verdicts();
    answer_lines_->push_back("! " + words);
  }
}

void Recorder::add_answer_line(std::string line) {
  if (answer_lines_ != nullptr) answer_lines_->push_back(std::move(line));
}

/// Where the verdict on the last question stands.
std::vector<std::string>& Recorder::verdicts() {
  const bool shown = silent_question_.empty() && !group_.told.empty();
  return shown ? group_.told.back().verdict : group_.silent_verdicts;
}

void Recorder::leave_open() {
  if (!head_.wire_only) {
    verdicts().push_back(silent_question_.empty() ? "! later" : "! later " + silent_question_);
  }
}

// The text.

/// An act of the world. One that comes while a question is open shows that the answer came later.
void Recorder::act(std::string line) {
  if (question_open_ && !std::exchange(deferred_, true)) leave_open();
  if (!group_.written.empty() || group_.ended || group_.has_outcome()) finish_group();
  group_.acts.push_back(std::move(line));
}

/// Octets follow what the world did, and join the octets before them.
Recorder::Group& Recorder::group_for_octets() {
  if (group_.has_outcome()) finish_group();
  return group_;
}

void Recorder::finish_group() {
  if (!cut_ && (group_.has_acts() || group_.has_outcome())) {
    text_ += '\n' + text_of(group_);
    if (text_.size() > head_.octets_max) {
      cut_ = true;
      text_ += "\n# The recording was cut here.\n";
    }
  }
  group_ = {};
  answer_lines_ = nullptr;
}

std::string Recorder::text_of(const Group& group) {
  std::vector<std::string> lines = group.silent_verdicts;
  add(lines, group.acts);
  add(lines, folded(wire_lines('C', group.written)));
  if (group.ended) lines.emplace_back("! eof");
  std::vector<std::string> events;
  for (const Told& told : group.told) {
    add(events, told.verdict);
    add(events, event_lines(told.event));
  }
  add(lines, folded(events));
  add(lines, folded(wire_lines('S', group.said)));
  return joined(lines);
}

std::string Recorder::text() const {
  if (cut_) return head() + text_;
  const bool open = group_.has_acts() || group_.has_outcome();
  return head() + (open ? text_ + '\n' + text_of(group_) : text_);
}

}  // namespace heloport::conformance
