// See case_library.hpp.

#include "conformance/case_library.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "conformance/case_steps.hpp"
#include "conformance/embedded_text.hpp"

namespace heloport::conformance {

std::span<const EmbeddedText> embedded_cases();

namespace {

constexpr std::string_view extension = ".smtp";
constexpr std::string_view cases_folder = "cases/";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes a run of digits, or one octet.
std::string_view take_piece(std::string_view& text) {
  std::size_t size = 0;
  while (size < text.size() && is_digit(text[size])) ++size;
  const std::string_view piece = text.substr(0, std::max<std::size_t>(size, 1));
  text.remove_prefix(piece.size());
  return piece;
}

void sort_by_id(std::vector<Case>& cases) {
  std::sort(cases.begin(), cases.end(),
            [](const Case& one, const Case& other) { return before(one.id, other.id); });
}

std::string id_of(std::string_view path) {
  path.remove_suffix(extension.size());
  return std::string(path);
}

// What is compiled in was read by a test; a mistake here is one of the build.
std::vector<Case> cases_compiled_in() {
  std::vector<Case> cases;
  for (const EmbeddedText& text : embedded_cases()) {
    auto parsed = parse_case(id_of(text.path.substr(cases_folder.size())), text.text);
    if (std::holds_alternative<Failure>(parsed)) std::abort();
    cases.push_back(std::get<Case>(std::move(parsed)));
  }
  sort_by_id(cases);
  return cases;
}

std::variant<Case, Failure> load_case(const std::filesystem::path& file,
                                      const std::filesystem::path& folder) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  auto parsed = parse_case(id_of(file.lexically_relative(folder).generic_string()), text);
  if (const Case* subject = std::get_if<Case>(&parsed)) {
    if (auto mistake = mistake_in(*subject)) parsed = *std::move(mistake);
  }
  if (auto* failure = std::get_if<Failure>(&parsed)) failure->file = file.string();
  return parsed;
}

}  // namespace

const std::vector<Case>& all_cases() {
  static const std::vector<Case> cases = cases_compiled_in();
  return cases;
}

std::variant<std::vector<Case>, Failure> load_cases(const std::string& folder) {
  std::vector<Case> cases;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (!at->is_regular_file() || at->path().extension() != extension) continue;
    auto loaded = load_case(at->path(), folder);
    if (auto* failure = std::get_if<Failure>(&loaded)) return std::move(*failure);
    cases.push_back(std::get<Case>(std::move(loaded)));
  }
  if (error) return Failure{.file = folder, .what = error.message()};
  if (cases.empty()) return Failure{.file = folder, .what = "no file below it ends in .smtp"};
  sort_by_id(cases);
  return cases;
}

bool selects(std::string_view selection, std::string_view id) {
  while (selection.ends_with('/')) selection.remove_suffix(1);
  if (!id.starts_with(selection)) return false;
  if (id.size() == selection.size()) return true;
  const char next = id[selection.size()];
  return next == '/' || (next == '.' && selection.find('/') != std::string_view::npos);
}

bool before(std::string_view id, std::string_view other) {
  while (!id.empty() && !other.empty()) {
    const std::string_view one = take_piece(id);
    const std::string_view two = take_piece(other);
    if (one == two) continue;
    if (is_digit(one[0]) && is_digit(two[0]) && one.size() != two.size()) {
      return one.size() < two.size();
    }
    // A section comes before those below it: 4.1 before 4.1.1, though "." is less than "/".
    if (one == "/" || two == "/") return one == "/";
    return one < two;
  }
  return id.empty() && !other.empty();
}

}  // namespace heloport::conformance
