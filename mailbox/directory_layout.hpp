#pragma once
// The documented layout: PATH/USER@DOMAIN/NAME.txt, named after subjects.

#include "mailbox/layout.hpp"

namespace heloport::mailbox {

/// One file a mail, directly in the mailbox; a second mail of a name becomes `name-2.txt`.
class DirectoryLayout final : public Layout {
 public:
  std::optional<Directory> open_inbox(const Directory& mailbox) const override;
  Directory make_inbox(const Directory& mailbox) const override;
  Directory temporaries(const Directory& mailbox) const override;
  bool names_are_subjects() const override { return true; }
  std::optional<std::string> place(const ContentFile& content, const Directory& inbox,
                                   const std::string& stem) const override;
  std::string path_of(const std::string& name) const override { return name; }
  std::vector<std::string> list(const Directory& mailbox) const override;
  std::optional<Descriptor> open(const Directory& mailbox, const std::string& name) const override;
};

}  // namespace heloport::mailbox
