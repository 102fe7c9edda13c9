#pragma once
// A server under test, running on its own threads for as long as the test.

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include "tests/transports/line_party.hpp"
#include "tests/transports/peer_socket.hpp"
#include "transports/clock.hpp"
#include "transports/server.hpp"

namespace heloport::transports {

/// Runs until stopped twice: the second stop() is the destructor's.
class RunningServer {
 public:
  explicit RunningServer(ServerOptions options = {.loops = 2}, std::string where = "127.0.0.1:0",
                         Welcome welcome = {})
      : server_(std::move(options), welcome ? std::move(welcome) : line_parties(tally)) {
    const auto bound = server_.listen(std::get<Address>(parse_address(where)));
    if (const auto* fault = std::get_if<Fault>(&bound)) ADD_FAILURE() << fault->text;
    if (const auto* at = std::get_if<Address>(&bound)) address = *at;
    thread_ = std::thread([this] { server_.run(); });
  }
  ~RunningServer() {
    if (!thread_.joinable()) return;
    server_.stop();
    server_.stop();
    thread_.join();
  }
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  PeerSocket dial() const { return transports::dial(address); }
  void stop() { server_.stop(); }
  void wait_for_end() { thread_.join(); }
  std::size_t connections() const { return server_.connections(); }

  Tally tally;
  Address address;

 private:
  Server server_;
  std::thread thread_;
};

/// Lets other threads run until `fact` holds; false if it did not within 10 seconds.
template <class Fact>
bool comes_true(Fact fact) {
  const engine::Time end = steady_now() + std::chrono::seconds(10);
  while (!fact()) {
    if (steady_now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace heloport::transports
