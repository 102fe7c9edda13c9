#pragma once
// What was given to a store, and what it said to it.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mailbox/store.hpp"

namespace heloport::fuzz {

/// The users of a trial. Names that a file system could take badly are among them.
const std::vector<mailbox::Address>& users();

/// One message and who it is for.
struct Entrusted {
  std::shared_ptr<const std::string> text;
  std::vector<std::size_t> recipients;    // indices of users()
  std::vector<std::size_t> acknowledged;  // of those, who was told so
  const std::string& content() const { return *text; }
};

/// Remembers every message of a trial. No two have the same content, and each tells its number, so
/// that what is found again is known.
class Ledger {
 public:
  /// Enters a message and returns its number. `octets` is how long its text is at least, beside
  /// the header; it ends in CRLF, as every message of SMTP does.
  std::size_t enter(std::vector<std::size_t> recipients, std::size_t octets);
  void acknowledge(std::size_t number, std::size_t user);
  /// Of what the user was given nothing is owed any more: they removed it.
  void release(std::size_t user);

  const std::vector<Entrusted>& all() const { return all_; }
  const Entrusted& at(std::size_t number) const { return all_[number]; }
  /// Changes with every acknowledgement, and is the same for the same ones.
  std::uint64_t digest() const { return digest_; }

  /// The message whose header `content` shows; nothing when there is none.
  std::optional<std::size_t> number_of(std::string_view content) const;
  const Entrusted* of(std::string_view content) const;

 private:
  std::vector<Entrusted> all_;
  std::uint64_t digest_ = 0;
};

}  // namespace heloport::fuzz
