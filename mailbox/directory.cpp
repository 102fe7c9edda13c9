// An open directory of a store.

#include "mailbox/directory.hpp"

#include <fcntl.h>

#include <limits>

namespace heloport::mailbox {

namespace {

// What open says about a name that is no mail of ours, whoever put it there: absent, a link
// (ELOOP, and EXDEV from openat2), a path through a file, a name that is too long for this file
// system, a socket.
bool means_no_such_mail(int error) {
  return error == ENOENT || error == ELOOP || error == EXDEV || error == ENOTDIR ||
         error == ENAMETOOLONG || error == ENXIO || error == EINVAL;
}

}  // namespace

Directory Directory::again() const {
  auto opened = open(".");
  if (!opened) throw Failure(ENOENT, "open " + path_);
  opened->path_ = path_;
  return std::move(*opened);
}

std::optional<Directory> Directory::open(const std::string& name) const {
  const int opened =
      uninterrupted([&] { return files().open(number(), name, O_RDONLY | O_DIRECTORY, 0); });
  if (opened < 0 && errno == ENOENT) return std::nullopt;
  Descriptor descriptor(files(), checked(opened, "open", path_, name));
  return Directory(std::move(descriptor), path_of(name));
}

Directory Directory::open_or_make(const std::string& name) const {
  if (auto opened = open(name)) return std::move(*opened);
  const int made = uninterrupted([&] { return files().make_directory(number(), name); });
  // EEXIST: another delivery was faster.
  if (made < 0 && errno != EEXIST) checked(made, "mkdir", path_, name);
  auto opened = open(name);
  if (!opened) throw Failure(ENOENT, "open " + path_of(name));
  return std::move(*opened);
}

std::optional<Descriptor> Directory::open_mail(const std::string& name) const {
  // O_NONBLOCK, because opening a FIFO would wait for its writer.
  const int opened =
      uninterrupted([&] { return files().open(number(), name, O_RDONLY | O_NONBLOCK, 0); });
  if (opened < 0 && means_no_such_mail(errno)) return std::nullopt;
  Descriptor descriptor(files(), checked(opened, "open", path_, name));
  struct stat status {};
  checked(files().status(descriptor.number(), status), "fstat", path_, name);
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  return descriptor;
}

bool Directory::holds(const std::string& name) const {
  return status_of(name).has_value();
}

std::optional<struct stat> Directory::status_of(const std::string& name) const {
  struct stat status {};
  const int result = files().status_of(number(), name, status);
  if (result < 0 && errno == ENOENT) return std::nullopt;
  checked(result, "fstatat", path_, name);
  return status;
}

std::vector<Entry> Directory::entries(std::size_t count_max) const {
  std::vector<Entry> found;
  checked(files().names(number(), count_max, found), "list", path_);
  return found;
}

std::vector<std::string> Directory::files_in() const {
  std::vector<std::string> names;
  for (Entry& entry : entries(std::numeric_limits<std::size_t>::max())) {
    if (entry.is_regular) names.push_back(std::move(entry.name));
  }
  return names;
}

void Directory::unlink(const std::string& name) const {
  checked(files().unlink(number(), name), "unlink", path_, name);
}

void Directory::sync() const {
  checked(files().sync(number()), "fsync", path_);
}

}  // namespace heloport::mailbox
