// The directory that a store was named by.

#include "mailbox/root.hpp"

#include <fcntl.h>

namespace heloport::mailbox {

namespace {

// Reaping happens when a store opens and must not hold it up.
constexpr std::size_t reaped_names_max = 10'000;
// Some 2 MB of names. Each forgotten one costs its next delivery a sync.
constexpr std::size_t known_mailboxes_max = 16'384;

std::string without_slashes_at_end(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

std::string parent_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == path.npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

void reap(const Directory& temporaries) {
  using Clock = std::chrono::system_clock;
  const auto oldest = Clock::to_time_t(Clock::now() - temporary_age_max);
  try {
    for (const Entry& entry : temporaries.entries(reaped_names_max)) {
      if (!entry.is_regular) continue;
      const auto status = temporaries.status_of(entry.name);
      if (status && status->st_mtime < oldest) temporaries.unlink(entry.name);
    }
  } catch (const Failure&) {
    // They cost room and nothing else; the next opening tries again.
  }
}

bool DurableMailboxes::holds(const std::string& mailbox) const {
  const std::lock_guard lock(mutex_);
  return names_.contains(mailbox);
}

void DurableMailboxes::add(const std::string& mailbox) {
  const std::lock_guard lock(mutex_);
  if (names_.size() >= known_mailboxes_max) names_.clear();
  names_.insert(mailbox);
}

void DurableMailboxes::forget(const std::string& mailbox) {
  const std::lock_guard lock(mutex_);
  names_.erase(mailbox);
}

Root::Root(FileSystem& files, std::string path)
    : files_(files), path_(std::move(path)), shown_path_(without_slashes_at_end(path_)) {}

std::shared_ptr<OpenRoot> Root::open() {
  const std::lock_guard lock(mutex_);
  if (opened_ && !still_there()) opened_.reset();
  if (!opened_) {
    opened_ = std::make_shared<OpenRoot>(make_and_open());
    if (const auto temporaries = opened_->directory.open(temporary_directory)) reap(*temporaries);
  }
  return opened_;
}

// A directory that was removed has no links left. What was made in its place is another one.
bool Root::still_there() const {
  struct stat status {};
  checked(files_.status(opened_->directory.number(), status), "fstat", shown_path_);
  return status.st_nlink > 0;
}

Directory Root::make_and_open() const {
  const bool made = files_.make_path(shown_path_) == 0;
  const int error_of_making = errno;
  // Whatever mkdir says, what counts is whether the directory opens: it may stand there on a file
  // system that is read-only now. If not, what mkdir said tells the operator more.
  const int opened =
      uninterrupted([&] { return files_.open_path(path_, O_RDONLY | O_DIRECTORY | O_NOFOLLOW); });
  if (opened < 0 && errno == ENOENT && !made)
    throw Failure(error_of_making, "mkdir " + shown_path_);
  Descriptor descriptor(files_, checked(opened, "open", shown_path_));
  sync_parent(made);
  return Directory(std::move(descriptor), shown_path_);
}

// Also for a root that stood there already: whoever made it may have crashed before this.
void Root::sync_parent(bool made) const {
  const std::string path = parent_of(shown_path_);
  const int opened = uninterrupted([&] { return files_.open_path(path, O_RDONLY | O_DIRECTORY); });
  // A parent that we may not read is none that we could have made the root in.
  if (opened < 0 && errno == EACCES && !made) return;
  const Descriptor parent(files_, checked(opened, "open", path));
  checked(files_.sync(parent.number()), "fsync", path);
}

}  // namespace heloport::mailbox
