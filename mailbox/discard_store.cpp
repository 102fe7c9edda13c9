// The store that keeps nothing.

#include "mailbox/discard_store.hpp"

namespace heloport::mailbox {

namespace {

class DiscardDelivery final : public Delivery {
 public:
  void write(std::string_view /*octets*/) override {}
  std::variant<Committed, StoreFault> commit() override { return Committed{}; }
};

}  // namespace

std::unique_ptr<Delivery> DiscardStore::begin(MessageOrder /*order*/) {
  return std::make_unique<DiscardDelivery>();
}

std::variant<std::vector<std::string>, StoreFault> DiscardStore::list(const Address& /*user*/) {
  return std::vector<std::string>{};
}

std::variant<std::unique_ptr<MailReader>, NoSuchMail, StoreFault> DiscardStore::open(
    const Address& /*user*/, std::string_view /*name*/) {
  return NoSuchMail{};
}

std::string DiscardStore::promise() const {
  return "250 means that the message was received and thrown away: this store keeps nothing";
}

}  // namespace heloport::mailbox
