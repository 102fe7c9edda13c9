#pragma once
// How the suite reaches a server: TCP, Unix socket or a command, with or without TLS.

#include <chrono>
#include <memory>
#include <string>
#include <variant>

#include "conformance/case_player.hpp"
#include "transports/address.hpp"

namespace heloport::apps {

/// A server to be judged.
struct CheckTarget {
  std::variant<transports::Address, std::string> way;  // an address, or a command
  bool tls_at_once = false;
};

/// Connections to it. The certificate of a server is not looked at: the suite judges SMTP.
/// Threads: the factory may be called by several at once.
conformance::LinkFactory links_to(CheckTarget target, std::chrono::milliseconds timeout);

}  // namespace heloport::apps
