// Fuzz target: one command line. The first octet says which leniencies are allowed, the rest is
// the line; a CRLF is added unless it has one. Oracles:
//
//   1  the reference recogniser of tests/grammar accepts the same and takes the same parts
//   2  every view points into the line
//   3  the line can be printed from its parts, and parses to the same parts again
//   4  the same line gives the same command twice
//   5  what is accepted is accepted with every other leniency allowed too
//   6  a fault leaves nothing but the verb
//   7  the rest of the line, as a mailbox and as a domain, is what the reference says
//
// That nothing outside the line is read is AddressSanitizer's to say: the line stands in memory
// of exactly its size (ExactRoom).

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "fuzz/exact_room.hpp"
#include "fuzz/sentence_fuzzing.hpp"
#include "grammar/command.hpp"
#include "tests/grammar/comparison.hpp"

namespace {

using heloport::grammar::Command;
using heloport::grammar::Leniency;
using heloport::grammar::parse_command;
using heloport::grammar::SyntaxFault;
using heloport::grammar::Verb;

constexpr unsigned leniencies_all = 31;
constexpr std::size_t octets_max = 65536;
constexpr auto everything = static_cast<Leniency>(leniencies_all);

void demand(bool fact, const char* oracle, std::string_view line, const std::string& detail = "") {
  if (fact) return;
  std::fprintf(stderr, "command parser: %s\n  %.*s\n  %s\n", oracle, static_cast<int>(line.size()),
               line.data(), detail.c_str());
  std::abort();
}

using Views = std::array<std::string_view, 8>;

Views views_of(const Command& command) {
  const auto& path = command.path;
  return {command.argument,          command.second_argument,
          command.parameters.text(), path.text,
          path.source_route,         path.mailbox,
          path.local_part,           path.domain};
}

bool is_inside(std::string_view line, std::string_view part) {
  return part.empty() ||
         (part.data() >= line.data() && part.data() + part.size() <= line.data() + line.size());
}

// The line in its plainest spelling: the RFC's, or XLIST and XREAD.
std::string printed(const Command& command) {
  std::string line(name_of(command.verb));
  const std::string path = "<" + std::string(command.path.text) + ">";
  switch (command.verb) {
    case Verb::mail:
    case Verb::send:
    case Verb::soml:
    case Verb::saml:
      line += " FROM:" + path;
      break;
    case Verb::rcpt:
      line += " TO:" + path;
      break;
    case Verb::list:
    case Verb::read:
      line = "X" + line + " " + path;
      break;
    default:
      if (!command.argument.empty()) line.append(" ").append(command.argument);
  }
  if (!command.second_argument.empty()) line.append(" ").append(command.second_argument);
  if (!command.parameters.empty()) line.append(" ").append(command.parameters.text());
  if (command.smtputf8) line += " SMTPUTF8";
  return line + "\r\n";
}

void check_accepted(std::string_view line, const Command& command) {
  for (const std::string_view part : views_of(command)) {
    demand(is_inside(line, part), "a view points outside the line", line);
  }
  const std::string text = printed(command);
  const Command again = parse_command(text, Leniency::helo_literal);
  demand(again.fault == SyntaxFault::none && again.verb == command.verb &&
             views_of(again) == views_of(command) && again.smtputf8 == command.smtputf8 &&
             again.path.is_utf8 == command.path.is_utf8 &&
             again.path.is_null == command.path.is_null &&
             again.path.is_postmaster == command.path.is_postmaster &&
             again.path.domain_kind == command.path.domain_kind,
         "what is printed parses differently", line, text);
  const Command lax = parse_command(line, everything);
  demand(lax.fault == SyntaxFault::none && views_of(lax) == views_of(command),
         "leniency changes an accepted line", line);
}

void check_line(std::string_view line, Leniency allowed) {
  const std::string difference = heloport::test::command_difference(line, allowed);
  demand(difference.empty(), "the reference recogniser disagrees", line, difference);
  const Command command = parse_command(line, allowed);
  const Command again = parse_command(line, allowed);
  demand(again.fault == command.fault && again.verb == command.verb &&
             views_of(again) == views_of(command),
         "the second answer differs", line);
  if (command.fault == SyntaxFault::none) {
    check_accepted(line, command);
  } else {
    demand(views_of(command) == Views{}, "a fault comes with parts", line);
    demand((command.fault == SyntaxFault::unknown_verb) <= (command.verb == Verb::unknown),
           "an unknown verb has a name", line);
  }
}

}  // namespace

// A line with any leniencies, or an address, whose first octet then stands for them.
std::string heloport::fuzz::fresh_sentence(heloport::test::Generator& generator) {
  if (generator.below(4) == 0) return " " + generator.address();
  return static_cast<char>(generator.below(leniencies_all + 1)) + generator.line();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto allowed = static_cast<Leniency>(data[0] & leniencies_all);
  static heloport::fuzz::ExactRoom room(octets_max + 2);
  static std::string line;
  line.assign(reinterpret_cast<const char*>(data) + 1, std::min(size - 1, octets_max));
  const std::string_view raw = room.put(line);
  check_line(raw, allowed);
  demand(heloport::test::mailbox_difference(raw).empty(), "not the same mailbox", raw);
  demand(heloport::test::domain_difference(raw).empty(), "not the same domain", raw);
  if (!raw.ends_with("\r\n")) check_line(room.put(line.append("\r\n")), allowed);
  return 0;
}
