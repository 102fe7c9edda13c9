// A file system that fails when a test says so.

#include "tests/mailbox/faulty_file_system.hpp"

#include <algorithm>
#include <array>

namespace heloport::mailbox {

using Kind = Call::Kind;

std::ostream& operator<<(std::ostream& out, const Call& call) {
  constexpr std::array names{"open_path",      "make_path",    "open", "open_unnamed",
                             "make_directory", "link_unnamed", "link", "unlink",
                             "names",          "write",        "read", "sync",
                             "status",         "status_of",    "close"};
  return out << names[static_cast<std::size_t>(call.kind)] << " " << call.descriptor << " "
             << call.name;
}

std::size_t FaultyFileSystem::count(Kind kind) const {
  return static_cast<std::size_t>(std::count_if(
      calls_.begin(), calls_.end(), [kind](const Call& call) { return call.kind == kind; }));
}

bool FaultyFileSystem::fails(Call call) {
  const std::lock_guard lock(mutex_);
  calls_.push_back(std::move(call));
  if (!chooser_) return false;
  const auto error = chooser_(calls_.back(), calls_.size());
  if (error) errno = *error;
  return error.has_value();
}

int FaultyFileSystem::open_path(const std::string& path, int flags) {
  return fails({Kind::open_path, -1, path}) ? -1 : real_.open_path(path, flags);
}

int FaultyFileSystem::make_path(const std::string& path) {
  return fails({Kind::make_path, -1, path}) ? -1 : real_.make_path(path);
}

int FaultyFileSystem::open(int directory, const std::string& name, int flags, mode_t mode) {
  return fails({Kind::open, directory, name}) ? -1 : real_.open(directory, name, flags, mode);
}

int FaultyFileSystem::open_unnamed(int directory) {
  return fails({Kind::open_unnamed, directory, {}}) ? -1 : real_.open_unnamed(directory);
}

int FaultyFileSystem::make_directory(int directory, const std::string& name) {
  return fails({Kind::make_directory, directory, name}) ? -1
                                                        : real_.make_directory(directory, name);
}

int FaultyFileSystem::link_unnamed(int file, int directory, const std::string& name) {
  return fails({Kind::link_unnamed, directory, name}) ? -1
                                                      : real_.link_unnamed(file, directory, name);
}

int FaultyFileSystem::link(int from, const std::string& from_name, int to,
                           const std::string& to_name) {
  return fails({Kind::link, to, to_name}) ? -1 : real_.link(from, from_name, to, to_name);
}

int FaultyFileSystem::unlink(int directory, const std::string& name) {
  return fails({Kind::unlink, directory, name}) ? -1 : real_.unlink(directory, name);
}

int FaultyFileSystem::names(int directory, std::size_t count_max, std::vector<Entry>& found) {
  return fails({Kind::names, directory, {}}) ? -1 : real_.names(directory, count_max, found);
}

ssize_t FaultyFileSystem::write(int file, std::string_view octets) {
  if (fails({Kind::write, file, {}})) return -1;
  return real_.write(file, octets.substr(0, write_octets_max_));
}

ssize_t FaultyFileSystem::read(int file, std::span<char> room, off_t offset) {
  return fails({Kind::read, file, {}}) ? -1 : real_.read(file, room, offset);
}

int FaultyFileSystem::sync(int descriptor) {
  return fails({Kind::sync, descriptor, {}}) ? -1 : real_.sync(descriptor);
}

int FaultyFileSystem::status(int descriptor, struct stat& found) {
  return fails({Kind::status, descriptor, {}}) ? -1 : real_.status(descriptor, found);
}

int FaultyFileSystem::status_of(int directory, const std::string& name, struct stat& found) {
  if (fails({Kind::status_of, directory, name})) return -1;
  return every_look_succeeds_ ? 0 : real_.status_of(directory, name, found);
}

// A close that fails has closed all the same (close(2)).
int FaultyFileSystem::close(int descriptor) {
  const bool failing = fails({Kind::close, descriptor, {}});
  const int error = errno;
  const int result = real_.close(descriptor);
  errno = error;
  return failing ? -1 : result;
}

}  // namespace heloport::mailbox
