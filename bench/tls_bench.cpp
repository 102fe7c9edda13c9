// Octets per second through a TLS layer in memory, in either direction, beside OpenSSL's cipher
// alone on records of the same size: what `openssl speed -evp` measures, in the same run.

#include <benchmark/benchmark.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/transports/tls_pair.hpp"

namespace heloport::bench {
namespace {

constexpr std::size_t message_octets = std::size_t{1} << 20;
constexpr std::size_t record_octets = std::size_t{16}
                                      << 10;        // RFC 8446, 5.1: the most that one has
constexpr const char* cipher_name = "AES-256-GCM";  // what both sides of a pair choose

/// Processor time of this thread: another program that is let in between does not count.
double now_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// Sends what it is told to and counts what it gets: the least that a session can do.
class Counter final : public engine::OctetSide {
 public:
  void say(std::string_view octets) { unsaid_ = octets; }
  std::size_t heard() const { return heard_; }

  std::span<char> input() override { return room_; }
  void received(std::size_t n) override { heard_ += n; }
  void end_of_input() override {}
  engine::Output output() const override { return {{unsaid_, {}}}; }
  void sent(std::size_t n) override { unsaid_.remove_prefix(n); }
  std::optional<engine::Time> deadline() const override { return std::nullopt; }
  void expire(engine::Time) override {}
  bool finished() const override { return false; }

 private:
  std::vector<char> room_ = std::vector<char>(record_octets);
  std::string_view unsaid_;
  std::size_t heard_ = 0;
};

/// A session behind its layer.
struct End {
  template <class... Rest>
  explicit End(Rest... rest) : layer(session, std::move(rest)...) {
    layer.start_at_once();
  }
  void serve() {
    while (layer.exchange()) {
    }
  }
  /// Lets go of what the layer has to send, as a transport does whose kernel took it.
  std::size_t let_go() {
    serve();
    const std::size_t n = layer.output().size();
    if (n > 0) layer.sent(n);
    return n;
  }
  /// The same octets, kept until the next call; empty when there are none.
  std::string_view take() {
    serve();
    const engine::Output output = layer.output();
    octets.assign(output.runs[0]);
    octets += output.runs[1];
    layer.sent(octets.size());
    return octets;
  }
  void give(std::string_view wire) {
    while (!wire.empty()) {
      const std::span<char> room = layer.input();
      const std::size_t n = std::min(room.size(), wire.size());
      std::memcpy(room.data(), wire.data(), n);
      layer.received(n);
      wire.remove_prefix(n);
      serve();
    }
  }
  Counter session;
  transports::TlsLayer layer;
  std::string octets;
};

/// A client and a server whose handshake is over.
struct Pair {
  Pair() {
    while (passed(client, server) || passed(server, client)) {
    }
  }
  static bool passed(End& from, End& to) {
    const std::string_view wire = from.take();
    to.give(wire);
    return !wire.empty();
  }
  bool open() const {
    const transports::TlsFacts* facts = server.layer.facts();
    return facts != nullptr && facts->cipher == "TLS_AES_256_GCM_SHA384";
  }
  End client{transports::client_context(), std::string("mx.example.org")};
  End server{transports::server_context()};
};

void count_octets(benchmark::State& state) {
  state.SetBytesProcessed(static_cast<std::int64_t>(message_octets) * state.iterations());
}

/// Times `work` alone: what it needs is made by `prepare`.
template <class Prepare, class Work>
void time_alone(benchmark::State& state, Prepare prepare, Work work) {
  for (auto _ : state) {
    prepare();
    const double begin = now_seconds();
    work();
    state.SetIterationTime(now_seconds() - begin);
  }
  count_octets(state);
}

// What the other side makes of it is not timed.
void receive(benchmark::State& state) {
  Pair pair;
  if (!pair.open()) return state.SkipWithError("no handshake, or another cipher");
  const std::string message(message_octets, 'x');
  std::string wire;
  const auto encrypt = [&] {
    wire.clear();
    pair.client.session.say(message);
    for (auto octets = pair.client.take(); !octets.empty(); octets = pair.client.take()) {
      wire += octets;
    }
  };
  time_alone(state, encrypt, [&] { pair.server.give(wire); });
  if (pair.server.session.heard() % message_octets != 0) state.SkipWithError("octets are missing");
}

void send(benchmark::State& state) {
  Pair pair;
  if (!pair.open()) return state.SkipWithError("no handshake, or another cipher");
  const std::string message(message_octets, 'x');
  std::size_t sent = 0;
  time_alone(
      state, [&] { pair.client.session.say(message); },
      [&] {
        while (const std::size_t n = pair.client.let_go()) sent += n;
      });
  if (sent < message_octets) state.SkipWithError("octets are missing");
}

/// OpenSSL's cipher over a message, a record at a time, in place.
class Cipher {
 public:
  explicit Cipher(bool encrypts) : encrypts_(encrypts) {
    const std::array<unsigned char, 32> key{};
    EVP_CipherInit_ex2(context_.get(), cipher_.get(), key.data(), nonce_.data(), encrypts ? 1 : 0,
                       nullptr);
  }
  bool run(std::vector<unsigned char>& message) {
    bool good = true;
    int written = 0;
    for (std::size_t at = 0; at < message.size(); at += record_octets) {
      good &= EVP_CipherInit_ex2(context_.get(), nullptr, nullptr, nonce_.data(), encrypts_ ? 1 : 0,
                                 nullptr) == 1;
      good &= EVP_CipherUpdate(context_.get(), message.data() + at, &written, message.data() + at,
                               static_cast<int>(record_octets)) == 1;
    }
    return good && written == static_cast<int>(record_octets);
  }

 private:
  struct Free {
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
  };
  bool encrypts_;
  std::array<unsigned char, 12> nonce_{};
  std::unique_ptr<EVP_CIPHER, Free> cipher_{EVP_CIPHER_fetch(nullptr, cipher_name, nullptr)};
  std::unique_ptr<EVP_CIPHER_CTX, Free> context_{EVP_CIPHER_CTX_new()};
};

void cipher_alone(benchmark::State& state, bool encrypts) {
  Cipher cipher(encrypts);
  std::vector<unsigned char> message(message_octets, 'x');
  bool good = true;
  time_alone(
      state, [] {}, [&] { good &= cipher.run(message); });
  if (!good) state.SkipWithError("the cipher failed");
}

BENCHMARK(receive)->Name("tls/receive")->UseManualTime();
BENCHMARK(send)->Name("tls/send")->UseManualTime();
BENCHMARK_CAPTURE(cipher_alone, receive, false)->Name("cipher/receive")->UseManualTime();
BENCHMARK_CAPTURE(cipher_alone, send, true)->Name("cipher/send")->UseManualTime();

}  // namespace
}  // namespace heloport::bench

BENCHMARK_MAIN();
