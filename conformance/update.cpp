// See update.hpp.

#include "conformance/update.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "conformance/player.hpp"
#include "conformance/shown.hpp"
#include "conformance/wire_lines.hpp"
#include "conformance/words.hpp"

namespace heloport::conformance {
namespace {

using Lines = std::vector<std::string>;

void add(Lines& to, const Lines& more) {
  to.insert(to.end(), more.begin(), more.end());
}

/// The expectations of one exchange, with the verdicts that stand among them, written anew.
class ExchangeWriter {
 public:
  ExchangeWriter(const Transcript& transcript, const Exchange& exchange, const Seen& seen)
      : transcript_(transcript), exchange_(exchange), seen_(seen) {
    old_.insert(exchange.event_source_lines.begin(), exchange.event_source_lines.end());
    old_.insert(exchange.speech_source_lines.begin(), exchange.speech_source_lines.end());
    for (const auto& verdict : exchange.verdicts) {
      if (verdict && verdict->line > exchange.acts_end_line) take_verdict(verdict->line);
    }
  }

  Lines written() {
    Lines lines = events();
    add(lines, speech());
    return lines;
  }
  /// The source lines that written() stands for.
  const std::set<std::size_t>& replaced() const { return old_; }
  /// Where written() goes: before this source line.
  std::size_t place() const {
    if (!old_.empty()) return *old_.begin();
    return exchange_.acts.empty() ? exchange_.first_line : exchange_.last_line + 1;
  }

 private:
  // A verdict, and the lines for List or Read behind it.
  void take_verdict(std::size_t line) {
    Lines& lines = verdicts_[line];
    do {
      lines.push_back(transcript_.source[line - 1]);
      old_.insert(line++);
    } while (goes_on(line));
  }
  bool goes_on(std::size_t line) const {
    if (line > transcript_.source.size() || old_.contains(line)) return false;
    std::string_view text = transcript_.source[line - 1];
    if (take_word(text) != "!") return false;
    const std::string_view word = take_word(text);
    return word == "line" || word == "text" || word == "times";
  }

  Lines events() {
    Lines lines;
    if (transcript_.settings.wire_only) return lines;
    std::size_t question = 0;
    for (const ShownEvent& event : seen_.events) {
      if (is_question(event)) {
        add(lines, verdict_of(question++));
      }
      for (std::string& line : event_lines(event)) lines.push_back(std::move(line));
    }
    return folded(lines);
  }

  Lines verdict_of(std::size_t question) const {
    if (question >= exchange_.verdicts.size() || !exchange_.verdicts[question]) return {};
    const auto found = verdicts_.find(exchange_.verdicts[question]->line);
    return found == verdicts_.end() ? Lines{} : found->second;
  }

  Lines speech() const {
    Exchange speech_alone;
    speech_alone.speech = exchange_.speech;
    Seen seen_alone;
    seen_alone.speech = seen_.speech;
    if (!compare(transcript_, speech_alone, seen_alone)) {
      Lines lines;
      for (std::size_t line : exchange_.speech_source_lines) {
        lines.push_back(transcript_.source[line - 1]);
      }
      return lines;
    }
    const char side = transcript_.settings.played == Played::server ? 'S' : 'C';
    return folded(wire_lines(side, seen_.speech));
  }

  const Transcript& transcript_;
  const Exchange& exchange_;
  const Seen& seen_;
  std::set<std::size_t> old_;
  std::map<std::size_t, Lines> verdicts_;
};

}  // namespace

std::variant<std::string, Failure> updated(const Transcript& transcript) {
  if (Result failure = hidden_credentials(transcript)) return *failure;
  const std::unique_ptr<Player> player = make_player(transcript.settings, 0);
  std::map<std::size_t, Lines> inserted;  // before the source line of that number
  std::set<std::size_t> gone;
  for (const Exchange& exchange : transcript.exchanges) {
    const Seen seen = player->perform(exchange);
    if (seen.complaint) {
      const std::size_t line = seen.complaint_line != 0 ? seen.complaint_line : exchange.last_line;
      return Failure{.file = transcript.file, .line = line, .what = *seen.complaint};
    }
    if (!compare(transcript, exchange, seen)) continue;
    ExchangeWriter writer(transcript, exchange, seen);
    add(inserted[writer.place()], writer.written());
    gone.insert(writer.replaced().begin(), writer.replaced().end());
  }
  std::string text;
  for (std::size_t number = 1; number <= transcript.source.size() + 1; ++number) {
    if (const auto found = inserted.find(number); found != inserted.end()) {
      text += joined(found->second);
    }
    if (number > transcript.source.size() || gone.contains(number)) continue;
    text += transcript.source[number - 1] + '\n';
  }
  return text;
}

Result update_file(const std::string& path) {
  const auto loaded = load_transcript(path);
  if (const auto* failure = std::get_if<Failure>(&loaded)) return *failure;
  const auto& transcript = std::get<Transcript>(loaded);
  const auto text = updated(transcript);
  if (const auto* failure = std::get_if<Failure>(&text)) return *failure;
  if (std::get<std::string>(text) == joined(transcript.source)) return std::nullopt;
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << std::get<std::string>(text);
  out.close();
  if (!out) return Failure{.file = path, .what = "cannot be written"};
  return std::nullopt;
}

}  // namespace heloport::conformance
