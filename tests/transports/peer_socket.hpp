#pragma once
// The other end of a transport under test: a plain socket with a patience.

#include <cstddef>
#include <string>
#include <string_view>

#include "transports/address.hpp"
#include "transports/descriptor.hpp"

namespace heloport::transports {

/// Blocking calls that give up after some seconds, so that a broken transport fails its test
/// instead of hanging it.
class PeerSocket {
 public:
  explicit PeerSocket(Descriptor socket);

  void send(std::string_view octets);
  /// As much as is taken without waiting; tells how much that was.
  std::size_t send_some(std::string_view octets);
  /// One recv(2) of what is there.
  std::string read();
  std::string read(std::size_t octets);
  /// To the end of what the other side sends; "..., reset" if it was a reset.
  std::string read_to_end();
  bool open() const { return socket_.open(); }
  void end_output();
  /// Closes with a reset instead of an end.
  void reset();
  void close() { socket_.close(); }
  int descriptor() const { return socket_.number(); }

 private:
  bool wait(short events) const;

  Descriptor socket_;
};

/// A connected peer, or one whose descriptor is not open.
PeerSocket dial(const Address& address);

/// A listening socket that accepts only when the test does.
struct Doorstep {
  explicit Doorstep(int backlog);
  PeerSocket accept() const;
  Descriptor socket;
  Address address;
};

struct SocketPair {
  Descriptor ours;
  Descriptor theirs;
};
/// `type` SOCK_SEQPACKET keeps each write apart, so that writes can be counted.
SocketPair socket_pair(int type);

/// Of this process; for leaks.
std::size_t open_descriptors();

}  // namespace heloport::transports
