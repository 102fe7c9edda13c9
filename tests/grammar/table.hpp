#pragma once
// The tables of this folder: hand-written lines with the verdict that each must get.

#include <string>
#include <string_view>
#include <vector>

#include "grammar/command.hpp"

namespace heloport::test {

struct Row {
  std::string verdict;
  std::string text;  // escapes resolved
  grammar::Leniency allowed = grammar::Leniency::none;
  std::string where;  // file:line
};

/// The rows of a file beside this one: verdict, white space, text. `#` is prose, and a line in
/// brackets names the leniencies of the rows after it.
std::vector<Row> read_table(std::string_view name);

/// The enumerator as it is spelled.
std::string_view name_of(grammar::SyntaxFault fault);

}  // namespace heloport::test
