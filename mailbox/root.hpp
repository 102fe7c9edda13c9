#pragma once
// The directory that a store was named by: found or made, held open, its left-overs reaped.

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>

#include "mailbox/directory.hpp"

namespace heloport::mailbox {

/// Temporary files, where they need a name, stand here beneath the root. The dot hides it.
inline constexpr const char* temporary_directory = ".tmp";

/// A message takes minutes at most; the Maildir rules leave 36 hours before a temporary file is
/// taken for one that a crash left behind.
inline constexpr std::chrono::hours temporary_age_max{36};

/// Removes what crashes left in a directory of temporary files: regular files that are older than
/// temporary_age_max, looking at a bounded number of names. Failing to is no failure.
void reap(const Directory& temporaries);

/// Mailboxes whose own directory entries this process has synced, so that the next delivery need
/// not. Bounded: when it is full it forgets all of them. Threads: any.
class DurableMailboxes {
 public:
  bool holds(const std::string& mailbox) const;
  void add(const std::string& mailbox);
  void forget(const std::string& mailbox);

 private:
  mutable std::mutex mutex_;
  std::unordered_set<std::string> names_;
};

/// The root directory as long as it is this one.
struct OpenRoot {
  explicit OpenRoot(Directory opened) : directory(std::move(opened)) {}
  const Directory directory;
  DurableMailboxes durable;
};

/// The root of a store.
///
/// Use:     open() for each message; it is the same directory until that was removed.
/// Errors:  open() throws a Failure while the directory is missing and cannot be made. The last
///          component of the path may not be a symbolic link, unless the operator wrote a slash
///          behind it.
/// Threads: any.
class Root {
 public:
  Root(FileSystem& files, std::string path);

  std::shared_ptr<OpenRoot> open();

 private:
  bool still_there() const;
  Directory make_and_open() const;
  void sync_parent(bool made) const;

  FileSystem& files_;
  const std::string path_;        // as the operator wrote it
  const std::string shown_path_;  // without slashes at the end
  std::mutex mutex_;
  std::shared_ptr<OpenRoot> opened_;
};

}  // namespace heloport::mailbox
