// What a session costs: nothing while it is idle, and no allocation ever.

#include <gtest/gtest.h>

#include "client_talk.hpp"
#include "tests/support/allocations.hpp"

namespace heloport::engine {
namespace {

std::size_t blocks(const ClientTalk& talk) {
  return talk.buffers.input.leased() + talk.buffers.output.leased();
}

/// The bare loop of an application, without a word of ours that would allocate.
void answer(ClientSession& session, std::string_view reply) {
  while (!reply.empty()) {
    const std::span<char> room = session.input();
    const std::size_t n = std::min(room.size(), reply.size());
    std::copy_n(reply.begin(), n, room.begin());
    session.received(n);
    reply.remove_prefix(n);
    const auto stops = [](const ClientEvent& event) {
      return !std::holds_alternative<ReplyText>(event) && !std::holds_alternative<Answered>(event);
    };
    while (!stops(session.next())) continue;
  }
  session.sent(session.output().size());
}

TEST(ClientMemory, ASessionThatWaitsHoldsNoBlock) {
  ClientTalk talk;
  EXPECT_EQ(blocks(talk), 0u);
  talk.server("220 mx.example.org");
  talk.said();
  EXPECT_EQ(blocks(talk), 0u);
  talk.server("250 mx.example.org");
  EXPECT_EQ(blocks(talk), 0u);
  talk.open_data();
  EXPECT_EQ(blocks(talk), 0u);
  talk.session.body("\r");
  EXPECT_EQ(blocks(talk), 0u);
}

TEST(ClientMemory, ABlockIsHeldFromTheFirstOctetToTheLast) {
  ClientTalk talk;
  talk.octets("220 mx");
  EXPECT_EQ(talk.buffers.input.leased(), 1u);
  talk.octets(".example.org\r\n");
  EXPECT_EQ(talk.buffers.input.leased(), 0u);
  EXPECT_EQ(talk.buffers.output.leased(), 1u);
  talk.said();
  EXPECT_EQ(talk.buffers.output.leased(), 0u);
}

TEST(ClientMemory, AReadThatBringsNothingHoldsNothing) {
  ClientTalk talk;
  EXPECT_FALSE(talk.session.input().empty());
  talk.session.received(0);
  talk.pull();
  EXPECT_EQ(blocks(talk), 0u);
}

TEST(ClientMemory, RoomThatIsLentStaysWhereItIs) {
  ClientTalk talk;
  const std::span<char> room = talk.session.input();
  talk.pull();
  EXPECT_EQ(talk.buffers.input.leased(), 1u);
  EXPECT_EQ(talk.session.input().data(), room.data());
}

TEST(ClientMemory, AClosedSessionHoldsNoBlock) {
  for (std::string_view end : {"garbage\r\n250 more\r\n", "421 bye\r\n250 more", "250"}) {
    ClientTalk talk;
    talk.open();
    talk.octets(end);
    talk.session.end_of_input();
    talk.pull();
    EXPECT_TRUE(talk.session.finished());
    EXPECT_EQ(blocks(talk), 0u) << end;
    EXPECT_TRUE(talk.session.input().empty());
  }
}

TEST(ClientMemory, ASessionThatIsDestroyedGivesItsBlocksBack) {
  Buffers buffers(1);
  const ClientOptions options;
  {
    ClientSession session(options, buffers);
    const std::string_view reply = "220 mx.example.org\r\n250-mx";
    std::copy(reply.begin(), reply.end(), session.input().begin());
    session.received(reply.size());
    for (int i = 0; i < 3; ++i) session.next();
    EXPECT_EQ(buffers.input.leased() + buffers.output.leased(), 2u);
  }
  EXPECT_EQ(buffers.input.leased() + buffers.output.leased(), 0u);
}

TEST(ClientMemory, NothingIsAllocatedAfterConstruction) {
  const ClientOptions options = options_of("a.rather.long.name.of.a.client.example.org");
  Buffers buffers(1);
  const std::string content(100'000, '.');
  const std::string mail = "250-" + content + "\r\n250 end\r\n";
  ClientSession session(options, buffers);
  const std::size_t before = test::allocations();
  answer(session, "220 mx.example.org\r\n");
  answer(session,
         "250-mx.example.org\r\n250-PIPELINING\r\n250-SIZE 5\r\n250-XREAD\r\n250 XLIST\r\n");
  session.mail("ann@example.org", {.size_octets = 6});
  session.mail("ann@example.org\r\nDATA");
  session.mail("ann@example.org", {.size_octets = 4});
  for (int i = 0; i < 40; ++i) session.rcpt("bob@example.org");
  for (int i = 0; i < 32; ++i) answer(session, "250 Ok\r\n");
  session.data();
  answer(session, "354 Go\r\n");
  std::size_t at = 0;
  for (int i = 0; i < 20; ++i) {  // twice as often as it takes
    at += session.body(std::string_view(content).substr(at));
    session.sent(session.output().size());
  }
  EXPECT_EQ(at, content.size());
  session.finish();
  answer(session, "250 Ok\r\n");
  session.verify("bob");
  answer(session, "252 Ok\r\n");
  session.read("bob@example.org", "a mail");
  answer(session, mail);
  session.quit();
  answer(session, "221 Bye\r\n");
  EXPECT_EQ(test::allocations(), before);
  EXPECT_TRUE(session.finished());
}

TEST(ClientMemory, AnIdleSessionIsSmall) {
  EXPECT_LE(sizeof(ClientSession), 640u);
}

TEST(ClientMemory, TheCounterCounts) {
  const std::size_t before = test::allocations();
  const auto one = std::make_unique<int>(1);
  EXPECT_EQ(test::allocations(), before + 1);
}

}  // namespace
}  // namespace heloport::engine
