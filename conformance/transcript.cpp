// Loads transcripts. The notation of one line is in grammar/; here lines become exchanges.

#include "conformance/transcript.hpp"

#include <fstream>
#include <iterator>
#include <utility>

#include "conformance/parsed_lines.hpp"
#include "conformance/reply_pattern.hpp"
#include "conformance/shown.hpp"
#include "grammar/transcript.hpp"

namespace heloport::conformance {
namespace {

using grammar::TranscriptKind;

/// Builds a transcript line by line.
class Loader {
 public:
  explicit Loader(std::string file) { transcript_.file = std::move(file); }

  /// Nothing, or what is wrong with this line.
  std::optional<std::string> take(std::string_view line);
  std::optional<std::string> finish();
  Transcript result() { return std::move(transcript_); }
  std::size_t number() const { return number_; }

 private:
  using Complaint = std::optional<std::string>;

  Complaint take_world(std::string_view text);
  Complaint take_event(std::string_view text);
  Complaint take_wire(const grammar::TranscriptLine& line);
  Complaint take_speech(std::string text, bool raw);
  Complaint take_answer_text(const AnswerText& more);
  void take_blank();
  void open_greeting();
  void take_greeting_verdicts();
  void add_act(Act act);
  void add_octets(const std::string& octets);
  void expect(Exchange& exchange, std::vector<std::size_t>& source_lines);
  Exchange* current_for_expectation();
  void flush_verdicts(Exchange& exchange);
  void bind_pending(Exchange& exchange);
  void close_exchange();

  bool client_drives() const { return transcript_.settings.played == Played::server; }

  Transcript transcript_;
  std::size_t number_ = 0;
  bool settings_over_ = false;
  bool blank_came_ = false;         // since the last act or expectation
  bool expecting_ = false;          // the current exchange has expectations
  std::vector<Verdict> waiting_;    // verdicts whose exchange is not known yet
  std::optional<Verdict> pending_;  // of the current exchange, for its next question
  Verdict* answered_ = nullptr;     // what `line` and `text` add to
  std::size_t times_ = 1;
  std::size_t times_line_ = 0;
};

Loader::Complaint Loader::take(std::string_view line) {
  ++number_;
  transcript_.source.emplace_back(line);
  const grammar::TranscriptLine parsed = grammar::parse_transcript_line(line);
  const bool repeatable = parsed.kind != TranscriptKind::blank &&
                          parsed.kind != TranscriptKind::prose &&
                          (parsed.kind != TranscriptKind::world ||
                           parsed.text.starts_with("line ") || parsed.text.starts_with("text "));
  if (times_ != 1 && !repeatable) return "`times` stands right before the line that it repeats";
  switch (parsed.kind) {
    case TranscriptKind::malformed:
      return "no line of a transcript: expected `C: `, `S: `, `C| `, `S| `, `E: `, `! `, `#`, "
             "or nothing";
    case TranscriptKind::server_supposed:
      return "`S? ` stands in the cases of a suite (docs/cases.md): here every reply is compared";
    case TranscriptKind::prose:
      return std::nullopt;
    case TranscriptKind::blank:
      take_blank();
      return std::nullopt;
    case TranscriptKind::world:
      return take_world(parsed.text);
    case TranscriptKind::event:
      return take_event(parsed.text);
    default:
      return take_wire(parsed);
  }
}

Loader::Complaint Loader::finish() {
  if (times_ != 1) return "`times` stands right before the line that it repeats";
  take_blank();
  close_exchange();
  if (!waiting_.empty()) return "a verdict without a question after it";
  if (transcript_.exchanges.empty()) return "nobody says or does anything";
  return std::nullopt;
}

// World lines.

Loader::Complaint Loader::take_world(std::string_view text) {
  Settings& settings = transcript_.settings;
  if (!settings_over_ && is_tls_line(text)) {
    settings.implicit_tls = text != "tls";
    return std::nullopt;
  }
  const SettingFault fault = take_setting(text, settings);
  if (fault == SettingFault::bad_value) return "the value of this setting is none";
  if (fault == SettingFault::none) {
    if (settings_over_) return "settings stand before everything else";
    const bool limits = text.starts_with("limit ") || text.starts_with("line-endings ");
    if (limits && transcript_.limits_line == 0) transcript_.limits_line = number_;
    return std::nullopt;
  }
  settings_over_ = true;
  WorldLine line = parse_world_line(text);
  if (const auto* none = std::get_if<NoWorldLine>(&line)) return none->why;
  if (const auto* times = std::get_if<Times>(&line)) {
    times_ = times->count;
    times_line_ = number_;
    return std::nullopt;
  }
  if (const auto* more = std::get_if<AnswerText>(&line)) return take_answer_text(*more);
  if (auto* verdict = std::get_if<Verdict>(&line)) {
    if (!client_drives()) return "only the application of a server gives verdicts";
    verdict->line = number_;
    waiting_.push_back(std::move(*verdict));
    return std::nullopt;
  }
  if (auto* command = std::get_if<ClientCommand>(&line)) {
    if (client_drives()) return "only the application of a client gives commands";
    add_act(std::move(*command));
  } else if (auto* decide = std::get_if<Decide>(&line)) {
    decide->verdict.line = number_;
    add_act(std::move(*decide));
    answered_ = &std::get<Decide>(transcript_.exchanges.back().acts.back().act).verdict;
  } else if (const auto* advance = std::get_if<Advance>(&line)) {
    add_act(*advance);
  } else if (const auto* stop = std::get_if<Stop>(&line)) {
    if (!client_drives()) return "only a server is stopped";
    add_act(*stop);
  } else if (const auto* reading = std::get_if<Reading>(&line)) {
    add_act(*reading);
  } else if (const auto* tls = std::get_if<TlsStarted>(&line)) {
    add_act(*tls);
  } else {
    add_act(EndOfInput{});
  }
  return std::nullopt;
}

// Lines for List and Read belong to the verdict before them, which is `accept` unless given.
Loader::Complaint Loader::take_answer_text(const AnswerText& more) {
  if (!client_drives()) return "only the application of a server gives verdicts";
  Verdict* verdict = answered_;
  if (pending_) verdict = &*pending_;
  if (!waiting_.empty()) verdict = &waiting_.back();
  if (verdict == nullptr) {
    waiting_.push_back({.line = number_});
    verdict = &waiting_.back();
  }
  if (verdict->kind != Verdict::Kind::accept) return "lines follow `accept` alone";
  verdict->with_lines = true;
  for (std::size_t i = 0; i < times_; ++i) verdict->lines += more.octets;
  times_ = 1;
  return std::nullopt;
}

// Events and what goes over the wire.

Loader::Complaint Loader::take_event(std::string_view text) {
  settings_over_ = true;
  if (transcript_.settings.wire_only) return "with `wire only` no events are written";
  auto event = parse_event(text);
  if (!event) return "no event is written like that";
  event->line = number_;
  Exchange* exchange = current_for_expectation();
  if (exchange == nullptr) return "an event that follows a blank line follows from nothing";
  expect(*exchange, exchange->event_source_lines);
  for (std::size_t i = 0; i < times_; ++i) {
    if (is_question(*event)) {
      exchange->verdicts.push_back(std::exchange(pending_, std::nullopt));
    }
    append(exchange->events, *event);
  }
  times_ = 1;
  return std::nullopt;
}

Loader::Complaint Loader::take_wire(const grammar::TranscriptLine& line) {
  settings_over_ = true;
  const bool raw =
      line.kind == TranscriptKind::client_raw || line.kind == TranscriptKind::server_raw;
  const bool client =
      line.kind == TranscriptKind::client || line.kind == TranscriptKind::client_raw;
  const bool drives = client == client_drives();
  std::string text = raw ? grammar::unescape(line.text).value_or("") : std::string(line.text);
  if (!drives) return take_speech(std::move(text), raw);
  add_octets(raw ? text : text + "\r\n");
  return std::nullopt;
}

Loader::Complaint Loader::take_speech(std::string text, bool raw) {
  const PatternForm form = raw || !client_drives() ? PatternForm::none : pattern_form(text);
  if (form == PatternForm::malformed) return "no pattern of a reply is written like that";
  Exchange* exchange = current_for_expectation();
  if (exchange == nullptr) return "a reply that follows a blank line answers nothing";
  expect(*exchange, exchange->speech_source_lines);
  const bool exact = form == PatternForm::none;
  if (exact && !raw) text += "\r\n";
  for (std::size_t i = 0; i < times_; ++i) exchange->speech.push_back({text, exact, number_});
  times_ = 1;
  return std::nullopt;
}

// Exchanges.

// A write ends, and with it what was said about it.
void Loader::take_blank() {
  if (transcript_.exchanges.empty()) {
    if (waiting_.empty()) return;  // between the settings
    open_greeting();
    flush_verdicts(transcript_.exchanges.back());
  } else if (!expecting_ && !blank_came_) {
    flush_verdicts(transcript_.exchanges.back());
  }
  blank_came_ = true;
}

// Before the first act a server greets.
void Loader::open_greeting() {
  transcript_.exchanges.emplace_back();
  Exchange& greeting = transcript_.exchanges.back();
  greeting.first_line = greeting.last_line = number_;
  expecting_ = true;
}

void Loader::add_act(Act act) {
  if (transcript_.exchanges.empty() && client_drives()) {
    open_greeting();
    take_greeting_verdicts();
  }
  if (transcript_.exchanges.empty() || expecting_ || blank_came_) {
    close_exchange();
    transcript_.exchanges.emplace_back();
    transcript_.exchanges.back().first_line = number_;
    expecting_ = blank_came_ = false;
  }
  Exchange& exchange = transcript_.exchanges.back();
  flush_verdicts(exchange);
  exchange.acts.push_back({std::move(act), number_});
  exchange.acts_end_line = exchange.last_line = number_;
  answered_ = nullptr;
}

// Consecutive lines of the driving side are one write.
void Loader::add_octets(const std::string& octets) {
  const bool goes_on = !transcript_.exchanges.empty() && !expecting_ && !blank_came_ &&
                       !transcript_.exchanges.back().acts.empty() &&
                       std::holds_alternative<Write>(transcript_.exchanges.back().acts.back().act);
  if (!goes_on) add_act(Write{});
  Exchange& exchange = transcript_.exchanges.back();
  flush_verdicts(exchange);
  auto& write = std::get<Write>(exchange.acts.back().act);
  for (std::size_t i = 0; i < times_; ++i) write.octets += octets;
  exchange.acts_end_line = exchange.last_line = number_;
  times_ = 1;
}

void Loader::take_greeting_verdicts() {
  std::vector<Verdict> others;
  for (Verdict& verdict : waiting_) {
    auto& place =
        verdict.silent == "connect" ? transcript_.exchanges.back().silent_verdicts : others;
    place.push_back(std::move(verdict));
  }
  waiting_ = std::move(others);
}

/// The exchange that an expectation here belongs to; null when there is none.
Exchange* Loader::current_for_expectation() {
  if (transcript_.exchanges.empty()) open_greeting();
  return blank_came_ ? nullptr : &transcript_.exchanges.back();
}

void Loader::expect(Exchange& exchange, std::vector<std::size_t>& source_lines) {
  flush_verdicts(exchange);
  expecting_ = true;
  if (times_ != 1) source_lines.push_back(times_line_);
  source_lines.push_back(number_);
  exchange.last_line = number_;
  answered_ = nullptr;
}

// The verdicts that wait belong to this exchange: a line of it stands after them.
void Loader::flush_verdicts(Exchange& exchange) {
  for (Verdict& verdict : waiting_) {
    if (!verdict.silent.empty()) {
      exchange.silent_verdicts.push_back(std::move(verdict));
      continue;
    }
    bind_pending(exchange);
    pending_ = std::move(verdict);
  }
  waiting_.clear();
}

// A verdict that no E: line of a question follows: its question is the next in order. In a file
// that holds this never remains; an update starts from it.
void Loader::bind_pending(Exchange& exchange) {
  if (pending_) exchange.verdicts.push_back(std::exchange(pending_, std::nullopt));
}

void Loader::close_exchange() {
  if (transcript_.exchanges.empty()) return;
  Exchange& exchange = transcript_.exchanges.back();
  // At the end of the file or before a blank line there may be verdicts that nothing follows.
  bind_pending(exchange);
}

}  // namespace

void append(std::vector<ShownEvent>& events, ShownEvent event) {
  if (event.body && !events.empty() && events.back().body) {
    *events.back().body += *event.body;
    return;
  }
  events.push_back(std::move(event));
}

std::variant<Transcript, Failure> parse_transcript(std::string file, std::string_view text) {
  Loader loader(file);
  return parse_lines(std::move(loader), std::move(file), text);
}

std::variant<Transcript, Failure> load_transcript(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Failure{.file = path, .what = "cannot be read"};
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  return parse_transcript(path, text);
}

}  // namespace heloport::conformance
