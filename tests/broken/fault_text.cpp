// See fault_text.hpp. The form is that of README.md.

#include "fault_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "engine/extensions/extension.hpp"
#include "grammar/transcript.hpp"
#include "specials.hpp"

namespace heloport::broken {
namespace {

/// What is wrong with a line, one sentence.
struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// If `text` begins with `word`, takes it away.
bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

std::string in_ticks(std::string_view text) {
  return "`" + std::string(text) + "`";
}

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.begin(), text.end(), value);
  if (read.ec == std::errc() && read.ptr == text.end()) return value;
  throw Wrong(in_ticks(text) + " is no number");
}

/// `\r`, `\n`, `\t`, `\\`, `\/`, `\xHH` as the octets that they stand for.
std::string octets_of(std::string_view text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool pair = text[i] == '\\' && i + 1 < text.size();
    if (pair && text[i + 1] != '/') escaped += text[i];
    if (pair) ++i;
    escaped += text[i];
  }
  const auto octets = grammar::unescape(escaped);
  if (!octets) throw Wrong("only \\r, \\n, \\t, \\\\, \\/ and \\xHH are known in a text");
  return *octets;
}

std::string line_of(std::string_view text) {
  std::string octets = octets_of(text);
  if (!octets.ends_with('\n')) octets += "\r\n";
  return octets;
}

Wrong no_regex(std::string_view text, const std::regex_error& error) {
  return Wrong(in_ticks(text) + " is no regular expression: " + error.what());
}

std::regex regex_of(std::string_view text) {
  try {
    return std::regex(std::string(text), std::regex::ECMAScript | std::regex::icase);
  } catch (const std::regex_error& error) {
    throw no_regex(text, error);
  }
}

/// Letter case is ignored, but where `exactly` says that it matters.
LinePattern pattern_of(std::string_view text, bool exactly) {
  try {
    return LinePattern(std::string(text), exactly);
  } catch (const std::regex_error& error) {
    throw no_regex(text, error);
  }
}

/// Up to the next `/` that no backslash hides; takes it away with the slash.
std::string take_part(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && text[end] != '/') end += text[end] == '\\' ? 2 : 1;
  if (end >= text.size()) throw Wrong("s/A/B/ wants three slashes");
  std::string part(text.substr(0, end));
  text.remove_prefix(end + 1);
  return part;
}

/// Takes `s/A/B/` or `s/A/B/g` off the front.
Substitution take_substitution(std::string_view& text) {
  if (!take(text, "s/")) throw Wrong("here s/A/B/ is wanted");
  const std::string pattern = take_part(text);
  const std::string with = octets_of(take_part(text));
  const bool everywhere = take(text, "g");
  if (pattern.empty()) throw Wrong("s/A/B/ wants an A");
  try {
    return {pattern, with, everywhere};
  } catch (const std::regex_error& error) {
    throw no_regex(pattern, error);
  }
}

Substitution substitution_of(std::string_view text) {
  const Substitution substitution = take_substitution(text);
  if (!text.empty()) throw Wrong(in_ticks(text) + " stands behind s/A/B/");
  return substitution;
}

constexpr std::string_view and_close = " and close";

/// The text behind `say`, `hear` or `answer`.
Action action_with(Deed deed, std::string_view text) {
  Action action;
  action.deed = deed;
  if (text.ends_with(and_close)) {
    action.closes = true;
    text.remove_suffix(and_close.size());
  }
  if (text.starts_with("s/")) {
    action.substitution = substitution_of(text);
  } else {
    action.text = line_of(text);
  }
  return action;
}

struct DeedName {
  std::string_view name;
  Deed deed;
  bool takes_text;
};
constexpr std::array deeds{
    DeedName{"say", Deed::say, true},       DeedName{"hear", Deed::hear, true},
    DeedName{"answer", Deed::answer, true}, DeedName{"twice", Deed::twice, false},
    DeedName{"mute", Deed::mute, false},    DeedName{"close", Deed::close, false},
};

/// "say 250 Ok", "twice".
Action action_of(std::string_view text) {
  for (const DeedName& each : deeds) {
    std::string_view rest = text;
    if (!take(rest, each.name)) continue;
    if (!each.takes_text && rest.empty())
      return {.deed = each.deed, .text = "", .substitution = {}};
    if (each.takes_text && take(rest, " ")) return action_with(each.deed, rest);
  }
  throw Wrong(in_ticks(text) + " is none of say TEXT, hear TEXT, answer TEXT, twice, mute, close");
}

/// Where the first deed begins in what stands behind `on `: the blank before it.
std::size_t deed_begin(std::string_view text) {
  std::size_t first = std::string_view::npos;
  for (const DeedName& each : deeds) {
    const std::string word = " " + std::string(each.name);
    if (each.takes_text) {
      first = std::min(first, text.find(word + " "));
    } else if (text.ends_with(word)) {
      first = std::min(first, text.size() - word.size());
    }
  }
  if (first == std::string_view::npos) {
    throw Wrong("what is done? say TEXT, hear TEXT, answer TEXT, twice, mute or close");
  }
  return first;
}

struct PhaseName {
  std::string_view name;
  Phase phase;
};
constexpr std::array phases{
    PhaseName{"greeting", Phase::greeting}, PhaseName{"hello", Phase::hello},
    PhaseName{"mail", Phase::mail},         PhaseName{"rcpt", Phase::rcpt},
    PhaseName{"data", Phase::data},         PhaseName{"chunks", Phase::chunks},
    PhaseName{"auth", Phase::auth},
};

void add_phase(Place& place, std::string_view word) {
  if (word == "tls" || word == "clear") {
    place.tls = word == "tls";
    return;
  }
  for (const PhaseName& each : phases) {
    if (each.name == word) return place.phases.push_back(each.phase);
  }
  throw Wrong("there is no phase called " + in_ticks(word));
}

std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(word.size() + 1, text.size()));
  return word;
}

/// `in PHASE,PHASE` and `after N`, in any order.
Place take_place(std::string_view& text) {
  Place place;
  while (true) {
    if (take(text, "in ")) {
      std::string_view words = take_word(text);
      while (!words.empty()) {
        const std::string_view word = words.substr(0, words.find(','));
        words.remove_prefix(std::min(word.size() + 1, words.size()));
        add_phase(place, word);
      }
    } else if (take(text, "after ")) {
      place.after = number(take_word(text));
    } else {
      return place;
    }
  }
}

bool read_command(Fault& fault, std::string_view text) {
  const Place place = take_place(text);
  const bool exactly = take(text, "exactly ");
  if (!take(text, "on ")) return false;
  const std::size_t begin = deed_begin(text);
  fault.commands.push_back(
      {place, pattern_of(text.substr(0, begin), exactly), action_of(text.substr(begin + 1))});
  return true;
}

void one_only(const std::vector<Action>& before) {
  if (!before.empty()) throw Wrong("there is such a rule already");
}

bool read_greeting(Fault& fault, std::string_view text) {
  if (!take(text, "greeting ")) return false;
  one_only(fault.greetings);
  const bool word = text == "twice" || text == "mute" || text == "close";
  fault.greetings.push_back(word ? action_of(text) : action_with(Deed::answer, text));
  return true;
}

bool read_end_of_data(Fault& fault, std::string_view text) {
  if (!take(text, "end of data ")) return false;
  one_only(fault.ends_of_data);
  fault.ends_of_data.push_back(action_of(text));
  if (fault.ends_of_data.front().deed == Deed::hear) throw Wrong("a dot is heard as a dot");
  return true;
}

bool read_reply(Fault& fault, std::string_view text) {
  if (!take(text, "reply ")) return false;
  fault.replies.push_back(substitution_of(text));
  return true;
}

bool read_content(Fault& fault, std::string_view text) {
  if (!take(text, "content ")) return false;
  fault.contents.push_back(substitution_of(text));
  return true;
}

bool read_input(Fault& fault, std::string_view text) {
  if (!take(text, "input ")) return false;
  InputRule rule{take_substitution(text), std::nullopt};
  if (take(text, " unless ")) {
    rule.unless = regex_of(text);
  } else if (!text.empty()) {
    throw Wrong("behind s/A/B/ only `unless C` may stand");
  }
  fault.inputs.push_back(std::move(rule));
  return true;
}

bool read_special(Fault& fault, std::string_view text) {
  if (!take(text, "special ")) return false;
  if (special_named(text) == nullptr) throw Wrong("there is no special called " + in_ticks(text));
  fault.special = text;
  return true;
}

bool is_extension(std::string_view keyword) {
  const auto rows = engine::all_extensions();
  return std::any_of(rows.begin(), rows.end(),
                     [&](const auto& each) { return each.keyword == keyword; });
}

bool read_server(Fault& fault, std::string_view text) {
  if (!take(text, "with ") && !text.starts_with("without ")) return false;
  ServerChoice& server = fault.server;
  if (take(text, "without ")) {
    while (!text.empty()) {
      const std::string_view keyword = take_word(text);
      if (!is_extension(keyword)) throw Wrong("there is no extension called " + in_ticks(keyword));
      server.without.emplace_back(keyword);
    }
  } else if (text == "lmtp") {
    server.lmtp = true;
  } else if (text == "implicit tls") {
    server.tls_at_once = true;
  } else if (text == "tls required") {
    server.tls_required = true;
  } else if (text == "auth required") {
    server.auth_required = true;
  } else if (text == "nothing") {
    server.nothing = true;
  } else if (take(text, "size ")) {
    server.message_octets_max = number(text);
  } else if (text.ends_with(" recipients")) {
    server.recipients_max = number(text.substr(0, text.find(' ')));
  } else {
    throw Wrong(
        "with what? lmtp, implicit tls, tls required, auth required, nothing, size N, "
        "N recipients, and without KEYWORDS");
  }
  return true;
}

constexpr std::array readers{read_server, read_command, read_greeting, read_end_of_data,
                             read_reply,  read_content, read_input,    read_special};

void read_rule(Fault& fault, std::string_view text) {
  for (const auto read : readers) {
    if (read(fault, text)) return;
  }
  throw Wrong("no rule begins like this; see tests/broken/README.md");
}

void check_whole(const Fault& fault) {
  const bool usual = fault.server == ServerChoice{};
  if (fault.is_setting() && usual) throw Wrong("the fault has no rule");
  if (!fault.special.empty() && fault.has_rules()) throw Wrong("a special stands alone");
}

bool is_name(std::string_view text) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-.";
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

/// The lines of one file, and what came of them.
class FaultReader {
 public:
  FaultReader(const std::string& file, LoadedFaults& out) : file_(file), out_(out) {}

  void read(std::string_view line) {
    ++number_;
    try {
      read_line(line);
    } catch (const Wrong& wrong) {
      complain(number_, wrong.what());
    }
  }

  /// The block ends here.
  void end() {
    if (!open_) return;
    try {
      if (!spoilt_) check_whole(*open_);
    } catch (const Wrong& wrong) {
      complain(open_->line, wrong.what());
    }
    out_.faults.push_back(*std::exchange(open_, std::nullopt));
  }

 private:
  void read_line(std::string_view line) {
    if (line.find_first_not_of(' ') == std::string_view::npos) return end();
    if (take(line, "#")) {
      if (open_)
        open_->why += std::string(line.substr(std::min<std::size_t>(1, line.size()))) + " ";
      return;
    }
    if (take(line, "fault ")) return begin(line);
    if (!open_) throw Wrong("a block begins with `fault NAME`");
    read_rule(*open_, line);
  }

  void begin(std::string_view name) {
    end();
    spoilt_ = false;
    open_.emplace();
    open_->name = name;
    open_->file = file_;
    open_->line = number_;
    if (!is_name(name)) throw Wrong("a name is small letters, digits and hyphens");
  }

  void complain(std::size_t line, const std::string& what) {
    spoilt_ = true;
    out_.errors.push_back(file_ + ":" + std::to_string(line) + ": " + what);
  }

  const std::string& file_;
  LoadedFaults& out_;
  std::size_t number_ = 0;
  std::optional<Fault> open_;
  bool spoilt_ = false;  // something is wrong with the open block already
};

void refuse_double_names(LoadedFaults& loaded) {
  std::set<std::string> seen;
  for (const Fault& fault : loaded.faults) {
    if (seen.insert(fault.id()).second) continue;
    loaded.errors.push_back(fault.file + ":" + std::to_string(fault.line) + ": there is a fault " +
                            fault.name + " already");
  }
}

}  // namespace

LoadedFaults parse_faults(std::string_view text, const std::string& file) {
  LoadedFaults loaded;
  FaultReader reader(file, loaded);
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    reader.read(line);
  }
  reader.end();
  return loaded;
}

LoadedFaults load_faults(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".faults") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  LoadedFaults all;
  for (const auto& path : files) {
    std::ifstream stream(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    LoadedFaults one = parse_faults(text, path.filename().string());
    std::move(one.faults.begin(), one.faults.end(), std::back_inserter(all.faults));
    std::move(one.errors.begin(), one.errors.end(), std::back_inserter(all.errors));
  }
  refuse_double_names(all);
  return all;
}

}  // namespace heloport::broken
