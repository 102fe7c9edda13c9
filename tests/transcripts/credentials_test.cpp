// What AUTH says is never written down.

#include "conformance/credentials.hpp"

#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "conformance/engine_player.hpp"
#include "conformance/player.hpp"
#include "conformance/recorder.hpp"
#include "tests/transcripts/files.hpp"

namespace heloport::conformance {
namespace {

/// What one side says, and what is shown of it.
struct Said {
  char side;
  std::string_view octets;
  std::string_view shown;
};

/// Gives each speech in pieces of `chunk` octets; 0: whole.
void expect_shown(const std::vector<Said>& dialogue, std::size_t chunk, bool hid = true) {
  CredentialFilter filter;
  for (const Said& said : dialogue) {
    std::string shown;
    std::string_view rest = said.octets;
    while (!rest.empty()) {
      const std::string_view piece = rest.substr(0, chunk == 0 ? rest.size() : chunk);
      shown += said.side == 'C' ? filter.client(piece) : filter.server(piece);
      rest.remove_prefix(piece.size());
    }
    EXPECT_EQ(shown, said.shown) << "in pieces of " << chunk;
  }
  EXPECT_EQ(filter.hid(), hid);
}

class Credentials : public ::testing::TestWithParam<std::size_t> {};

INSTANTIATE_TEST_SUITE_P(ChunkSize, Credentials, ::testing::Values(0, 1, 2, 3, 7));

TEST_P(Credentials, AnInitialResponseIsHidden) {
  expect_shown({{'C', "EHLO a\r\nAUTH PLAIN c2VjcmV0\r\n", "EHLO a\r\nAUTH PLAIN (hidden)\r\n"},
                {'S', "235 2.7.0 Ok\r\n", "235 2.7.0 Ok\r\n"},
                {'C', "NOOP\r\n", "NOOP\r\n"}},
               GetParam());
}

TEST_P(Credentials, AnExchangeIsHiddenInBothDirections) {
  expect_shown({{'C', "auth login\r\n", "auth login\r\n"},
                {'S', "334 VXNlcm5hbWU6\r\n", "334 (hidden)\r\n"},
                {'C', "c2VjcmV0\r\n", "(hidden)\r\n"},
                {'S', "334 \r\n", "334 \r\n"},
                {'C', "\r\n", "\r\n"},
                {'S', "535 5.7.8 No\r\n", "535 5.7.8 No\r\n"},
                {'C', "NOOP c2VjcmV0\r\n", "NOOP c2VjcmV0\r\n"}},
               GetParam());
}

// The client says all of it before the server has said a word.
TEST_P(Credentials, APipelinedExchangeIsHidden) {
  expect_shown({{'C', "NOOP\r\nAUTH LOGIN\r\ndXNlcg==\r\nc2VjcmV0\r\n",
                 "NOOP\r\nAUTH LOGIN\r\n(hidden)\r\n(hidden)\r\n"},
                {'S', "250 Ok\r\n334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n235 Ok\r\n",
                 "250 Ok\r\n334 (hidden)\r\n334 (hidden)\r\n235 Ok\r\n"},
                {'C', "NOOP\r\n", "NOOP\r\n"}},
               GetParam());
}

TEST_P(Credentials, ACommandThatLooksLikeOneIsHiddenToo) {
  expect_shown({{'C', "AUTH\tPLAIN c2VjcmV0\r\n", "AUTH\tPLAIN (hidden)\r\n"},
                {'S', "500 5.5.2 No\r\n", "500 5.5.2 No\r\n"},
                {'C', "AUTH  c2VjcmV0\r\n", "AUTH  (hidden)\r\n"},
                {'S', "501 5.5.4 No\r\n", "501 5.5.4 No\r\n"},
                {'C', "AUTH AAAAAAAAAAAAAAAAAAAAAAAAc2VjcmV0\r\n",
                 "AUTH AAAAAAAAAAAAAAAAAAAAA(hidden)\r\n"}},
               GetParam());
}

TEST_P(Credentials, MailThatSpeaksOfItStays) {
  expect_shown({{'C', "DATA\r\n", "DATA\r\n"},
                {'S', "354 Go\r\n", "354 Go\r\n"},
                {'C', "AUTH PLAIN is how it begins\r\n.\r\nAUTH PLAIN c2VjcmV0\r\n",
                 "AUTH PLAIN is how it begins\r\n.\r\nAUTH PLAIN (hidden)\r\n"},
                {'S', "250 Ok\r\n235 Ok\r\n", "250 Ok\r\n235 Ok\r\n"}},
               GetParam());
}

TEST_P(Credentials, NothingElseIsHidden) {
  expect_shown({{'C', "AUTHOR x y\r\nMAIL FROM:<auth@example.org> AUTH=<>\r\nHELP AUTH x\r\n",
                 "AUTHOR x y\r\nMAIL FROM:<auth@example.org> AUTH=<>\r\nHELP AUTH x\r\n"},
                {'S', "500 a\r\n250-334 x\r\n250 334 x\r\n214 x\r\n",
                 "500 a\r\n250-334 x\r\n250 334 x\r\n214 x\r\n"}},
               GetParam(), false);
}

// A chunk ends where its size says, in the middle of a line, and AUTH may follow; or there was no
// chunk at all, because BDAT is unknown here.
TEST_P(Credentials, AChunkDoesNotUncoverWhatFollows) {
  expect_shown({{'C', "BDAT 5 LAST\r\nhelloAUTH PLAIN c2VjcmV0\r\n",
                 "BDAT 5 LAST\r\nhelloAUTH PLAIN (hidden)\r\n"},
                {'S', "250 Ok\r\n235 Ok\r\n", "250 Ok\r\n235 Ok\r\n"},
                {'C', "BDAT 2\r\nAUAUTH PLAIN c2VjcmV0\r\n", "BDAT 2\r\nAUAUTH PLAIN (hidden)\r\n"},
                {'S', "250 Ok\r\n235 Ok\r\n", "250 Ok\r\n235 Ok\r\n"},
                {'C', "BDAT 2\r\nAUTH PLAIN c2VjcmV0\r\n", "BDAT 2\r\nAUTH PLAIN (hidden)\r\n"},
                {'S', "502 No\r\n235 Ok\r\n", "502 No\r\n235 Ok\r\n"},
                {'C', "BDAT 14\r\nAUTH PLAIN c2VjcmV0\r\n", "BDAT 14\r\nAUTH PLAIN (hidden)\r\n"}},
               GetParam());
}

// Every transcript of AUTH, recorded: no response is in it, and it says so and does not play.
TEST(RecordedCredentials, AreNotThereAndTheRecordingSaysSo) {
  std::size_t recordings = 0;
  for (const tests::File& file : tests::transcripts_in(HELOPORT_TRANSCRIPTS "/auth")) {
    const auto loaded = load_transcript(file.path);
    ASSERT_TRUE(std::holds_alternative<Transcript>(loaded)) << file.path;
    // Two say the words of AUTH where they are none: in a mail, and behind an over-long NOOP.
    if (file.name == "in_transaction" || file.name == "tail_of_a_long_line") continue;
    const auto& transcript = std::get<Transcript>(loaded);
    for (const bool wire_only : {false, true}) {
      Recorder recorder({.wire_only = wire_only});
      EnginePlayer player(transcript.settings, 0, &recorder);
      for (const Exchange& exchange : transcript.exchanges) player.perform(exchange);
      const std::string text = recorder.text();
      for (const std::string_view secret : {"biws", "AHRpbQ", "dGltAHRh", "dGFuc3Rh", "tanstaaf",
                                            "Yz1i", "c=biws", "n,,", "cj0x", "r=1"}) {
        EXPECT_EQ(text.find(secret), std::string::npos) << secret << '\n' << text;
      }
      if (text.find("(hidden)") == std::string::npos) continue;
      ++recordings;
      const auto again = parse_transcript("recorded.smtp", text);
      ASSERT_TRUE(std::holds_alternative<Transcript>(again)) << text;
      const Result failure = play(std::get<Transcript>(again));
      ASSERT_TRUE(failure);
      EXPECT_NE(failure->what.find("hidden"), std::string::npos);
    }
  }
  EXPECT_GT(recordings, 40u);
}

}  // namespace
}  // namespace heloport::conformance
