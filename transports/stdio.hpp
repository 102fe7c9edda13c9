#pragma once
// One session on two descriptors that are there already, as under inetd and systemd Accept=yes.

#include <chrono>
#include <optional>

#include "transports/fault.hpp"
#include "transports/party.hpp"

namespace heloport::transports {

struct StdioOptions {
  int descriptor_in = 0;
  int descriptor_out = 1;
  /// How long a running transaction may take after the first SIGTERM or SIGINT.
  std::chrono::milliseconds grace{30'000};
  bool handle_signals = true;
};

/// Serves one party on pipes, a socket, a terminal or files; returns when its session has ended.
/// The descriptors stay open and keep their flags: they may be shared with other processes.
///
/// Shape:   a socket with an IP peer makes a remote Arrival with its address, anything else a
///          local one.
/// Errors:  what the descriptors said, if that is what ended the session. A closed pipe is no
///          error: the peer has left.
/// Threads: the party belongs to the calling thread. One at a time with handle_signals.
std::optional<Fault> serve_stdio(const Welcome& welcome, const StdioOptions& options = {});

}  // namespace heloport::transports
