// See table.hpp.

#include "tests/grammar/table.hpp"

#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "grammar/transcript.hpp"

namespace heloport::test {
namespace {

using grammar::Leniency;

Leniency leniency_named(const std::string& name) {
  if (name == "none") return Leniency::none;
  if (name == "space_after_colon") return Leniency::space_after_colon;
  if (name == "bare_path") return Leniency::bare_path;
  if (name == "helo_literal") return Leniency::helo_literal;
  if (name == "ehlo_trailing_text") return Leniency::ehlo_trailing_text;
  if (name == "simple_listing") return Leniency::simple_listing;
  throw std::runtime_error("no leniency is called " + name);
}

Leniency leniencies_in(const std::string& line) {
  std::istringstream names(line.substr(1, line.find(']') - 1));
  Leniency allowed = Leniency::none;
  for (std::string name; names >> name;) allowed = allowed | leniency_named(name);
  return allowed;
}

}  // namespace

std::vector<Row> read_table(std::string_view name) {
  std::ifstream file(std::string(HELOPORT_TABLES) + "/" + std::string(name));
  if (!file) throw std::runtime_error("no table " + std::string(name));
  std::vector<Row> rows;
  Leniency allowed = Leniency::none;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    if (line[0] == '[') {
      allowed = leniencies_in(line);
      continue;
    }
    const std::size_t space = line.find(' ');
    const std::size_t begin = line.find_first_not_of(' ', space);
    const std::string raw = begin == std::string::npos ? "" : line.substr(begin);
    const std::string where = std::string(name) + ":" + std::to_string(number);
    rows.push_back({line.substr(0, space), grammar::unescape(raw).value(), allowed, where});
  }
  return rows;
}

std::string_view name_of(grammar::SyntaxFault fault) {
  static constexpr std::array<std::string_view, 13> names{"ok",
                                                          "unknown_verb",
                                                          "bad_character",
                                                          "missing_argument",
                                                          "unexpected_argument",
                                                          "bad_keyword",
                                                          "bad_path",
                                                          "bad_local_part",
                                                          "bad_domain",
                                                          "bad_address_literal",
                                                          "bad_parameter",
                                                          "bad_base64",
                                                          "bad_argument"};
  return names.at(static_cast<std::size_t>(fault));
}

}  // namespace heloport::test
