#pragma once
// The real file system.

#include <atomic>

#include "mailbox/file_system.hpp"

namespace heloport::mailbox {

/// Confinement: names are resolved by openat2 with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS. A
/// kernel without it (before 5.6) or a sandbox that forbids it gets openat with O_NOFOLLOW, which
/// for a single component that is not `..` confines as well.
class PosixFileSystem final : public FileSystem {
 public:
  enum class Confinement { openat2, openat_nofollow };
  explicit PosixFileSystem(Confinement confinement = Confinement::openat2)
      : confinement_(confinement) {}

  int open_path(const std::string& path, int flags) override;
  int make_path(const std::string& path) override;
  int open(int directory, const std::string& name, int flags, mode_t mode) override;
  int open_unnamed(int directory) override;
  int make_directory(int directory, const std::string& name) override;
  int link_unnamed(int file, int directory, const std::string& name) override;
  int link(int from, const std::string& from_name, int to, const std::string& to_name) override;
  int unlink(int directory, const std::string& name) override;
  int names(int directory, std::size_t count_max, std::vector<Entry>& found) override;
  ssize_t write(int file, std::string_view octets) override;
  ssize_t read(int file, std::span<char> room, off_t offset) override;
  int sync(int descriptor) override;
  int status(int descriptor, struct stat& found) override;
  int status_of(int directory, const std::string& name, struct stat& found) override;
  int close(int descriptor) override;

 private:
  std::atomic<Confinement> confinement_;
};

}  // namespace heloport::mailbox
