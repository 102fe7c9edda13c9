// Facts about the spoiler: what each rule does to a session, and that no rule does nothing.

#include <gtest/gtest.h>

#include "fault_text.hpp"
#include "sound_server.hpp"
#include "specials.hpp"
#include "spoiled_link.hpp"

namespace heloport::broken {
namespace {

using std::chrono::milliseconds;
using Kind = conformance::PeerLink::Received::Kind;

SoundServer& server(bool lmtp = false) {
  static SoundServer everything{ServerChoice{}};
  static SoundServer local{ServerChoice{.lmtp = true, .without = {}}};
  return lmtp ? local : everything;
}

/// A session with the sound server, spoilt by the rules of one fault.
class Spoilt {
 public:
  explicit Spoilt(const std::string& rules, bool lmtp = false) {
    const std::string text = rules.empty() ? "in data on none mute" : rules;
    LoadedFaults loaded = parse_faults("fault one\n" + text + "\n", "test");
    EXPECT_EQ(loaded.errors, std::vector<std::string>());
    fault_ = std::move(loaded.faults.front());
    link_ = std::make_unique<SpoiledLink>(server(lmtp).connect(), spoiler_of(fault_));
    greeting = all();
  }

  /// The replies to these lines, each by its code: "250 354"; the whole text is in `said`.
  std::string codes(std::string_view lines) { return writes(std::string(lines) + "\r\n"); }

  std::string writes(std::string_view octets) {
    if (!link_->write(octets)) return "refused";
    said = all();
    return codes_of(said);
  }
  /// Lets time pass, in vain or not.
  std::string waits() {
    said = link_->read(milliseconds(100)).octets;
    return codes_of(said);
  }

  bool ended() { return link_->read(milliseconds(0)).kind == Kind::end; }
  SpoiledLink& link() { return *link_; }
  std::string greeting;
  std::string said;

 private:
  std::string all() {
    std::string octets;
    for (auto got = link_->read(milliseconds(0)); got.kind == Kind::octets;
         got = link_->read(milliseconds(0))) {
      octets += got.octets;
    }
    return octets;
  }
  static std::string codes_of(const std::string& replies) {
    std::string codes;
    for (std::size_t at = 0; at < replies.size(); at = replies.find('\n', at) + 1) {
      if (replies.size() > at + 3 && replies[at + 3] == '-') continue;
      codes += (codes.empty() ? "" : " ") + replies.substr(at, 3);
    }
    return codes;
  }

  Fault fault_;
  std::unique_ptr<SpoiledLink> link_;
};

constexpr std::string_view hello = "EHLO client.example.org";
constexpr std::string_view mail = "MAIL FROM:<ann@example.net>";
constexpr std::string_view rcpt = "RCPT TO:<bob@example.org>";

std::string lines(std::initializer_list<std::string_view> all) {
  std::string joined;
  for (const std::string_view line : all)
    joined += (joined.empty() ? "" : "\r\n") + std::string(line);
  return joined;
}

TEST(Spoiler, WithoutAFaultNothingChanges) {
  Spoilt talk("");
  EXPECT_TRUE(talk.greeting.starts_with("220 mx.example.org"));
  EXPECT_EQ(talk.codes(lines({hello, mail, rcpt, "DATA"})), "250 250 250 354");
  EXPECT_EQ(talk.codes("..\r\n.\r\nNOOP"), "250 250");
  EXPECT_EQ(talk.codes(lines({mail, rcpt, "BDAT 3", "a"})), "250 250 250");
  EXPECT_EQ(talk.codes("BDAT 0 LAST"), "250");
  EXPECT_EQ(talk.codes("STARTTLS"), "220");
  EXPECT_EQ(talk.link().start_tls(), std::nullopt);
  EXPECT_EQ(talk.codes(mail), "503");
  EXPECT_EQ(talk.codes(lines({hello, "AUTH LOGIN"})), "250 334");
  EXPECT_EQ(talk.codes("*\r\nQUIT"), "501 221");
  EXPECT_TRUE(talk.ended());
}

TEST(Spoiler, SayKeepsTheCommandFromTheServer) {
  Spoilt talk("in rcpt on RSET say 250 2.0.0 Ok");
  EXPECT_EQ(talk.codes(lines({hello, mail, "RSET", rcpt})), "250 250 250 503");
  EXPECT_EQ(talk.codes(lines({mail, rcpt, "rset", "DATA"})), "250 250 250 354");
}

TEST(Spoiler, HearChangesTheCommand) {
  Spoilt talk("on MAIL .* SIZE=\\d+ hear s/ SIZE=\\d+//");
  EXPECT_EQ(talk.codes(lines({hello, std::string(mail) + " SIZE=99999999"})), "250 250");
  Spoilt other("on NOOP hear RSET");
  EXPECT_EQ(other.codes(lines({hello, mail, "NOOP", rcpt})), "250 250 250 503");
}

TEST(Spoiler, AnswerChangesTheReply) {
  Spoilt talk("on NOOP answer 200 Fine");
  EXPECT_EQ(talk.codes(lines({hello, "NOOP"})), "250 200");
  Spoilt line("on EHLO answer s/^250([- ])PIPELINING$//");
  line.codes(hello);
  EXPECT_EQ(line.said.find("PIPELINING"), std::string::npos);
  EXPECT_EQ(line.said.find("\r\n\r\n"), std::string::npos);
  Spoilt end("reply s/\\r\\n/\\n/");
  end.codes(hello);
  EXPECT_EQ(end.said.find('\r'), std::string::npos);
}

TEST(Spoiler, TheLastLineOfAReplyStaysTheLast) {
  Spoilt talk("on EHLO answer s/^250 .*//");
  EXPECT_EQ(talk.codes(hello), "250");
}

TEST(Spoiler, RepliesAreDoubledLostOrCutOff) {
  Spoilt twice("on NOOP twice");
  EXPECT_EQ(twice.codes("NOOP"), "250 250");
  Spoilt mute("on NOOP mute");
  EXPECT_EQ(mute.codes("NOOP\r\nRSET"), "250");
  EXPECT_EQ(mute.waits(), "");
  Spoilt close("on NOOP close");
  EXPECT_EQ(close.codes("NOOP\r\nRSET"), "");
  EXPECT_TRUE(close.ended());
  EXPECT_EQ(close.codes("RSET"), "refused");
  Spoilt last("on NOOP say 421 4.3.2 Bye and close");
  EXPECT_EQ(last.codes("NOOP\r\nRSET"), "421");
  EXPECT_TRUE(last.ended());
}

TEST(Spoiler, AfterCountsWhatFits) {
  Spoilt talk("after 2 on NOOP say 500 Enough");
  EXPECT_EQ(talk.codes("NOOP\r\nNOOP\r\nRSET\r\nNOOP\r\nNOOP"), "250 250 250 500 500");
}

TEST(Spoiler, LetterCaseMattersWhereTheRuleSaysSo) {
  Spoilt talk("in hello exactly on no say 500 Shout");
  EXPECT_EQ(talk.codes(lines({hello, "NOOP", "noop", "nOop"})), "250 250 500 250");
}

TEST(Spoiler, PhasesAreToldApart) {
  Spoilt talk(
      "in greeting on NOOP say 211 a\nin hello on NOOP say 212 b\nin mail on NOOP say 213 c\n"
      "in rcpt on NOOP say 214 d\nin chunks on NOOP say 215 e\nin auth on NOOP say 216 f");
  EXPECT_EQ(talk.codes("NOOP"), "211");
  EXPECT_EQ(talk.codes(lines({hello, "NOOP"})), "250 212");
  EXPECT_EQ(talk.codes(lines({mail, "NOOP", rcpt, "NOOP"})), "250 213 250 214");
  EXPECT_EQ(talk.codes(lines({"BDAT 0", "NOOP", "RSET", "NOOP"})), "250 215 250 212");
  EXPECT_EQ(talk.codes(lines({"AUTH SCRAM-SHA-256", "NOOP"})), "334 216");
}

TEST(Spoiler, TlsIsToldFromClear) {
  Spoilt talk("in tls on NOOP say 211 a\nin clear,hello on NOOP say 212 b");
  EXPECT_EQ(talk.codes(lines({"NOOP", hello, "NOOP", "STARTTLS"})), "250 250 212 220");
  EXPECT_EQ(talk.link().start_tls(), std::nullopt);
  EXPECT_EQ(talk.codes("NOOP"), "211");
}

TEST(Spoiler, TheGreetingIsAReply) {
  EXPECT_EQ(Spoilt("greeting 554 No").greeting, "554 No\r\n");
  EXPECT_TRUE(Spoilt("greeting s/mx/my/").greeting.starts_with("220 my.example.org"));
  EXPECT_EQ(Spoilt("greeting mute").greeting, "");
}

TEST(Spoiler, TheEndOfTheDataIsAReply) {
  Spoilt talk("end of data answer s/^250/550/");
  EXPECT_EQ(talk.codes(lines({hello, mail, rcpt, "DATA"})), "250 250 250 354");
  EXPECT_EQ(talk.codes("hi\r\n.\r\nNOOP"), "550 250");
  EXPECT_EQ(talk.codes(lines({mail, rcpt, "BDAT 0 LAST"})), "250 250 550");
}

TEST(Spoiler, ContentIsChangedAndCountedAnew) {
  Spoilt talk("content s/bare/a\\nb/");
  EXPECT_EQ(talk.codes(lines({hello, mail, rcpt, "BDAT 6 LAST", "bare"})), "250 250 250 550")
      << talk.said;
  EXPECT_EQ(talk.codes(lines({mail, rcpt, "BDAT 6 LAST", "fine", "NOOP"})), "250 250 250 250");
}

TEST(Spoiler, InputIsChangedBeforeLinesAreFound) {
  Spoilt talk("input s/\\n/\\r\\n/ unless \\r\\n");
  EXPECT_EQ(talk.writes("NOOP\nNOOP\r\nNOOP\n"), "250 250 250");
  EXPECT_EQ(talk.writes("NOOP\r"), "");
  EXPECT_EQ(talk.writes("\nNOOP\r\n"), "250 250");
}

TEST(Spoiler, ACrIsLookedAtWithWhatFollowsAndHeldBackFromNobody) {
  Spoilt talk("input s/\\n\\.\\n/x/");
  EXPECT_EQ(talk.writes(lines({hello, mail, rcpt, "BDAT 2\r\na\r"})), "250 250 250 250");
  EXPECT_EQ(talk.writes("BDAT 1 LAST\r\n\nNOOP\r\n"), "250 250");
}

TEST(Spoiler, LinesOfContentFitWhereDataIsSaid) {
  Spoilt talk("in data on QUIT say 221 2.0.0 Bye and close");
  EXPECT_EQ(talk.codes(lines({hello, mail, rcpt, "DATA"})), "250 250 250 354");
  EXPECT_EQ(talk.codes("hi\r\nQUIT"), "221");
  EXPECT_TRUE(talk.ended());
}

TEST(Spoiler, AnInventedDataSwallowsItsContent) {
  Spoilt talk("in hello on DATA say 354 Go on");
  EXPECT_EQ(talk.codes(lines({hello, "DATA"})), "250 354");
  EXPECT_EQ(talk.codes("NOOP\r\n.\r\nNOOP"), "250 250");
  Spoilt mute("in hello on DATA say 354 Go on\non \\.$ mute");
  EXPECT_EQ(mute.codes(lines({hello, "DATA"})), "250 354");
  EXPECT_EQ(mute.codes("NOOP\r\n.\r\nNOOP"), "250");
}

TEST(Spoiler, AnInventedExchangeTakesOneLine) {
  Spoilt talk("on AUTH PLAIN say 334 ");
  EXPECT_EQ(talk.codes(lines({hello, "AUTH PLAIN", "AAAA", "NOOP"})), "250 334 235 250");
  Spoilt asks("on AUTH PLAIN say 334 \nin auth on AAAA say 334 \nin auth on BBBB say 535 No");
  EXPECT_EQ(asks.codes(lines({hello, "AUTH PLAIN", "AAAA", "BBBB", "NOOP"})),
            "250 334 334 535 250");
}

TEST(Spoiler, AChunkIsCountedAsItIsHeard) {
  Spoilt talk("on BDAT 6 hear s/6/3/");
  EXPECT_EQ(talk.writes(lines({hello, mail, rcpt, "BDAT 6 LAST", "abcNOOP\r\n"})),
            "250 250 250 250 250");
}

TEST(Spoiler, LmtpAnswersForEach) {
  Spoilt talk("special lmtp-answers-once", true);
  EXPECT_EQ(talk.codes(lines({"LHLO client.example.org", mail, rcpt, rcpt, "DATA"})),
            "250 250 250 250 354");
  EXPECT_EQ(talk.codes("hi\r\n.\r\nNOOP"), "250 250");
}

TEST(Spoiler, ClearOctetsAreRunInsideTls) {
  Spoilt talk("special starttls-keeps-clear-octets");
  EXPECT_EQ(talk.codes(lines({hello, "STARTTLS", "NOOP"})), "250 220");
  EXPECT_EQ(talk.link().start_tls(), std::nullopt);
  EXPECT_EQ(talk.waits(), "250");
}

TEST(Spoiler, BeforeItsCrlfALineIsNone) {
  Spoilt sound("");
  EXPECT_EQ(sound.writes("NO"), "");
  EXPECT_EQ(sound.waits(), "");
  EXPECT_EQ(sound.writes("OP\r\n"), "250");
  Spoilt talk("special answers-before-crlf");
  EXPECT_EQ(talk.writes("NOOP"), "250");
  EXPECT_EQ(talk.writes("\r\nNOOP\r\n"), "250");
}

TEST(Spoiler, EachSpecialLetsASessionBegin) {
  for (const auto& table : {framing_specials(), state_specials(), reply_specials()}) {
    for (const Special& special : table) {
      Spoilt talk("special " + std::string(special.name));
      EXPECT_TRUE(talk.codes(hello).ends_with("250")) << special.name;
    }
  }
}

}  // namespace
}  // namespace heloport::broken
