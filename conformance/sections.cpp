// What the sections that cases are about deal with, in a few words: sections.tsv.
#include "conformance/sections.hpp"

#include <algorithm>
#include <map>
#include <span>

#include "conformance/embedded_text.hpp"

namespace heloport::conformance {

std::span<const EmbeddedText> section_tables();  // written by cmake/embed.cmake

namespace {

using Headings = std::map<std::string_view, std::string_view>;

Headings all_headings() {
  Headings all;
  std::string_view table = section_tables().front().text;
  while (!table.empty()) {
    const std::string_view row = table.substr(0, table.find('\n'));
    table.remove_prefix(std::min(row.size() + 1, table.size()));
    const std::size_t tab = row.find('\t');
    if (tab != std::string_view::npos) all.emplace(row.substr(0, tab), row.substr(tab + 1));
  }
  return all;
}

}  // namespace

std::string_view section_heading(std::string_view path) {
  static const Headings all = all_headings();
  const auto found = all.find(path);
  return found == all.end() ? std::string_view() : found->second;
}

std::string section_citation(std::string_view path) {
  constexpr std::string_view folder = "rfc";
  if (!path.starts_with(folder)) return std::string(path);
  const std::string_view number = path.substr(folder.size(), path.find('/') - folder.size());
  std::string citation = "RFC " + std::string(number);
  if (path.find('/') != std::string_view::npos) {
    citation += ", " + std::string(path.substr(path.find('/') + 1));
  }
  return citation;
}

}  // namespace heloport::conformance
