// See files.hpp.

#include "tests/transcripts/files.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace heloport::tests {
namespace {

namespace fs = std::filesystem;

std::string test_name(const fs::path& relative) {
  fs::path bare = relative;
  std::string name = bare.replace_extension().generic_string();
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

}  // namespace

std::vector<File> transcripts_in(const std::string& folder) {
  std::vector<File> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const fs::path relative = fs::relative(entry.path(), folder);
    if (entry.path().extension() != ".smtp" || *relative.begin() == "failing") continue;
    files.push_back({entry.path().string(), test_name(relative)});
  }
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a.path < b.path; });
  return files;
}

}  // namespace heloport::tests
