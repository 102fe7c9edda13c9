// requirements.tsv, taken apart once, when it is first asked for.
#include "conformance/requirements.hpp"

#include <algorithm>
#include <cassert>
#include <vector>

#include "conformance/embedded_text.hpp"

namespace heloport::conformance {

std::span<const EmbeddedText> requirement_tables();  // written by cmake/embed.cmake

namespace {

// What stands before the mark; the mark is taken away, too.
std::string_view take_until(std::string_view& text, char mark) {
  const std::string_view taken = text.substr(0, text.find(mark));
  text.remove_prefix(std::min(taken.size() + 1, text.size()));
  return taken;
}

// Columns: id, rfc, section, level, role, summary; what follows is for whoever writes cases.
Requirement requirement_of(std::string_view row) {
  Requirement made;
  made.id = take_until(row, '\t');
  made.rfc = take_until(row, '\t');
  made.section = take_until(row, '\t');
  const auto level = level_named(take_until(row, '\t'));
  // The table is part of the source: a test reads every row of it.
  assert(level);
  made.level = *level;
  take_until(row, '\t');  // role
  made.summary = take_until(row, '\t');
  return made;
}

std::vector<Requirement> all_requirements() {
  std::vector<Requirement> all;
  std::string_view table = requirement_tables().front().text;
  take_until(table, '\n');  // the names of the columns
  while (!table.empty()) {
    const std::string_view row = take_until(table, '\n');
    if (!row.empty()) all.push_back(requirement_of(row));
  }
  std::sort(all.begin(), all.end(),
            [](const Requirement& a, const Requirement& b) { return a.id < b.id; });
  return all;
}

}  // namespace

std::span<const Requirement> requirements() {
  static const std::vector<Requirement> all = all_requirements();
  return all;
}

const Requirement* requirement(std::string_view id) {
  const std::span<const Requirement> all = requirements();
  const auto found = std::lower_bound(
      all.begin(), all.end(), id,
      [](const Requirement& one, std::string_view wanted) { return one.id < wanted; });
  return found != all.end() && found->id == id ? &*found : nullptr;
}

std::string_view requirement_text(std::string_view id) {
  const Requirement* const found = requirement(id);
  return found == nullptr ? std::string_view() : found->summary;
}

}  // namespace heloport::conformance
