// What is said at the wrong time, too often or not at all.

#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "grammar/parameters.hpp"
#include "specials.hpp"

namespace heloport::broken {
namespace {

bool is(const std::string& line, std::string_view verb) {
  return grammar::equal_ignoring_case(std::string_view(line).substr(0, verb.size()), verb);
}

/// The replies to commands that came together come the other way round.
class AnswersInReverse final : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    replies_.insert(replies_.begin(), link.hear(line));
    const bool more = link.waiting().find("\r\n") != std::string::npos;
    if (more && link.phase() != Phase::data) return;
    for (const std::string& reply : std::exchange(replies_, {})) link.say(reply);
  }

 private:
  std::vector<std::string> replies_;
};

/// Of commands that came together the last one is answered.
class AnswersTheLastOfAGroup final : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    const std::string reply = link.hear(line);
    const bool more = link.waiting().find("\r\n") != std::string::npos;
    if (!more || link.phase() == Phase::data) link.say(reply);
  }
};

/// 250 as soon as content comes, and nothing at its end.
class AnswersBeforeTheDot final : public Spoiler {
 public:
  void content(SpoiledLink& link, const std::string& lines) override {
    link.hear(lines);
    if (!std::exchange(said_, true)) link.say("250 2.0.0 Ok\r\n");
  }
  void end_of_data(SpoiledLink& link) override {
    const std::string reply = link.hear_end_of_data();
    if (!std::exchange(said_, false)) link.say(reply);
  }

 private:
  bool said_ = false;
};

/// BDAT is answered when its line has come, and once more when its octets have.
class AnswersAChunkTwice final : public Spoiler {
 public:
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    const std::string reply = link.hear(line + octets);
    link.say(reply + reply);
  }
};

constexpr std::string_view small_letters = "abcdefghijklmnopqrstuvwxyz";

/// A verb in small letters is none.
class KnowsOnlyCapitals final : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    const std::string_view verb = std::string_view(line).substr(0, 4);
    const bool small = verb.find_first_of(small_letters) != std::string_view::npos;
    if (!small || link.phase() == Phase::auth) return Spoiler::command(link, line);
    link.say("500 5.5.2 Command not recognized\r\n");
  }
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    if (line.starts_with("BDAT")) return Spoiler::chunk(link, line, octets);
    link.insert(octets);
    command(link, line);
  }
};

/// The words behind a verb are known in capitals only.
class KnowsWordsInCapitals final : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    const std::size_t path = line.find("> ");
    if (path == std::string::npos || (!is(line, "MAIL") && !is(line, "RCPT"))) {
      return Spoiler::command(link, line);
    }
    const std::string words = line.substr(path, line.find('=', path) - path);
    if (words.find_first_of(small_letters) == std::string::npos) {
      return Spoiler::command(link, line);
    }
    link.say("555 5.5.4 Parameter not recognized\r\n");
  }
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    if (line.find_first_of(small_letters, 5) == std::string::npos) {
      return Spoiler::chunk(link, line, octets);
    }
    link.say("501 5.5.4 What follows the count is no LAST\r\n");
  }
};

/// The client has to speak first.
class GreetsAfterTheClient final : public Spoiler {
 public:
  void greeting(SpoiledLink&, const std::string& reply) override { greeting_ = reply; }
  void command(SpoiledLink& link, const std::string& line) override {
    link.say(std::exchange(greeting_, {}));
    Spoiler::command(link, line);
  }

 private:
  std::string greeting_;
};

/// The first of the replies that LMTP has behind the data.
std::string first_reply(const std::string& replies) {
  std::size_t begin = 0;
  while (begin < replies.size()) {
    const std::size_t end = replies.find("\r\n", begin);
    if (end == std::string::npos) return replies;
    const bool last_line = replies.size() > begin + 3 && replies[begin + 3] == ' ';
    begin = end + 2;
    if (last_line) break;
  }
  return replies.substr(0, begin);
}

bool ends_the_message(const std::string& line) {
  return line.find("LAST") != std::string::npos || line.find("last") != std::string::npos;
}

/// LMTP behind the data, as SMTP does it: one reply for all.
class LmtpAnswersOnce final : public Spoiler {
 public:
  void end_of_data(SpoiledLink& link) override { link.say(first_reply(link.hear_end_of_data())); }
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    link.say(first_reply(link.hear(line + octets)));
  }
};

/// A reply for each RCPT, the refused ones included.
class LmtpAnswersForTheRefused final : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    const std::string reply = link.hear(line);
    if (is(line, "MAIL") || is(line, "RSET")) refused_ = 0;
    if (is(line, "RCPT") && last_code(reply) / 100 != 2) ++refused_;
    link.say(reply);
  }
  void end_of_data(SpoiledLink& link) override {
    link.say(with_the_refused(link.hear_end_of_data()));
  }
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    const std::string replies = link.hear(line + octets);
    link.say(ends_the_message(line) ? with_the_refused(replies) : replies);
  }

 private:
  std::string with_the_refused(std::string replies) {
    for (; refused_ > 0; --refused_) replies += "550 5.1.1 No such user\r\n";
    return replies;
  }
  std::size_t refused_ = 0;
};

/// One reply for each recipient behind every chunk, the last or not.
class LmtpAnswersEachChunkForAll final : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    const std::string reply = link.hear(line);
    if (is(line, "MAIL")) accepted_ = 0;
    if (is(line, "RCPT") && last_code(reply) / 100 == 2) ++accepted_;
    link.say(reply);
  }
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    const std::string reply = link.hear(line + octets);
    link.say(reply);
    if (ends_the_message(line)) return;
    for (std::size_t i = 1; i < accepted_; ++i) link.say(reply);
  }

 private:
  std::size_t accepted_ = 0;
};

/// What LMTP says behind the data, for a number of recipients that is not the right one.
class LmtpMiscounts : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    const std::string reply = link.hear(line);
    if (is(line, "MAIL")) begin();
    if (is(line, "RCPT") && last_code(reply) / 100 == 2) take(line);
    link.say(reply);
  }
  void end_of_data(SpoiledLink& link) override { say_for_all(link, link.hear_end_of_data()); }
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    const std::string replies = link.hear(line + octets);
    ends_the_message(line) ? say_for_all(link, replies) : link.say(replies);
  }

 private:
  virtual void begin() = 0;
  virtual void take(const std::string& line) = 0;
  virtual std::size_t wanted() const = 0;
  void say_for_all(SpoiledLink& link, const std::string& replies) const {
    for (std::size_t i = 0; i < wanted(); ++i) link.say(first_reply(replies));
  }
};

/// One reply for a recipient that was named twice.
class LmtpAnswersDuplicatesOnce final : public LmtpMiscounts {
  void begin() override { recipients_.clear(); }
  void take(const std::string& line) override { recipients_.insert(line); }
  std::size_t wanted() const override { return recipients_.size(); }
  std::set<std::string> recipients_;
};

/// The recipients of the message before are answered for again.
class LmtpRepliesAddUp final : public LmtpMiscounts {
  void begin() override {}
  void take(const std::string&) override { ++recipients_; }
  std::size_t wanted() const override { return recipients_; }
  std::size_t recipients_ = 0;
};

thread_local std::size_t sessions_open = 0;  // a case and its connections live in one thread

/// Whoever comes while a session is open is turned away.
class OneSessionOnly final : public Spoiler {
 public:
  OneSessionOnly() : is_second_(++sessions_open > 1) {}
  OneSessionOnly(const OneSessionOnly&) = delete;
  OneSessionOnly& operator=(const OneSessionOnly&) = delete;
  ~OneSessionOnly() override { --sessions_open; }
  void greeting(SpoiledLink& link, const std::string& reply) override {
    if (!is_second_) return link.say(reply);
    link.say("554 5.3.2 One at a time\r\n");
    link.close();
  }

 private:
  const bool is_second_;
};

constexpr std::array table{
    Special{"answers-in-reverse", made<AnswersInReverse>},
    Special{"answers-the-last-of-a-group", made<AnswersTheLastOfAGroup>},
    Special{"answers-before-the-dot", made<AnswersBeforeTheDot>},
    Special{"answers-a-chunk-twice", made<AnswersAChunkTwice>},
    Special{"knows-only-capitals", made<KnowsOnlyCapitals>},
    Special{"verbs-are-upper-case", made<KnowsOnlyCapitals>},
    Special{"words-are-upper-case", made<KnowsWordsInCapitals>},
    Special{"greets-after-the-client", made<GreetsAfterTheClient>},
    Special{"lmtp-answers-once", made<LmtpAnswersOnce>},
    Special{"lmtp-answers-for-the-refused", made<LmtpAnswersForTheRefused>},
    Special{"lmtp-answers-each-chunk-for-all", made<LmtpAnswersEachChunkForAll>},
    Special{"duplicates-are-answered-once", made<LmtpAnswersDuplicatesOnce>},
    Special{"replies-add-up", made<LmtpRepliesAddUp>},
    Special{"one-session-only", made<OneSessionOnly>},
};

}  // namespace

std::span<const Special> reply_specials() {
  return table;
}

}  // namespace heloport::broken
