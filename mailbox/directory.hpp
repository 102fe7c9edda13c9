#pragma once
// An open directory: everything that happens in it goes through its descriptor, so nothing that is
// renamed or planted above it can lead outside.

#include <sys/stat.h>

#include <optional>
#include <string>
#include <vector>

#include "mailbox/descriptor.hpp"

namespace heloport::mailbox {

/// A directory of a store, open.
///
/// Shape:   names are single components; links are never followed (FileSystem::open).
/// Errors:  a call that fails throws a Failure; what may rightly be absent is an optional.
/// Threads: const calls from any thread.
class Directory {
 public:
  /// `path` is what the log shows.
  Directory(Descriptor descriptor, std::string path)
      : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

  FileSystem& files() const { return descriptor_.files(); }
  int number() const { return descriptor_.number(); }
  const std::string& path() const { return path_; }
  std::string path_of(const std::string& name) const { return path_ + "/" + name; }

  /// Another descriptor of this very directory.
  Directory again() const;
  /// The directory `name` in this one; nothing when it does not exist.
  std::optional<Directory> open(const std::string& name) const;
  /// The same, made when it does not exist. Whoever needs it after a crash syncs this one.
  Directory open_or_make(const std::string& name) const;

  /// A regular file to read; nothing when there is no such file, or when it is anything else: a
  /// link, a directory, a FIFO.
  std::optional<Descriptor> open_mail(const std::string& name) const;

  bool holds(const std::string& name) const;
  std::optional<struct stat> status_of(const std::string& name) const;
  std::vector<Entry> entries(std::size_t count_max) const;
  /// The names of all regular files.
  std::vector<std::string> files_in() const;
  void unlink(const std::string& name) const;
  void sync() const;

 private:
  Descriptor descriptor_;
  std::string path_;
};

}  // namespace heloport::mailbox
