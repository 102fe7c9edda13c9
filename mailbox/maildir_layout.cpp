// Maildir: mail comes into new/ under a name that is unique, readers move it to cur/ and write
// flags behind it.

#include "mailbox/maildir_layout.hpp"

#include <algorithm>
#include <cerrno>

#include "mailbox/file_name.hpp"
#include "mailbox/unique_name.hpp"

namespace heloport::mailbox {

namespace {

constexpr int attempts_max = 8;  // a unique name that is taken is no race that can be won
// A mail whose flags change while we look can escape one look.
constexpr int looks_max = 2;
constexpr char flags_mark = ':';  // "name:2,S"

std::string without_flags(const std::string& name) {
  return name.substr(0, name.find(flags_mark));
}

bool may_be_a_mail(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.front() != flags_mark &&
         name.size() <= file_name_octets_max &&
         std::none_of(name.begin(), name.end(), [](char octet) {
           return octet == '/' || static_cast<unsigned char>(octet) < 0x20 || octet == 0x7F;
         });
}

void add_mails(const std::optional<Directory>& directory, std::vector<std::string>& names) {
  if (!directory) return;
  for (std::string& name : directory->files_in()) {
    if (may_be_a_mail(name)) names.push_back(without_flags(name));
  }
}

// The mail in new/ or cur/, whatever flags it has there now.
std::optional<Descriptor> open_with_flags(const std::optional<Directory>& directory,
                                          const std::string& unique) {
  if (!directory) return std::nullopt;
  for (const std::string& name : directory->files_in()) {
    if (without_flags(name) == unique) return directory->open_mail(name);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Directory> MaildirLayout::open_inbox(const Directory& mailbox) const {
  return mailbox.open("new");
}

// new/ last: a mailbox that has it is complete.
Directory MaildirLayout::make_inbox(const Directory& mailbox) const {
  mailbox.open_or_make("tmp");
  mailbox.open_or_make("cur");
  return mailbox.open_or_make("new");
}

Directory MaildirLayout::temporaries(const Directory& mailbox) const {
  return mailbox.open_or_make("tmp");
}

std::optional<std::string> MaildirLayout::place(const ContentFile& content, const Directory& inbox,
                                                const std::string& /*stem*/) const {
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    std::string name = unique_name();
    switch (content.link_into(inbox, name)) {
      case Linked::yes:
        return name;
      case Linked::not_possible:
        return std::nullopt;
      case Linked::name_taken:
        break;
    }
  }
  throw Failure(EEXIST, "link into " + inbox.path());
}

// new/ first: a mail that moves while we read is then seen twice rather than not at all.
std::vector<std::string> MaildirLayout::list(const Directory& mailbox) const {
  std::vector<std::string> names;
  add_mails(mailbox.open("new"), names);
  add_mails(mailbox.open("cur"), names);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::optional<Descriptor> MaildirLayout::open(const Directory& mailbox,
                                              const std::string& name) const {
  if (!may_be_a_mail(name)) return std::nullopt;
  const std::string unique = without_flags(name);
  const auto fresh = mailbox.open("new");
  const auto cur = mailbox.open("cur");
  if (fresh) {
    if (auto mail = fresh->open_mail(unique)) return mail;
  }
  // Most readers move a mail to cur/ when they mark it; Dovecot may mark it in new/.
  for (int look = 0; look < looks_max; ++look) {
    if (auto mail = open_with_flags(fresh, unique)) return mail;
    if (auto mail = open_with_flags(cur, unique)) return mail;
  }
  return std::nullopt;
}

}  // namespace heloport::mailbox
