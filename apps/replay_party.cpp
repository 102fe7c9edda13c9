// Plays a transcript against whoever is at the other end of a connection.

#include "apps/replay_party.hpp"

#include <algorithm>
#include <utility>

namespace heloport::apps {
namespace {

using conformance::Exchange;
using conformance::Speech;
using conformance::Transcript;

constexpr std::chrono::seconds patience{10};        // for a reply
constexpr std::chrono::milliseconds silence{200};   // where nothing must be said
constexpr std::chrono::milliseconds aftermath{50};  // behind the last reply
constexpr std::size_t block_octets = 16 * 1024;
constexpr std::size_t code_digits = 3;

bool ends_reply(std::string_view line) {
  return line.size() <= code_digits || line[code_digits] != '-';
}

// `250 Ok: queued as 12345`: the id is what this transcript's application chose. Another server
// chooses its own, so the line is compared up to there.
void loosen_detail(Speech& speech, const std::string& detail) {
  const std::size_t at = detail.empty() ? std::string::npos : speech.octets.find(detail);
  if (!speech.exact || at == std::string::npos || at == 0) return;
  speech.octets = speech.octets.substr(0, speech.octets.find_last_not_of(' ', at - 1) + 1) + " ...";
  speech.exact = false;
}

// Whole replies by their codes: the lines before the last one are part of it.
std::vector<Speech> codes_of(const std::vector<Speech>& lines) {
  std::vector<Speech> codes;
  for (const Speech& line : lines) {
    if (!ends_reply(line.octets)) continue;
    Speech code = line;
    if (line.exact) code.octets = line.octets.substr(0, code_digits) + " ...";
    code.exact = false;
    codes.push_back(std::move(code));
  }
  return codes;
}

Transcript as_seen_from_outside(Transcript transcript, bool codes_only) {
  transcript.settings.wire_only = true;
  for (Exchange& exchange : transcript.exchanges) {
    exchange.events.clear();
    for (const auto& verdict : exchange.verdicts) {
      for (Speech& speech : exchange.speech) {
        if (verdict) loosen_detail(speech, verdict->detail);
      }
    }
    if (codes_only) exchange.speech = codes_of(exchange.speech);
  }
  return transcript;
}

bool tells_the_application(const Exchange& exchange) {
  using Kind = conformance::Verdict::Kind;
  const auto no_plain_yes = [](const conformance::Verdict& verdict) {
    return verdict.kind != Kind::accept;
  };
  return std::any_of(exchange.silent_verdicts.begin(), exchange.silent_verdicts.end(),
                     no_plain_yes) ||
         std::any_of(exchange.verdicts.begin(), exchange.verdicts.end(),
                     [&](const auto& verdict) { return verdict && no_plain_yes(*verdict); });
}

bool is_end_of_input(const conformance::PlacedAct& placed) {
  return std::holds_alternative<conformance::EndOfInput>(placed.act);
}

bool can_act(const conformance::PlacedAct& placed) {
  return std::holds_alternative<conformance::Write>(placed.act) || is_end_of_input(placed);
}

}  // namespace

std::optional<std::string> unplayable(const Transcript& transcript) {
  if (transcript.settings.played == conformance::Played::client) return "it plays a client";
  for (const Exchange& exchange : transcript.exchanges) {
    if (tells_the_application(exchange)) return "it decides for the server's application";
    const bool last = &exchange == &transcript.exchanges.back();
    for (const conformance::PlacedAct& placed : exchange.acts) {
      if (!can_act(placed)) return "it moves the clock or the world of the server";
      if (is_end_of_input(placed) && !(last && exchange.speech.empty())) {
        return "it listens after it has closed its side";
      }
    }
  }
  return std::nullopt;
}

ReplayParty::ReplayParty(Transcript transcript, ReplayOrder order)
    : transcript_(as_seen_from_outside(std::move(transcript), order.codes_only)),
      order_(order),
      block_(block_octets) {}

void ReplayParty::serve() {
  while (!finished_ && step()) {
  }
}

// One step towards the end; false: octets or time must come first.
bool ReplayParty::step() {
  if (index_ == transcript_.exchanges.size()) {
    finished_ = true;
    return false;
  }
  if (!begun_) return begin_exchange();
  if (!out_.empty() && !ended_) return false;
  return judge();
}

bool ReplayParty::begin_exchange() {
  begun_ = true;
  timed_out_ = false;
  deadline_ = now_ + patience;
  for (const conformance::PlacedAct& placed : exchange().acts) {
    if (const auto* write = std::get_if<conformance::Write>(&placed.act)) out_ += write->octets;
    leaving_ = leaving_ || is_end_of_input(placed);
  }
  return true;
}

// Holds, holds not, or cannot be said yet. What comes too much shows in the next exchange; only
// where silence is claimed, and at the end, time must pass to see it.
bool ReplayParty::judge() {
  const bool last = index_ + 1 == transcript_.exchanges.size();
  conformance::Seen seen;
  seen.speech = speech_;
  conformance::Result difference = conformance::compare(transcript_, exchange(), seen);
  if (!difference) {
    if (leaving_ || ended_ || timed_out_) return advance();
    if (!exchange().speech.empty() && !last) return advance();
    const auto wait = exchange().speech.empty() ? silence : aftermath;
    deadline_ = std::min(deadline_.value_or(now_ + wait), now_ + wait);
    return false;
  }
  if (!ended_ && !timed_out_ && !everything_said()) return false;
  if (ended_ && !everything_said()) difference->what += " (the server closed the connection)";
  if (timed_out_ && !everything_said()) difference->what += " (nothing more came for 10 seconds)";
  fail(std::move(*difference));
  return false;
}

// As many replies as are expected are there, so waiting for more cannot help.
bool ReplayParty::everything_said() const {
  const auto& expected = exchange().speech;
  const auto replies = std::count_if(expected.begin(), expected.end(),
                                     [](const Speech& line) { return ends_reply(line.octets); });
  std::ptrdiff_t came = 0;
  std::string_view rest = speech_;
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    if (ends_reply(rest.substr(0, end))) ++came;
    rest.remove_prefix(end + 1);
  }
  return came >= replies && !speech_.empty();
}

bool ReplayParty::advance() {
  ++index_;
  begun_ = false;
  timed_out_ = false;
  speech_.clear();
  deadline_.reset();
  const bool more = index_ < transcript_.exchanges.size();
  if (!more || !ended_) return true;
  fail({.file = transcript_.file,
        .line = exchange().first_line,
        .what = "the server closed the connection before this"});
  return false;
}

void ReplayParty::fail(conformance::Failure failure) {
  result_ = std::move(failure);
  out_.clear();
  finished_ = true;
}

std::span<char> ReplayParty::input() {
  if (finished_ || ended_) return {};
  return block_;
}

void ReplayParty::received(std::size_t n) {
  speech_.append(block_.data(), n);
  if (deadline_) deadline_ = now_ + patience;
}

engine::Output ReplayParty::output() const {
  const std::size_t size = order_.chunk_octets == 0 ? out_.size() : order_.chunk_octets;
  return {{std::string_view(out_).substr(0, size), {}}};
}

void ReplayParty::sent(std::size_t n) {
  out_.erase(0, n);
}

void ReplayParty::expire(engine::Time now) {
  now_ = now;
  if (!deadline_ || now < *deadline_) return;
  deadline_.reset();
  timed_out_ = true;
}

}  // namespace heloport::apps
