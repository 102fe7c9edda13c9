// Octets over descriptors, without waiting and without signals.

#include "transports/wire.hpp"

#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace heloport::transports {

namespace {

bool is_socket(int descriptor) {
  int type = 0;
  socklen_t size = sizeof type;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0;
}

// An error or a hangup counts as ready too: the call itself then tells which.
bool ready(int descriptor, short events) {
  pollfd asked{descriptor, events, 0};
  return ::poll(&asked, 1, 0) == 1;
}

Moved failure() {
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return {};
  return {Moved::How::failed, 0, errno};
}

struct Pieces {
  std::array<iovec, 2> runs;
  std::size_t count = 0;
};

Pieces pieces_of(const engine::Output& output, std::size_t octets_max) {
  Pieces pieces;
  for (const std::string_view run : output.runs) {
    const std::size_t octets = std::min(run.size(), octets_max);
    if (octets == 0) continue;
    pieces.runs[pieces.count++] = {const_cast<char*>(run.data()), octets};
    octets_max -= octets;
  }
  return pieces;
}

// send(2) where it will do: the kernel takes a message of pieces apart first.
ssize_t sent_to_socket(int socket, const engine::Output& output) {
  constexpr int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
  const auto& [first, second] = output.runs;
  if (second.empty()) return ::send(socket, first.data(), first.size(), flags);
  Pieces pieces = pieces_of(output, output.size());
  msghdr message{};
  message.msg_iov = pieces.runs.data();
  message.msg_iovlen = pieces.count;
  return ::sendmsg(socket, &message, flags);
}

}  // namespace

Wire::Wire(int descriptor_in, int descriptor_out)
    : in_(descriptor_in),
      out_(descriptor_out),
      in_socket_(is_socket(descriptor_in)),
      out_socket_(is_socket(descriptor_out)) {}

Moved Wire::read(std::span<char> room) const {
  ssize_t n = 0;
  if (in_socket_) {
    n = ::recv(in_, room.data(), room.size(), MSG_DONTWAIT);
  } else {
    if (!ready(in_, POLLIN)) return {};
    n = ::read(in_, room.data(), room.size());
  }
  if (n < 0) return failure();
  if (n == 0) return {Moved::How::ended, 0, 0};
  return {Moved::How::some, static_cast<std::size_t>(n), 0};
}

Moved Wire::write(const engine::Output& output) const {
  ssize_t n = 0;
  if (out_socket_) {
    n = sent_to_socket(out_, output);
  } else {
    if (!ready(out_, POLLOUT)) return {};
    const Pieces pieces = pieces_of(output, PIPE_BUF);
    n = ::writev(out_, pieces.runs.data(), static_cast<int>(pieces.count));
  }
  if (n < 0) return failure();
  return {Moved::How::some, static_cast<std::size_t>(n), 0};
}

bool Wire::shut_down() const {
  return out_socket_ && ::shutdown(out_, SHUT_WR) == 0;
}

}  // namespace heloport::transports
