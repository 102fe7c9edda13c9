// The verdicts: each of them, and what they are found by.

#include "conformance/case_player.hpp"

#include <gtest/gtest.h>

#include <string>

#include "scripted_link.hpp"

namespace heloport::conformance {
namespace {

Case parsed(const std::string& body, const std::string& head = "") {
  return std::get<Case>(parse_case("a/b/c", "# Claim\n! shows R5321-4.1.1.5-01\n" + head + body));
}

CaseResult played(const std::string& body, const LinkFactory& server = scripted(),
                  const std::string& head = "! begin hello\n") {
  static Case subject;  // results point to it
  subject = parsed(body, head);
  return play_case(subject, server, circumstances(), {});
}

/// A sound server, but that this line is answered so.
LinkFactory answering(std::string line, std::string answer) {
  return scripted([=](std::string_view heard) { return heard == line ? answer : std::string(); });
}

TEST(CaseVerdict, IsSatisfiedWhereAllIsRight) {
  const CaseResult result = played("C: RSET\nC: NOOP\nS: 250\nS: 2yz\nC: FROB\nS: 500\n");
  EXPECT_EQ(result.judgement, Judgement::satisfied) << result.reason;
  EXPECT_EQ(result.codes, "220 250 250 250 500 221");
}

TEST(CaseVerdict, IsViolatedWhereAJudgedReplyIsAnother) {
  const CaseResult result = played("C: RSET\nS: 250\n", answering("RSET", "500 No\r\n"));
  EXPECT_EQ(result.judgement, Judgement::violated);
  EXPECT_EQ(result.reason, "RSET was answered with 500");
  EXPECT_EQ(result.allowed, "250");
  EXPECT_EQ(result.came, "500 No");
  EXPECT_EQ(result.line, 5u);
}

std::string reason(const std::string& body, const LinkFactory& server) {
  return played(body, server).reason;
}

TEST(CaseReason, NamesWhatWasSaidAsItIsTyped) {
  const auto refusing = scripted([](std::string_view heard) {
    return std::string(
        heard.starts_with("EHLO") || heard == "DATA" || heard == "QUIT" ? "" : "500 No\r\n");
  });
  EXPECT_EQ(reason("C: RSET\nS: 250\n", refusing), "RSET was answered with 500");
  EXPECT_EQ(reason("C| RSET\\n\nS: 250\n", refusing), "RSET\\n was answered with 500");
  EXPECT_EQ(reason("C:\nS: 250\n", refusing), "an empty line was answered with 500");
  EXPECT_EQ(reason("C: RSET\nC: NOOP\nS: 250\n", refusing), "RSET\\r\\nNOOP was answered with 500");
  EXPECT_EQ(reason("C: .\nS: 250\n", refusing), ". was answered with 500");
  EXPECT_EQ(reason("C: DATA\nS: 354\nC: .\nS: 5yz\n", scripted()), "the dot was answered with 250");
  EXPECT_EQ(reason("C: NOOP {x*70}\nS: 250\n", refusing),
            "NOOP " + std::string(55, 'x') + "... was answered with 500");
}

TEST(CaseReason, SaysWhatCameInsteadOfAnAnswer) {
  const CaseResult result = played("C: RSET\nS: 250\n", answering("RSET", "@"));
  EXPECT_EQ(result.reason, "the connection was closed instead of an answer");
  EXPECT_EQ(result.came, "the end of the connection");
  EXPECT_EQ(played("C: RSET\nS: 250\n", answering("RSET", "2")).came,
            "part of an answer for 5 seconds");
}

TEST(CaseReason, OfAReplyTooManySaysSo) {
  const auto twice = answering("RSET", "250 Ok\r\n250 Again\r\n");
  const CaseResult result = played("C: RSET\nS: 250\nC: NOOP\nS: 250\n", twice);
  EXPECT_EQ(result.reason,
            "a reply came that nothing asked for: one more than the case has `S:` lines");
  EXPECT_EQ(result.came, "250 Again");
}

// ScriptedLink takes a bare LF for the end of a line, so LF . LF ends a message there.
TEST(CaseReason, NamesTheEndThatTheServerTook) {
  const std::string data = "C: DATA\nS: 354\n";
  EXPECT_EQ(reason(data + "C| text\\n.\\nNOOP\\r\\nNOOP\\r\\n\nC: .\nS: 2yz\n", scripted()),
            "the message ended at LF . LF: NOOP behind it was executed");
  EXPECT_EQ(reason(data + "C| text\\r\\n.\\nNOOP\\r\\n.\\r\\n\nS: 2yz\n", scripted()),
            "the message ended at CRLF . LF: NOOP behind it was executed");
}

// One reply too many is no proof that a command of the content was executed.
TEST(CaseReason, OfAServerThatStammersIsNoEarlyEnd) {
  std::size_t dots = 0;
  const auto stammering = scripted([&dots](std::string_view heard) {
    return std::string(heard == "." && ++dots == 1 ? "250 Ok\r\n250 Ok\r\n" : "");
  });
  EXPECT_EQ(reason("C: DATA\nS: 354\nC: NOOP\nC: .\nS: 2yz\n", stammering).find("ended"),
            std::string::npos);
}

TEST(CaseVerdict, IsLatitudeWhereTheLevelDoesNotBind) {
  const CaseResult result = played("C: RSET\nS: 250\n", answering("RSET", "500 No\r\n"),
                                   "! level SHOULD\n! begin hello\n");
  EXPECT_EQ(result.judgement, Judgement::latitude);
}

TEST(CaseVerdict, IsInconclusiveWhereASupposedReplyIsAnother) {
  const CaseResult result = played("C: RSET\nS? 250\n", answering("RSET", "500 No\r\n"));
  EXPECT_EQ(result.judgement, Judgement::inconclusive);
}

TEST(CaseVerdict, IsInconclusiveWhereTlsOrALoginComesFirst) {
  const auto guarded = answering("RSET", "530 5.7.0 STARTTLS first\r\n");
  EXPECT_EQ(played("C: RSET\nS: 250\n", guarded).judgement, Judgement::inconclusive);
  EXPECT_EQ(played("C: RSET\nS: 530\n", guarded).judgement, Judgement::satisfied);
}

TEST(CaseVerdict, IsInconclusiveWhereTheServerGoes) {
  const auto going = answering("RSET", "421 Bye\r\n@");
  EXPECT_EQ(played("C: RSET\nS: 250\n", going).judgement, Judgement::inconclusive);
  EXPECT_EQ(played("C: RSET\nS: 250\n", going, "! judges 421\n! begin hello\n").judgement,
            Judgement::violated);
}

TEST(CaseVerdict, IsInconclusiveWhereTheServerClosesBehindARefusal) {
  const std::string body = "C: RSET\nS: 5yz\nC: NOOP\nS: 250\n";
  const auto closing = answering("RSET", "500 No\r\n@");
  EXPECT_EQ(played(body, closing).judgement, Judgement::inconclusive);
  EXPECT_EQ(played(body, closing, "! judges 421\n! begin hello\n").judgement, Judgement::violated);
}

TEST(CaseVerdict, IsViolatedByAServerThatClosesWithoutAWord) {
  EXPECT_EQ(played("C: RSET\nS: 250\n", answering("RSET", "@")).judgement, Judgement::violated);
}

TEST(CaseVerdict, IsViolatedByAReplyTooMany) {
  const auto twice = answering("RSET", "250 Ok\r\n250 Ok\r\n");
  EXPECT_EQ(played("C: RSET\nS: 250\n", twice).judgement, Judgement::violated);
  EXPECT_EQ(played("C: RSET\nS: 250\nC: NOOP\nS: 250\n", twice).judgement, Judgement::violated);
}

TEST(CaseVerdict, IsViolatedByARefusalTooMany) {
  // A server that took one command for two may refuse the second and go.
  const auto twice = answering("RSET", "250 Ok\r\n554 No\r\n@");
  EXPECT_EQ(played("C: RSET\nS: 250\n", twice).judgement, Judgement::violated);
  EXPECT_EQ(played("C: RSET\nS: 250\nC: NOOP\nS: 250\n", twice).judgement, Judgement::violated);
}

TEST(CaseVerdict, IsNoneWhereTheServerGoesUnasked) {
  const auto going = answering("RSET", "250 Ok\r\n421 Bye\r\n@");
  EXPECT_EQ(played("C: RSET\nS: 250\n", going).judgement, Judgement::satisfied);
  EXPECT_EQ(played("C: RSET\nS: 250\nC: NOOP\nS: 250\n", going).judgement, Judgement::inconclusive);
}

TEST(CaseVerdict, IsViolatedByAReplyTooFew) {
  EXPECT_EQ(played("C: RSET\nS: 250\n", answering("RSET", "2")).judgement, Judgement::violated);
}

TEST(CaseVerdict, IsViolatedByWordsWhereSilenceIsDue) {
  EXPECT_EQ(played("C| NOOP\n\nC| \\r\\n\nS: 250\n").judgement, Judgement::satisfied);
  EXPECT_EQ(played("C| NOOP\\n\n\nC| \\r\\n\nS: 250\n").judgement, Judgement::violated);
}

TEST(CaseVerdict, JudgesTheEndOfTheConnection) {
  EXPECT_EQ(played("C: QUIT\nS: 221\n! closed\n").judgement, Judgement::satisfied);
  EXPECT_EQ(played("C: NOOP\nS: 250\n! closed\n").judgement, Judgement::violated);
}

TEST(CaseVerdict, LeavesTheRestOutWhereToldTo) {
  const std::string rest = "C: NOOP\nS: 599\n";
  EXPECT_EQ(played("C: RSET\nS: 250\n! end if 250\n" + rest).judgement, Judgement::satisfied);
  EXPECT_EQ(played("C: RSET\nS: 250\n! end unless 5yz\n" + rest).judgement, Judgement::satisfied);
  EXPECT_EQ(played("C: RSET\nS: 250\n! skip if 250\n" + rest).judgement, Judgement::inconclusive);
  EXPECT_EQ(played("C: RSET\nS: 250\n! end if 5yz\n" + rest).judgement, Judgement::violated);
  EXPECT_EQ(played("C: QUIT\nS: 221\n! end if closed\n" + rest).judgement, Judgement::satisfied);
}

TEST(CaseVerdict, JudgesPropertiesOfOneReplyOrAll) {
  EXPECT_EQ(played("C: RSET\nS: 250\n! reply one line\n").judgement, Judgement::satisfied);
  EXPECT_EQ(played("C: RSET\nS: 250\n! replies one line\n").judgement, Judgement::violated);
}

TEST(CaseVerdict, NeedsTlsWhereTheCaseDoes) {
  EXPECT_EQ(played("C: RSET\nS: 250\n! tls\n").judgement, Judgement::violated);
  EXPECT_EQ(played("C: RSET\nS: 250\n! no tls\n").judgement, Judgement::satisfied);
}

TEST(CaseVerdict, JudgesASecondConnection) {
  EXPECT_EQ(played("! connect\nC: NOOP\nS: 250\n").judgement, Judgement::satisfied);
  std::size_t connections = 0;
  const LinkFactory one_alone = [&]() -> std::variant<std::unique_ptr<PeerLink>, std::string> {
    if (++connections > 1) return "refused";
    return scripted()();
  };
  EXPECT_EQ(played("! connect\nC: NOOP\nS: 250\n", one_alone).judgement, Judgement::violated);
}

TEST(CaseVerdict, SaysWhatItSawAndNoPassword) {
  Circumstances here = circumstances();
  here.entrance.user = "ann";
  here.entrance.password = "secret";
  const Case subject = parsed("C: RSET {base64:{password}}\nS: 250\n", "! begin hello\n");
  const auto server = scripted([](std::string_view line) {
    return std::string(line.starts_with("AUTH") ? "235 Ok\r\n" : "");
  });
  const CaseResult result = play_case(subject, server, here, {});
  EXPECT_EQ(result.judgement, Judgement::satisfied) << result.reason;
  ASSERT_GE(result.session.size(), 7u);
  EXPECT_EQ(result.session[5], "C: AUTH PLAIN (hidden)");
  EXPECT_EQ(result.session[7], "C: RSET {base64:{password}}");
}

TEST(CaseVerdict, OfACaseWithAMistakeIsInconclusive) {
  const CaseResult result = played("C: {nobody knows}\n");
  EXPECT_EQ(result.judgement, Judgement::inconclusive);
  EXPECT_EQ(result.line, 4u);
}

}  // namespace
}  // namespace heloport::conformance
