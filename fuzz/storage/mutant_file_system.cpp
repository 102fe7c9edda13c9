// How others store mail, as faults of a file system.

#include "fuzz/storage/mutant_file_system.hpp"

#include <algorithm>
#include <cerrno>

namespace heloport::fuzz {

using enum StorageMutant;

void MutantFileSystem::catch_up() {
  for (const int descriptor : put_off_) {
    model_.sync(descriptor);
    model_.close(descriptor);
  }
  put_off_.clear();
}

int MutantFileSystem::open_path(const std::string& path, int flags) {
  return model_.open_path(path, flags);
}

int MutantFileSystem::make_path(const std::string& path) {
  return model_.make_path(path);
}

int MutantFileSystem::open(int directory, const std::string& name, int flags, mode_t mode) {
  return model_.open(directory, name, flags, mode);
}

int MutantFileSystem::open_unnamed(int directory) {
  // Where files are copied, one would be copied to itself for ever.
  if (!is(files_shared) || model_.features().mailboxes_apart) return model_.open_unnamed(directory);
  if (shared_openings_ == 0) shared_ = model_.open_unnamed(directory);
  if (shared_ >= 0) ++shared_openings_;
  return shared_;
}

int MutantFileSystem::make_directory(int directory, const std::string& name) {
  return model_.make_directory(directory, name);
}

int MutantFileSystem::link_unnamed(int file, int directory, const std::string& name) {
  const int linked = model_.link_unnamed(file, directory, name);
  if (linked == 0 || errno != EEXIST || !is(link_replaces)) return after_link(linked);
  model_.unlink(directory, name);
  return model_.link_unnamed(file, directory, name);
}

int MutantFileSystem::link(int from, const std::string& from_name, int to,
                           const std::string& to_name) {
  const int linked = model_.link(from, from_name, to, to_name);
  if (linked == 0 || errno != EEXIST || !is(link_replaces)) return after_link(linked);
  model_.unlink(to, to_name);
  return model_.link(from, from_name, to, to_name);
}

int MutantFileSystem::after_link(int result) {
  if (result != 0) return result;
  for (const auto& [file, octets] : held_back_) model_.write(file, octets);
  held_back_.clear();
  return result;
}

int MutantFileSystem::unlink(int directory, const std::string& name) {
  return is(never_reaped) ? 0 : model_.unlink(directory, name);
}

int MutantFileSystem::names(int directory, std::size_t count_max,
                            std::vector<mailbox::Entry>& found) {
  return model_.names(directory, count_max, found);
}

ssize_t MutantFileSystem::write(int file, std::string_view octets) {
  const auto all = static_cast<ssize_t>(octets.size());
  if (is(written_after_link)) {
    held_back_.emplace_back(file, octets);
    return all;
  }
  const ssize_t written = model_.write(file, octets);
  return written < 0 && is(failure_hidden) ? all : written;
}

ssize_t MutantFileSystem::read(int file, std::span<char> room, off_t offset) {
  return model_.read(file, room, offset);
}

bool MutantFileSystem::holds_mailboxes(int directory) {
  std::vector<mailbox::Entry> entries;
  model_.names(directory, static_cast<std::size_t>(-1), entries);
  return std::any_of(entries.begin(), entries.end(),
                     [](const mailbox::Entry& entry) { return !entry.is_regular; });
}

int MutantFileSystem::sync(int descriptor) {
  const bool directory = model_.is_directory(descriptor);
  if (is(file_not_synced) && !directory) return 0;
  if (is(directory_not_synced) && directory) return 0;
  if (is(mailbox_not_synced) && directory && holds_mailboxes(descriptor)) return 0;
  if (is(acknowledged_too_early)) {
    put_off_.insert(descriptor);
    return 0;
  }
  const int synced = model_.sync(descriptor);
  return synced != 0 && is(sync_repeated) ? model_.sync(descriptor) : synced;
}

int MutantFileSystem::status(int descriptor, struct stat& found) {
  return model_.status(descriptor, found);
}

int MutantFileSystem::status_of(int directory, const std::string& name, struct stat& found) {
  return model_.status_of(directory, name, found);
}

int MutantFileSystem::close(int descriptor) {
  if (put_off_.contains(descriptor)) return 0;
  if (is(descriptor_leaked) && model_.is_directory(descriptor)) return 0;
  if (is(files_shared) && descriptor == shared_) return close_shared();
  std::erase_if(held_back_, [descriptor](const auto& held) { return held.first == descriptor; });
  return model_.close(descriptor);
}

int MutantFileSystem::close_shared() {
  return --shared_openings_ == 0 ? model_.close(std::exchange(shared_, -1)) : 0;
}

}  // namespace heloport::fuzz
