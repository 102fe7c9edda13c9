// What is true of BDAT and does not show on the wire: counts, memory, views and time.

#include <gtest/gtest.h>

#include <cstring>
#include <limits>

#include "tests/engine/conversation.hpp"
#include "tests/support/allocations.hpp"

namespace heloport::engine {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view not_understood =
    "501 5.5.4 Chunk size not understood, closing the connection\r\n";

std::string dropped(DropReason reason) {
  return "dropped " + std::to_string(static_cast<int>(reason));
}

TEST(ChunkCount, ThatCannotBeUnderstoodClosesTheSession) {
  // Vector B2 of the list of end-of-data attacks, and its neighbours.
  const std::string_view bad[] = {"BDAT",
                                  "BDAT ",
                                  "BDAT LAST",
                                  "BDAT x",
                                  "BDAT +5",
                                  "BDAT -1",
                                  "BDAT 5LAST",
                                  "BDAT 5  LAST",
                                  "BDAT  5",
                                  "BDAT 5 LAST X",
                                  "BDAT 5 FOO",
                                  "BDAT 5 5",
                                  "BDAT 0x5",
                                  "BDAT 5.0",
                                  "BDAT 5,5",
                                  "BDAT 5 \"LAST\"",
                                  "BDAT\t5",
                                  "BDAT-5",
                                  "BDAT\x01 5",
                                  "BDAT \xD9\xA5",
                                  "BDAT 18446744073709551616",
                                  "BDAT 99999999999999999999 LAST",
                                  "BDAT 000000000000000000005",
                                  "BDAT 9999999999999999999999999"};
  for (const std::string_view line : bad) {
    Conversation talk;
    talk.open_transaction();
    EXPECT_EQ(talk.octets(std::string(line) + "\r\nNOOP\r\n"), not_understood) << line;
    EXPECT_EQ(talk.close_reason, CloseReason::bad_chunk_size) << line;
    EXPECT_EQ(talk.events.back(), dropped(DropReason::session_end)) << line;
  }
}

TEST(ChunkCount, OfALineThatIsTooLongIsNotUnderstood) {
  for (const std::size_t chunk : {0u, 1u, 7u, 400u}) {
    for (const std::size_t octets : {1'000u, 100'000u}) {
      Conversation talk;
      talk.open_transaction();
      const std::string line = "bdat 5" + std::string(octets, ' ');
      EXPECT_EQ(talk.octets(line + "\r\nNOOP\r\n", chunk), not_understood) << chunk;
      EXPECT_EQ(talk.close_reason, CloseReason::bad_chunk_size);
    }
  }
  Conversation talk;
  EXPECT_EQ(talk.client("BDATA 5" + std::string(1'000, ' ')), "500 5.5.2 Line too long\r\n");
  EXPECT_EQ(talk.client("BDATA 5"), "500 5.5.2 Command not recognized\r\n");
  EXPECT_EQ(talk.client("BDAT5"), "500 5.5.2 Command not recognized\r\n");
  EXPECT_EQ(talk.client("ADATA" + std::string(1'000, ' ')), "500 5.5.2 Line too long\r\n");
}

TEST(ChunkCount, OfUpTo64BitsIsFollowed) {
  ServerOptions options;
  options.limits.message_octets_max = 0;
  for (const std::string_view count :
       {"2147483647", "2147483648", "4294967296", "9223372036854775808", "18446744073709551615"}) {
    Conversation talk(options);
    talk.open_transaction();
    EXPECT_EQ(talk.client("BDAT " + std::string(count) + " LAST"), "");
    EXPECT_EQ(talk.octets("NOOP\r\n"), "");
    EXPECT_EQ(talk.body, "NOOP\r\n");
    EXPECT_EQ(talk.session().phase(), Phase::chunk);
  }
}

TEST(ChunkCount, IsAddedToWhatCameWithoutWrapping) {
  ServerOptions options;
  options.limits.message_octets_max = std::numeric_limits<std::uint64_t>::max();
  Conversation talk(options);
  talk.open_transaction();
  EXPECT_EQ(talk.octets("BDAT 5\r\nHello"), "250 2.0.0 5 octets received\r\n");
  // 5 and 2^64-1 octets would be 4.
  EXPECT_EQ(talk.client("BDAT 18446744073709551615"), "");
  EXPECT_EQ(talk.events.back(), dropped(DropReason::too_big));
}

/// One session and its application, which keeps nothing. Counts what it is given.
struct Receiver {
  explicit Receiver(const ServerOptions& options) : session(options, buffers) {
    session.expire(Time{0});
    pump();
  }
  void feed(std::string_view octets) {
    while (!octets.empty()) {
      const std::span<char> room = session.input();
      ASSERT_FALSE(room.empty());
      block = room;
      const std::size_t n = std::min(octets.size(), room.size());
      std::memcpy(room.data(), octets.data(), n);
      octets.remove_prefix(n);
      session.received(n);
      pump();
    }
  }
  void pump() {
    while (true) {
      const ServerEvent event = session.next();
      replies += count_replies();
      if (const auto* chunk = std::get_if<BodyChunk>(&event)) {
        body_octets += chunk->octets.size();
        copied |= chunk->octets.data() < block.data() ||
                  chunk->octets.data() + chunk->octets.size() > block.data() + block.size();
      } else if (std::holds_alternative<NeedInput>(event) ||
                 std::holds_alternative<Closed>(event)) {
        return;
      } else if (!std::holds_alternative<AwaitOutput>(event) &&
                 !std::holds_alternative<TransactionDropped>(event)) {
        session.accept();
      }
    }
  }
  std::size_t count_replies() {
    const std::string_view said = session.output().runs[0];
    const auto lines = std::count(said.begin(), said.end(), '\n');
    session.sent(said.size());
    return static_cast<std::size_t>(lines);
  }

  Buffers buffers{1};
  ServerSession session;
  std::span<char> block;
  std::size_t replies = 0;
  std::uint64_t body_octets = 0;
  bool copied = false;
};

constexpr std::string_view envelope =
    "EHLO c.example.org\r\nMAIL FROM:<a@b.c> BODY=BINARYMIME\r\nRCPT TO:<d@e.f>\r\n";

TEST(Chunks, AMillionOfOneOctetCostConstantMemory) {
  constexpr std::size_t chunks = 1'000'000;
  constexpr std::size_t at_once = 1'000;
  std::string wire;
  for (std::size_t i = 0; i < at_once; ++i) wire += "BDAT 1\r\nx";
  const ServerOptions options;
  Receiver receiver(options);
  receiver.feed(envelope);
  receiver.replies = 0;
  const std::size_t before = test::allocations();
  for (std::size_t i = 0; i < chunks; i += at_once) receiver.feed(wire);
  EXPECT_EQ(test::allocations(), before);
  EXPECT_EQ(receiver.replies, chunks);
  EXPECT_EQ(receiver.body_octets, chunks);
  EXPECT_EQ(receiver.buffers.input.leased() + receiver.buffers.output.leased(), 0u);
  receiver.feed("BDAT 0 LAST\r\n");
  EXPECT_EQ(receiver.replies, chunks + 1);
  EXPECT_EQ(receiver.session.phase(), Phase::ready);
}

TEST(Chunks, AreHandedOutWhereTheyWereReadAndNotCopied) {
  const ServerOptions options;
  Receiver receiver(options);
  receiver.feed(envelope);
  receiver.feed("BDAT 100000 LAST\r\n" + std::string(100'000, '.'));
  EXPECT_EQ(receiver.body_octets, 100'000u);
  EXPECT_FALSE(receiver.copied);
  // Text too.
  receiver.feed("MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nBDAT 12 LAST\r\n.text\r\n.more");
  EXPECT_EQ(receiver.body_octets, 100'012u);
  EXPECT_FALSE(receiver.copied);
}

TEST(Chunks, ThatAreRefusedHoldNoInputBlock) {
  const ServerOptions options;
  Receiver receiver(options);
  receiver.feed(envelope);
  receiver.feed("RSET\r\nBDAT 1000000\r\n");
  receiver.replies = 0;
  const std::string wire(10'000, 'x');
  const std::size_t before = test::allocations();
  bool holds_none = true;
  for (int i = 0; i < 99; ++i) {
    receiver.feed(wire);
    holds_none &= receiver.buffers.input.leased() == 0;
  }
  EXPECT_EQ(test::allocations(), before);
  EXPECT_TRUE(holds_none);
  EXPECT_EQ(receiver.replies, 0u);
  receiver.feed(wire);
  EXPECT_EQ(receiver.replies, 1u);
  EXPECT_EQ(receiver.body_octets, 0u);
  EXPECT_EQ(receiver.buffers.output.leased(), 0u) << "nor the reply behind them";
}

TEST(Chunks, ThatTrickleInEndBetweenThemToo) {
  Conversation talk;
  talk.open_transaction();
  std::string heard;
  int t = 0;
  while (heard.empty() && t < 10'000) {
    heard = talk.clock(std::chrono::seconds(t += 100));
    if (heard.empty()) talk.octets("BDAT 1\r\nx");
  }
  EXPECT_EQ(heard, "421 4.4.2 localhost Timeout\r\n");
  EXPECT_EQ(t, 400) << "300 seconds from the first, and one for every 500 octets";
}

TEST(Chunks, ThatKeepUpWithTheRateMayTakeLong) {
  Conversation talk;
  talk.open_transaction();
  const std::string chunk = "BDAT 50000\r\n" + std::string(50'000, 'x');  // earns 100 seconds
  for (int t = 100; t <= 2'000; t += 100) {
    ASSERT_EQ(talk.clock(std::chrono::seconds(t)), "");
    ASSERT_EQ(talk.octets(chunk), "250 2.0.0 50000 octets received\r\n") << t;
  }
  EXPECT_EQ(talk.client("BDAT 0 LAST"), "250 2.0.0 Ok\r\n");
}

TEST(Chunks, ThatAreRefusedHaveTheirOwnTime) {
  Conversation talk;
  talk.client("EHLO c.example.org");
  talk.clock(250s);
  EXPECT_EQ(talk.client("BDAT 1000"), "");
  EXPECT_EQ(talk.session().deadline(), Time(550s));
  talk.clock(500s);
  talk.octets(std::string(500, 'x'));  // earns a second
  EXPECT_EQ(talk.session().deadline(), Time(551s));
  EXPECT_EQ(talk.clock(551s), "421 4.4.2 localhost Timeout\r\n") << "and no 503 before it";
}

TEST(Chunks, HaveNoDeadlineWhileTheApplicationThinks) {
  Conversation talk;
  talk.open_transaction();
  talk.leaves_next_open().client("BDAT 5");
  EXPECT_EQ(talk.session().deadline(), std::nullopt);
  EXPECT_TRUE(talk.session().input().empty());
}

}  // namespace
}  // namespace heloport::engine
