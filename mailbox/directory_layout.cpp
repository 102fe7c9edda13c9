// The documented layout: one folder for each user, one file for each mail, named after its
// subject. The second mail of a name becomes NAME-2.txt.

#include "mailbox/directory_layout.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>

#include "mailbox/file_name.hpp"
#include "mailbox/root.hpp"

namespace heloport::mailbox {

namespace {

// Each attempt that fails was won by another delivery into the same mailbox.
constexpr int attempts_max = 10'000;
// Far beyond any mailbox: only names that somebody planted lead the search here.
constexpr std::uint64_t number_max = 1'000'000'000;

std::uint64_t number_of_the_clock() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

// A free number above `taken`, the next one where the numbers have no gap. Doubling steps find a
// free one and halving comes back to the border: some 40 looks where 100,000 mails have the name.
std::uint64_t free_number(const Directory& inbox, const std::string& stem, std::uint64_t taken) {
  const auto is_taken = [&](std::uint64_t n) { return inbox.holds(file_name(stem, n)); };
  std::uint64_t step = 1;
  while (is_taken(taken + step)) {
    taken += step;
    step *= 2;
    if (taken > number_max) return number_of_the_clock();
  }
  std::uint64_t free = taken + step;
  while (free - taken > 1) {
    const std::uint64_t middle = taken + (free - taken) / 2;
    (is_taken(middle) ? taken : free) = middle;
  }
  return free;
}

// What a user calls a mail must be a name in the mailbox and nothing that we hide.
bool may_be_a_mail(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.size() <= file_name_octets_max &&
         name.find_first_of(std::string_view("/\0", 2)) == name.npos;
}

// A control character in a name that was planted would be a line of its own in an answer to LIST.
bool may_be_shown(const std::string& name) {
  return may_be_a_mail(name) && std::none_of(name.begin(), name.end(), [](char octet) {
           return static_cast<unsigned char>(octet) < 0x20 || octet == 0x7F;
         });
}

}  // namespace

std::optional<Directory> DirectoryLayout::open_inbox(const Directory& mailbox) const {
  return mailbox.again();
}

Directory DirectoryLayout::make_inbox(const Directory& mailbox) const {
  return mailbox.again();
}

Directory DirectoryLayout::temporaries(const Directory& mailbox) const {
  return mailbox.open_or_make(temporary_directory);
}

std::optional<std::string> DirectoryLayout::place(const ContentFile& content,
                                                  const Directory& inbox,
                                                  const std::string& stem) const {
  std::uint64_t number = 1;
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    std::string name = file_name(stem, number);
    switch (content.link_into(inbox, name)) {
      case Linked::yes:
        return name;
      case Linked::not_possible:
        return std::nullopt;
      case Linked::name_taken:
        number = free_number(inbox, stem, number);
    }
  }
  throw Failure(EEXIST, "link " + inbox.path_of(file_name(stem, number)));
}

std::vector<std::string> DirectoryLayout::list(const Directory& mailbox) const {
  std::vector<std::string> names = mailbox.files_in();
  std::erase_if(names, [](const std::string& name) { return !may_be_shown(name); });
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<Descriptor> DirectoryLayout::open(const Directory& mailbox,
                                                const std::string& name) const {
  if (!may_be_a_mail(name)) return std::nullopt;
  if (auto mail = mailbox.open_mail(name)) return mail;
  return mailbox.open_mail(name + std::string(mail_ending));
}

}  // namespace heloport::mailbox
