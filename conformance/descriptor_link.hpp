#pragma once
// A PeerLink over a pair of descriptors: a connected socket, or the two pipes of a child.

#include <chrono>
#include <string>
#include <string_view>

#include "conformance/peer_player.hpp"

namespace heloport::conformance {

/// Reads from one descriptor and writes to another, which may be the same.
///
/// Shape:    what the peer says while we write is read meanwhile, so that no two full buffers
///           wait for each other.
/// Limits:   a write that makes no progress for ten seconds has failed.
/// Lifetime: owns both descriptors.
/// Errors:   an error of the peer's side is the end. Over pipes the program must ignore SIGPIPE.
/// Threads:  one.
class DescriptorLink final : public PeerLink {
 public:
  DescriptorLink(int read_descriptor, int write_descriptor)
      : read_descriptor_(read_descriptor), write_descriptor_(write_descriptor) {}
  ~DescriptorLink() override;
  DescriptorLink(const DescriptorLink&) = delete;
  DescriptorLink& operator=(const DescriptorLink&) = delete;

  bool write(std::string_view octets) override;
  Received read(std::chrono::milliseconds patience) override;
  void end_writing() override;

 private:
  void take_input();

  int read_descriptor_;
  int write_descriptor_;  // -1 once a pipe was closed
  std::string early_;     // read while writing
  bool ended_ = false;
};

}  // namespace heloport::conformance
