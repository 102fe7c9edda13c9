// The same result for every split of the input, and no allocation on the way.

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>

#include "tests/engine/conversation.hpp"
#include "tests/support/allocations.hpp"

namespace heloport::engine {
namespace {

constexpr std::string_view long_session =
    "EHLO client.example.org\r\nNOOP\r\nFROB\r\nMAIL FROM:<ann@example.org> SIZE=100\r\n"
    "RCPT TO:<bob@example.com>\r\nRCPT TO:<@a,@b:\"c d\"@[IPv6:::1]>\r\nMAIL FROM:<x@y>\r\n"
    "DATA\r\nSubject: x\r\n\r\n..dots\r\n.x\r\n\r\n.\r\nRSET\r\nMAIL FROM:<>\r\nQUIT x\r\n"
    "RCPT TO:<postmaster>\r\nNO\nOP\r\nHELP\r\nVRFY bob\r\nDATA\r\n.\r\n"
    "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nbare\nline feed\r\n.\r\nNOOP\r\n";

struct Trace {
  std::string heard;
  std::vector<std::string> events;
  std::vector<std::string> messages;
  std::optional<CloseReason> close_reason;
  bool operator==(const Trace&) const = default;
};

Trace play(std::string_view wire, std::size_t chunk, const ServerOptions& options = {}) {
  Conversation talk(options);
  Trace trace;
  trace.heard = talk.octets(wire, chunk);
  trace.heard += talk.hang_up();
  trace.events = talk.events;
  trace.messages = talk.messages;
  trace.close_reason = talk.close_reason;
  return trace;
}

TEST(Split, ALongSessionIsTheSameAtEveryChunkSize) {
  const Trace whole = play(long_session, 0);
  EXPECT_EQ(whole.messages.size(), 2u);
  EXPECT_EQ(whole.close_reason, CloseReason::bad_line_ending);
  for (std::size_t chunk = 1; chunk < long_session.size(); ++chunk) {
    ASSERT_EQ(play(long_session, chunk), whole) << chunk;
  }
}

TEST(Split, GarbageIsTheSameAtEveryChunkSize) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::string garbage;
    for (int i = 0; i < 600; ++i) {
      const unsigned r = static_cast<unsigned>(random());
      garbage += r % 16 == 0 ? std::string("\r\n") : std::string(1, static_cast<char>(r >> 8));
    }
    const Trace whole = play(garbage, 0);
    for (const std::size_t chunk : {1u, 2u, 7u, 64u}) ASSERT_EQ(play(garbage, chunk), whole);
  }
}

TEST(Split, GarbageInTheDataIsTheSameAtEveryChunkSizeUnderBothPolicies) {
  std::mt19937 random(8);
  const std::string open = "HELO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n";
  const std::string_view alphabet("\r\n\r\n.\r\nab\0", 10);
  for (int round = 0; round < 300; ++round) {
    std::string data;
    for (int i = 0; i < 60; ++i) data += alphabet[random() % alphabet.size()];
    ServerOptions options;
    options.line_endings = round % 2 == 0 ? LineEndings::refuse : LineEndings::normalise;
    options.limits.message_octets_max = 40;
    const Trace whole = play(open + data + "\r\n.\r\nNOOP\r\n", 0, options);
    for (const std::size_t chunk : {1u, 2u, 3u, 5u}) {
      ASSERT_EQ(play(open + data + "\r\n.\r\nNOOP\r\n", chunk, options), whole);
    }
  }
}

/// Runs a session to the end with an application that keeps nothing.
void pump(ServerSession& session) {
  while (true) {
    const ServerEvent event = session.next();
    const Output output = session.output();
    if (!output.empty()) session.sent(output.size());
    if (std::holds_alternative<NeedInput>(event) || std::holds_alternative<Closed>(event)) return;
    const bool statement = std::holds_alternative<BodyChunk>(event) ||
                           std::holds_alternative<TransactionDropped>(event) ||
                           std::holds_alternative<AwaitOutput>(event);
    if (!statement) session.accept();
  }
}

TEST(Split, NothingIsAllocatedAfterConstruction) {
  const ServerOptions options;
  Buffers buffers(1);
  for (const std::size_t chunk : {1u, 7u, 4096u}) {
    ServerSession session(options, buffers);
    const std::size_t before = test::allocations();
    session.expire(Time{0});
    pump(session);
    std::string_view wire = long_session;
    while (!wire.empty() && !session.input().empty()) {
      const std::span<char> room = session.input();
      const std::size_t n = std::min({chunk, wire.size(), room.size()});
      std::memcpy(room.data(), wire.data(), n);
      wire.remove_prefix(n);
      session.received(n);
      pump(session);
    }
    EXPECT_EQ(test::allocations(), before) << "chunk size " << chunk;
    EXPECT_TRUE(session.finished());
  }
  // The counter does count.
  const std::size_t before = test::allocations();
  const auto one = std::make_unique<int>(1);
  EXPECT_EQ(test::allocations(), before + 1);
}

}  // namespace
}  // namespace heloport::engine
