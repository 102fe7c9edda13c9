#pragma once
// A store of files: directory: and maildir:, which differ in their layout only.

#include <memory>
#include <string>

#include "mailbox/layout.hpp"
#include "mailbox/root.hpp"
#include "mailbox/store.hpp"

namespace heloport::mailbox {

/// Lifetime: `files` lives longer than the store, the store longer than its deliveries.
class FileStore final : public Store {
 public:
  FileStore(FileSystem& files, std::string path, std::unique_ptr<Layout> layout);

  std::unique_ptr<Delivery> begin(MessageOrder order) override;
  std::variant<std::vector<std::string>, StoreFault> list(const Address& user) override;
  std::variant<std::unique_ptr<MailReader>, NoSuchMail, StoreFault> open(
      const Address& user, std::string_view name) override;
  std::string promise() const override;

 private:
  std::optional<Directory> mailbox_of(const Address& user);

  Root root_;
  const std::unique_ptr<Layout> layout_;
};

}  // namespace heloport::mailbox
