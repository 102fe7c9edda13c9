// Files that the user named for a report.

#include "apps/report_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "apps/console.hpp"

namespace heloport::apps {

std::optional<Exit> write_report(const std::string& path, const std::string& text) {
  std::FILE* const file = path == standard_output ? stdout : std::fopen(path.c_str(), "wb");
  bool good = file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  int error = good ? 0 : errno;
  if (file != nullptr && std::fflush(file) != 0) {
    good = false;
    error = errno;
  }
  if (file != nullptr && file != stdout) std::fclose(file);
  if (good) return std::nullopt;
  return fail(Exit::os_error, fmt::format("cannot write {}: {}", path, std::strerror(error)));
}

}  // namespace heloport::apps
