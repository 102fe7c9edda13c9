#pragma once
// Sockets that listen, on an IP port or on a path.

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "transports/address.hpp"
#include "transports/descriptor.hpp"
#include "transports/fault.hpp"

namespace heloport::transports {

/// Sockets on one address: for IP as many as there are loops, among which the kernel spreads the
/// connections; for a path one.
struct Listening {
  std::vector<Descriptor> sockets;
  Address address;  // with the port that was chosen
};

/// Errors: one sentence; "already in use" also for a port that only SO_REUSEPORT would let us share
///         with another server of the same user, and for a path where somebody answers.
std::variant<Listening, Fault> listen_on(const Address& address, std::size_t loops, int backlog);

/// The file of a Unix socket that we made: removed in the end, unless somebody replaced it.
class SocketFile {
 public:
  explicit SocketFile(std::string path);
  SocketFile(SocketFile&& other) noexcept;
  SocketFile& operator=(SocketFile&&) = delete;
  ~SocketFile();

 private:
  std::string path_;  // empty once it was moved from
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace heloport::transports
