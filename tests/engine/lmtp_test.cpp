// What is true of LMTP and does not show on the wire: which recipient is asked about, and that
// many replies fit into little memory.

#include <gtest/gtest.h>

#include <cstring>

#include "tests/engine/conversation.hpp"
#include "tests/support/allocations.hpp"

namespace heloport::engine {
namespace {

ServerOptions lmtp_options() {
  ServerOptions options;
  options.protocol = Protocol::lmtp;
  return options;
}

void feed(ServerSession& session, std::string_view octets) {
  ASSERT_GE(session.input().size(), octets.size());
  std::memcpy(session.input().data(), octets.data(), octets.size());
  session.received(octets.size());
}

/// The next event that is no request for octets or for their sending.
ServerEvent next_event(ServerSession& session) {
  while (true) {
    ServerEvent event = session.next();
    if (!std::holds_alternative<AwaitOutput>(event)) return event;
    session.sent(session.output().size());
  }
}

/// Accepts everything until a message ends or octets are wanted.
ServerEvent until_end_or_rest(ServerSession& session) {
  while (true) {
    ServerEvent event = next_event(session);
    const bool stops = std::holds_alternative<MessageEnd>(event) ||
                       std::holds_alternative<NeedInput>(event) ||
                       std::holds_alternative<Closed>(event);
    if (stops) return event;
    const bool statement = std::holds_alternative<BodyChunk>(event) ||
                           std::holds_alternative<TransactionDropped>(event);
    if (!statement) session.accept();
  }
}

std::string envelope(std::size_t recipients) {
  std::string text = "LHLO c.example.org\r\nMAIL FROM:<a@b.c>\r\n";
  for (std::size_t i = 0; i < recipients; ++i) text += "RCPT TO:<d@e.f>\r\n";
  return text;
}

TEST(Lmtp, AsksAboutEachRecipientInOrder) {
  const ServerOptions options = lmtp_options();
  Buffers buffers(1);
  ServerSession session(options, buffers);
  until_end_or_rest(session);
  feed(session, envelope(3) + "BDAT 5 LAST\r\nHello");
  for (std::size_t i = 0; i < 3; ++i) {
    const ServerEvent event = until_end_or_rest(session);
    ASSERT_TRUE(std::holds_alternative<MessageEnd>(event)) << i;
    EXPECT_EQ(std::get<MessageEnd>(event).recipient, i);
    EXPECT_EQ(std::get<MessageEnd>(event).octets, 5u);
    EXPECT_TRUE(session.transaction_open());
    session.sent(session.output().size());
    session.accept();
    EXPECT_EQ(session.output().runs[0], "250 2.0.0 Ok\r\n") << "known, so it may leave";
  }
  EXPECT_FALSE(session.transaction_open());
  EXPECT_EQ(session.phase(), Phase::ready);
}

TEST(Lmtp, RepliesForAThousandRecipientsWaitForRoomAndAllocateNothing) {
  constexpr std::size_t recipients = 1'000;
  ServerOptions options = lmtp_options();
  options.limits.message_octets_max = 10;
  for (const std::string_view content :
       {"DATA\r\n0123456789\r\n.\r\n", "BDAT 11 LAST\r\n0123456789a"}) {
    Buffers buffers(1);
    ServerSession session(options, buffers);
    until_end_or_rest(session);
    feed(session, envelope(recipients));
    until_end_or_rest(session);
    session.sent(session.output().size());
    const std::size_t before = test::allocations();
    feed(session, content);
    std::size_t lines = 0;
    std::size_t waits = 0;
    for (bool more = true; more;) {
      const ServerEvent event = session.next();
      if (std::holds_alternative<MessageBegin>(event)) session.accept();
      waits += std::holds_alternative<AwaitOutput>(event) ? 1 : 0;
      more = !std::holds_alternative<NeedInput>(event);
      const std::string_view said = session.output().runs[0];
      lines += static_cast<std::size_t>(std::count(said.begin(), said.end(), '\n'));
      session.sent(said.size());
    }
    EXPECT_EQ(test::allocations(), before);
    EXPECT_EQ(lines, recipients + (content.starts_with("DATA") ? 1 : 0)) << content;
    EXPECT_GE(waits, 1u) << "all at once they would not fit into " << output_block_octets;
    EXPECT_EQ(buffers.input.leased() + buffers.output.leased(), 0u);
  }
}

TEST(Lmtp, VoidsOnlyTheRecipientsWithoutAVerdict) {
  Conversation talk(lmtp_options());
  talk.client("LHLO c.example.org");
  talk.octets("MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nRCPT TO:<g@h.i>\r\nDATA\r\n");
  talk.rejects_next({421, "4.3.2", "Going down"}).octets("x\r\n.\r\n");
  EXPECT_EQ(talk.close_reason, CloseReason::refused);
  EXPECT_EQ(talk.events.back(),
            "dropped " + std::to_string(static_cast<int>(DropReason::session_end)));
  // With the last verdict nobody is left to void.
  Conversation other(lmtp_options());
  other.client("LHLO c.example.org");
  other.octets("MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n");
  other.rejects_next({421, "4.3.2", "Going down"}).octets("x\r\n.\r\n");
  EXPECT_EQ(other.close_reason, CloseReason::refused);
  EXPECT_EQ(other.events.back(), "end 3");
}

TEST(Lmtp, HasPipeliningAndEnhancedCodesWhateverIsSwitchedOff) {
  const ServerOptions options = lmtp_options();
  EXPECT_TRUE(options.extensions().has(ExtensionId::pipelining));
  ServerOptions bare = lmtp_options();
  bare.dialect = &reference;
  bare.switched_off = ExtensionSet::all();
  EXPECT_EQ(bare.extensions(),
            (ExtensionSet{ExtensionId::pipelining, ExtensionId::enhancedstatuscodes}));
}

}  // namespace
}  // namespace heloport::engine
