#pragma once
// Our server at the other end of a PeerLink, in this process and in a time of its own.

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "apps/server_party.hpp"
#include "apps/service.hpp"
#include "conformance/peer_player.hpp"
#include "engine/block_pool.hpp"

namespace heloport::broken {

struct MemoryOptions {
  bool local = true;           // the client is on the server's machine
  bool tls_at_once = false;    // it came in by the entrance where TLS is implicit
  std::size_t octets_max = 0;  // what is handed to the server, and read from it, at once; 0: any
};

/// A connection to a ServerParty.
///
/// Shape:    no MemoryLink stands between: it has no direction that ends alone, and cases need one.
///           read() lets the server run until it is quiet, errands on its pool included, and only
///           then lets time pass: by what it was told to wait, from deadline to deadline.
/// Lifetime: the service must outlive the peer.
/// Errors:   a pool that does not answer for ten real seconds is the end of the program: nothing
///           that is proven would be true.
/// Threads:  one a peer.
class MemoryPeer final : public conformance::PeerLink {
 public:
  explicit MemoryPeer(apps::Service& service, MemoryOptions options = {});
  ~MemoryPeer() override;

  bool write(std::string_view octets) override;
  Received read(std::chrono::milliseconds patience) override;
  void end_writing() override;

  engine::Time now() const { return now_; }

 private:
  struct Bell;
  void run();
  bool give();
  bool take();
  bool waits_for_the_pool();
  bool tell_end();

  MemoryOptions options_;
  std::shared_ptr<Bell> bell_;
  engine::Buffers buffers_{1};
  std::unique_ptr<apps::ServerParty> party_;
  engine::Time now_{0};
  std::string to_server_;
  std::string to_client_;
  bool writing_ended_ = false;
  bool end_told_ = false;
};

}  // namespace heloport::broken
