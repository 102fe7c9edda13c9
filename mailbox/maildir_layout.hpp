#pragma once
// Maildir: PATH/USER@DOMAIN/{tmp,new,cur}, read by Dovecot, mutt and many others.

#include "mailbox/layout.hpp"

namespace heloport::mailbox {

/// A mail is called by the part of its file name before the flags, which stays the same when a
/// reader moves it from new/ to cur/ or marks it.
/// Source: https://cr.yp.to/proto/maildir.html
class MaildirLayout final : public Layout {
 public:
  std::optional<Directory> open_inbox(const Directory& mailbox) const override;
  Directory make_inbox(const Directory& mailbox) const override;
  Directory temporaries(const Directory& mailbox) const override;
  bool names_are_subjects() const override { return false; }
  std::optional<std::string> place(const ContentFile& content, const Directory& inbox,
                                   const std::string& stem) const override;
  std::string path_of(const std::string& name) const override { return "new/" + name; }
  std::vector<std::string> list(const Directory& mailbox) const override;
  std::optional<Descriptor> open(const Directory& mailbox, const std::string& name) const override;
};

}  // namespace heloport::mailbox
