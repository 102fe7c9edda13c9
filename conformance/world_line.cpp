// See world_line.hpp.

#include "conformance/world_line.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "conformance/words.hpp"
#include "grammar/transcript.hpp"

namespace heloport::conformance {
namespace {

constexpr std::uint64_t times_max = 100'000;

NoWorldLine no(std::string_view why) {
  return {std::string(why)};
}

bool is_silent_question(std::string_view word) {
  return word == "connect" || word == "hello" || word == "data";
}

bool is_verdict(std::string_view word) {
  static constexpr std::array<std::string_view, 5> words{"accept", "challenge", "reject", "answer",
                                                         "later"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

// "5.1.1": the class of the code, and two numbers of one to three digits (RFC 3463, 2).
bool is_enhanced(std::string_view word, std::uint16_t code) {
  std::size_t dots = 0;
  std::size_t digits = 0;
  for (char c : word) {
    if (c == '.') {
      if (digits == 0) return false;
      ++dots;
      digits = 0;
    } else if (c < '0' || c > '9' || ++digits > 3) {
      return false;
    }
  }
  return dots == 2 && digits > 0 && word.front() == '0' + code / 100;
}

/// `550 5.1.1 No such user`; the enhanced code may be missing.
std::optional<OwnedReply> parse_reply(std::string_view text) {
  const auto code = number(take_word(text));
  if (!code || *code < 200 || *code > 559) return std::nullopt;
  OwnedReply reply;
  reply.code = static_cast<std::uint16_t>(*code);
  std::string_view rest = text;
  const std::string_view word = take_word(rest);
  if (is_enhanced(word, reply.code)) {
    reply.enhanced = word;
    text = rest;
  }
  reply.text = text;
  return reply;
}

/// accept, challenge, reject, answer or later, with what follows the word.
std::optional<Verdict> parse_verdict(std::string_view text) {
  using Kind = Verdict::Kind;
  Verdict verdict;
  const std::string_view word = take_word(text);
  if (word == "accept" || word == "challenge") {
    verdict.kind = word == "accept" ? Kind::accept : Kind::challenge;
    verdict.detail = text;
    return verdict;
  }
  std::string_view rest = text;
  const std::string_view asked = take_word(rest);
  if (is_silent_question(asked)) {
    verdict.silent = asked;
    text = rest;
  }
  if (word == "later") {
    verdict.kind = Kind::later;
    return text.empty() ? std::optional(verdict) : std::nullopt;
  }
  if (word != "reject" && word != "answer") return std::nullopt;
  verdict.kind = word == "reject" ? Kind::reject : Kind::answer;
  const auto reply = parse_reply(text);
  if (!reply || (word == "reject" && reply->code < 400)) return std::nullopt;
  verdict.reply = *reply;
  return verdict;
}

WorldLine parse_now(std::string_view text) {
  if (text.empty()) return Decide{};
  auto verdict = parse_verdict(text);
  if (!verdict || verdict->kind == Verdict::Kind::later || !verdict->silent.empty()) {
    return no("after `now` stands accept, challenge, reject or answer");
  }
  return Decide{*std::move(verdict)};
}

// `+301s`, `+500ms`
WorldLine parse_clock(std::string_view text) {
  constexpr std::uint64_t day_ms = 86'400'000;
  const bool is_ms = text.ends_with("ms");
  if (!text.starts_with('+') || !text.ends_with('s')) return no("clock +SECONDSs or +NUMBERms");
  text = text.substr(1, text.size() - (is_ms ? 3 : 2));
  const auto value = number(text);
  if (!value || *value > day_ms) return no("clock +SECONDSs or +NUMBERms, a day at most");
  return Advance{std::chrono::milliseconds(*value * (is_ms ? 1 : 1000))};
}

WorldLine parse_unescaped(std::string_view text) {
  const std::string_view whole = text;
  const std::string_view word = take_word(text);
  if (whole == "eof") return EndOfInput{};
  if (whole == "stop idle" || whole == "stop now") return Stop{text == "now"};
  if (is_tls_line(whole)) return TlsStarted{!text.empty()};
  if (whole == "reading off" || whole == "reading on") return Reading{text == "on"};
  if (word == "clock") return parse_clock(text);
  if (word == "now") return parse_now(text);
  if (word == "line") return AnswerText{std::string(text) + "\r\n"};
  if (word == "text") return AnswerText{std::string(text)};
  if (word == "times") {
    const auto count = number(text);
    if (!count || *count == 0 || *count > times_max) return no("times 1 to 100000");
    return Times{static_cast<std::size_t>(*count)};
  }
  if (is_verdict(word)) {
    if (auto verdict = parse_verdict(whole)) return *std::move(verdict);
    return no(
        "accept [TEXT], challenge [TEXT], reject [connect|hello|data] CODE [X.Y.Z] TEXT with 4yz "
        "or 5yz, "
        "answer CODE TEXT, later [connect|hello|data]");
  }
  if (auto command = parse_client_command(word, text)) {
    if (const auto* why = std::get_if<std::string>(&*command)) return no(*why);
    return std::get<ClientCommand>(*std::move(command));
  }
  return no("no setting, verdict or act is called that");
}

}  // namespace

bool is_tls_line(std::string_view text) {
  return text == "tls" || text == "tls certificate" || text == "tls verified";
}

WorldLine parse_world_line(std::string_view text) {
  const auto octets = grammar::unescape(text);
  if (!octets) return no("a backslash begins \\r \\n \\t \\\\ or \\xHH");
  return parse_unescaped(*octets);
}

}  // namespace heloport::conformance
