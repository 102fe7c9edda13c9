// The copies of one message in the mailboxes of its recipients.

#include "mailbox/copies.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace heloport::mailbox {

namespace {

// How many mailboxes one delivery holds open. Linking several before the first sync lets the file
// system commit them together; more descriptors than this would fail where 1,000 recipients meet
// the usual limit of 1,024 open files.
constexpr std::size_t open_mailboxes_max = 16;

}  // namespace

void Copies::add(const ContentFile& content, const std::vector<std::string>& mailboxes) {
  made_.reserve(mailboxes.size());
  std::span<const std::string> left(mailboxes);
  while (!left.empty()) {
    const std::size_t count = std::min(left.size(), open_mailboxes_max);
    add_together(content, left.first(count));
    left = left.subspan(count);
  }
}

void Copies::add_together(const ContentFile& content, std::span<const std::string> mailboxes) {
  std::vector<OpenMailbox> open;
  for (const std::string& mailbox : mailboxes) {
    open.push_back(open_mailbox(mailbox));
    place(content, mailbox, open.back());
  }
  make_durable(open, mailboxes);
}

Copies::OpenMailbox Copies::open_mailbox(const std::string& mailbox) {
  if (auto home = root_->directory.open(mailbox)) {
    if (auto inbox = layout_.open_inbox(*home)) return {std::move(*home), std::move(*inbox)};
  }
  // Forgotten before it is made: whoever finds it from now on must sync it as we do.
  root_->durable.forget(mailbox);
  Directory home = root_->directory.open_or_make(mailbox);
  Directory inbox = layout_.make_inbox(home);
  return {std::move(home), std::move(inbox)};
}

void Copies::place(const ContentFile& content, const std::string& mailbox,
                   const OpenMailbox& open) {
  if (!place_link(content, mailbox, open)) place_copy(content, mailbox, open);
}

// A mailbox on a file system of its own, or one link too many.
void Copies::place_copy(const ContentFile& content, const std::string& mailbox,
                        const OpenMailbox& open) {
  ContentFile copy = ContentFile::make(open.inbox, [&] {
    Directory temporaries = layout_.temporaries(open.home);
    reap(temporaries);
    return temporaries;
  });
  copy.copy_from(content);
  copy.sync();
  if (!place_link(copy, mailbox, open)) throw Failure(EPERM, "link into " + open.inbox.path());
  copy.close();
}

// Whatever can fail comes before the link: a link that is not in made_ would not be taken back.
bool Copies::place_link(const ContentFile& content, const std::string& mailbox,
                        const OpenMailbox& open) {
  Copy copy{mailbox, content.identity(), {}};
  auto name = layout_.place(content, open.inbox, stem_);
  if (!name) return false;
  copy.name = std::move(*name);
  made_.push_back(std::move(copy));
  return true;
}

// The links, and once in the life of this process each mailbox itself: whoever made it may have
// crashed, or be a thread that has not come to its sync yet.
void Copies::make_durable(const std::vector<OpenMailbox>& open,
                          std::span<const std::string> mailboxes) {
  for (const OpenMailbox& mailbox : open) mailbox.inbox.sync();
  const bool all_known = std::all_of(mailboxes.begin(), mailboxes.end(), [&](const auto& mailbox) {
    return root_->durable.holds(mailbox);
  });
  if (all_known) return;
  for (const OpenMailbox& mailbox : open) mailbox.home.sync();
  root_->directory.sync();
  for (const std::string& mailbox : mailboxes) root_->durable.add(mailbox);
}

std::vector<std::string> Copies::keep() {
  std::vector<std::string> paths;
  for (const Copy& copy : made_) {
    paths.push_back(root_->directory.path_of(copy.mailbox) + "/" + layout_.path_of(copy.name));
  }
  made_.clear();
  return paths;
}

Copies::~Copies() {
  for (const Copy& copy : made_) {
    try {
      take_back(copy);
    } catch (const std::exception&) {
      // It stays: complete, though nobody was told so (promise R2).
    }
  }
}

// Only if the name still means our file: a reader may have removed it, and another delivery may
// have taken the name.
void Copies::take_back(const Copy& copy) const {
  const auto home = root_->directory.open(copy.mailbox);
  if (!home) return;
  const auto inbox = layout_.open_inbox(*home);
  if (!inbox) return;
  const auto status = inbox->status_of(copy.name);
  if (!status || FileIdentity{status->st_dev, status->st_ino} != copy.file) return;
  inbox->unlink(copy.name);
  inbox->sync();
}

}  // namespace heloport::mailbox
