// What is forgotten and should be kept, and what is kept and should be forgotten.

#include <array>
#include <string>
#include <vector>

#include "grammar/parameters.hpp"
#include "specials.hpp"

namespace heloport::broken {
namespace {

bool is(const std::string& line, std::string_view verb) {
  return grammar::equal_ignoring_case(std::string_view(line).substr(0, verb.size()), verb);
}

/// Keeps what opened the session and the transaction, so that it can be said again.
class Remembering : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    const std::string reply = link.hear(line);
    remember(line, reply);
    link.say(reply);
  }

 protected:
  void remember(const std::string& line, const std::string& reply) {
    if (last_code(reply) / 100 != 2) return;
    if (is(line, "EHLO") || is(line, "LHLO")) hello_ = line;
    if (is(line, "MAIL")) envelope_ = {line};
    if (is(line, "RCPT")) envelope_.push_back(line);
    if (is(line, "RSET")) envelope_.clear();
  }
  void say_hello_again(SpoiledLink& link) const {
    if (!hello_.empty()) link.hear(hello_);
  }
  void say_envelope_again(SpoiledLink& link, std::size_t lines_max) const {
    for (std::size_t i = 0; i < envelope_.size() && i < lines_max; ++i) link.hear(envelope_[i]);
  }

 private:
  std::string hello_;
  std::vector<std::string> envelope_;
};

/// CVE-2011-0411: what came in clear behind STARTTLS is run as if it had come inside TLS.
class StarttlsKeepsClearOctets final : public Spoiler {
 public:
  bool keeps_clear_octets() const override { return true; }
  void behind_starttls(SpoiledLink&, const std::string& octets) override { kept_ += octets; }
  std::optional<std::string> handshake(SpoiledLink& link) override {
    auto failure = Spoiler::handshake(link);
    if (!failure) link.insert(kept_);
    return failure;
  }

 private:
  std::string kept_;
};

class KeepsHelloAcrossStarttls final : public Remembering {
 public:
  std::optional<std::string> handshake(SpoiledLink& link) override {
    auto failure = Spoiler::handshake(link);
    if (!failure) say_hello_again(link);
    return failure;
  }
};

class KeepsTheTransactionAcrossStarttls final : public Remembering {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    if (is(line, "STARTTLS")) link.hear("RSET\r\n");
    Remembering::command(link, line);
  }
  std::optional<std::string> handshake(SpoiledLink& link) override {
    auto failure = Spoiler::handshake(link);
    if (failure) return failure;
    say_hello_again(link);
    say_envelope_again(link, 100);
    return failure;
  }
};

/// Once it has greeted in clear, it greets inside TLS, too.
class GreetsBehindTheHandshake final : public Spoiler {
 public:
  std::optional<std::string> handshake(SpoiledLink& link) override {
    auto failure = Spoiler::handshake(link);
    if (!failure && link.greeted()) link.say("220 mx.example.org ESMTP\r\n");
    return failure;
  }
};

/// The handshake fails, whoever begins it.
class CannotShakeHands final : public Spoiler {
 public:
  std::optional<std::string> handshake(SpoiledLink& link) override {
    link.break_off();
    return "the server cannot";
  }
};

/// After the end of the data, `lines_max` lines of the envelope stay.
template <std::size_t lines_max>
class KeepsTheEnvelopeAfterTheData final : public Remembering {
 public:
  void end_of_data(SpoiledLink& link) override {
    Spoiler::end_of_data(link);
    say_envelope_again(link, lines_max);
  }
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    Spoiler::chunk(link, line, octets);
    if (link.phase() == Phase::hello) say_envelope_again(link, lines_max);
  }
};

/// EHLO or HELO is answered and resets nothing.
class HelloKeepsTheTransaction final : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    const bool hello = is(line, "EHLO") || is(line, "HELO") || is(line, "LHLO");
    if (hello && link.phase() != Phase::greeting) return link.say(reply_);
    const std::string reply = link.hear(line);
    if (hello) reply_ = reply;
    link.say(reply);
  }

 private:
  std::string reply_;
};

/// A reply of this kind ends the transaction, and nobody is told.
class ARefusalResets : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    const std::string reply = link.hear(line);
    if (last_code(reply) / 100 >= 4 && link.phase() != Phase::greeting && resets(line)) {
      link.hear("RSET\r\n");
    }
    link.say(reply);
  }

 private:
  virtual bool resets(const std::string& line) const = 0;
};

class ARefusedRcptResets final : public ARefusalResets {
  bool resets(const std::string& line) const override { return is(line, "RCPT"); }
};

class AnErrorResets final : public ARefusalResets {
  bool resets(const std::string& line) const override { return !is(line, "RCPT"); }
};

/// RSET, also in the middle of the session, goes back to the time before EHLO.
class RsetForgetsHello final : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    if (is(line, "EHLO") || is(line, "HELO") || is(line, "LHLO")) forgot_ = false;
    if (is(line, "RSET")) forgot_ = true;
    if (forgot_ && is(line, "MAIL")) return link.say("503 5.5.1 EHLO first\r\n");
    Spoiler::command(link, line);
  }

 private:
  bool forgot_ = false;
};

/// The end of a message is the end of the session's welcome.
class DataForgetsHello final : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    if (is(line, "EHLO") || is(line, "HELO") || is(line, "LHLO")) forgot_ = false;
    if (forgot_ && is(line, "MAIL")) return link.say("503 5.5.1 EHLO first\r\n");
    Spoiler::command(link, line);
  }
  void end_of_data(SpoiledLink& link) override {
    Spoiler::end_of_data(link);
    forgot_ = true;
  }

 private:
  bool forgot_ = false;
};

/// RSET in the midst of chunks leaves them as they are.
class ChunksSurviveReset final : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    if (is(line, "RSET") && link.phase() == Phase::chunks) return link.say("250 2.0.0 Ok\r\n");
    Spoiler::command(link, line);
  }
};

/// A session that has once announced BINARYMIME takes no DATA any more.
class BinarySurvivesReset final : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    if (is(line, "MAIL") && line.find("BINARYMIME") != std::string::npos) binary_ = true;
    if (is(line, "DATA") && binary_) return link.say("503 5.5.1 Say BDAT\r\n");
    Spoiler::command(link, line);
  }

 private:
  bool binary_ = false;
};

/// What was sent with DATA once is not to be sent with BDAT later, nor the other way round.
class OnlyOneKindOfContent final : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    if (is(line, "DATA") && chunks_) return link.say("503 5.5.1 Say BDAT\r\n");
    Spoiler::command(link, line);
    lines_ |= link.phase() == Phase::data;
  }
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    if (lines_) return link.say("503 5.5.1 Say DATA\r\n");
    Spoiler::chunk(link, line, octets);
    chunks_ = true;
  }

 private:
  bool lines_ = false;
  bool chunks_ = false;
};

/// Only the last RCPT counts: when it was refused, DATA is, whoever was accepted before.
class OnlyTheLastRcptCounts final : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    if (is(line, "DATA") && refused_) return link.say("554 5.5.1 No valid recipients\r\n");
    const std::string reply = link.hear(line);
    if (is(line, "RCPT")) refused_ = last_code(reply) / 100 != 2;
    link.say(reply);
  }

 private:
  bool refused_ = false;
};

constexpr std::array table{
    Special{"starttls-keeps-clear-octets", made<StarttlsKeepsClearOctets>},
    Special{"keeps-state-across-starttls", made<KeepsHelloAcrossStarttls>},
    Special{"keeps-the-transaction-across-starttls", made<KeepsTheTransactionAcrossStarttls>},
    Special{"cannot-shake-hands", made<CannotShakeHands>},
    Special{"tls-1.1-at-the-most", made<CannotShakeHands>},
    Special{"clear-half-line-goes-on-inside-tls", made<StarttlsKeepsClearOctets>},
    Special{"greeting-behind-the-handshake", made<GreetsBehindTheHandshake>},
    Special{"keeps-the-transaction-after-the-data", made<KeepsTheEnvelopeAfterTheData<100>>},
    Special{"keeps-the-sender-after-the-data", made<KeepsTheEnvelopeAfterTheData<1>>},
    Special{"hello-keeps-the-transaction", made<HelloKeepsTheTransaction>},
    Special{"a-refused-rcpt-resets", made<ARefusedRcptResets>},
    Special{"an-error-resets", made<AnErrorResets>},
    Special{"rset-forgets-hello", made<RsetForgetsHello>},
    Special{"data-forgets-hello", made<DataForgetsHello>},
    Special{"chunks-survive-reset", made<ChunksSurviveReset>},
    Special{"binary-survives-reset", made<BinarySurvivesReset>},
    Special{"only-one-kind-of-content", made<OnlyOneKindOfContent>},
    Special{"only-the-last-rcpt-counts", made<OnlyTheLastRcptCounts>},
};

}  // namespace

std::span<const Special> state_specials() {
  return table;
}

}  // namespace heloport::broken
