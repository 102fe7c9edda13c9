// See client_library.hpp.

#include "conformance/client_library.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <utility>

#include "conformance/embedded_text.hpp"

namespace heloport::conformance {

std::span<const EmbeddedText> client_case_texts();  // written by cmake/embed.cmake

namespace {

constexpr std::string_view suffix = ".smtp";
constexpr std::string_view folder_embedded = "client_cases/";

// "rfc5321/4.2/several-lines.smtp" is "client/rfc5321/4.2/several-lines".
std::string id_of(std::string_view path) {
  path.remove_suffix(suffix.size());
  return std::string(client_part) + std::string(path);
}

// Numbers in an id count as numbers: 4.1.1.10 stands behind 4.1.1.9.
bool before(std::string_view id, std::string_view other) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < id.size() && j < other.size()) {
    if (digit(id[i]) && digit(other[j])) {
      unsigned long a = 0;
      unsigned long b = 0;
      for (; i < id.size() && digit(id[i]); ++i)
        a = a * 10 + static_cast<unsigned long>(id[i] - '0');
      for (; j < other.size() && digit(other[j]); ++j) {
        b = b * 10 + static_cast<unsigned long>(other[j] - '0');
      }
      if (a != b) return a < b;
    } else if (id[i] != other[j]) {
      return id[i] < other[j];
    } else {
      ++i;
      ++j;
    }
  }
  return id.size() - i < other.size() - j;
}

void order(std::vector<ClientCase>& cases) {
  std::sort(cases.begin(), cases.end(),
            [](const ClientCase& a, const ClientCase& b) { return before(a.head.id, b.head.id); });
}

std::vector<ClientCase> parsed_texts() {
  std::vector<ClientCase> cases;
  for (const EmbeddedText& one : client_case_texts()) {
    auto parsed = parse_client_case(id_of(one.path.substr(folder_embedded.size())), one.text);
    // One that does not parse is a mistake in the source: a test reads every one.
    if (auto* good = std::get_if<ClientCase>(&parsed)) cases.push_back(std::move(*good));
  }
  order(cases);
  return cases;
}

}  // namespace

const std::vector<ClientCase>& all_client_cases() {
  static const std::vector<ClientCase> cases = parsed_texts();
  return cases;
}

std::variant<std::vector<ClientCase>, Failure> load_client_cases(const std::string& folder) {
  namespace fs = std::filesystem;
  std::vector<ClientCase> cases;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; entry != end;
       entry.increment(error)) {
    if (error) break;
    if (entry->path().extension() != suffix) continue;
    std::ifstream file(entry->path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const std::string path = entry->path().lexically_relative(folder).generic_string();
    auto parsed = parse_client_case(id_of(path), text);
    if (auto* failure = std::get_if<Failure>(&parsed)) {
      failure->file = entry->path().string();
      return std::move(*failure);
    }
    cases.push_back(std::move(std::get<ClientCase>(parsed)));
  }
  if (error || cases.empty()) {
    return Failure{.file = folder, .what = error ? error.message() : "no cases there"};
  }
  order(cases);
  return cases;
}

}  // namespace heloport::conformance
