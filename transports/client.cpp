// Reaching a server: over TCP, a Unix socket, or a command that is started for it.

#include "transports/client.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "transports/child.hpp"
#include "transports/clock.hpp"
#include "transports/poll_loop.hpp"
#include "transports/socket_address.hpp"

namespace heloport::transports {

struct Connection::Inside {
  std::optional<Child> child;
  Descriptor socket;  // closed first: a child sees the end of its input before it is waited for
  std::shared_ptr<Wakeup> wakeup = std::make_shared<Wakeup>();
  Arrival arrival{[wakeup = wakeup] { wakeup->wake(); }, {}, true};
};

namespace {

Fault fault_to(const Address& address, int error) {
  const std::error_code code(error, std::generic_category());
  return {code, "cannot connect to " + to_string(address) + ": " + code.message()};
}

// 0 once the connection stands. The socket does not block, so that the wait has an end.
int connect_within(int socket, const SocketAddress& address, std::chrono::milliseconds timeout) {
  if (::connect(socket, address.get(), address.size) == 0) return 0;
  if (errno != EINPROGRESS && errno != EINTR) return errno;
  const engine::Time deadline = steady_now() + timeout;
  pollfd asked{socket, POLLOUT, 0};
  while (true) {
    const auto left = std::max(engine::Time{0}, deadline - steady_now());
    const int came = ::poll(&asked, 1, static_cast<int>(left.count()));
    if (came == 0) return ETIMEDOUT;
    if (came == 1) break;
    if (errno != EINTR) return errno;
  }
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

}  // namespace

Connection::Connection(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

const Arrival& Connection::arrival() const {
  return inside_->arrival;
}

int Connection::descriptor() const {
  return inside_->socket.number();
}

std::variant<Connection, Fault> connect(const Address& address, std::chrono::milliseconds timeout) {
  const SocketAddress target = socket_address(address);
  auto inside = std::make_unique<Connection::Inside>();
  inside->socket =
      Descriptor(::socket(target.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int socket = inside->socket.number();
  if (!inside->socket.open()) return fault_to(address, errno);
  if (const int error = connect_within(socket, target, timeout)) return fault_to(address, error);
  // Commands are short and their replies awaited. A Unix socket has no such option.
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const Peer peer = peer_at(target);
  inside->arrival.peer_address = peer.ip;
  inside->arrival.local = peer.local;
  return Connection(std::move(inside));
}

std::variant<Connection, Fault> spawn(const std::string& command, int errors) {
  auto inside = std::make_unique<Connection::Inside>();
  auto started = start_child(command, errors);
  if (const auto* fault = std::get_if<Fault>(&started)) return *fault;
  auto& [child, socket] = std::get<Started>(started);
  inside->child.emplace(std::move(child));
  inside->socket = std::move(socket);
  return Connection(std::move(inside));
}

std::optional<Fault> run_party(Connection& connection, Party& party) {
  Connection::Inside& inside = *connection.inside_;
  const Wire wire(inside.socket.number());
  const std::error_code error = run_polling(party, wire, *inside.wakeup, nullptr);
  inside.socket.close();
  // A command that failed says more than the broken connection that it left.
  if (inside.child) {
    if (auto fault = inside.child->end()) return fault;
  }
  if (!error) return std::nullopt;
  return Fault{error, "the connection was cut off: " + error.message()};
}

}  // namespace heloport::transports
