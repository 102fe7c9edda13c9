// Runs a fuzz target on files instead of a fuzzer: replay_X [--dfa OUT.tsv] FILE_OR_FOLDER... So
// every corpus is a test that any compiler can build. With --dfa, in the fuzz configuration, it
// says which transitions of the parsers the inputs took. Fails when there was nothing to run.

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fuzz/dfa/report.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void replay(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string octets{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::printf("%s\n", path.c_str());
  std::fflush(stdout);  // so that the last line names the file that failed
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size());
}

// How many files it replayed.
std::size_t replay_all(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) {
    replay(path);
    return 1;
  }
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    if (!entry.is_regular_file()) continue;
    replay(entry.path());
    ++count;
  }
  return count;
}

bool write_dfa(const char* path) {
  std::FILE* const file = std::fopen(path, "w");
  if (file == nullptr) return false;
  heloport::fuzz::dfa::write_taken(file);
  return std::fclose(file) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  const bool with_dfa = argc > 2 && std::strcmp(argv[1], "--dfa") == 0;
  std::size_t count = 0;
  for (int i = with_dfa ? 3 : 1; i < argc; ++i) count += replay_all(argv[i]);
  std::printf("%zu inputs\n", count);
  if (with_dfa && !write_dfa(argv[2])) {
    std::perror(argv[2]);
    return 1;
  }
  return count > 0 ? 0 : 1;
}
