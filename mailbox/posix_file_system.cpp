// The real file system: one system call each, confined beneath the directory it is given.

#include "mailbox/posix_file_system.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace heloport::mailbox {

namespace {

// Mail is private to the account that the server runs as.
constexpr mode_t directory_mode = 0700;
constexpr mode_t file_mode = 0600;

bool is_one_component(const std::string& name) {
  return !name.empty() && name != ".." &&
         name.find_first_of(std::string_view("/\0", 2)) == name.npos;
}

int refuse(int error) {
  errno = error;
  return -1;
}

std::string path_of_descriptor(int descriptor) {
  return "/proc/self/fd/" + std::to_string(descriptor);
}

long open_beneath(int directory, const std::string& name, int flags, mode_t mode) {
  open_how how{};
  how.flags = static_cast<unsigned>(flags);
  how.mode = mode;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  return ::syscall(SYS_openat2, directory, name.c_str(), &how, sizeof how);
}

}  // namespace

int PosixFileSystem::open_path(const std::string& path, int flags) {
  return ::open(path.c_str(), flags | O_CLOEXEC);
}

int PosixFileSystem::make_path(const std::string& path) {
  return ::mkdir(path.c_str(), directory_mode);
}

int PosixFileSystem::open(int directory, const std::string& name, int flags, mode_t mode) {
  if (!is_one_component(name)) return refuse(EINVAL);
  flags |= O_CLOEXEC | O_NOFOLLOW;
  if (confinement_ == Confinement::openat2) {
    const long opened = open_beneath(directory, name, flags, mode);
    // Some sandboxes answer an unknown system call with EPERM instead of ENOSYS.
    if (opened >= 0 || (errno != ENOSYS && errno != EPERM)) return static_cast<int>(opened);
    if (errno == ENOSYS) confinement_ = Confinement::openat_nofollow;
  }
  return ::openat(directory, name.c_str(), flags, mode);
}

int PosixFileSystem::open_unnamed(int directory) {
  const int file = open(directory, ".", O_RDWR | O_TMPFILE, file_mode);
  // EISDIR and ENOENT are what kernels and file systems that never heard of O_TMPFILE say.
  if (file < 0 && (errno == EISDIR || errno == ENOENT)) return refuse(EOPNOTSUPP);
  if (file < 0) return file;
  // Such a file gets its name through /proc, which a chroot may lack.
  if (::access(path_of_descriptor(file).c_str(), F_OK) != 0) {
    ::close(file);
    return refuse(EOPNOTSUPP);
  }
  return file;
}

int PosixFileSystem::make_directory(int directory, const std::string& name) {
  if (!is_one_component(name)) return refuse(EINVAL);
  return ::mkdirat(directory, name.c_str(), directory_mode);
}

int PosixFileSystem::link_unnamed(int file, int directory, const std::string& name) {
  if (!is_one_component(name)) return refuse(EINVAL);
  // Following the link that /proc shows is how open(2) says to do it: AT_EMPTY_PATH needs a
  // capability before Linux 6.10.
  return ::linkat(AT_FDCWD, path_of_descriptor(file).c_str(), directory, name.c_str(),
                  AT_SYMLINK_FOLLOW);
}

int PosixFileSystem::link(int from, const std::string& from_name, int to,
                          const std::string& to_name) {
  if (!is_one_component(from_name) || !is_one_component(to_name)) return refuse(EINVAL);
  return ::linkat(from, from_name.c_str(), to, to_name.c_str(), 0);
}

int PosixFileSystem::unlink(int directory, const std::string& name) {
  if (!is_one_component(name)) return refuse(EINVAL);
  return ::unlinkat(directory, name.c_str(), 0);
}

int PosixFileSystem::names(int directory, std::size_t count_max, std::vector<Entry>& found) {
  // A descriptor of its own, because reading moves its position.
  const int listed = open(directory, ".", O_RDONLY | O_DIRECTORY, 0);
  if (listed < 0) return -1;
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(listed), ::closedir);
  if (!stream) {
    ::close(listed);
    return refuse(ENOMEM);
  }
  for (std::size_t count = 0; count < count_max;) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());
    if (entry == nullptr) return errno == 0 ? 0 : -1;
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    bool is_regular = entry->d_type == DT_REG;
    struct stat status {};
    if (entry->d_type == DT_UNKNOWN && status_of(directory, name, status) == 0) {
      is_regular = S_ISREG(status.st_mode);
    }
    found.push_back({name, is_regular});
    ++count;
  }
  return 0;
}

ssize_t PosixFileSystem::write(int file, std::string_view octets) {
  return ::write(file, octets.data(), octets.size());
}

ssize_t PosixFileSystem::read(int file, std::span<char> room, off_t offset) {
  return ::pread(file, room.data(), room.size(), offset);
}

int PosixFileSystem::sync(int descriptor) {
  return ::fsync(descriptor);
}

int PosixFileSystem::status(int descriptor, struct stat& found) {
  return ::fstat(descriptor, &found);
}

int PosixFileSystem::status_of(int directory, const std::string& name, struct stat& found) {
  if (!is_one_component(name)) return refuse(EINVAL);
  return ::fstatat(directory, name.c_str(), &found, AT_SYMLINK_NOFOLLOW);
}

int PosixFileSystem::close(int descriptor) {
  return ::close(descriptor);
}

}  // namespace heloport::mailbox
