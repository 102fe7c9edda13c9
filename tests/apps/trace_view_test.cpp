// Facts about what an operator sees of a session.

#include "apps/trace_view.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>

#include "apps/log.hpp"
#include "apps/suggest.hpp"
#include "apps/terminal_text.hpp"

namespace heloport::apps {
namespace {

/// A view that prints into memory.
class Paper {
 public:
  Paper() : file_(open_memstream(&text_, &size_)), view_(file_) {}
  ~Paper() {
    std::fclose(file_);
    std::free(text_);
  }
  TraceView& view() { return view_; }
  std::string text() const { return {text_, size_}; }

 private:
  char* text_ = nullptr;
  std::size_t size_ = 0;
  std::FILE* file_;
  TraceView view_;
};

TEST(TraceView, ShowsTheDocumentedLines) {
  Paper paper;
  paper.view().running_on("127.0.0.1:2525");
  ClientLines lines(paper.view());
  lines.take("HELO client\r\n");
  paper.view().saved_to("mailbox/bob@example.com/project_info.txt");
  EXPECT_EQ(paper.text(),
            "SMTP Server running on 127.0.0.1:2525\n"
            "Client: HELO client\n"
            "Email saved to mailbox/bob@example.com/project_info.txt\n");
}

TEST(TraceView, LinesAreTheSameHoweverTheyCame) {
  const std::string octets = "HELO client\r\n\r\n.\r\nQUIT\r\n";
  Paper whole;
  ClientLines(whole.view()).take(octets);
  Paper pieces;
  ClientLines lines(pieces.view());
  for (char c : octets) lines.take({&c, 1});
  EXPECT_EQ(whole.text(), pieces.text());
  EXPECT_EQ(whole.text(), "Client: HELO client\nClient: \nClient: .\nClient: QUIT\n");
}

TEST(TraceView, NothingThatAClientSendsMovesTheCursor) {
  Paper paper;
  ClientLines(paper.view()).take("a\x1b[2Jb\rc\nd\xC2\x9B\r\n");
  EXPECT_EQ(paper.text(), "Client: a\\x1B[2Jb\\x0Dc\\x0A\nClient: d\\xC2\\x9B\n");
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
  ClientLines(paper.view()).take(std::string(5000, 'x') + "\r\nQUIT\r\n");
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
