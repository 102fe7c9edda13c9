#pragma once
// One client and one server over one link, and what must be true of them whatever happens.

#include <string>

#include "receiving.hpp"
#include "sending.hpp"
#include "transports/memory.hpp"

namespace heloport::duet {

class Duet {
 public:
  explicit Duet(const Setup& setup);
  transports::MemoryLink& link() { return link_; }
  /// Runs until nothing moves, then lets time pass until every timeout has struck.
  void play();

  /// Nothing, or a sentence: a recipient that is "sent" and not kept, "refused" or "unsent" and
  /// kept, kept twice, or with another content than was sent.
  std::string disagreement() const;
  /// True if every outcome is one that an answer gave.
  bool certain() const;

  /// Both sessions are over.
  bool finished() { return sending_.session().finished() && receiving_.session().finished(); }

  const Receiving& server() const { return receiving_; }
  const Sending& client() const { return sending_; }

 private:
  Setup setup_;
  engine::Buffers client_buffers_{1};
  engine::Buffers server_buffers_{1};
  Receiving receiving_;
  Sending sending_;
  transports::MemoryLink link_;
};

}  // namespace heloport::duet
