// See descriptor_link.hpp.

#include "conformance/descriptor_link.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <utility>

namespace heloport::conformance {
namespace {

constexpr int write_patience_ms = 10'000;
constexpr std::size_t read_octets = 16 * 1024;

/// What of `wanted` is possible on the descriptor now; 0 after the patience.
short wait_for(int descriptor, short wanted, int patience_ms) {
  pollfd entry{descriptor, wanted, 0};
  int ready = 0;
  do {
    ready = poll(&entry, 1, patience_ms);
  } while (ready < 0 && errno == EINTR);
  return ready > 0 ? entry.revents : short{0};
}

/// Writes without waiting. A pipe that is ready takes PIPE_BUF octets at once, more might wait.
ssize_t write_some(int descriptor, std::string_view octets) {
  const ssize_t sent = send(descriptor, octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent >= 0 || errno != ENOTSOCK) return sent;
  return ::write(descriptor, octets.data(), std::min<std::size_t>(octets.size(), PIPE_BUF));
}

}  // namespace

DescriptorLink::~DescriptorLink() {
  close(read_descriptor_);
  if (write_descriptor_ >= 0 && write_descriptor_ != read_descriptor_) close(write_descriptor_);
}

bool DescriptorLink::write(std::string_view octets) {
  while (!octets.empty()) {
    std::array<pollfd, 2> entries{pollfd{write_descriptor_, POLLOUT, 0},
                                  pollfd{ended_ ? -1 : read_descriptor_, POLLIN, 0}};
    const int ready = poll(entries.data(), entries.size(), write_patience_ms);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    if (entries[1].revents != 0) take_input();
    if ((entries[0].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) return false;
    if ((entries[0].revents & POLLOUT) == 0) continue;
    const ssize_t sent = write_some(write_descriptor_, octets);
    if (sent > 0) octets.remove_prefix(static_cast<std::size_t>(sent));
    if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return false;
  }
  return true;
}

PeerLink::Received DescriptorLink::read(std::chrono::milliseconds patience) {
  if (early_.empty() && !ended_ &&
      wait_for(read_descriptor_, POLLIN, static_cast<int>(patience.count())) != 0) {
    take_input();
  }
  if (!early_.empty()) return {Received::Kind::octets, std::exchange(early_, {})};
  return {ended_ ? Received::Kind::end : Received::Kind::nothing, {}};
}

// A socket has two directions, a pipe one: to end it is to close it.
void DescriptorLink::end_writing() {
  if (shutdown(write_descriptor_, SHUT_WR) == 0 || errno != ENOTSOCK) return;
  close(write_descriptor_);
  write_descriptor_ = -1;
}

void DescriptorLink::take_input() {
  std::array<char, read_octets> block;
  ssize_t count = 0;
  do {
    count = ::read(read_descriptor_, block.data(), block.size());
  } while (count < 0 && errno == EINTR);
  if (count > 0) {
    early_.append(block.data(), static_cast<std::size_t>(count));
  } else {
    ended_ = true;
  }
}

}  // namespace heloport::conformance
