// The least that taking mail can cost: floor_server says the port that it serves on 127.0.0.1, and
// throws away what comes, until it is killed.
//
// One thread, one wait for all connections, one read and one write a turn. It looks at the first
// letter of a command, for the end of a line and for the end of the data, and at nothing else: no
// grammar, no order of commands, no limit, no time, no log. So it is a floor for bench/server_cpu,
// and no server.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "transports/descriptor.hpp"

namespace {

using heloport::transports::Descriptor;

constexpr int backlog = 4096;
constexpr std::size_t read_octets = std::size_t{256} << 10;
constexpr std::string_view end_of_data = "\r\n.\r\n";
constexpr std::string_view offer =
    "250-floor\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 209715200\r\n";

struct Connection {
  explicit Connection(Descriptor accepted) : socket(std::move(accepted)) {}
  Descriptor socket;
  bool in_data = false;
  bool quits = false;
  std::string rest;  // of a line, or what may be the beginning of the end of the data
};

// Where the data end, from the start of the text; npos: not here.
std::size_t data_end(std::string_view text) {
  for (std::size_t at = 2; at < text.size(); ++at) {
    at = text.find('.', at);
    if (at == text.npos) return at;
    if (text.substr(at - 2).starts_with(end_of_data)) return at - 2 + end_of_data.size();
  }
  return text.npos;
}

// Takes a command line, or all there is of the data, off the text; false: it is not all here.
bool take(Connection& from, std::string_view& text, std::string& replies) {
  const std::size_t end = from.in_data ? data_end(text) : text.find('\n');
  if (end == text.npos) return false;
  if (std::exchange(from.in_data, false)) {
    replies += "250 2.0.0 Ok\r\n";
    text.remove_prefix(end);
    return true;
  }
  switch (text.front() | 0x20) {
    case 'e':
    case 'h':
      replies += offer;
      break;
    case 'd':
      replies += "354 Go ahead\r\n";
      from.in_data = true;
      text.remove_prefix(end - 1);  // the data may end at once, behind the CRLF of DATA
      return true;
    case 'q':
      replies += "221 2.0.0 Bye\r\n";
      from.quits = true;
      break;
    default:
      replies += "250 2.0.0 Ok\r\n";
  }
  text.remove_prefix(end + 1);
  return true;
}

class Floor {
 public:
  Floor() : poll_(::epoll_create1(EPOLL_CLOEXEC)), room_(read_octets) {
    listener_ = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int on = 1;  // inherited by whoever is accepted
    ::setsockopt(listener_.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    auto* const address = reinterpret_cast<sockaddr*>(&here);
    serves_ = ::bind(listener_.number(), address, size) == 0 &&
              ::listen(listener_.number(), backlog) == 0 &&
              ::getsockname(listener_.number(), address, &size) == 0;
    port_ = ntohs(here.sin_port);
    watch(listener_.number(), EPOLLIN);
  }

  bool serves() const { return serves_; }
  int port() const { return port_; }

  void turn() {
    std::array<epoll_event, 512> events;
    const int count = ::epoll_wait(poll_.number(), events.data(), events.size(), -1);
    for (int i = 0; i < count; ++i) {
      const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
      if (descriptor == listener_.number()) {
        accept();
      } else {
        serve(descriptor);
      }
    }
  }

 private:
  void watch(int descriptor, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = descriptor;
    ::epoll_ctl(poll_.number(), EPOLL_CTL_ADD, descriptor, &event);
  }

  void accept() {
    while (true) {
      Descriptor socket(::accept4(listener_.number(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!socket.open()) return;
      const auto number = static_cast<std::size_t>(socket.number());
      if (number >= connections_.size()) connections_.resize(number + 1);
      watch(socket.number(), EPOLLIN);
      connections_[number] = std::make_unique<Connection>(std::move(socket));
      say(*connections_[number], "220 floor ESMTP\r\n");
    }
  }

  void serve(int descriptor) {
    auto& connection = connections_[static_cast<std::size_t>(descriptor)];
    const std::size_t kept = connection->rest.copy(room_.data(), room_.size());
    const std::span<char> room = std::span(room_).subspan(kept);
    const ssize_t got = ::recv(descriptor, room.data(), room.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return connection.reset();
    std::string_view text(room_.data(), kept + static_cast<std::size_t>(got));
    replies_.clear();
    while (!text.empty() && take(*connection, text, replies_)) {
    }
    if (connection->in_data && text.size() >= end_of_data.size()) {
      text.remove_prefix(text.size() - end_of_data.size() + 1);
    }
    connection->rest = text;
    if (!replies_.empty()) say(*connection, replies_);
    if (connection->quits) connection.reset();
  }

  static void say(const Connection& to, std::string_view text) {
    // Its end follows, in the same segment; what that takes of a server: docs/performance.md.
    const int more = to.quits ? MSG_MORE : 0;
    [[maybe_unused]] const ssize_t sent =
        ::send(to.socket.number(), text.data(), text.size(), MSG_NOSIGNAL | more);
  }

  Descriptor poll_;
  Descriptor listener_;
  std::vector<std::unique_ptr<Connection>> connections_;  // by descriptor
  std::vector<char> room_;
  std::string replies_;
  bool serves_ = false;
  int port_ = 0;
};

}  // namespace

int main() {
  Floor floor;
  if (!floor.serves()) {
    std::perror("floor_server: cannot listen");
    return 1;
  }
  std::printf("serves 127.0.0.1:%d\n", floor.port());
  std::fflush(stdout);
  while (true) floor.turn();
}
