// The suite as a whole: order, a second look, and where a message ends.

#include "conformance/suite.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include "conformance/reconnaissance.hpp"
#include "conformance/smuggling.hpp"
#include "scripted_link.hpp"

namespace heloport::conformance {
namespace {

/// Never says anything, and tells how long it is waited for.
class SilentLink final : public PeerLink {
 public:
  explicit SilentLink(std::function<void(std::chrono::milliseconds)> waited)
      : waited_(std::move(waited)) {}
  bool write(std::string_view) override { return true; }
  Received read(std::chrono::milliseconds patience) override {
    waited_(patience);
    return {};
  }
  void end_writing() override {}

 private:
  std::function<void(std::chrono::milliseconds)> waited_;
};

std::vector<Case> some_cases(std::size_t count) {
  std::vector<Case> cases;
  for (std::size_t i = 0; i < count; ++i) {
    cases.push_back(std::get<Case>(
        parse_case("a/b/" + std::to_string(i),
                   "# Claim\n! shows R5321-4.1.1.5-01\n! begin hello\nC: RSET\nS: 250\n")));
  }
  return cases;
}

std::vector<const Case*> pointers(const std::vector<Case>& cases) {
  std::vector<const Case*> all;
  for (const Case& one : cases) all.push_back(&one);
  return all;
}

TEST(SuiteRun, TellsResultsInOrderWhateverTheJobs) {
  const auto cases = some_cases(50);
  std::vector<std::string> told;
  std::size_t done = 0;
  Observer observer;
  observer.result = [&](const CaseResult& result) { told.push_back(result.subject->id); };
  observer.progress = [&](const Progress& progress) { done = progress.done; };
  const auto run =
      run_suite(pointers(cases), scripted(), circumstances(), SuiteOptions(), observer);
  ASSERT_EQ(told.size(), 50u);
  for (std::size_t i = 0; i < 50; ++i) EXPECT_EQ(told[i], cases[i].id);
  EXPECT_EQ(done, 50u);
  EXPECT_EQ(count(run).satisfied, 50u);
}

TEST(SuiteRun, AccusesNobodyWhoWasWrongOnce) {
  std::atomic<int> sessions{0};
  const LinkFactory server = [&] {
    const bool first = sessions++ == 0;
    return scripted([first](std::string_view line) {
      return std::string(first && line == "RSET" ? "500 No\r\n" : "");
    })();
  };
  const auto cases = some_cases(1);
  SuiteOptions options;
  options.jobs = 1;
  const auto twice = run_suite(pointers(cases), server, circumstances(), options, {});
  EXPECT_EQ(twice.results[0].judgement, Judgement::inconclusive);
  options.look_twice = false;
  sessions = 0;
  const auto once = run_suite(pointers(cases), server, circumstances(), options, {});
  EXPECT_EQ(once.results[0].judgement, Judgement::violated);
}

TEST(SuiteRun, AccusesAServerThatAnInputEndsForGood) {
  std::atomic<bool> gone{false};
  const LinkFactory server = [&]() -> std::variant<std::unique_ptr<PeerLink>, std::string> {
    if (gone) return "refused";
    return scripted([&](std::string_view line) {
      if (line == "RSET") gone = true;
      return std::string(line == "RSET" ? "@" : "");
    })();
  };
  const auto cases = some_cases(1);
  const auto run = run_suite(pointers(cases), server, circumstances(), SuiteOptions(), {});
  EXPECT_EQ(run.results[0].judgement, Judgement::violated);
  EXPECT_NE(run.results[0].reason.find("cannot be reached"), std::string::npos);
}

TEST(SuiteRun, WaitsLessForAServerThatOftenSaysNothing) {
  std::atomic<long> longest{0};
  std::atomic<long> shortest{1'000'000};
  const LinkFactory server = [&]() -> std::variant<std::unique_ptr<PeerLink>, std::string> {
    return std::make_unique<SilentLink>([&](std::chrono::milliseconds patience) {
      longest = std::max<long>(longest, patience.count());
      if (patience.count() > 0) shortest = std::min<long>(shortest, patience.count());
    });
  };
  const auto cases = some_cases(30);
  SuiteOptions options;
  options.jobs = 1;
  run_suite(pointers(cases), server, circumstances(), options, {});
  EXPECT_GT(longest, 4900);
  EXPECT_LE(shortest, 1000);
}

TEST(SuiteRun, CountsAShouldAsAMustWhenItIsStrict) {
  auto cases = some_cases(1);
  const auto wrong = scripted(
      [](std::string_view line) { return std::string(line == "RSET" ? "500 No\r\n" : ""); });
  const auto judged = [&](Level level, bool strict) {
    cases[0].level = level;
    SuiteOptions options;
    options.strict = strict;
    return run_suite(pointers(cases), wrong, circumstances(), options, {}).results[0].judgement;
  };
  EXPECT_EQ(judged(Level::should, false), Judgement::latitude);
  EXPECT_EQ(judged(Level::should, true), Judgement::violated);
  EXPECT_EQ(judged(Level::may, true), Judgement::latitude);
}

TEST(EndOfDataVectors, AreAllOfThem) {
  const auto vectors = end_of_data_vectors();
  EXPECT_EQ(vectors.size(), 1800u);
  const auto ends = std::count_if(vectors.begin(), vectors.end(),
                                  [](const Vector& vector) { return vector.is_end; });
  EXPECT_EQ(ends, 9);
}

EndOfData::Outcome outcome_of(const std::string& octets, const LinkFactory& server) {
  return probe_end_of_data({octets, "dot"}, Position::after_body_line, server, circumstances(), {})
      .outcome;
}

// The scripted server takes LF for a line end, so that LF.LF ends its data.
TEST(EndOfDataProbe, FindsWhereTheMessageEnds) {
  using Outcome = EndOfData::Outcome;
  EXPECT_EQ(outcome_of("\r.\r", scripted()), Outcome::carried_on);
  EXPECT_EQ(outcome_of("\r\n.\r\n", scripted()), Outcome::ended);
  EXPECT_EQ(outcome_of("\n.\n", scripted()), Outcome::ended);
  const auto refusing =
      scripted([](std::string_view line) { return std::string(line == "." ? "554 No\r\n@" : ""); });
  EXPECT_EQ(outcome_of("\r.\r", refusing), Outcome::refused);
  const auto mute =
      scripted([](std::string_view line) { return std::string(line == "." ? "25" : ""); });
  EXPECT_EQ(outcome_of("\r.\r", mute), Outcome::unclear);
}

// RFC 5321, 4.1.1.4: what stands before and behind a vector makes an end of it, or does not.
TEST(EndOfDataProbe, KnowsATrueEndAtEachPosition) {
  const auto is_end = [](const std::string& octets, Position position) {
    return probe_end_of_data({octets, "dot"}, position, scripted(), circumstances(), {}).is_end;
  };
  for (Position anywhere : {Position::first_line, Position::after_header, Position::after_body_line,
                            Position::last_line}) {
    EXPECT_TRUE(is_end("\r\n.\r\n", anywhere));
    EXPECT_FALSE(is_end("\n.\n", anywhere));
  }
  EXPECT_TRUE(is_end(".\r\n", Position::first_line));
  EXPECT_TRUE(is_end(".\r\n", Position::after_header));
  EXPECT_FALSE(is_end(".\r\n", Position::after_body_line));
  EXPECT_TRUE(is_end("\r\n.", Position::last_line));
  EXPECT_TRUE(is_end("\r\r\n.", Position::last_line));
  EXPECT_FALSE(is_end("\r\n.\r", Position::last_line));
  EXPECT_FALSE(is_end("\r\n.", Position::after_body_line));
}

TEST(EndOfDataJudgement, NamesTheVectorThatEndedAMessage) {
  const auto row = [](const char* vector, bool is_end, EndOfData::Outcome outcome) {
    return EndOfData{vector, std::string(position_name(Position::after_body_line)), is_end,
                     outcome};
  };
  using Outcome = EndOfData::Outcome;
  const auto judged = [](std::vector<EndOfData> rows) { return judge_end_of_data(rows)[0]; };
  const auto wrong = judged({row("\\n.\\n", false, Outcome::ended)});
  EXPECT_EQ(wrong.judgement, Judgement::violated);
  EXPECT_EQ(wrong.reason, "the message ended at \\n.\\n");
  EXPECT_EQ(wrong.subject->id, "smuggling/vectors/dot");
  const auto missed = judged({row("\\r\\n.\\r\\n", true, Outcome::carried_on)});
  EXPECT_EQ(missed.judgement, Judgement::violated);
  EXPECT_EQ(judged({row("\\r\\r\\n.\\r\\n", true, Outcome::refused)}).judgement,
            Judgement::satisfied);
  EXPECT_EQ(judged({row("\\n.\\n", false, Outcome::unclear)}).judgement, Judgement::inconclusive);
  EXPECT_EQ(judged({row("\\n..\\n", false, Outcome::carried_on)}).subject->id,
            "smuggling/vectors/two-dots");
}

Circumstances found(const Wishes& wishes, const LinkFactory& server,
                    std::vector<std::string>& notes) {
  auto result = reconnoitre(wishes, server, {}, notes);
  EXPECT_TRUE(std::holds_alternative<Circumstances>(result));
  return std::get<Circumstances>(std::move(result));
}

TEST(Reconnaissance, FindsOffersAndAddresses) {
  std::vector<std::string> notes;
  const auto server = scripted([](std::string_view line) {
    return std::string(line.find("nobody") != line.npos ? "550 No\r\n" : "");
  });
  Wishes wishes;
  wishes.recipients = {"bob@example.org"};
  const Circumstances here = found(wishes, server, notes);
  EXPECT_EQ(here.keywords, (std::vector<std::string>{"SIZE 1000", "DSN"}));
  EXPECT_EQ(here.server, "mx.example.org");
  EXPECT_EQ(here.rcpt, "bob@example.org");
  EXPECT_EQ(here.rcpt2, "postmaster");
  EXPECT_EQ(here.nobody, "heloport-check-nobody@example.org");
  EXPECT_EQ(here.foreign, "");
  EXPECT_TRUE(notes.empty());
}

TEST(Reconnaissance, TellsWhatItCouldNotFindOut) {
  std::vector<std::string> notes;
  const auto server = scripted([](std::string_view line) {
    return std::string(line.starts_with("RCPT") ? "550 No\r\n" : "");
  });
  EXPECT_EQ(found({}, server, notes).rcpt, "");
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0], "no recipient is accepted; --rcpt names one");
  const LinkFactory nobody = [] {
    return std::variant<std::unique_ptr<PeerLink>, std::string>("no");
  };
  EXPECT_EQ(std::get<std::string>(reconnoitre({}, nobody, {}, notes)), "no");
}

using Obstacle = conformance::Obstacle::Kind;

// Line: what it is answered with instead of what the scripted server says.
Obstacle obstacle_of(const std::string& begin, const std::string& answer, Wishes wishes = {}) {
  std::vector<std::string> notes;
  const auto server = scripted(
      [=](std::string_view line) { return line.starts_with(begin) ? answer : std::string(); });
  const Circumstances here = found(wishes, server, notes);
  EXPECT_EQ(std::count(notes.begin(), notes.end(), here.obstacle.why),
            here.obstacle.kind == Obstacle::none ? 0 : 1);
  return here.obstacle.kind;
}

TEST(Reconnaissance, TellsWhatKeepsItFromMail) {
  EXPECT_EQ(obstacle_of("NOOP", ""), Obstacle::none);
  EXPECT_EQ(obstacle_of("EHLO", "@"), Obstacle::silence);
  EXPECT_EQ(obstacle_of("EHLO", "500 What?\r\n"), Obstacle::protocol);
  EXPECT_EQ(obstacle_of("EHLO", "554 No\r\n@"), Obstacle::session);
  EXPECT_EQ(obstacle_of("MAIL", "530 No\r\n"), Obstacle::sender);
  EXPECT_EQ(obstacle_of("RCPT", "550 No\r\n"), Obstacle::recipient);
  const LinkFactory mute = scripted([](std::string_view) { return ""; }, "");
  std::vector<std::string> notes;
  EXPECT_EQ(found({}, mute, notes).obstacle.kind, Obstacle::silence);
}

TEST(Reconnaissance, TellsAWrongPasswordFromAServerThatIsWrong) {
  Wishes wishes;
  wishes.entrance.user = "ann";
  const auto server_with = [](const std::string& answer) {
    return scripted([=](std::string_view line) -> std::string {
      if (line.starts_with("EHLO")) return "250-mx.example.org\r\n250 AUTH PLAIN\r\n";
      return line.starts_with("AUTH") ? answer : "";
    });
  };
  std::vector<std::string> notes;
  EXPECT_EQ(found(wishes, server_with("235 Hello\r\n"), notes).obstacle.kind, Obstacle::none);
  const auto refused = found(wishes, server_with("535 5.7.8 No\r\n"), notes).obstacle;
  EXPECT_EQ(refused.kind, Obstacle::login);
  EXPECT_EQ(refused.why,
            "the server refused the login of ann: 535 5.7.8 No; is the password right?");
  EXPECT_EQ(found(wishes, server_with("454 Later\r\n"), notes).obstacle.kind, Obstacle::session);
  EXPECT_EQ(found(wishes, scripted(), notes).obstacle.why,
            "AUTH PLAIN is not offered in clear; --tls may help");
}

}  // namespace
}  // namespace heloport::conformance
