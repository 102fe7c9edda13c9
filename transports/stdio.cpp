// One session on two descriptors that are there already.

#include "transports/stdio.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <csignal>
#include <memory>

#include "transports/poll_loop.hpp"
#include "transports/socket_address.hpp"

namespace heloport::transports {

namespace {

// Writing to a pipe without a reader must be an error, not the end of the process.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignore, &before_);
  }
  ~NoPipeSignal() { ::sigaction(SIGPIPE, &before_, nullptr); }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  struct sigaction before_ {};
};

// Under inetd the descriptor is a socket and knows the peer; a pipe comes from this machine.
Peer peer_of(int descriptor) {
  SocketAddress address;
  if (::getpeername(descriptor, address.get(), &address.size) != 0) return {};
  return peer_at(address);
}

}  // namespace

std::optional<Fault> serve_stdio(const Welcome& welcome, const StdioOptions& options) {
  const NoPipeSignal no_pipe_signal;
  StopSequence stop(options.grace);
  std::optional<StopSignals> signals;
  if (options.handle_signals) signals.emplace(stop);

  const auto wakeup = std::make_shared<Wakeup>();
  Peer peer = peer_of(options.descriptor_in);
  const std::unique_ptr<Party> party =
      welcome({[wakeup] { wakeup->wake(); }, std::move(peer.ip), peer.local});
  if (!party) return std::nullopt;
  // Only a TCP socket has it: replies are short and awaited.
  const int on = 1;
  ::setsockopt(options.descriptor_out, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const Wire wire(options.descriptor_in, options.descriptor_out);
  const std::error_code error = run_polling(*party, wire, *wakeup, &stop);
  if (!error || error == std::errc::broken_pipe) return std::nullopt;
  return Fault{error, "the session was cut off: " + error.message()};
}

}  // namespace heloport::transports
