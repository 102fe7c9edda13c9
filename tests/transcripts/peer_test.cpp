// Transcripts against a peer behind a connection.

#include "conformance/peer_player.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "conformance/descriptor_link.hpp"
#include "engine/server_session.hpp"
#include "tests/transcripts/files.hpp"

namespace heloport::conformance {
namespace {

using std::chrono::milliseconds;

Transcript load(std::string_view text) {
  auto loaded = parse_transcript("x.smtp", text);
  if (const auto* failure = std::get_if<Failure>(&loaded)) {
    ADD_FAILURE() << describe(*failure);
    return {};
  }
  return std::get<Transcript>(std::move(loaded));
}

/// Says what it was given: the pieces of one turn before anything was written, those of the next
/// after the first write, and so on. An empty piece is a pause. At the end it closes, or not.
class ScriptedPeer final : public PeerLink {
 public:
  using Turn = std::deque<std::string>;
  explicit ScriptedPeer(std::deque<Turn> turns, bool closes = false)
      : turns_(std::move(turns)), closes_(closes) {}

  bool write(std::string_view octets) override {
    heard += octets;
    if (!turns_.empty()) turns_.pop_front();
    return takes;
  }
  Received read(milliseconds) override {
    if (!turns_.empty() && !turns_.front().empty()) {
      std::string piece = std::exchange(turns_.front().front(), {});
      turns_.front().pop_front();
      return {piece.empty() ? Received::Kind::nothing : Received::Kind::octets, std::move(piece)};
    }
    const bool ends = closes_ && turns_.size() <= 1;
    return {ends ? Received::Kind::end : Received::Kind::nothing, {}};
  }
  void end_writing() override { ended = true; }

  std::string heard;
  bool takes = true;
  bool ended = false;

 private:
  std::deque<Turn> turns_;
  bool closes_;
};

constexpr const char* short_session =
    "S: 220 ...\n"
    "C: NOOP\n"
    "S: 250 Ok\n"
    "C: QUIT\n"
    "E: closed quit\n"
    "S: 2yz\n";

TEST(PeerPlayer, HoldsWhereThePeerSaysTheSame) {
  ScriptedPeer peer({{"220 hi\r\n"}, {"250 ", "Ok\r\n"}, {"221-B", "\r\n221 ye\r\n"}}, true);
  const auto failure = play_against_peer(load(short_session), peer, {});
  EXPECT_FALSE(failure) << describe(*failure);
  EXPECT_EQ(peer.heard, "NOOP\r\nQUIT\r\n");
}

void expect_failure(ScriptedPeer& peer, std::string_view text, std::size_t line,
                    std::string_view what) {
  const auto failure = play_against_peer(load(text), peer, {});
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->line, line) << describe(*failure);
  EXPECT_NE(failure->what.find(what), std::string::npos) << describe(*failure);
}

TEST(PeerPlayer, AWrongReplyIsFound) {
  ScriptedPeer peer({{"220 hi\r\n"}, {"250 OK\r\n"}});
  expect_failure(peer, short_session, 3, "the reply differs");
}

TEST(PeerPlayer, AMissingReplyIsFound) {
  ScriptedPeer peer({{"220 hi\r\n"}, {"250 O"}});
  expect_failure(peer, short_session, 3, "the reply differs");
}

TEST(PeerPlayer, OneReplyTooManyIsFound) {
  ScriptedPeer peer({{"220 hi\r\n"}, {"250 Ok\r\n250 Ok\r\n"}});
  expect_failure(peer, short_session, 3, "must stay unsaid");
}

TEST(PeerPlayer, ALateReplyIsFoundByTheNextExchange) {
  ScriptedPeer peer({{"220 hi\r\n"}, {"250 Ok\r\n", "", "250 Ok\r\n"}});
  expect_failure(peer, short_session, 4, "must stay unsaid");
}

TEST(PeerPlayer, AnEarlyCloseIsFound) {
  ScriptedPeer peer({{"220 hi\r\n"}, {"250 Ok\r\n"}}, true);
  expect_failure(peer, short_session, 3, "closed the connection");
}

TEST(PeerPlayer, ACloseInsteadOfAReplyIsFound) {
  ScriptedPeer peer({{"220 hi\r\n"}, {"250"}}, true);
  expect_failure(peer, short_session, 3, "the reply differs; the peer closed the connection");
}

TEST(PeerPlayer, AConnectionThatStaysOpenIsFound) {
  ScriptedPeer peer({{"220 hi\r\n"}, {"250 Ok\r\n"}, {"221 Bye\r\n"}});
  expect_failure(peer, short_session, 6, "does not close");
}

TEST(PeerPlayer, APeerThatTakesNothingIsFound) {
  ScriptedPeer peer({{"220 hi\r\n"}});
  peer.takes = false;
  expect_failure(peer, short_session, 2, "does not take this");
}

TEST(PeerPlayer, SilenceIsListenedTo) {
  ScriptedPeer peer({{"220 hi\r\n"}, {"250 Ok\r\n"}});
  expect_failure(peer, "S: 220 ...\n\nC| NO\n\nC: OP\nS: 250 Ok\n", 3, "must stay unsaid");
}

TEST(PeerPlayer, TheEndOfInputIsPassedOn) {
  ScriptedPeer peer({{"220 hi\r\n"}, {}}, true);
  const auto failure =
      play_against_peer(load("S: 220 ...\nC| QU\n! eof\nE: closed peer gone\n"), peer, {});
  EXPECT_FALSE(failure) << describe(*failure);
  EXPECT_TRUE(peer.ended);
}

TEST(PeerPlayer, SaysWhichLineNoPeerCanBeShown) {
  const auto line = [](std::string_view text) {
    const auto failure = unplayable(load(text), {});
    return failure ? failure->line : 0;
  };
  EXPECT_EQ(line("S: 220\nC: A\n! accept x\nE: verify x\nS: 250\n\n! eof\n"), 0u);
  EXPECT_EQ(line("S: 220\nC: A\n! reject 550 No\nE: verify x\n"), 3u);
  EXPECT_EQ(line("S: 220\nC: A\n! later\nE: verify x\n"), 3u);
  EXPECT_EQ(line("! reject connect 554 No\nS: 554\n"), 1u);
  EXPECT_EQ(line("S: 220\n\n! clock +1s\n"), 3u);
  EXPECT_EQ(line("S: 220\n\n! stop now\n"), 3u);
  EXPECT_EQ(line("! session client\nS: 220\n"), 1u);
  EXPECT_EQ(line("! dialect simple\n! limit errors_max 3\nS: 220\n"), 2u);
  EXPECT_FALSE(unplayable(load("! limit errors_max 3\nS: 220\n"), {.limits_told = true}));
  ScriptedPeer peer({});
  expect_failure(peer, "S: 220\n\n! clock +1s\n", 3, "not playable");
  EXPECT_EQ(peer.heard, "");
}

/// Our own engine as a peer, without a connection between: the other player is the judge of it.
class EnginePeer final : public PeerLink {
 public:
  explicit EnginePeer(const Settings& settings)
      : session_(settings.server, buffers_, settings.peer) {
    serve();
  }

  bool write(std::string_view octets) override {
    while (!octets.empty() && !session_.finished()) {
      const std::span<char> room = session_.input();
      const std::size_t count = std::min(room.size(), octets.size());
      std::memcpy(room.data(), octets.data(), count);
      session_.received(count);
      octets.remove_prefix(count);
      serve();
    }
    return true;
  }
  Received read(milliseconds) override {
    if (!said_.empty()) return {Received::Kind::octets, std::exchange(said_, {})};
    return {session_.finished() ? Received::Kind::end : Received::Kind::nothing, {}};
  }
  void end_writing() override {
    session_.end_of_input();
    serve();
  }

 private:
  void serve() {
    while (true) {
      const engine::ServerEvent event = session_.next();
      said_ += session_.output().runs[0];
      session_.sent(session_.output().size());
      if (std::holds_alternative<engine::NeedInput>(event)) return;
      if (std::holds_alternative<engine::Closed>(event)) return;
      const bool statement = std::holds_alternative<engine::BodyChunk>(event) ||
                             std::holds_alternative<engine::AwaitOutput>(event) ||
                             std::holds_alternative<engine::FileName>(event) ||
                             std::holds_alternative<engine::AuthDropped>(event) ||
                             std::holds_alternative<engine::TransactionDropped>(event);
      if (!statement) session_.accept();
    }
  }

  engine::Buffers buffers_{1};
  engine::ServerSession session_;
  std::string said_;
};

bool has_details(const Transcript& transcript) {
  for (const Exchange& exchange : transcript.exchanges) {
    for (const auto& verdict : exchange.verdicts) {
      if (verdict) return true;
    }
  }
  return false;
}

// Whatever a peer can be shown holds against ours, as it does in the engine's player.
TEST(PeerPlayer, OurEngineHoldsAsAPeer) {
  std::size_t played = 0;
  for (const tests::File& file : tests::transcripts_in(HELOPORT_TRANSCRIPTS)) {
    const auto loaded = load_transcript(file.path);
    const auto& transcript = std::get<Transcript>(loaded);
    for (std::size_t size : {std::size_t{0}, std::size_t{1}}) {
      const PeerOptions options{.chunk_octets = size, .limits_told = true};
      if (unplayable(transcript, options) || has_details(transcript)) continue;
      EnginePeer peer(transcript.settings);
      const auto failure = play_against_peer(transcript, peer, options);
      EXPECT_FALSE(failure) << describe(*failure);
      ++played;
    }
  }
  EXPECT_GE(played, 100u);
}

/// Two connected sockets, ours as a link.
struct Sockets {
  Sockets() {
    std::array<int, 2> pair{};
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()) != 0) ADD_FAILURE() << "no sockets";
    ours = pair[0];
    theirs = pair[1];
  }
  ~Sockets() { close(theirs); }
  int ours = -1;
  int theirs = -1;
};

TEST(DescriptorLink, ReadsWhatThereIsAndThenNothingAndThenTheEnd) {
  Sockets sockets;
  DescriptorLink link(sockets.ours, sockets.ours);
  ASSERT_EQ(::write(sockets.theirs, "220 hi\r\n", 8), 8);
  const auto octets = link.read(milliseconds(1000));
  EXPECT_EQ(octets.kind, PeerLink::Received::Kind::octets);
  EXPECT_EQ(octets.octets, "220 hi\r\n");
  EXPECT_EQ(link.read(milliseconds(0)).kind, PeerLink::Received::Kind::nothing);
  shutdown(sockets.theirs, SHUT_WR);
  EXPECT_EQ(link.read(milliseconds(1000)).kind, PeerLink::Received::Kind::end);
  EXPECT_EQ(link.read(milliseconds(1000)).kind, PeerLink::Received::Kind::end);
}

TEST(DescriptorLink, WritesAndEnds) {
  Sockets sockets;
  DescriptorLink link(sockets.ours, sockets.ours);
  ASSERT_TRUE(link.write("QUIT\r\n"));
  link.end_writing();
  std::array<char, 16> block{};
  EXPECT_EQ(::read(sockets.theirs, block.data(), block.size()), 6);
  EXPECT_EQ(std::string_view(block.data(), 6), "QUIT\r\n");
  EXPECT_EQ(::read(sockets.theirs, block.data(), block.size()), 0);
}

TEST(DescriptorLink, APeerThatIsGoneTakesNothing) {
  Sockets sockets;
  DescriptorLink link(sockets.ours, sockets.ours);
  shutdown(sockets.theirs, SHUT_RDWR);
  EXPECT_FALSE(link.write("NOOP\r\n"));
}

TEST(DescriptorLink, OverPipesTheEndIsAClose) {
  std::array<int, 2> to_peer{};
  std::array<int, 2> from_peer{};
  ASSERT_EQ(pipe(to_peer.data()), 0);
  ASSERT_EQ(pipe(from_peer.data()), 0);
  DescriptorLink link(from_peer[0], to_peer[1]);
  ASSERT_TRUE(link.write("NOOP\r\n"));
  link.end_writing();
  std::array<char, 16> block{};
  EXPECT_EQ(::read(to_peer[0], block.data(), block.size()), 6);
  EXPECT_EQ(::read(to_peer[0], block.data(), block.size()), 0);
  ASSERT_EQ(::write(from_peer[1], "250 Ok\r\n", 8), 8);
  EXPECT_EQ(link.read(milliseconds(1000)).octets, "250 Ok\r\n");
  close(to_peer[0]);
  close(from_peer[1]);
}

}  // namespace
}  // namespace heloport::conformance
