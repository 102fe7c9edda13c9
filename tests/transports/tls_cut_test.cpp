// A connection that is cut, or an octet that is changed, at every offset of a short session.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include "tests/transports/tls_pair.hpp"

namespace heloport::transports {

namespace {

constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

// Passes everything on and changes one octet of what is received.
class Damage final : public engine::OctetSide {
 public:
  Damage(engine::OctetSide& behind, std::uint64_t offset) : behind_(behind), offset_(offset) {}

  bool done() const { return offset_ < passed_; }

  std::span<char> input() override { return room_ = behind_.input(); }
  void received(std::size_t n) override {
    if (offset_ >= passed_ && offset_ - passed_ < n) room_[offset_ - passed_] ^= 0x20;
    passed_ += n;
    behind_.received(n);
  }
  void end_of_input() override { behind_.end_of_input(); }
  engine::Output output() const override { return behind_.output(); }
  void sent(std::size_t n) override { behind_.sent(n); }
  std::optional<engine::Time> deadline() const override { return behind_.deadline(); }
  void expire(engine::Time now) override { behind_.expire(now); }
  bool finished() const override { return behind_.finished(); }

 private:
  engine::OctetSide& behind_;
  std::uint64_t offset_;
  std::uint64_t passed_ = 0;
  std::span<char> room_;
};

// EHLO, 250, QUIT, 221, after STARTTLS or at once.
class ShortSession {
 public:
  ShortSession(const std::shared_ptr<TlsClientContext>& client,
               const std::shared_ptr<TlsServerContext>& server, bool implicit)
      : ends_(client, server), clear_(implicit ? "" : "220 go\n") {
    implicit ? ends_.implicit() : ends_.by_command();
    starts_ = {ends_.client.session, ends_.server.session};
    ends_.client.session = [this] { client_speaks(); };
    ends_.server.session = [this] { server_speaks(); };
  }

  TlsPair& ends() { return ends_; }

  // What was heard is the front of what was said, and nothing else.
  bool heard_only_what_was_said() const {
    const std::string at_server = clear_.empty() ? "" : "STARTTLS\n";
    return (at_server + "EHLO\nQUIT\n").starts_with(ends_.server.talk.heard()) &&
           (clear_ + "250\n221\n").starts_with(ends_.client.talk.heard());
  }
  bool complete() const { return ends_.client.talk.heard().ends_with("221\n"); }

 private:
  void client_speaks() {
    if (starts_[0]) starts_[0]();
    if (ends_.client.layer.state() != TlsLayer::State::open) return;
    if (said_ == 0) ends_.client.talk.say("EHLO\n");
    said_ = std::max(said_, 1);
    if (said_ == 1 && ends_.client.talk.heard().ends_with("250\n")) {
      ends_.client.talk.say("QUIT\n");
      said_ = 2;
    }
  }
  void server_speaks() {
    if (starts_[1]) starts_[1]();
    const std::string& heard = ends_.server.talk.heard();
    if (answered_ == 0 && heard.ends_with("EHLO\n")) {
      ends_.server.talk.say("250\n");
      answered_ = 1;
    } else if (answered_ == 1 && heard.ends_with("QUIT\n")) {
      ends_.server.talk.say("221\n");
      ends_.server.talk.finish();
      answered_ = 2;
    }
  }

  TlsPair ends_;
  std::string clear_;
  std::array<std::function<void()>, 2> starts_;
  int said_ = 0;
  int answered_ = 0;
};

struct Way {
  TlsVersion version;
  Direction direction;
};

class TlsAtEveryOffset : public testing::TestWithParam<Way> {
 protected:
  TlsAtEveryOffset() {
    TlsPairing pairing;
    pairing.most = GetParam().version;
    server_ = server_context(pairing);
  }
  static bool over(TlsPair& ends) {
    return ends.client.layer.finished() && ends.server.layer.finished();
  }

  std::shared_ptr<TlsClientContext> client_ = client_context();
  std::shared_ptr<TlsServerContext> server_;
};

INSTANTIATE_TEST_SUITE_P(Ways, TlsAtEveryOffset,
                         testing::Values(Way{TlsVersion::tls_1_2, Direction::to_server},
                                         Way{TlsVersion::tls_1_2, Direction::to_client},
                                         Way{TlsVersion::tls_1_3, Direction::to_server},
                                         Way{TlsVersion::tls_1_3, Direction::to_client}));

TEST_P(TlsAtEveryOffset, ACutEndsBothSidesAndIsTold) {
  bool dropped = true;
  for (std::uint64_t offset = 0; dropped; ++offset) {
    ShortSession session(client_, server_, false);
    TlsPair& ends = session.ends();
    ends.link.cut(GetParam().direction, offset);
    ASSERT_TRUE(ends.run());
    dropped = ends.link.dropped();
    ASSERT_TRUE(session.heard_only_what_was_said()) << offset;
    ASSERT_TRUE(over(ends)) << offset;
    ASSERT_EQ(ends.client.talk.ends(), 1) << offset;
    const bool told =
        ends.client.layer.truncated() || ends.client.layer.state() != TlsLayer::State::open;
    ASSERT_TRUE(told || session.complete()) << offset;
    ASSERT_TRUE(dropped || session.complete()) << offset;
  }
}

TEST_P(TlsAtEveryOffset, AChangedOctetIsNeverHeard) {
  bool damaged = true;
  for (std::uint64_t offset = 0; damaged; ++offset) {
    ShortSession session(client_, server_, true);
    TlsPair& ends = session.ends();
    const bool to_server = GetParam().direction == Direction::to_server;
    Damage at_client(ends.client.layer, to_server ? never : offset);
    Damage at_server(ends.server.layer, to_server ? offset : never);
    MemoryLink link({at_client, [&] { ends.client.serve(); }},
                    {at_server, [&] { ends.server.serve(); }});
    ASSERT_TRUE(link.run_until_quiet());
    damaged = to_server ? at_server.done() : at_client.done();
    // A length that grew makes a side wait for more: a handshake until its time is over.
    ASSERT_TRUE(link.advance(engine::Time(60'000)));
    ASSERT_TRUE(session.heard_only_what_was_said()) << offset;
    for (TlsEnd* end : {&ends.client, &ends.server}) {
      ASSERT_NE(end->layer.state(), TlsLayer::State::handshaking) << offset;
      end->layer.end_of_input();
      end->serve();
    }
    ASSERT_TRUE(over(ends)) << offset;
    ASSERT_TRUE(damaged || session.complete()) << offset;
  }
}

}  // namespace

}  // namespace heloport::transports
