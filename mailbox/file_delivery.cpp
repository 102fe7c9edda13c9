// One message on its way into a store of files. The order of a commit is the promise: the file is
// synced before it gets a name, its directories before anyone is told.

#include "mailbox/file_delivery.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <unordered_set>

#include "mailbox/copies.hpp"
#include "mailbox/failure.hpp"
#include "mailbox/file_name.hpp"

namespace heloport::mailbox {

namespace {

// One name for each distinct recipient, in order.
std::vector<std::string> mailboxes_of(const std::vector<Address>& recipients) {
  // Without this, a mail for nobody would be acknowledged and gone.
  if (recipients.empty()) throw Failure(EDESTADDRREQ, "deliver without a recipient");
  std::vector<std::string> names;
  std::unordered_set<std::string> seen;
  for (const Address& recipient : recipients) {
    const auto name = mailbox_name(recipient);
    if (!name) throw Failure(ENAMETOOLONG, "name the mailbox of a recipient");
    if (seen.insert(*name).second) names.push_back(*name);
  }
  return names;
}

}  // namespace

FileDelivery::FileDelivery(Root& root, const Layout& layout, const MessageOrder& order)
    : root_(root),
      layout_(layout),
      recipients_(order.recipients),
      given_stem_(file_stem(order.name.value_or(""))) {}

void FileDelivery::write(std::string_view octets) {
  assert(!committed_);
  if (fault_) return;
  using Answer = std::variant<std::monostate, StoreFault>;
  const auto result = answer<Answer>([&]() -> Answer {
    gather(octets);
    return std::monostate{};
  });
  if (const auto* fault = std::get_if<StoreFault>(&result)) {
    fault_ = *fault;
    abandon();
  }
}

std::variant<Committed, StoreFault> FileDelivery::commit() {
  assert(!committed_);
  committed_ = true;
  if (fault_) return *fault_;
  using Answer = std::variant<Committed, StoreFault>;
  auto result = answer<Answer>([&]() -> Answer { return deliver(); });
  abandon();  // the file has its names now, or it must not be used again
  return result;
}

Committed FileDelivery::deliver() {
  const std::vector<std::string> mailboxes = mailboxes_of(recipients_);
  spill();
  file_->sync();
  Copies copies(root_.open(), layout_, stem());
  copies.add(*file_, mailboxes);
  file_->close();
  return {copies.keep()};
}

void FileDelivery::gather(std::string_view octets) {
  if (layout_.names_are_subjects() && given_stem_.empty()) subject_.write(octets);
  while (!octets.empty()) {
    const std::size_t count = std::min(octets.size(), gathered_octets_max - gathered_.size());
    gathered_ += octets.substr(0, count);
    octets.remove_prefix(count);
    if (gathered_.size() == gathered_octets_max) spill();
  }
}

void FileDelivery::spill() {
  if (!file_) {
    const auto root = root_.open();
    file_.emplace(ContentFile::make(
        root->directory, [&] { return root->directory.open_or_make(temporary_directory); }));
  }
  file_->write(gathered_);
  gathered_.clear();
}

std::string FileDelivery::stem() const {
  if (!given_stem_.empty()) return given_stem_;
  const std::string stem = file_stem(subject_.subject());
  return stem.empty() ? std::string(nameless) : stem;
}

void FileDelivery::abandon() {
  file_.reset();
  gathered_ = {};
}

}  // namespace heloport::mailbox
