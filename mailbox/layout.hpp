#pragma once
// What a mailbox looks like on disk. The one thing in which directory: and maildir: differ.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mailbox/content_file.hpp"
#include "mailbox/directory.hpp"

namespace heloport::mailbox {

/// Shape:   `mailbox` is the directory USER@DOMAIN. Names of mails come from list().
/// Threads: any; a layout holds nothing.
class Layout {
 public:
  virtual ~Layout() = default;

  /// The directory that mail is linked into; nothing when the mailbox is not complete.
  virtual std::optional<Directory> open_inbox(const Directory& mailbox) const = 0;
  /// The same, made with all that belongs to a mailbox.
  virtual Directory make_inbox(const Directory& mailbox) const = 0;
  /// Where a file that will be linked into the inbox can stand until then.
  virtual Directory temporaries(const Directory& mailbox) const = 0;
  /// Whether names are made from subjects.
  virtual bool names_are_subjects() const = 0;
  /// Links the file under a name that did not exist and tells it; nothing when files cannot be
  /// linked from where this one is. `stem` is a safe file name, without an ending.
  virtual std::optional<std::string> place(const ContentFile& content, const Directory& inbox,
                                           const std::string& stem) const = 0;
  /// A path beneath the mailbox, as a user would type it.
  virtual std::string path_of(const std::string& name) const = 0;

  virtual std::vector<std::string> list(const Directory& mailbox) const = 0;
  virtual std::optional<Descriptor> open(const Directory& mailbox,
                                         const std::string& name) const = 0;
};

}  // namespace heloport::mailbox
