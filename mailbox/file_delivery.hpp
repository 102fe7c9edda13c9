#pragma once
// One message on its way into a store of files.

#include <optional>
#include <string>
#include <vector>

#include "mailbox/content_file.hpp"
#include "mailbox/layout.hpp"
#include "mailbox/root.hpp"
#include "mailbox/store.hpp"
#include "mailbox/subject.hpp"

namespace heloport::mailbox {

/// As much of a message is held in memory, so that an event loop that hands a small one over makes
/// no system call. A larger one goes to a file in steps of this size.
inline constexpr std::size_t gathered_octets_max = 32 * 1024;

/// A Delivery into a store of files: written beside the mailboxes, synced, then linked into each.
/// Limits: holds at most gathered_octets_max in memory, whatever the message.
class FileDelivery final : public Delivery {
 public:
  FileDelivery(Root& root, const Layout& layout, const MessageOrder& order);

  void write(std::string_view octets) override;
  std::variant<Committed, StoreFault> commit() override;

 private:
  void gather(std::string_view octets);
  void spill();
  Committed deliver();
  std::string stem() const;
  void abandon();

  Root& root_;
  const Layout& layout_;
  const std::vector<Address> recipients_;
  const std::string given_stem_;  // from the name that the order gave; empty without one
  SubjectFinder subject_;
  std::string gathered_;
  std::optional<ContentFile> file_;
  std::optional<StoreFault> fault_;  // sticky: once set, nothing is held and nothing is done
  bool committed_ = false;
};

}  // namespace heloport::mailbox
