#pragma once
// How the suite reaches a server: TCP, Unix socket or a command, with or without TLS.

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <variant>

#include "conformance/case_player.hpp"
#include "transports/address.hpp"
#include "transports/descriptor.hpp"

namespace heloport::apps {

/// A server to be judged.
struct CheckTarget {
  std::variant<transports::Address, std::string> way;  // an address, or a command
  bool tls_at_once = false;
};

/// What the commands of a run say on their standard error: hundreds of them say the same.
///
/// Use:     what is said until hush() is kept for last_words(); from then on it is thrown away.
/// Threads: descriptor() from any.
class CommandErrors {
 public:
  CommandErrors();
  CommandErrors(const CommandErrors&) = delete;
  CommandErrors& operator=(const CommandErrors&) = delete;

  void hush() { hushed_ = true; }
  /// Where a command's standard error goes; -1: ours.
  int descriptor() const;
  /// The last line that is not empty.
  std::string last_words() const;

 private:
  transports::Descriptor kept_;
  transports::Descriptor nowhere_;
  std::atomic<bool> hushed_{false};
};

/// Connections to it. The certificate of a server is not looked at: the suite judges SMTP.
/// Lifetime: `errors` must outlive the factory.
/// Threads: the factory may be called by several at once.
conformance::LinkFactory links_to(CheckTarget target, std::chrono::milliseconds timeout,
                                  const CommandErrors& errors);

}  // namespace heloport::apps
