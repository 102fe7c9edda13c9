// Facts about what an operator sees of a session.

#include "apps/trace_view.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "apps/log.hpp"
#include "apps/suggest.hpp"
#include "apps/terminal_text.hpp"
#include "paper.hpp"

namespace heloport::apps {
namespace {

TEST(TraceView, ShowsTheDocumentedLines) {
  Paper paper;
  TraceView view(paper.file());
  view.running_on("127.0.0.1:2525");
  ClientLines lines(view);
  lines.take("HELO client\r\n", Speaking::commands);
  view.saved_to("mailbox/bob@example.com/project_info.txt");
  EXPECT_EQ(paper.text(),
            "SMTP Server running on 127.0.0.1:2525\n"
            "Client: HELO client\n"
            "Email saved to mailbox/bob@example.com/project_info.txt\n");
}

TEST(TraceView, LinesAreTheSameHoweverTheyCame) {
  const std::string octets = "HELO client\r\n\r\n.\r\nQUIT\r\n";
  Paper whole;
  TraceView view(whole.file());
  ClientLines(view).take(octets, Speaking::commands);
  Paper pieces;
  TraceView view_of_pieces(pieces.file());
  ClientLines lines(view_of_pieces);
  for (char c : octets) lines.take({&c, 1}, Speaking::commands);
  EXPECT_EQ(whole.text(), pieces.text());
  EXPECT_EQ(whole.text(), "Client: HELO client\nClient: \nClient: .\nClient: QUIT\n");
}

TEST(TraceView, NothingThatAClientSendsMovesTheCursor) {
  Paper paper;
  TraceView view(paper.file());
  ClientLines(view).take("a\x1b[2Jb\rc\nd\xC2\x9B\r\n", Speaking::commands);
  EXPECT_EQ(paper.text(), "Client: a\\x1B[2Jb\\x0Dc\\x0A\nClient: d\\xC2\\x9B\n");
}

TEST(TraceView, ShowsNoCredentials) {
  Paper paper;
  TraceView view(paper.file());
  ClientLines lines(view);
  lines.take("auth PLAIN AGJvYgBwZW5jaWw=\r\n", Speaking::commands);
  lines.take("AUTH LOGIN\r\nYm9i\r\n", Speaking::commands);
  lines.take("cGVu", Speaking::credentials);
  lines.take("Y2ls\r\n", Speaking::credentials);
  lines.take("NOOP\r\n", Speaking::commands);
  lines.take("hi\r\n.\r\nAUTH PLAIN AGJvYgBwZW5jaWw=\r\n", Speaking::content);
  EXPECT_EQ(paper.text(),
            "Client: auth PLAIN (hidden)\nClient: AUTH LOGIN\nClient: (hidden)\n"
            "Client: (hidden)\nClient: NOOP\nClient: hi\nClient: .\nClient: AUTH PLAIN (hidden)\n");
}

TEST(TerminalText, KeepsWhatCanBeRead) {
  EXPECT_EQ(terminal_text("Gr\xC3\xBC\xC3\x9F"
                          "e\t\\ \xE2\x82\xAC"),
            "Gr\xC3\xBC\xC3\x9F"
            "e\t\\ \xE2\x82\xAC");
  EXPECT_EQ(terminal_text("caf\xE9"), "caf\\xE9");
  EXPECT_EQ(terminal_text("a\xE2\x80\xAE"
                          "b\x7F"),
            "a\\xE2\\x80\\xAEb\\x7F");
}

TEST(TraceView, LongLinesAreCut) {
  Paper paper;
  TraceView view(paper.file());
  ClientLines(view).take(std::string(5000, 'x') + "\r\nQUIT\r\n", Speaking::commands);
  EXPECT_EQ(paper.text(), "Client: " + std::string(1000, 'x') + "...\nClient: QUIT\n");
}

TEST(Log, ShowsPeersOctetsEscapedAndCut) {
  EXPECT_EQ(shown("a\r\nb"), "a\\r\\nb");
  EXPECT_EQ(shown(std::string(600, 'x')), std::string(500, 'x') + "...");
}

TEST(Suggestion, IsTheNearestWordThatMayBeMeant) {
  const std::vector<std::string> known{"serve", "send", "list", "read", "replay"};
  EXPECT_EQ(suggestion("sned", known), "send");
  EXPECT_EQ(suggestion("server", known), "serve");
  EXPECT_EQ(suggestion("lst", known), "list");
  EXPECT_EQ(suggestion("frobnicate", known), "");
}

}  // namespace
}  // namespace heloport::apps
