// The C++ side of parse_command(): everything that is not grammar.

#include "grammar/command_end.hpp"

#include <algorithm>

#include "grammar/utf8.hpp"

namespace heloport::grammar {
namespace {

constexpr bool is_beyond_ascii(char c) {
  return (c & 0x80) != 0;
}
constexpr bool is_wsp(char c) {
  return c == ' ' || c == '\t';
}

// A leniency comes before everything else that can be wrong in its line, so it names the fault.
SyntaxFault fault_without(Leniency missing) {
  constexpr Leniency paths = Leniency::space_after_colon | Leniency::bare_path;
  if (missing == Leniency::simple_listing) return SyntaxFault::unknown_verb;
  if (contains(paths, missing)) return SyntaxFault::bad_path;
  if (missing == Leniency::helo_literal) return SyntaxFault::bad_address_literal;
  return SyntaxFault::bad_argument;
}

// The verb stands alone, trailing white space aside, and the machine wanted more.
bool lacks_argument(std::string_view words, std::size_t stopped) {
  return words.find_first_of(" \t\r\n") == std::string_view::npos && stopped >= words.size();
}

// The octet that stopped the machine, or one just before it, can stand nowhere in a command.
bool stopped_by_character(std::string_view line, std::size_t stopped) {
  std::string_view before = line.substr(0, stopped);
  if (before.ends_with('\n') || before.ends_with('\r')) return true;  // a second line, a bare CR
  if (!is_utf8(before)) return true;
  if (stopped + 2 == line.size()) return false;  // the CRLF itself: the line is too short
  while (before.ends_with(' ')) before.remove_suffix(1);
  if (before.ends_with('\t')) return true;  // tolerated only before the CRLF
  const auto octet = static_cast<unsigned char>(line[stopped]);
  return octet < 0x20 || octet >= 0x7F;
}

// What the states of a clause cannot know: a bracket that never closes is the path's fault, and
// a local part that just ends lacks a domain.
SyntaxFault fault_of_path(std::string_view line, std::size_t stopped, const Stop& stop) {
  const bool at_end = stopped + 2 == line.size();
  if (at_end && stop.bracketed) return SyntaxFault::bad_path;
  if (at_end && stop.verb == Verb::read) return SyntaxFault::bad_argument;  // no name of a mail
  if (stop.fault == SyntaxFault::bad_local_part && (at_end || line[stopped] == '>')) {
    if (line[stopped - 1] == '<') return SyntaxFault::bad_path;
    const bool complete = line[stopped - 1] != '.' && line[stopped - 1] != ':';
    if (complete) return SyntaxFault::bad_domain;
  }
  return stop.fault;
}

SyntaxFault fault_of(std::string_view line, const Stop& stop) {
  const auto stopped = static_cast<std::size_t>(stop.at - line.data());
  std::string_view words = line.substr(0, line.size() - 2);
  while (!words.empty() && is_wsp(words.back())) words.remove_suffix(1);

  if (stop.verb == Verb::unknown) return SyntaxFault::unknown_verb;
  if (lacks_argument(words, stopped)) return SyntaxFault::missing_argument;
  if (line.substr(0, stopped).find(' ') == std::string_view::npos) return SyntaxFault::unknown_verb;
  if (stopped_by_character(line, stopped)) return SyntaxFault::bad_character;
  if (stop.fault == SyntaxFault::bad_local_part || stop.fault == SyntaxFault::bad_domain) {
    return fault_of_path(line, stopped, stop);
  }
  return stop.fault;
}

}  // namespace

void refuse(Command& command, std::string_view line, const Stop& stop) {
  const bool licensed = contains(stop.allowed, stop.needed);
  const auto missing = static_cast<Leniency>(static_cast<unsigned>(stop.needed) &
                                             ~static_cast<unsigned>(stop.allowed));
  command = Command{};
  command.fault = licensed ? fault_of(line, stop) : fault_without(missing);
  command.verb = command.fault == SyntaxFault::unknown_verb ? Verb::unknown : stop.verb;
}

void split_off_smtputf8(Command& command) {
  constexpr std::string_view tail = " SMTPUTF8";
  std::string_view& text = command.argument;
  if (text.size() <= tail.size()) return;
  if (!equal_ignoring_case(text.substr(text.size() - tail.size()), tail)) return;
  text.remove_suffix(tail.size());
  while (text.ends_with(' ')) text.remove_suffix(1);
  command.smtputf8 = true;
}

bool holds_utf8(const Path& path) {
  return std::ranges::any_of(path.text, is_beyond_ascii);
}

}  // namespace heloport::grammar
