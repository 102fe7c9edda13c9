// Runs a fuzz target on files instead of a fuzzer:
//   replay_X [--cpu-seconds-max N] [--dfa OUT.tsv] FILE_OR_FOLDER...
// So every corpus is a test that any compiler can build. Fails when there was nothing to run, and
// when all of it took more of the processor than allowed: a corpus that is slow is run seldom.
// --dfa, in the fuzz configuration, writes down which transitions of the parsers the inputs took
// (fuzz/dfa-coverage reads it).

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/dfa/report.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
// Some targets have it: libFuzzer calls it before the first input.
extern "C" __attribute__((weak)) int LLVMFuzzerInitialize(int* argc, char*** argv);

namespace {

double cpu_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

bool replay(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "%s: no such file or folder\n", path.c_str());
    return false;
  }
  const std::string octets{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::printf("%s\n", path.c_str());
  std::fflush(stdout);  // so that the last line names the file that failed
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size());
  return true;
}

// Sorted: two runs do the same, whatever the order of the folder.
std::vector<std::filesystem::path> files_of(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool write_dfa(const char* path) {
  std::FILE* const file = std::fopen(path, "w");
  if (file == nullptr) return false;
  heloport::fuzz::dfa::write_taken(file);
  return std::fclose(file) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (LLVMFuzzerInitialize != nullptr) LLVMFuzzerInitialize(&argc, &argv);
  std::size_t count = 0;
  double cpu_seconds_max = 0;
  const char* dfa = nullptr;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--cpu-seconds-max" && i + 1 < argc) {
      cpu_seconds_max = std::strtod(argv[++i], nullptr);
      continue;
    }
    if (std::string_view(argv[i]) == "--dfa" && i + 1 < argc) {
      dfa = argv[++i];
      continue;
    }
    for (const auto& path : files_of(argv[i])) {
      if (!replay(path)) return 1;
      ++count;
    }
  }
  std::printf("%zu inputs, %.2f s of CPU\n", count, cpu_seconds());
  if (dfa != nullptr && !write_dfa(dfa)) {
    std::perror(dfa);
    return 1;
  }
  if (cpu_seconds_max > 0 && cpu_seconds() > cpu_seconds_max) {
    std::fprintf(stderr, "at most %.0f s of CPU are for this corpus\n", cpu_seconds_max);
    return 1;
  }
  return count > 0 ? 0 : 1;
}
