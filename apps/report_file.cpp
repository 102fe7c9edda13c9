// Files that the user named for a report.

#include "apps/report_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "apps/console.hpp"

namespace heloport::apps {
namespace {

Exit cannot_write(const std::string& path, int error) {
  return fail(Exit::os_error, fmt::format("cannot write {}: {}", path, std::strerror(error)));
}

// 0: a file of that name can be made. A link that leads nowhere is there, and will lead to one.
int error_of_new(const std::string& path) {
  const int made = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (made < 0) return errno == EEXIST ? 0 : errno;
  ::close(made);
  ::unlink(path.c_str());
  return 0;
}

// 0: it can be written.
int error_of(const std::string& path) {
  struct stat there {};
  if (::stat(path.c_str(), &there) != 0) return errno == ENOENT ? error_of_new(path) : errno;
  if (S_ISDIR(there.st_mode)) return EISDIR;
  if (!S_ISREG(there.st_mode)) return 0;
  const int opened = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (opened < 0) return errno;
  ::close(opened);
  return 0;
}

bool same_file(const std::string& one, const std::string& other) {
  if (one == other) return true;
  if (one == standard_output || other == standard_output) return false;
  std::error_code unknown;  // no such file: the names decide
  if (std::filesystem::equivalent(one, other, unknown)) return true;
  const auto whole = [&](const std::string& path) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path, unknown), unknown);
  };
  return whole(one) == whole(other);
}

}  // namespace

std::optional<Exit> refuse_reports(std::span<const std::string> paths) {
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (paths[i].empty()) continue;
    for (const std::string& earlier : paths.first(i)) {
      if (earlier.empty() || !same_file(earlier, paths[i])) continue;
      return fail(Exit::os_error,
                  fmt::format("cannot write two reports to {}; name two files", paths[i]));
    }
    if (paths[i] == standard_output) continue;
    if (const int error = error_of(paths[i])) return cannot_write(paths[i], error);
  }
  return std::nullopt;
}

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
  return cannot_write(path, error);
}

}  // namespace heloport::apps
