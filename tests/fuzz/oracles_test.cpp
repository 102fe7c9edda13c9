// Every oracle holds for a real conversation, and complains when what was seen of it is changed as
// a faulty session would change it. An oracle that never complained would prove nothing.

#include "fuzz/oracles.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "fuzz/reference_reading.hpp"
#include "tests/support/allocations.hpp"

namespace heloport::fuzz {
namespace {

constexpr std::string_view two_messages(
    "\0\0\0\x40\x80"
    "EHLO client.example.org\r\n"
    "MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n..first\r\n.\r\n"
    "MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\nsecond\r\n.\r\n"
    "QUIT\r\n",
    5 + 25 + 2 * (29 + 27 + 6) + 9 + 3 + 8 + 3 + 6);

constexpr std::string_view bare_line_feed(
    "\0\0\0\x40\x80"
    "EHLO client.example.org\r\n"
    "MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\na\n.\r\nb\r\n.\r\n",
    5 + 25 + 29 + 27 + 6 + 2 + 3 + 3 + 3);

// Text, a border inside CRLF, an empty last chunk; then a binary one, to two recipients in LMTP.
constexpr std::string_view envelope =
    "MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.com>\r\n";
const std::string chunks = "EHLO client.example.org\r\n" + std::string(envelope) +
                           "BDAT 3\r\na.\rBDAT 3\r\n\n.\nBDAT 0 LAST\r\n" + std::string(envelope) +
                           "BDAT 3\r\na.\rBDAT 3\r\n\n.bBDAT 0 LAST\r\n" +
                           "MAIL FROM:<ann@example.org> body=binarymime\r\n"
                           "RCPT TO:<bob@example.com>\r\nBDAT 9 LAST\r\nRSET\r\n\r.\nRSET\r\n";
const std::string two_recipients =
    "LHLO client.example.org\r\n" + std::string(envelope) +
    "RCPT TO:<eve@example.com>\r\nDATA\r\nfirst\r\n.\r\n" + std::string(envelope) +
    "RCPT TO:<eve@example.com>\r\nBDAT 1\r\nxBDAT 1 LAST\r\ny" + std::string(envelope) +
    "RCPT TO:<eve@example.com>\r\nBDAT 1 LAST\r\n\nNOOP\r\n";

/// The octets of a scenario with this mode, in which nothing is refused.
std::string input_of(char mode, std::string_view octets) {
  return std::string{mode, '\0', '\0', '\x40', '\x80'} + std::string(octets);
}

class Oracle : public ::testing::Test {
 protected:
  void have(std::string_view input) {
    scenario = scenario_of(input);
    trace = play(scenario, {});
  }
  void replace(std::string& text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << text;
    text.replace(at, from.size(), to);
  }

  Scenario scenario;
  Trace trace;
};

TEST_F(Oracle, AllHoldForARealConversation) {
  for (const std::string_view input : {two_messages, bare_line_feed}) {
    have(input);
    EXPECT_EQ(check_session(scenario), std::nullopt);
    EXPECT_FALSE(trace.replies.empty());
  }
  have(two_messages);
  ASSERT_EQ(trace.messages.size(), 2u);
  EXPECT_EQ(trace.messages[0].body, ".first\r\n");
  EXPECT_EQ(trace.closed, engine::CloseReason::quit);
}

TEST_F(Oracle, InterfaceIsKeptRepeatsWhatThePlayerSaw) {
  have(two_messages);
  EXPECT_EQ(interface_is_kept(trace), std::nullopt);
  trace.broken = "the session spins";
  EXPECT_NE(interface_is_kept(trace), std::nullopt);
}

TEST_F(Oracle, AnAllocationIsCounted) {
  const std::size_t before = test::allocations();
  const auto one = std::make_unique<int>(1);
  EXPECT_EQ(test::allocations(), before + 1);
  have(two_messages);
  EXPECT_EQ(nothing_is_allocated(trace), std::nullopt);
  trace.allocated = 1;
  EXPECT_NE(nothing_is_allocated(trace), std::nullopt);
}

TEST_F(Oracle, RepliesMustBeReplies) {
  have(two_messages);
  const std::string good = trace.replies;
  const std::string too_long = "250 " + std::string(507, 'x') + "\r\n";
  const std::string_view bad[] = {
      "hello\r\n",           "250 Ok\n",         "25\r\n",
      "250-never ended\r\n", "250 a\tb\r\n",     "250 5.1.1 another class\r\n",
      "250-a\r\n251 b\r\n",  "999 no class\r\n", too_long};
  for (const std::string_view reply : bad) {
    trace.replies = good + std::string(reply);
    EXPECT_NE(replies_are_disciplined(trace), std::nullopt) << reply;
  }
}

TEST_F(Oracle, EachCommandHasOneReply) {
  have(two_messages);
  EXPECT_EQ(one_reply_each(scenario, trace), std::nullopt);
  trace.replies += "250 2.0.0 Ok\r\n";
  EXPECT_NE(one_reply_each(scenario, trace), std::nullopt);

  have(two_messages);
  replace(trace.replies, "354 ", "250 ");
  EXPECT_NE(one_reply_each(scenario, trace), std::nullopt);

  have(bare_line_feed.substr(0, 5 + 25));
  ASSERT_EQ(trace.closed, engine::CloseReason::peer_gone);
  trace.replies = "220 mx.example.org ESMTP\r\n";
  EXPECT_NE(one_reply_each(scenario, trace), std::nullopt);
}

TEST_F(Oracle, AcceptedCommandsAreInOrder) {
  const std::string_view out_of_order[] = {
      "12345MAIL FROM:<a@b>\r\n",
      "12345EHLO a\r\nRCPT TO:<a@b>\r\n",
      "12345EHLO a\r\nMAIL FROM:<a@b>\r\nMAIL FROM:<a@b>\r\n",
      "12345EHLO a\r\nMAIL FROM:<a@b>\r\nRSET\r\nRCPT TO:<a@b>\r\n",
  };
  for (const std::string_view input : out_of_order) {
    scenario.octets = input.substr(scenario_header_octets);
    trace.replies = "220 hello\r\n250 Ok\r\n250 Ok\r\n250 Ok\r\n250 Ok\r\n";
    EXPECT_NE(transactions_are_in_order(scenario, trace), std::nullopt) << input;
  }
  scenario.octets = "EHLO a\r\nMAIL FROM:<a@b>\r\nDATA\r\n";
  trace.replies = "220 hello\r\n250 Ok\r\n250 Ok\r\n354 Go\r\n";
  EXPECT_NE(transactions_are_in_order(scenario, trace), std::nullopt);
}

TEST_F(Oracle, AMessageThatEndsEarlyIsFound) {
  have(two_messages);
  trace.messages[0].body = ".fir";
  EXPECT_NE(messages_are_where_the_wire_says(scenario, trace), std::nullopt);
  have(two_messages);
  trace.messages[0].body = "..first\r\n";
  EXPECT_NE(messages_are_where_the_wire_says(scenario, trace), std::nullopt);
  have(two_messages);
  trace.messages.push_back(trace.messages[1]);
  EXPECT_NE(messages_are_where_the_wire_says(scenario, trace), std::nullopt);
  have(two_messages);
  trace.messages.pop_back();
  EXPECT_NE(messages_are_where_the_wire_says(scenario, trace), std::nullopt);
  have(two_messages);
  trace.messages[1].octets.reset();
  EXPECT_NE(messages_are_where_the_wire_says(scenario, trace), std::nullopt);
}

TEST_F(Oracle, AMessageThatMustBeRefusedIsFoundWhenItWasNot) {
  have(bare_line_feed);
  EXPECT_EQ(messages_are_where_the_wire_says(scenario, trace), std::nullopt);
  EXPECT_EQ(trace.messages[0].dropped, engine::DropReason::bad_line_ending);
  trace.messages[0].dropped.reset();
  trace.messages[0].octets = 1;
  trace.messages[0].verdicts = {true};
  EXPECT_NE(messages_are_where_the_wire_says(scenario, trace), std::nullopt);
  have(bare_line_feed);
  replace(trace.replies, "550 5.6.0", "250 2.6.0");
  EXPECT_NE(messages_are_where_the_wire_says(scenario, trace), std::nullopt);
}

TEST_F(Oracle, ContentBeyondTheLimitIsFoundThoughItIsRefused) {
  have(two_messages);
  scenario.options.limits.message_octets_max = 4;
  trace = play(scenario, {});
  ASSERT_EQ(trace.messages.size(), 2u);
  EXPECT_EQ(trace.messages[0].body, ".fir");
  EXPECT_EQ(messages_are_where_the_wire_says(scenario, trace), std::nullopt);
  trace.messages[0].body += 'x';
  EXPECT_EQ(messages_are_where_the_wire_says(scenario, trace),
            "a message that is too big was handed on");
}

TEST_F(Oracle, ACommandThatIsReadBehindFoulDataIsFound) {
  const auto behind_foul_data = [this] {
    const auto reading = read_session(scenario, trace);
    return reading ? nothing_is_read_behind_foul_data(trace, *reading) : "no reading";
  };
  const std::string pipelined = std::string(bare_line_feed) + "NOOP\r\n";
  have(pipelined);
  EXPECT_EQ(behind_foul_data(), std::nullopt);
  ASSERT_EQ(trace.closed, engine::CloseReason::bad_line_ending);
  trace.replies += "250 2.0.0 Ok\r\n";
  EXPECT_NE(behind_foul_data(), std::nullopt);
  trace.messages[0].dropped = engine::DropReason::too_big;
  EXPECT_EQ(behind_foul_data(), std::nullopt);
}

TEST_F(Oracle, ABodyWithAForeignOctetIsFound) {
  have(two_messages);
  const std::string_view foul[] = {"a\nb\r\n", "a\rb\r\n", std::string_view("a\0b\r\n", 5), "\n",
                                   "a\r"};
  for (const std::string_view body : foul) {
    trace.messages[0].body = body;
    EXPECT_NE(bodies_are_clean(trace), std::nullopt) << body;
  }
}

TEST_F(Oracle, ADifferenceBetweenSplitsIsFound) {
  have(two_messages);
  Trace split = trace;
  EXPECT_EQ(traces_agree(trace, split), std::nullopt);
  split.conversation += "250 Ok\r\n";
  EXPECT_NE(traces_agree(trace, split), std::nullopt);
  split = trace;
  split.messages[1].body += "x";
  EXPECT_NE(traces_agree(trace, split), std::nullopt);
}

TEST_F(Oracle, EverySplitEndsReadsInsideCrlf) {
  have(two_messages);
  for (const auto& split : splits_of(scenario)) {
    EXPECT_TRUE(std::is_sorted(split.begin(), split.end()));
  }
  const auto after_each_cr = splits_of(scenario)[1];
  ASSERT_FALSE(after_each_cr.empty());
  for (const std::size_t cut : after_each_cr) EXPECT_EQ(scenario.octets[cut - 1], '\r');
}

TEST_F(Oracle, AllHoldForChunksAndLmtp) {
  const std::string chunked = input_of(0, chunks);
  have(chunked);
  EXPECT_EQ(check_session(scenario), std::nullopt);
  ASSERT_EQ(trace.messages.size(), 3u);
  EXPECT_EQ(trace.messages[0].dropped, engine::DropReason::bad_line_ending);
  EXPECT_EQ(trace.messages[1].body, "a.\r\n.b");
  EXPECT_EQ(trace.messages[2].body, "RSET\r\n\r.\n");
  const std::string lmtp = input_of(64, two_recipients);
  have(lmtp);
  EXPECT_EQ(check_session(scenario), std::nullopt);
  ASSERT_EQ(trace.messages.size(), 3u);
  EXPECT_EQ(trace.messages[1].verdicts, (std::vector<bool>{true, true}));
  EXPECT_EQ(trace.closed, engine::CloseReason::peer_gone);
}

// Where CHUNKING is off BDAT is a command like any other, and so is what stands behind it.
TEST_F(Oracle, AllHoldForBdatWithoutChunking) {
  const std::string input =
      input_of(1, "HELO a\r\nMAIL FROM:<a@b>\r\nBDAT 6\r\nNOOP\r\nBDAT\r\nRCPT TO:<c@d>\r\n");
  have(input);
  EXPECT_EQ(check_session(scenario), std::nullopt);
  EXPECT_NE(trace.replies.find("502 "), std::string::npos);
  replace(trace.replies, "502 ", "250 ");
  EXPECT_NE(transactions_are_in_order(scenario, trace), std::nullopt);
}

TEST_F(Oracle, AChunkThatIsReadWronglyIsFound) {
  const std::string input = input_of(0, chunks);
  have(input);
  EXPECT_EQ(messages_are_where_the_wire_says(scenario, trace), std::nullopt);
  trace.messages[1].body = "a.\r\nb";  // a dot was taken out
  EXPECT_NE(messages_are_where_the_wire_says(scenario, trace), std::nullopt);
  have(input);
  trace.messages[2].body.pop_back();
  EXPECT_NE(messages_are_where_the_wire_says(scenario, trace), std::nullopt);
  have(input);
  trace.messages.erase(trace.messages.begin());
  EXPECT_NE(messages_are_where_the_wire_says(scenario, trace), std::nullopt);
  have(input);
  trace.messages[0].dropped.reset();
  EXPECT_NE(messages_are_where_the_wire_says(scenario, trace), std::nullopt);
  have(input);
  replace(trace.replies, "503 5.5.1", "250 2.0.0");  // a chunk behind a refused one
  EXPECT_NE(transactions_are_in_order(scenario, trace), std::nullopt);
  have(input);
  trace.replies += "250 2.0.0 Ok\r\n";  // as if an octet of a chunk were a command
  EXPECT_NE(one_reply_each(scenario, trace), std::nullopt);
}

TEST_F(Oracle, ASessionThatGoesOnBehindAnUnknownCountIsFound) {
  const std::string input = input_of(0, "EHLO a\r\nBDAT x\r\nNOOP\r\n");
  have(input);
  EXPECT_EQ(one_reply_each(scenario, trace), std::nullopt);
  trace.closed = engine::CloseReason::peer_gone;
  EXPECT_NE(one_reply_each(scenario, trace), std::nullopt);
  have(input);
  trace.replies += "250 2.0.0 Ok\r\n";
  EXPECT_NE(one_reply_each(scenario, trace), std::nullopt);
}

TEST_F(Oracle, AReplyTooFewForTheRecipientsIsFound) {
  const std::string input = input_of(64, two_recipients);
  have(input);
  EXPECT_EQ(messages_are_where_the_wire_says(scenario, trace), std::nullopt);
  trace.messages[1].verdicts.pop_back();
  EXPECT_NE(messages_are_where_the_wire_says(scenario, trace), std::nullopt);
  have(input);
  replace(trace.replies, "550 5.6.0 Bare CR, bare LF or NUL in the message\r\n", "");
  EXPECT_NE(one_reply_each(scenario, trace), std::nullopt);
}

TEST(ContentOfChunks, FollowsTheRfc) {
  using engine::LineEndings;
  EXPECT_EQ(content_of_chunks("..a\r\n.", LineEndings::refuse, true), "..a\r\n.");
  EXPECT_EQ(content_of_chunks("a\r", LineEndings::refuse, false), "a");
  EXPECT_EQ(content_of_chunks("a\r", LineEndings::refuse, true), std::nullopt);
  EXPECT_EQ(content_of_chunks("a\r\r\nb\n", LineEndings::normalise, true), "a\r\n\r\nb\r\n");
  EXPECT_EQ(content_of_chunks(std::string_view("\0", 1), LineEndings::normalise, true),
            std::nullopt);
}

TEST(ContentOf, FollowsTheRfc) {
  using engine::LineEndings;
  EXPECT_EQ(content_of("", LineEndings::refuse), "");
  EXPECT_EQ(content_of("..a\r\n.b\r\n\r\n", LineEndings::refuse), ".a\r\nb\r\n\r\n");
  EXPECT_EQ(content_of("a\nb\r\n", LineEndings::refuse), std::nullopt);
  EXPECT_EQ(content_of("a\n.b\r\r\n", LineEndings::normalise), "a\r\n.b\r\n\r\n");
  EXPECT_EQ(content_of(std::string_view("a\0\r\n", 4), LineEndings::normalise), std::nullopt);
}

}  // namespace
}  // namespace heloport::fuzz
