// The other end of a transport under test.

#include "tests/transports/peer_socket.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <iterator>

#include "transports/socket_address.hpp"

namespace heloport::transports {

namespace {

constexpr int patience_milliseconds = 10'000;

}  // namespace

PeerSocket::PeerSocket(Descriptor socket) : socket_(std::move(socket)) {}

bool PeerSocket::wait(short events) const {
  pollfd asked{socket_.number(), events, 0};
  const bool came = ::poll(&asked, 1, patience_milliseconds) == 1;
  EXPECT_TRUE(came) << "the transport under test did not answer in time";
  return came;
}

void PeerSocket::send(std::string_view octets) {
  while (!octets.empty() && wait(POLLOUT)) {
    const std::size_t n = send_some(octets);
    if (n == 0) return;
    octets.remove_prefix(n);
  }
}

std::size_t PeerSocket::send_some(std::string_view octets) {
  const ssize_t n =
      ::send(socket_.number(), octets.data(), octets.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  return n < 0 ? 0 : static_cast<std::size_t>(n);
}

std::string PeerSocket::read() {
  std::array<char, std::size_t{64} << 10> room;
  if (!wait(POLLIN)) return {};
  const ssize_t n = ::recv(socket_.number(), room.data(), room.size(), 0);
  return n < 0 ? ", reset" : std::string(room.data(), static_cast<std::size_t>(n));
}

std::string PeerSocket::read(std::size_t octets) {
  std::string text;
  while (text.size() < octets) {
    const std::string more = read();
    text += more;
    if (more.empty() || more == ", reset") break;
  }
  return text;
}

std::string PeerSocket::read_to_end() {
  std::string text;
  while (true) {
    const std::string more = read();
    text += more;
    if (more.empty() || more == ", reset") return text;
  }
}

void PeerSocket::end_output() {
  ::shutdown(socket_.number(), SHUT_WR);
}

void PeerSocket::reset() {
  const linger at_once{1, 0};
  ::setsockopt(socket_.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  socket_.close();
}

PeerSocket dial(const Address& address) {
  const SocketAddress target = socket_address(address);
  Descriptor socket(::socket(target.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(socket.number(), target.get(), target.size) != 0) socket.close();
  return PeerSocket(std::move(socket));
}

Doorstep::Doorstep(int backlog) : socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  SocketAddress bound = socket_address(IpAddress{"127.0.0.1", 0});
  EXPECT_EQ(::bind(socket.number(), bound.get(), bound.size), 0);
  EXPECT_EQ(::listen(socket.number(), backlog), 0);
  EXPECT_EQ(::getsockname(socket.number(), bound.get(), &bound.size), 0);
  address = IpAddress{"127.0.0.1", port_of(bound)};
}

PeerSocket Doorstep::accept() const {
  return PeerSocket(Descriptor(::accept4(socket.number(), nullptr, nullptr, SOCK_CLOEXEC)));
}

SocketPair socket_pair(int type) {
  std::array<int, 2> pair{};
  EXPECT_EQ(::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, pair.data()), 0);
  return {Descriptor(pair[0]), Descriptor(pair[1])};
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator open("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(open), end(open)));
}

}  // namespace heloport::transports
