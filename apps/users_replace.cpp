// The file of users on the disk: read whole, and replaced whole under a lock.

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "apps/users_file.hpp"

namespace heloport::apps {
namespace {

constexpr std::size_t file_octets_max = std::size_t{64} << 20;  // some 400,000 users
constexpr mode_t others = S_IRWXG | S_IRWXO;

/// A descriptor that is closed when it is left.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  bool open() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

UsersFault fault_of(int error, const std::string& what, const std::string& file) {
  Exit exit = Exit::os_error;
  if (error == ENOENT) exit = Exit::no_input;
  if (error == EACCES || error == EPERM || error == EROFS) exit = Exit::no_permission;
  return {exit, fmt::format("cannot {} {}: {}", what, file, std::strerror(error))};
}

std::variant<std::string, UsersFault> content_of(const Descriptor& descriptor,
                                                 const std::string& file) {
  std::string content;
  std::array<char, 65536> piece;
  while (true) {
    const ssize_t n = ::read(descriptor.number(), piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fault_of(errno, "read", file);
    if (n == 0) return content;
    content.append(piece.data(), static_cast<std::size_t>(n));
    if (content.size() > file_octets_max) {
      return UsersFault{Exit::configuration, file + " is too large for a file of users"};
    }
  }
}

std::variant<UsersText, UsersFault> read_from(const Descriptor& descriptor,
                                              const std::string& file) {
  auto content = content_of(descriptor, file);
  if (auto* fault = std::get_if<UsersFault>(&content)) return std::move(*fault);
  return UsersText::parse(std::get<std::string>(content), file);
}

bool same_file(const struct stat& one, const struct stat& other) {
  return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

// Locks the file that stands under this name. Whoever had the lock before has put a new one there,
// which must be locked in its turn.
std::variant<Descriptor, UsersFault> locked(const std::string& file, MissingFile missing) {
  const int making = missing == MissingFile::is_made ? O_CREAT : 0;
  while (true) {
    Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | making, S_IRUSR | S_IWUSR));
    if (!descriptor.open()) return fault_of(errno, "open", file);
    while (::flock(descriptor.number(), LOCK_EX) != 0) {
      if (errno != EINTR) return fault_of(errno, "lock", file);
    }
    struct stat held {};
    struct stat named {};
    if (::fstat(descriptor.number(), &held) != 0) return fault_of(errno, "look at", file);
    if (::stat(file.c_str(), &named) == 0 && same_file(held, named)) return descriptor;
  }
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(descriptor, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

// A server of another user than root must still be able to read what root has changed.
bool keep_owner(int descriptor, const Descriptor& old) {
  struct stat was {};
  struct stat is {};
  if (::fstat(old.number(), &was) != 0 || ::fstat(descriptor, &is) != 0) return false;
  if (was.st_uid == is.st_uid && was.st_gid == is.st_gid) return true;
  return ::fchown(descriptor, was.st_uid, was.st_gid) == 0;
}

bool sync_folder(const std::string& file) {
  const auto folder = std::filesystem::absolute(file).parent_path();
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return descriptor.open() && ::fsync(descriptor.number()) == 0;
}

// The file that replaces is whole on the disk before it has the name.
std::optional<UsersFault> replace(const std::string& file, const Descriptor& old,
                                  std::string_view text) {
  std::string temporary = file + ".XXXXXX";
  const Descriptor made(::mkostemp(temporary.data(), O_CLOEXEC));  // mode 0600
  if (!made.open()) return fault_of(errno, "make a file beside", file);
  if (!write_all(made.number(), text) || !keep_owner(made.number(), old) ||
      ::fsync(made.number()) != 0 || ::rename(temporary.c_str(), file.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    return fault_of(error, "replace", file);
  }
  if (!sync_folder(file)) return fault_of(errno, "sync the folder of", file);
  return std::nullopt;
}

// A link stays a link: what it points to is replaced.
std::string behind_links(const std::string& file) {
  std::error_code missing;
  const auto path = std::filesystem::canonical(file, missing);
  return missing ? file : path.string();
}

}  // namespace

std::variant<UsersText, UsersFault> read_users(const std::string& file) {
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.open()) return fault_of(errno, "open", file);
  return read_from(descriptor, file);
}

std::optional<std::string> exposure(const std::string& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0 || (status.st_mode & others) == 0) return std::nullopt;
  return fmt::format(
      "{} is open to others than its owner, who may guess passwords from it; "
      "run chmod 600 {}",
      file, file);
}

std::optional<UsersFault> change_users(
    const std::string& file, MissingFile missing,
    const std::function<std::optional<UsersFault>(UsersText&)>& change) {
  const std::string target = behind_links(file);
  auto lock = locked(target, missing);
  if (auto* fault = std::get_if<UsersFault>(&lock)) return std::move(*fault);
  const Descriptor& old = std::get<Descriptor>(lock);
  auto read = read_from(old, target);
  if (auto* fault = std::get_if<UsersFault>(&read)) return std::move(*fault);
  auto& users = std::get<UsersText>(read);
  if (auto fault = change(users)) return fault;
  users.make_unknown_key();
  return replace(target, old, users.text());
}

}  // namespace heloport::apps
