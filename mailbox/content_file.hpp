#pragma once
// The file that the octets of a message are written to before it has a place in any mailbox.

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "mailbox/directory.hpp"

namespace heloport::mailbox {

/// Which file it is, whatever it is called.
struct FileIdentity {
  dev_t device = 0;
  ino_t number = 0;
  bool operator==(const FileIdentity&) const = default;
};

enum class Linked {
  yes,
  name_taken,
  not_possible,  // another file system, too many links, or links are not allowed: copy instead
};

/// A file that nobody sees. Destroying it before link_into() leaves nothing behind.
///
/// Use:     write() any number of times, sync() once, link_into() any number of times, close().
/// Errors:  a call that fails throws a Failure, and the file must be destroyed: after a failed
///          fsync a second one may say yes to octets that are lost.
/// Threads: one at a time.
class ContentFile {
 public:
  /// A file without a name on the file system of `near`. Where there is no such thing, one with a
  /// unique name in the directory that `temporaries` opens.
  static ContentFile make(const Directory& near, const std::function<Directory()>& temporaries);

  ContentFile(ContentFile&&) noexcept = default;
  ContentFile& operator=(ContentFile&&) = delete;
  ~ContentFile();

  void write(std::string_view octets);
  /// Appends all that `other` holds.
  void copy_from(const ContentFile& other);
  void sync();
  Linked link_into(const Directory& directory, const std::string& name) const;
  FileIdentity identity() const;
  void close();

 private:
  static std::optional<ContentFile> unnamed(const Directory& directory);
  static ContentFile named(Directory directory);

  ContentFile(Descriptor file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

  struct Name {
    Directory directory;
    std::string name;
  };

  Descriptor file_;
  std::string path_;          // for the log
  std::optional<Name> name_;  // only of a named file
};

}  // namespace heloport::mailbox
