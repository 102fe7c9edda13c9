// Sockets that listen, on an IP port or on a path.

#include "transports/listening.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "transports/socket_address.hpp"

namespace heloport::transports {

namespace {

Fault fault_at(const Address& address, int error) {
  const std::error_code code(error, std::generic_category());
  std::string text = "cannot listen on " + to_string(address) + ": ";
  text += error == EADDRINUSE ? "already in use" : code.message();
  const auto* ip = std::get_if<IpAddress>(&address);
  if (error == EACCES && ip != nullptr) {
    text += "; ports below 1024 need root or CAP_NET_BIND_SERVICE";
  }
  return {code, text};
}

Descriptor new_socket(int family) {
  return Descriptor(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

enum class Share { alone, among_loops };

// Not open, with errno, where it failed.
Descriptor bound_socket(const SocketAddress& address, Share share) {
  Descriptor socket = new_socket(address.family());
  if (!socket.open()) return socket;
  const int on = 1;
  // Without it a restart would wait for connections of the last run to be forgotten.
  ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (share == Share::among_loops) {
    ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  }
  // [::] is IPv6 and nothing else, so that 0.0.0.0 can be listened on beside it.
  if (address.family() == AF_INET6) {
    ::setsockopt(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  }
  if (::bind(socket.number(), address.get(), address.size) != 0) socket.close();
  return socket;
}

// SO_REUSEPORT would let a second server of the same user bind the port as well, and each would get
// half of the connections. So the port is first bound without it.
bool port_is_free(const SocketAddress& address) {
  return bound_socket(address, Share::alone).open();
}

std::variant<Listening, Fault> listen_on_ip(const IpAddress& asked, std::size_t loops,
                                            int backlog) {
  SocketAddress address = socket_address(asked);
  const Share share = loops > 1 ? Share::among_loops : Share::alone;
  if (share == Share::among_loops && asked.port != 0 && !port_is_free(address)) {
    return fault_at(asked, errno);
  }
  Listening listening{{}, asked};
  while (listening.sockets.size() < loops) {
    Descriptor socket = bound_socket(address, share);
    if (!socket.open()) return fault_at(asked, errno);
    // The kernel chose a port for the first; the others share it.
    ::getsockname(socket.number(), address.get(), &address.size);
    listening.sockets.push_back(std::move(socket));
  }
  for (const Descriptor& socket : listening.sockets) {
    if (::listen(socket.number(), backlog) != 0) return fault_at(asked, errno);
  }
  listening.address = IpAddress{asked.ip, port_of(address)};
  return listening;
}

// Removes a socket file that nobody listens on. Nothing is removed that is something else.
std::optional<Fault> make_room(const UnixPath& asked, const SocketAddress& address) {
  struct stat there {};
  if (::lstat(asked.path.c_str(), &there) != 0) return std::nullopt;
  if (!S_ISSOCK(there.st_mode)) {
    Fault fault = fault_at(asked, EEXIST);
    fault.text += ", and it is no socket; move it away or choose another path";
    return fault;
  }
  const Descriptor caller = new_socket(AF_UNIX);
  if (!caller.open()) return fault_at(asked, errno);
  const bool answered = ::connect(caller.number(), address.get(), address.size) == 0;
  if (answered || errno != ECONNREFUSED) return fault_at(asked, EADDRINUSE);
  ::unlink(asked.path.c_str());
  return std::nullopt;
}

std::variant<Listening, Fault> listen_on_path(const UnixPath& asked, int backlog) {
  const SocketAddress address = socket_address(asked);
  if (auto fault = make_room(asked, address)) return *fault;
  Descriptor socket = bound_socket(address, Share::alone);
  if (!socket.open()) return fault_at(asked, errno);
  if (::listen(socket.number(), backlog) != 0) return fault_at(asked, errno);
  Listening listening{{}, asked};
  listening.sockets.push_back(std::move(socket));
  return listening;
}

}  // namespace

std::variant<Listening, Fault> listen_on(const Address& address, std::size_t loops, int backlog) {
  if (const auto* path = std::get_if<UnixPath>(&address)) return listen_on_path(*path, backlog);
  return listen_on_ip(std::get<IpAddress>(address), loops, backlog);
}

SocketFile::SocketFile(std::string path) : path_(std::move(path)) {
  struct stat ours {};
  if (::lstat(path_.c_str(), &ours) != 0) path_.clear();
  device_ = ours.st_dev;
  inode_ = ours.st_ino;
}

SocketFile::SocketFile(SocketFile&& other) noexcept
    : path_(std::exchange(other.path_, {})), device_(other.device_), inode_(other.inode_) {}

SocketFile::~SocketFile() {
  struct stat there {};
  if (path_.empty() || ::lstat(path_.c_str(), &there) != 0) return;
  if (there.st_dev == device_ && there.st_ino == inode_) ::unlink(path_.c_str());
}

}  // namespace heloport::transports
