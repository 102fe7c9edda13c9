#pragma once
// How others store mail, as faults of a file system: what the oracles must notice.

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/storage/model_file_system.hpp"

namespace heloport::fuzz {

enum class StorageMutant : std::uint8_t {
  none,
  file_not_synced,         // fsync of a file does nothing
  directory_not_synced,    // fsync of a directory does nothing
  mailbox_not_synced,      // only the directory that the mail is in is synced, not those above
  link_replaces,           // as rename does: what had the name is gone
  written_after_link,      // octets are held back until the file has its name
  acknowledged_too_early,  // syncs happen, but after the answer
  sync_repeated,           // a failed fsync is tried again and believed
  failure_hidden,          // a failed write is taken for done
  descriptor_leaked,       // directories are never closed
  never_reaped,            // temporary files are not removed
  files_shared,            // two messages that come together are written to one file
};

inline constexpr std::array<std::pair<StorageMutant, std::string_view>, 11> storage_mutants{{
    {StorageMutant::file_not_synced, "file_not_synced"},
    {StorageMutant::directory_not_synced, "directory_not_synced"},
    {StorageMutant::mailbox_not_synced, "mailbox_not_synced"},
    {StorageMutant::link_replaces, "link_replaces"},
    {StorageMutant::written_after_link, "written_after_link"},
    {StorageMutant::acknowledged_too_early, "acknowledged_too_early"},
    {StorageMutant::sync_repeated, "sync_repeated"},
    {StorageMutant::failure_hidden, "failure_hidden"},
    {StorageMutant::descriptor_leaked, "descriptor_leaked"},
    {StorageMutant::never_reaped, "never_reaped"},
    {StorageMutant::files_shared, "files_shared"},
}};

/// A model file system with one fault; with none it is the model. Threads: as the model.
class MutantFileSystem final : public mailbox::FileSystem {
 public:
  MutantFileSystem(ModelFileSystem& model, StorageMutant mutant) : model_(model), mutant_(mutant) {}

  /// What acknowledged_too_early put off.
  void catch_up();

  int open_path(const std::string& path, int flags) override;
  int make_path(const std::string& path) override;
  int open(int directory, const std::string& name, int flags, mode_t mode) override;
  int open_unnamed(int directory) override;
  int make_directory(int directory, const std::string& name) override;
  int link_unnamed(int file, int directory, const std::string& name) override;
  int link(int from, const std::string& from_name, int to, const std::string& to_name) override;
  int unlink(int directory, const std::string& name) override;
  int names(int directory, std::size_t count_max, std::vector<mailbox::Entry>& found) override;
  ssize_t write(int file, std::string_view octets) override;
  ssize_t read(int file, std::span<char> room, off_t offset) override;
  int sync(int descriptor) override;
  int status(int descriptor, struct stat& found) override;
  int status_of(int directory, const std::string& name, struct stat& found) override;
  int close(int descriptor) override;

 private:
  bool is(StorageMutant mutant) const { return mutant_ == mutant; }
  bool holds_mailboxes(int directory);
  int after_link(int result);
  int close_shared();

  ModelFileSystem& model_;
  const StorageMutant mutant_;
  std::vector<std::pair<int, std::string>> held_back_;  // written_after_link
  std::set<int> put_off_;                               // acknowledged_too_early
  int shared_ = -1;                                     // files_shared
  int shared_openings_ = 0;
};

}  // namespace heloport::fuzz
