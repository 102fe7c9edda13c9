#pragma once
// The store that keeps nothing: for benchmarks and sinks.

#include "mailbox/store.hpp"

namespace heloport::mailbox {

/// Takes every message and forgets it at once; lists and finds nothing.
class DiscardStore final : public Store {
 public:
  std::unique_ptr<Delivery> begin(MessageOrder order) override;
  std::variant<std::vector<std::string>, StoreFault> list(const Address& user) override;
  std::variant<std::unique_ptr<MailReader>, NoSuchMail, StoreFault> open(
      const Address& user, std::string_view name) override;
  bool keeps_mail() const override { return false; }
  std::string promise() const override;
};

}  // namespace heloport::mailbox
