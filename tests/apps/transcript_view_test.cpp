// Facts about what -v shows of a session: all of it, in order, and no credential.

#include "apps/transcript_view.hpp"

#include <gtest/gtest.h>

#include <string>

#include "paper.hpp"

namespace heloport::apps {
namespace {

TEST(TranscriptView, WhatWasSaidBeforeAReplyStandsBeforeIt) {
  Paper paper;
  {
    TranscriptView view(paper.file(), "A chunk that ends inside a line");
    view.client("BDAT 2 LAST\r\nHi");
    view.server("250 Ok\r\n");
    view.client("QUIT\r\n");
  }
  EXPECT_EQ(paper.text(),
            "# A chunk that ends inside a line\n"
            "C: BDAT 2 LAST\n"
            "C| Hi\n"
            "S: 250 Ok\n"
            "\n"
            "C: QUIT\n");
}

TEST(TranscriptView, OfALoginIsTheMechanismAllThatIsShown) {
  Paper paper;
  {
    TranscriptView view(paper.file(), "A login");
    view.client("AUTH SCRAM-SHA-256 bixhLCw=\r\n");
    view.server("334 cj1ub25jZSxzPXNhbHQsaT00MDk2\r\n");
    view.client("Yz1iaXdz\r\n");
    view.server("334 dj1wcm9vZg==\r\n");
    view.client("\r\n");
    view.server("235 2.7.0 Ok\r\n");
    view.client("NOOP\r\n");
  }
  EXPECT_EQ(paper.text(),
            "# A login\n"
            "C: AUTH SCRAM-SHA-256 (hidden)\n"
            "S: 334 (hidden)\n"
            "\n"
            "C: (hidden)\n"
            "S: 334 (hidden)\n"
            "\n"
            "C: (hidden)\n"
            "S: 235 2.7.0 Ok\n"
            "\n"
            "C: NOOP\n");
}

TEST(TranscriptView, HidesTheResponseToAChallengeOfAnyLength) {
  Paper paper;
  {
    TranscriptView view(paper.file(), "A login");
    view.client("AUTH LOGIN\r\n");
    view.server("334 " + std::string(10'000, 'A') + "\r\n");
    view.client("c2VjcmV0\r\n");
  }
  EXPECT_EQ(paper.text(),
            "# A login\n"
            "C: AUTH LOGIN\n"
            "S: 334 (hidden)\n"
            "\n"
            "C: (hidden)\n");
}

TEST(TranscriptView, AServerThatInterruptsAResponseUncoversNothingOfIt) {
  const std::string response = "c2VjcmV0\r\n";
  for (std::size_t cut = 1; cut < response.size(); ++cut) {
    Paper paper;
    {
      TranscriptView view(paper.file(), "A login");
      view.client("AUTH LOGIN\r\n");
      view.server("334 VXNlcm5hbWU6\r\n");
      view.client(response.substr(0, cut));
      view.server("500 hello\r\n");
      view.client(response.substr(cut));
    }
    EXPECT_EQ(paper.text(),
              "# A login\n"
              "C: AUTH LOGIN\n"
              "S: 334 (hidden)\n"
              "S: 500 hello\n"
              "\n"
              "C: (hidden)\n");
  }
}

TEST(TranscriptView, ALongResponseIsHiddenToItsEnd) {
  Paper paper;
  {
    TranscriptView view(paper.file(), "A login");
    view.client("AUTH PLAIN " + std::string(10'000, 'A') + "\r\n");
    view.server("535 no\r\n");
  }
  EXPECT_EQ(paper.text(), "# A login\nC: AUTH PLAIN (hidden)\nS: 535 no\n");
}

}  // namespace
}  // namespace heloport::apps
