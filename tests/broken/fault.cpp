// See fault.hpp.

#include "fault.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

#include "grammar/parameters.hpp"
#include "specials.hpp"

namespace heloport::broken {
namespace {

constexpr std::string_view crlf = "\r\n";
// std::regex climbs a step of the stack for each octet, and no rule is about so long a line.
constexpr std::size_t matched_octets_max = 8000;

/// Calls `use` with each line of `text`, its CRLF included.
template <class Use>
void each_line(const std::string& text, Use use) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find(crlf, begin);
    const std::size_t next = end == std::string::npos ? text.size() : end + crlf.size();
    use(text.substr(begin, next - begin));
    begin = next;
  }
}

/// The line without its CRLF, and the CRLF.
std::pair<std::string, std::string> parted(const std::string& line) {
  if (!line.ends_with(crlf)) return {line, ""};
  return {line.substr(0, line.size() - crlf.size()), std::string(crlf)};
}

constexpr std::size_t separator = 3;  // where a reply line has its space or hyphen

}  // namespace

Substitution::Substitution(const std::string& pattern, std::string with, bool everywhere)
    : pattern_(pattern, std::regex::ECMAScript | std::regex::icase),
      with_(std::move(with)),
      everywhere_(everywhere),
      sees_line_end_(pattern.find("\\r") != std::string::npos ||
                     pattern.find("\\n") != std::string::npos) {}

std::string Substitution::in_line(const std::string& line) const {
  if (line.size() > matched_octets_max) return line;
  const auto flags =
      everywhere_ ? std::regex_constants::format_default : std::regex_constants::format_first_only;
  if (sees_line_end_) return std::regex_replace(line, pattern_, with_, flags);
  const auto [text, end] = parted(line);
  return std::regex_replace(text, pattern_, with_, flags) + end;
}

std::string Substitution::in_content(const std::string& text) const {
  std::string changed;
  std::size_t longest = 0;
  each_line(text, [&](const std::string& line) {
    longest = std::max(longest, line.size());
    changed += in_line(line);
  });
  if (!sees_line_end_ || longest > matched_octets_max) return changed;
  const auto flags =
      everywhere_ ? std::regex_constants::format_default : std::regex_constants::format_first_only;
  return std::regex_replace(text, pattern_, with_, flags);
}

std::string Substitution::in_replies(const std::string& replies) const {
  std::string changed;
  std::size_t last_begin = std::string::npos;  // of the line before in `changed`
  each_line(replies, [&](const std::string& line) {
    const std::string said = in_line(line);
    const bool is_last = line.size() > separator && line[separator] == ' ';
    if (!said.empty() && said != crlf) {
      last_begin = changed.size();
      changed += said;
    } else if (is_last && last_begin != std::string::npos &&
               changed.size() > last_begin + separator) {
      changed[last_begin + separator] = ' ';
    }
  });
  return changed;
}

bool Substitution::fits(const std::string& line) const {
  if (line.size() > matched_octets_max) return false;
  return std::regex_search(sees_line_end_ ? line : parted(line).first, pattern_);
}

namespace {

/// Where a pattern fits next in some octets, kept for as long as it lies ahead.
class NextFit {
 public:
  using Place = std::string::const_iterator;
  NextFit(const std::regex& pattern, const std::string& octets)
      : pattern_(pattern), begin_(octets.begin()), end_(octets.end()) {}

  /// Null: nowhere from `at` on.
  const std::smatch* from(Place at) {
    if (!over_ && (!found_ || match_[0].first < at)) look(at);
    return over_ ? nullptr : &match_;
  }

 private:
  // `^` is the beginning of what was written, and nothing else.
  void look(Place at) {
    auto flags = std::regex_constants::match_not_null;
    if (at != begin_) flags |= std::regex_constants::match_prev_avail;
    over_ = !std::regex_search(at, end_, match_, pattern_, flags);
    found_ = true;
  }

  const std::regex& pattern_;
  Place begin_;
  Place end_;
  std::smatch match_;
  bool found_ = false;
  bool over_ = false;
};

}  // namespace

std::string Substitution::in_octets(const std::string& octets,
                                    const std::optional<std::regex>& unless) const {
  std::string changed;
  NextFit wanted(pattern_, octets);
  std::optional<NextFit> kept;
  if (unless) kept.emplace(*unless, octets);
  auto at = octets.begin();
  while (const std::smatch* fit = wanted.from(at)) {
    const std::smatch* keep = kept ? kept->from(at) : nullptr;
    const bool keeps = keep != nullptr && (*keep)[0].first <= (*fit)[0].first;
    const auto end = keeps ? (*keep)[0].second : (*fit)[0].second;
    changed.append(at, keeps ? end : (*fit)[0].first);
    if (!keeps) changed += fit->format(with_);
    at = end;
  }
  return changed.append(at, octets.end());
}

namespace {

/// The letters that a pattern begins with, whatever else it allows. None where it has alternatives.
std::string first_letters(std::string_view pattern) {
  if (pattern.find('|') != std::string_view::npos) return "";
  std::size_t end = 0;
  while (end < pattern.size() && std::isalpha(static_cast<unsigned char>(pattern[end])) != 0) ++end;
  constexpr std::string_view repeating = "?*{+";
  const bool repeated = end < pattern.size() && repeating.find(pattern[end]) != repeating.npos;
  return std::string(pattern.substr(0, repeated && end > 0 ? end - 1 : end));
}

/// The N of `.{N}`; 0: the pattern is another one.
std::size_t least_octets(std::string_view pattern) {
  if (!pattern.starts_with(".{") || !pattern.ends_with("}")) return 0;
  std::size_t octets = 0;
  const auto read = std::from_chars(pattern.begin() + 2, pattern.end() - 1, octets);
  return read.ec == std::errc() && read.ptr == pattern.end() - 1 ? octets : 0;
}

}  // namespace

LinePattern::LinePattern(const std::string& pattern, bool exactly)
    : pattern_(pattern,
               exactly ? std::regex::ECMAScript : std::regex::ECMAScript | std::regex::icase),
      octets_min_(least_octets(pattern)),
      first_letters_(first_letters(pattern)) {}

bool LinePattern::fits(std::string_view line) const {
  if (line.ends_with(crlf)) line.remove_suffix(crlf.size());
  if (octets_min_ > 0) return line.size() >= octets_min_;
  line = line.substr(0, matched_octets_max);
  if (!grammar::equal_ignoring_case(line.substr(0, first_letters_.size()), first_letters_)) {
    return false;
  }
  return std::regex_search(line.begin(), line.end(), pattern_,
                           std::regex_constants::match_continuous);
}

// A rule without a phase is about commands: what stands in an exchange or in content is none.
bool Place::holds(Phase phase, bool inside_tls) const {
  if (tls && *tls != inside_tls) return false;
  if (phases.empty()) return phase != Phase::auth && phase != Phase::data;
  return std::find(phases.begin(), phases.end(), phase) != phases.end();
}

namespace {

/// The rules of a fault at work.
class RuleSpoiler final : public Spoiler {
 public:
  explicit RuleSpoiler(const Fault& fault) : fault_(fault), times_(fault.commands.size()) {}

  std::string input(SpoiledLink& link, std::string octets) override;
  void greeting(SpoiledLink& link, const std::string& reply) override;
  void command(SpoiledLink& link, const std::string& line) override;
  void content(SpoiledLink& link, const std::string& lines) override;
  void end_of_data(SpoiledLink& link) override;
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override;
  std::string saying(SpoiledLink& link, std::string replies) override;
  void unfinished(SpoiledLink& link, std::string& line) override;
  void input_ends(SpoiledLink& link) override;

 private:
  const Action* action_for(const std::string& line, Phase phase, bool inside_tls);
  std::string substituted(std::string octets) const;

  const Fault& fault_;
  std::vector<std::size_t> times_;  // that each command rule has fitted
  std::string content_;             // that a rule will change when all of it has come
  std::string cr_;                  // the last octet was a CR: it waits for the next one
  bool cr_passed_on_ = false;       // it was, and the next one is to be looked at with it
};

/// `reply` as the action has it said. False: the connection closes.
void give(SpoiledLink& link, const Action& action, const std::string& reply) {
  switch (action.deed) {
    case Deed::say:
    case Deed::answer:
      link.say(action.substitution ? action.substitution->in_replies(reply) : action.text);
      break;
    case Deed::twice:
      link.say(reply + reply);
      break;
    case Deed::hear:
      link.say(reply);
      break;
    case Deed::mute:
    case Deed::close:
      break;
  }
  if (action.closes || action.deed == Deed::close) link.close();
}

/// The client was told to go on, and the server does not wait for it.
void pretend(SpoiledLink& link, const Action& action) {
  if (action.deed != Deed::say && action.deed != Deed::answer) return;
  const int code = last_code(action.text);
  if (code == 354 && link.phase() != Phase::data) link.pretend_data();
  if (code == 334 && (link.phase() != Phase::auth || link.pretends_exchange())) {
    link.pretend_exchange();
  }
}

const Action* RuleSpoiler::action_for(const std::string& line, Phase phase, bool inside_tls) {
  for (std::size_t i = 0; i < fault_.commands.size(); ++i) {
    const CommandRule& rule = fault_.commands[i];
    if (!rule.place.holds(phase, inside_tls)) continue;
    if (!rule.pattern.fits(line)) continue;
    if (++times_[i] > rule.place.after) return &rule.action;
  }
  return nullptr;
}

/// What the other line counts is what the server takes; what is left over is commands for it.
void hear_other_chunk(SpoiledLink& link, const std::string& line, const std::string& octets) {
  const std::string all = octets + link.take_waiting();
  const std::string chunk = all.substr(0, chunk_octets(line).value_or(0));
  link.insert(all.substr(chunk.size()));
  link.say(link.hear(line + chunk));
}

std::string RuleSpoiler::input(SpoiledLink&, std::string octets) {
  if (fault_.inputs.empty()) return octets;
  const bool passed_on = std::exchange(cr_passed_on_, false);
  octets = (passed_on ? "\r" : std::exchange(cr_, {})) + octets;
  if (octets.ends_with('\r')) {
    cr_ = "\r";
    octets.pop_back();
  }
  octets = substituted(std::move(octets));
  return passed_on && octets.starts_with('\r') ? octets.substr(1) : octets;
}

std::string RuleSpoiler::substituted(std::string octets) const {
  for (const InputRule& rule : fault_.inputs) {
    octets = rule.substitution.in_octets(octets, rule.unless);
  }
  return octets;
}

// A CR is kept for the LF that may come with the next write. A client that waits has nothing more
// to send: it may be the last octet of a chunk.
void RuleSpoiler::unfinished(SpoiledLink&, std::string& line) {
  if (cr_.empty()) return;
  const std::string changed = substituted(std::exchange(cr_, {}));
  cr_passed_on_ = changed == "\r";
  line += changed;
}

void RuleSpoiler::input_ends(SpoiledLink& link) {
  if (!cr_.empty()) link.insert(link.take_waiting() + substituted(std::exchange(cr_, {})));
}

void RuleSpoiler::greeting(SpoiledLink& link, const std::string& reply) {
  fault_.greetings.empty() ? link.say(reply) : give(link, fault_.greetings.front(), reply);
}

void RuleSpoiler::command(SpoiledLink& link, const std::string& line) {
  const Action* action = action_for(line, link.phase(), link.inside_tls());
  if (action == nullptr) {
    return link.say(link.pretends_exchange() ? "235 2.7.0 Ok\r\n" : link.hear(line));
  }
  std::string reply;
  if (action->deed == Deed::hear) {
    reply = link.hear(action->substitution ? action->substitution->in_line(line) : action->text);
  } else if (action->deed != Deed::say && action->deed != Deed::close) {
    reply = link.hear(line);
  } else if (action->substitution) {
    reply = line;  // `say s/A/B/` makes a reply of the command
  }
  give(link, *action, reply);
  pretend(link, *action);
}

/// Rules that say `in data` are for lines of content.
void RuleSpoiler::content(SpoiledLink& link, const std::string& lines) {
  std::string heard;
  std::string said;
  bool closes = false;
  each_line(lines, [&](const std::string& line) {
    const Action* action = action_for(line, Phase::data, link.inside_tls());
    if (action == nullptr) {
      heard += line;
      return;
    }
    if (action->deed == Deed::hear) {
      heard += action->substitution ? action->substitution->in_line(line) : action->text;
    } else if (action->deed == Deed::answer) {
      heard += line;
    }
    if (action->deed == Deed::say || action->deed == Deed::answer) said += action->text;
    closes |= action->closes || action->deed == Deed::close;
  });
  content_ += heard;
  if (fault_.contents.empty()) {
    const std::string replies = link.hear(std::exchange(content_, {}));
    said += replies;
  }
  link.say(said);
  if (closes) link.close();
}

void RuleSpoiler::end_of_data(SpoiledLink& link) {
  // An invented DATA has an invented end, which a rule for the dot may answer.
  const Action* invented =
      link.pretends_data() ? action_for(".\r\n", link.phase(), link.inside_tls()) : nullptr;
  if (!fault_.contents.empty() && !link.pretends_data()) {
    const std::string whole = std::exchange(content_, {}) + ".\r\n";
    return link.say(link.hear_content(changed_content(fault_, whole)));
  }
  const std::string reply = link.hear_end_of_data();
  if (invented != nullptr) return give(link, *invented, reply);
  fault_.ends_of_data.empty() ? link.say(reply) : give(link, fault_.ends_of_data.front(), reply);
}

void RuleSpoiler::chunk(SpoiledLink& link, const std::string& line, const std::string& octets) {
  const Action* action = action_for(line, link.phase(), link.inside_tls());
  const bool last = parted(line).first.size() > 5 && parted(line).first.ends_with("LAST");
  if (action == nullptr && last && !fault_.ends_of_data.empty()) {
    return give(link, fault_.ends_of_data.front(), link.hear(line + octets));
  }
  if (action == nullptr) {
    const std::string changed = changed_content(fault_, octets);
    if (changed == octets) return link.say(link.hear(line + octets));
    return link.say(link.hear("BDAT " + std::to_string(changed.size()) +
                              (last ? " LAST\r\n" : "\r\n") + changed));
  }
  std::string reply;
  if (action->deed == Deed::hear) {
    return hear_other_chunk(
        link, action->substitution ? action->substitution->in_line(line) : action->text, octets);
  }
  if (action->deed != Deed::say && action->deed != Deed::close) reply = link.hear(line + octets);
  give(link, *action, reply);
}

std::string RuleSpoiler::saying(SpoiledLink&, std::string replies) {
  if (fault_.replies.empty()) return replies;
  std::string said;
  each_line(replies, [&](const std::string& line) {
    const auto rule = std::find_if(fault_.replies.begin(), fault_.replies.end(),
                                   [&](const Substitution& each) { return each.fits(line); });
    said += rule == fault_.replies.end() ? line : rule->in_line(line);
  });
  return said;
}

}  // namespace

bool Fault::has_rules() const {
  return !commands.empty() || !greetings.empty() || !ends_of_data.empty() || !replies.empty() ||
         !contents.empty() || !inputs.empty();
}

std::string changed_content(const Fault& fault, const std::string& content) {
  std::string changed = content;
  for (const Substitution& rule : fault.contents) changed = rule.in_content(changed);
  return changed;
}

std::unique_ptr<Spoiler> spoiler_of(const Fault& fault) {
  if (!fault.special.empty()) return special_named(fault.special)->make();
  return std::make_unique<RuleSpoiler>(fault);
}

}  // namespace heloport::broken
