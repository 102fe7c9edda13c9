#pragma once
// A file system that is real until a test says otherwise: it remembers every call and fails the
// ones that the test chooses.

#include <cerrno>
#include <functional>
#include <mutex>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "mailbox/posix_file_system.hpp"

namespace heloport::mailbox {

/// One call, as a test sees it before it happens.
struct Call {
  enum class Kind {
    open_path,
    make_path,
    open,
    open_unnamed,
    make_directory,
    link_unnamed,
    link,
    unlink,
    names,
    write,
    read,
    sync,
    status,
    status_of,
    close,
  };
  Kind kind;
  int descriptor;    // the file, or the directory that the name is in
  std::string name;  // empty for calls without one
};

std::ostream& operator<<(std::ostream& out, const Call& call);

class FaultyFileSystem final : public FileSystem {
 public:
  /// Asked before each call, with its number from 1: an errno makes it fail.
  using Chooser = std::function<std::optional<int>(const Call&, std::size_t number)>;

  void fail_when(Chooser chooser) { chooser_ = std::move(chooser); }
  /// At most so many octets for one write().
  void write_at_most(std::size_t octets) { write_octets_max_ = octets; }
  /// Every name exists for status_of(), unless the chooser says otherwise.
  void answer_every_look() { every_look_succeeds_ = true; }
  const std::vector<Call>& calls() const { return calls_; }
  void forget_calls() { calls_.clear(); }
  std::size_t count(Call::Kind kind) const;

  int open_path(const std::string& path, int flags) override;
  int make_path(const std::string& path) override;
  int open(int directory, const std::string& name, int flags, mode_t mode) override;
  int open_unnamed(int directory) override;
  int make_directory(int directory, const std::string& name) override;
  int link_unnamed(int file, int directory, const std::string& name) override;
  int link(int from, const std::string& from_name, int to, const std::string& to_name) override;
  int unlink(int directory, const std::string& name) override;
  int names(int directory, std::size_t count_max, std::vector<Entry>& found) override;
  ssize_t write(int file, std::string_view octets) override;
  ssize_t read(int file, std::span<char> room, off_t offset) override;
  int sync(int descriptor) override;
  int status(int descriptor, struct stat& found) override;
  int status_of(int directory, const std::string& name, struct stat& found) override;
  int close(int descriptor) override;

 private:
  // True, with errno set, when this call is to fail.
  bool fails(Call call);

  PosixFileSystem real_;
  Chooser chooser_;
  std::size_t write_octets_max_ = static_cast<std::size_t>(-1);
  bool every_look_succeeds_ = false;
  std::mutex mutex_;
  std::vector<Call> calls_;
};

}  // namespace heloport::mailbox
