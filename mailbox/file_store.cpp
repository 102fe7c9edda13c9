// A store of files.

#include "mailbox/file_store.hpp"

#include "mailbox/failure.hpp"
#include "mailbox/file_delivery.hpp"
#include "mailbox/file_reader.hpp"

namespace heloport::mailbox {

FileStore::FileStore(FileSystem& files, std::string path, std::unique_ptr<Layout> layout)
    : root_(files, std::move(path)), layout_(std::move(layout)) {
  try {
    root_.open();
  } catch (const Failure&) {
    // It may come back; each message is answered for itself.
  }
}

std::unique_ptr<Delivery> FileStore::begin(MessageOrder order) {
  return std::make_unique<FileDelivery>(root_, *layout_, order);
}

std::variant<std::vector<std::string>, StoreFault> FileStore::list(const Address& user) {
  using Answer = std::variant<std::vector<std::string>, StoreFault>;
  return answer<Answer>([&]() -> Answer {
    const auto mailbox = mailbox_of(user);
    return mailbox ? layout_->list(*mailbox) : std::vector<std::string>();
  });
}

std::variant<std::unique_ptr<MailReader>, NoSuchMail, StoreFault> FileStore::open(
    const Address& user, std::string_view name) {
  using Answer = std::variant<std::unique_ptr<MailReader>, NoSuchMail, StoreFault>;
  return answer<Answer>([&]() -> Answer {
    const auto mailbox = mailbox_of(user);
    if (!mailbox) return NoSuchMail{};
    auto mail = layout_->open(*mailbox, std::string(name));
    if (!mail) return NoSuchMail{};
    return std::make_unique<FileReader>(std::move(*mail), mailbox->path_of(std::string(name)));
  });
}

std::string FileStore::promise() const {
  return "250 means that the message is on disk, complete: its file and the directory of every "
         "mailbox are synced before the reply";
}

std::optional<Directory> FileStore::mailbox_of(const Address& user) {
  const auto name = mailbox_name(user);
  if (!name) return std::nullopt;
  return root_.open()->directory.open(*name);
}

}  // namespace heloport::mailbox
