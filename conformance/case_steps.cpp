// See case_steps.hpp.

#include "conformance/case_steps.hpp"

#include <array>
#include <optional>
#include <utility>

#include "conformance/heard_reply.hpp"
#include "conformance/words.hpp"
#include "grammar/base64.hpp"
#include "grammar/transcript.hpp"

namespace heloport::conformance {
namespace {

using grammar::TranscriptKind;
using Complaint = std::optional<std::string>;

constexpr std::uint64_t times_max = 200'000;

std::string message_header(const Circumstances& here) {
  const std::string from = here.from.empty() ? "check@example.org" : here.from;
  return "From: <" + from +
         ">\r\nTo: undisclosed-recipients:;\r\nSubject: Heloport check\r\n"
         "Date: Thu, 01 Jan 2026 00:00:00 +0000\r\n"
         "Message-ID: <heloport-check@example.org>\r\n";
}

// The way to where a case begins.

class Opening {
 public:
  explicit Opening(const Circumstances& here) : here_(here) {}

  void go_to(Beginning beginning);
  std::vector<Step> result() { return std::move(steps_); }

 private:
  void hello();
  void log_in();
  void say(std::string line) { steps_.push_back({Say{std::move(line) + "\r\n"}}); }
  void suppose(std::string codes) { steps_.push_back({Hear{std::move(codes), false}}); }

  const Circumstances& here_;
  std::vector<Step> steps_;
};

void Opening::go_to(Beginning beginning) {
  if (beginning == Beginning::nothing) return;
  suppose("220");
  if (beginning >= Beginning::secure) hello();
  if (beginning >= Beginning::hello && !here_.entrance.user.empty()) log_in();
  if (beginning >= Beginning::mail) {
    say("MAIL FROM:<" + here_.from + ">");
    suppose("250");
  }
  if (beginning >= Beginning::rcpt) {
    say("RCPT TO:<" + here_.rcpt + ">");
    suppose("250|251");
  }
  if (beginning >= Beginning::data) {
    say("DATA");
    suppose("354");
  }
}

void Opening::hello() {
  const std::string hello = (here_.entrance.lmtp ? "LHLO " : "EHLO ") + here_.entrance.hello_name;
  say(hello);
  suppose("250");
  if (here_.entrance.starttls) {
    say("STARTTLS");
    suppose("220");
    steps_.push_back({ShakeHands{false, false}});
    say(hello);
    suppose("250");
  }
}

void Opening::log_in() {
  const std::string plain = '\0' + here_.entrance.user + '\0' + here_.entrance.password;
  std::string room(grammar::encoded_octets(plain.size()), '\0');
  const std::string initial(grammar::encode_base64(plain, room));
  steps_.push_back({Say{"AUTH PLAIN " + initial + "\r\n", "C: AUTH PLAIN (hidden)"}});
  suppose("235");
}

// World lines.

std::optional<Leave> parse_leave(std::string_view text, bool conclusive) {
  const std::string_view word = take_word(text);
  if (word != "if" && word != "unless") return std::nullopt;
  if (text == "closed") return Leave{conclusive, word == "unless", ""};
  if (!is_code_pattern_list(text)) return std::nullopt;
  return Leave{conclusive, word == "unless", std::string(text)};
}

std::optional<Pause> parse_pause(std::string_view text) {
  constexpr std::chrono::minutes longest{1};
  const auto time = duration_of(text, longest);
  return time ? std::optional(Pause{*time}) : std::nullopt;
}

template <class Kind>
std::optional<StepKind> step(std::optional<Kind> kind) {
  if (!kind) return std::nullopt;
  return StepKind(*std::move(kind));
}

std::optional<StepKind> parse_world(std::string_view text) {
  const std::string_view whole = text;
  const std::string_view word = take_word(text);
  if (whole == "closed") return ExpectClose{};
  if (whole == "eof") return CloseOurSide{};
  if (whole == "tls") return ShakeHands{};
  if (whole == "no tls") return ShakeHands{.must_fail = true};
  if (whole == "try tls") return ShakeHands{.may_fail = true};
  if (whole == "connect") return ConnectAgain{};
  if (word == "pause") return step(parse_pause(text));
  if (word == "end" || word == "skip") return step(parse_leave(text, word == "end"));
  const bool every = word == "replies";
  if ((every || word == "reply") && is_property(text)) return Demand{std::string(text), every};
  return std::nullopt;
}

/// The lines of a case's body as steps.
class Builder {
 public:
  Builder(const Circumstances& here, std::vector<Step> opening)
      : here_(here), steps_(std::move(opening)) {}

  Complaint take(const CaseLine& line);
  void finish() { take_blank(0); }
  std::vector<Step> result() { return std::move(steps_); }

 private:
  Complaint take_said(const grammar::TranscriptLine& line, std::size_t number);
  Complaint take_heard(const grammar::TranscriptLine& line, std::size_t number);
  Complaint take_world(std::string_view text, std::size_t number);
  void take_blank(std::size_t number);
  void say(const std::string& octets, std::size_t number);
  void add(StepKind kind, std::size_t number);

  const Circumstances& here_;
  std::vector<Step> steps_;
  bool writing_ = false;  // a further line of the client joins the write
  bool answered_ = true;  // something was expected of the last write
  std::uint64_t times_ = 1;
};

Complaint Builder::take(const CaseLine& line) {
  const grammar::TranscriptLine parsed = grammar::parse_transcript_line(line.text);
  switch (parsed.kind) {
    case TranscriptKind::prose:
      return std::nullopt;
    case TranscriptKind::blank:
      take_blank(line.number);
      return std::nullopt;
    case TranscriptKind::client:
    case TranscriptKind::client_raw:
      return take_said(parsed, line.number);
    case TranscriptKind::server:
    case TranscriptKind::server_supposed:
      return take_heard(parsed, line.number);
    default:
      return take_world(parsed.text, line.number);
  }
}

Complaint Builder::take_said(const grammar::TranscriptLine& line, std::size_t number) {
  const bool raw = line.kind == TranscriptKind::client_raw;
  std::string octets;
  if (!raw && line.text == "{message}") {
    octets = small_message(here_);
  } else if (!raw && line.text == "{header}") {
    octets = message_header(here_);
  } else {
    std::string unknown;
    auto text = filled_in(line.text, here_, raw, unknown);
    if (!text) return "no word in braces is called " + unknown;
    if (raw) text = grammar::unescape(*text);
    if (!text) return "a backslash begins \\r \\n \\t \\\\ or \\xHH";
    octets = *text + (raw ? "" : "\r\n");
  }
  say(octets, number);
  if (line.text.find("{password}") != std::string_view::npos) {
    std::get<Say>(steps_.back().kind).shown = "C: " + std::string(line.text);
  }
  return std::nullopt;
}

void Builder::say(const std::string& octets, std::size_t number) {
  if (!writing_) add(Say{}, number);
  auto& write = std::get<Say>(steps_.back().kind);
  for (; times_ > 0; --times_) write.octets += octets;
  times_ = 1;
  writing_ = true;
  answered_ = false;
}

Complaint Builder::take_heard(const grammar::TranscriptLine& line, std::size_t number) {
  constexpr std::string_view or_closed = "|closed";
  Hear hear{std::string(line.text), line.kind == TranscriptKind::server, false};
  hear.or_closed = hear.codes.ends_with(or_closed);
  if (hear.or_closed) hear.codes.resize(hear.codes.size() - or_closed.size());
  if (!is_code_pattern_list(hear.codes)) {
    return "a reply is written `250`, `5yz`, `503|554` or `5yz|closed`";
  }
  for (; times_ > 0; --times_) add(hear, number);
  times_ = 1;
  return std::nullopt;
}

Complaint Builder::take_world(std::string_view text, std::size_t number) {
  std::string unknown;
  const auto filled = filled_in(text, here_, false, unknown);
  if (!filled) return "no word in braces is called " + unknown;
  std::string_view rest = *filled;
  if (take_word(rest) == "times") {
    const auto times = conformance::number(rest);
    if (!times || *times == 0 || *times > times_max) return "`times` 1 to 200000";
    times_ = *times;
    return std::nullopt;
  }
  auto kind = parse_world(*filled);
  if (!kind) return "no act, condition or property is written like that";
  add(*std::move(kind), number);
  return std::nullopt;
}

// Behind what was said it claims silence; elsewhere it only ends a write.
void Builder::take_blank(std::size_t number) {
  if (!answered_ && number != 0) add(StaySilent{}, number);
  writing_ = false;
}

void Builder::add(StepKind kind, std::size_t number) {
  writing_ = false;
  answered_ = true;
  steps_.push_back({std::move(kind), number});
}

/// Everything that a word of a case may stand for is there, so that no line goes unread.
Circumstances anywhere() {
  Circumstances here;
  here.from = "sender@example.org";
  here.rcpt = "one@example.org";
  here.rcpt2 = "two@example.org";
  here.nobody = "nobody@example.org";
  here.foreign = "somebody@example.net";
  here.domain = "example.org";
  here.server = "mx.example.org";
  here.entrance.user = "user";
  here.entrance.password = "password";
  return here;
}

}  // namespace

std::string small_message(const Circumstances& here) {
  return message_header(here) + "\r\nThis message is a test. It may be thrown away.\r\n";
}

std::vector<Step> opening_steps(Beginning beginning, const Circumstances& here) {
  Opening opening(here);
  opening.go_to(beginning);
  return opening.result();
}

std::variant<std::vector<Step>, Failure> steps_of(const Case& subject, const Circumstances& here) {
  Builder builder(here, opening_steps(subject.begin, here));
  for (const CaseLine& line : subject.body) {
    if (Complaint complaint = builder.take(line)) {
      return Failure{.file = subject.id, .line = line.number, .what = *std::move(complaint)};
    }
  }
  builder.finish();
  return builder.result();
}

std::optional<Failure> mistake_in(const Case& subject) {
  auto steps = steps_of(subject, anywhere());
  if (auto* failure = std::get_if<Failure>(&steps)) return std::move(*failure);
  return std::nullopt;
}

}  // namespace heloport::conformance
