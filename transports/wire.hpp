#pragma once
// Octets over descriptors, without waiting and without signals.

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/octet_side.hpp"

namespace heloport::transports {

/// What one read or write did.
struct Moved {
  enum class How : std::uint8_t {
    some,    // `octets` of them, at least one
    later,   // nothing can move now
    ended,   // the peer will send nothing more
    failed,  // with `error`
  };
  How how = How::later;
  std::size_t octets = 0;
  int error = 0;
};

/// Reads one descriptor and writes one, which may be the same. Owns neither.
///
/// Shape:   never waits, even on descriptors in blocking mode: that mode may be shared with other
///          processes (a shell's terminal, a pipe that was inherited), so it is left as it is.
/// Limits:  what is no socket is written in pieces of PIPE_BUF octets, because that much a pipe
///          that polls as writable takes without waiting.
/// Errors:  a write to a pipe without a reader raises SIGPIPE: whoever uses pipes ignores it.
class Wire {
 public:
  explicit Wire(int socket) : in_(socket), out_(socket), in_socket_(true), out_socket_(true) {}
  Wire(int descriptor_in, int descriptor_out);

  Moved read(std::span<char> room) const;
  Moved write(const engine::Output& output) const;
  /// Tells the peer that nothing more will come; false where only closing can tell.
  bool shut_down() const;

  int descriptor_in() const { return in_; }
  int descriptor_out() const { return out_; }

 private:
  int in_;
  int out_;
  bool in_socket_;
  bool out_socket_;
};

}  // namespace heloport::transports
