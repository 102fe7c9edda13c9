#pragma once
// A server of few words for tests of the suite: it answers each line by a function.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "conformance/case_player.hpp"

namespace heloport::conformance {

/// What a line (without its line end) is answered with; `@` at the end closes the connection.
using Answers = std::function<std::string(std::string_view line)>;

class ScriptedLink final : public PeerLink {
 public:
  ScriptedLink(std::string greeting, Answers answers)
      : said_(std::move(greeting)), answers_(std::move(answers)) {}

  bool write(std::string_view octets) override {
    if (closed_) return false;
    heard_ += octets;
    for (std::size_t end = heard_.find('\n'); end != std::string::npos; end = heard_.find('\n')) {
      say(answers_(std::string_view(heard_).substr(0, end - (end > 0 && heard_[end - 1] == '\r'))));
      heard_.erase(0, end + 1);
    }
    return true;
  }
  Received read(std::chrono::milliseconds) override {
    if (!said_.empty()) return {Received::Kind::octets, std::exchange(said_, {})};
    return {closed_ ? Received::Kind::end : Received::Kind::nothing, {}};
  }
  void end_writing() override {}

 private:
  void say(std::string text) {
    if (text.ends_with('@')) closed_ = true;
    if (closed_) text.pop_back();
    said_ += text;
  }

  std::string said_;
  Answers answers_;
  std::string heard_;
  bool closed_ = false;
};

/// A sound server in a dozen words. `special` is asked first; an empty answer leaves it to this.
inline LinkFactory scripted(
    Answers special = [](std::string_view) { return ""; },
    std::string greeting = "220 mx.example.org\r\n") {
  return [special, greeting]() -> std::variant<std::unique_ptr<PeerLink>, std::string> {
    auto in_data = std::make_shared<bool>(false);
    return std::make_unique<ScriptedLink>(greeting, [=](std::string_view line) -> std::string {
      if (std::string said = special(line); !said.empty()) return said;
      if (*in_data && line != ".") return "";
      *in_data = line == "DATA";
      if (line == "DATA") return "354 Go on\r\n";
      if (line.starts_with("EHLO")) return "250-mx.example.org\r\n250-SIZE 1000\r\n250 DSN\r\n";
      if (line == "QUIT") return "221 Bye\r\n@";
      return line.starts_with("FROB") ? "500 What?\r\n" : "250 Ok\r\n";
    });
  };
}

inline Circumstances circumstances() {
  Circumstances here;
  here.from = "ann@example.org";
  here.rcpt = "bob@example.org";
  here.rcpt2 = "carol@example.org";
  here.domain = "example.org";
  here.server = "mx.example.org";
  here.keywords = {"SIZE 1000", "DSN"};
  return here;
}

}  // namespace heloport::conformance
