#pragma once
// The system calls that the stores make, and no others. Tests put one that fails here.

#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heloport::mailbox {

/// A name in a directory.
struct Entry {
  std::string name;
  bool is_regular = false;
};

/// Each call does what the system call of its name does and reports as it does: -1 and errno.
///
/// Use:     through Directory and ContentFile, which turn -1 into a Failure.
/// Shape:   a `name` is one component: not empty, no `/`, not `..`. Links are never followed.
/// Threads: every call from any thread.
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  /// Opens a path that the operator chose. The only call that resolves more than one component.
  virtual int open_path(const std::string& path, int flags) = 0;
  virtual int make_path(const std::string& path) = 0;

  virtual int open(int directory, const std::string& name, int flags, mode_t mode) = 0;
  /// A regular file without a name, on the file system of `directory`; EOPNOTSUPP where there is
  /// no such thing or it could not be linked later.
  virtual int open_unnamed(int directory) = 0;
  virtual int make_directory(int directory, const std::string& name) = 0;
  /// Gives a file of open_unnamed() a name. Never replaces one.
  virtual int link_unnamed(int file, int directory, const std::string& name) = 0;
  /// Gives a named file a second name. Never replaces one.
  virtual int link(int from, const std::string& from_name, int to, const std::string& to_name) = 0;
  virtual int unlink(int directory, const std::string& name) = 0;
  /// Appends at most `count_max` names of the directory, in no order, without `.` and `..`.
  virtual int names(int directory, std::size_t count_max, std::vector<Entry>& found) = 0;

  virtual ssize_t write(int file, std::string_view octets) = 0;
  virtual ssize_t read(int file, std::span<char> room, off_t offset) = 0;
  /// fsync, of a file or a directory.
  virtual int sync(int descriptor) = 0;
  virtual int status(int descriptor, struct stat& found) = 0;
  virtual int status_of(int directory, const std::string& name, struct stat& found) = 0;
  virtual int close(int descriptor) = 0;
};

}  // namespace heloport::mailbox
