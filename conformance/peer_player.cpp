// See peer_player.hpp.

#include "conformance/peer_player.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "conformance/player.hpp"
#include "conformance/speech.hpp"

namespace heloport::conformance {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = PeerLink::Received::Kind;

/// One play of one transcript.
class PeerPlayer {
 public:
  PeerPlayer(const Transcript& transcript, PeerLink& link, const PeerOptions& options)
      : transcript_(transcript), link_(link), options_(options) {}

  Result play();

 private:
  Result perform(const Exchange& exchange);
  Result listen(const Exchange& exchange);
  Result expect_silence(std::size_t line, std::chrono::milliseconds patience);
  Result expect_end(const Exchange& exchange);
  bool write(std::string_view octets);
  bool read(std::chrono::milliseconds patience);
  Result broken(std::size_t line, std::string what) const;
  Result with_sent(Result failure) const;

  const Transcript& transcript_;
  PeerLink& link_;
  const PeerOptions& options_;
  const Exchange* exchange_ = nullptr;
  std::string heard_;   // of this exchange
  bool ended_ = false;  // the peer closed
};

bool expects_close(const Exchange& exchange) {
  return std::any_of(exchange.events.begin(), exchange.events.end(),
                     [](const ShownEvent& event) { return event.text.starts_with("closed"); });
}

Result PeerPlayer::play() {
  bool we_ended = false;
  for (const Exchange& exchange : transcript_.exchanges) {
    exchange_ = &exchange;
    heard_.clear();
    if (Result failure = perform(exchange)) return failure;
    if (Result failure = listen(exchange)) return failure;
    for (const PlacedAct& placed : exchange.acts) {
      we_ended = we_ended || std::holds_alternative<EndOfInput>(placed.act);
    }
    const bool last = &exchange == &transcript_.exchanges.back();
    if (expects_close(exchange)) {
      if (Result failure = expect_end(exchange)) return failure;
    } else if (ended_ && !last && !we_ended) {
      return broken(exchange.last_line, "the peer closed the connection");
    }
  }
  return std::nullopt;
}

Result PeerPlayer::perform(const Exchange& exchange) {
  // What came since the exchange before was not asked for by this one.
  if (!exchange.acts.empty()) {
    if (Result failure = expect_silence(exchange.first_line, {})) return failure;
  }
  for (const PlacedAct& placed : exchange.acts) {
    if (std::holds_alternative<EndOfInput>(placed.act)) link_.end_writing();
    const auto* octets = std::get_if<Write>(&placed.act);
    if (octets != nullptr && (ended_ || !write(octets->octets))) {
      return broken(placed.line, "the peer does not take this");
    }
  }
  return std::nullopt;
}

bool PeerPlayer::write(std::string_view octets) {
  const std::size_t piece = options_.chunk_octets == 0 ? octets.size() : options_.chunk_octets;
  while (!octets.empty()) {
    if (!link_.write(octets.substr(0, piece))) return false;
    octets.remove_prefix(std::min(piece, octets.size()));
  }
  return true;
}

/// Reads what the exchange says; then nothing more may come.
Result PeerPlayer::listen(const Exchange& exchange) {
  const auto until = Clock::now() + options_.reply_patience;
  SpeechMatch match = match_speech(exchange.speech, heard_);
  while (match.kind == SpeechMatch::Kind::unfinished && !ended_) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0 || !read(left)) break;
    match = match_speech(exchange.speech, heard_);
  }
  if (match.kind != SpeechMatch::Kind::complete) {
    Seen seen;
    seen.speech = heard_;
    Exchange speech_alone;
    speech_alone.speech = exchange.speech;
    Result failure = compare(transcript_, speech_alone, seen);
    if (ended_) failure->what += "; the peer closed the connection";
    return with_sent(std::move(failure));
  }
  heard_.erase(0, match.octets);
  const bool silent = exchange.speech.empty() || &exchange == &transcript_.exchanges.back();
  return expect_silence(exchange.last_line,
                        silent ? options_.silence : std::chrono::milliseconds(0));
}

/// Nothing may come that was not taken yet. `line` is where it would have to be written.
Result PeerPlayer::expect_silence(std::size_t line, std::chrono::milliseconds patience) {
  if (heard_.empty() && !ended_) read(patience);
  if (heard_.empty()) return std::nullopt;
  Seen seen;
  seen.speech = heard_;
  Exchange silence;
  silence.last_line = line;
  return with_sent(compare(transcript_, silence, seen));
}

Result PeerPlayer::expect_end(const Exchange& exchange) {
  if (!ended_) read(options_.reply_patience);
  if (!heard_.empty()) return expect_silence(exchange.last_line, {});
  if (ended_) return std::nullopt;
  return broken(exchange.last_line, "the peer does not close the connection");
}

/// True if octets came.
bool PeerPlayer::read(std::chrono::milliseconds patience) {
  PeerLink::Received received = link_.read(patience);
  heard_ += received.octets;
  if (received.kind == Kind::end) ended_ = true;
  return received.kind == Kind::octets;
}

Result PeerPlayer::broken(std::size_t line, std::string what) const {
  return with_sent(Failure{.file = transcript_.file, .line = line, .what = std::move(what)});
}

Result PeerPlayer::with_sent(Result failure) const {
  if (failure) failure->sent = sent_until(transcript_, *exchange_);
  return failure;
}

bool can_be_performed(const Act& act) {
  return std::holds_alternative<Write>(act) || std::holds_alternative<EndOfInput>(act);
}

/// The first line of the exchange that no peer can be shown; 0: none.
std::size_t unplayable_line(const Exchange& exchange) {
  for (const PlacedAct& placed : exchange.acts) {
    if (!can_be_performed(placed.act)) return placed.line;
  }
  for (const auto& verdict : exchange.verdicts) {
    if (verdict && verdict->kind != Verdict::Kind::accept) return verdict->line;
  }
  return exchange.silent_verdicts.empty() ? 0 : exchange.silent_verdicts.front().line;
}

Failure not_playable(const Transcript& transcript, std::size_t line) {
  return {.file = transcript.file, .line = line, .what = "not playable against a peer"};
}

}  // namespace

Result unplayable(const Transcript& transcript, const PeerOptions& options) {
  if (transcript.settings.played == Played::client) return not_playable(transcript, 1);
  if (transcript.settings.implicit_tls) return not_playable(transcript, 1);
  if (Result failure = hidden_credentials(transcript)) return failure;
  if (transcript.limits_line != 0 && !options.limits_told) {
    return not_playable(transcript, transcript.limits_line);
  }
  for (const Exchange& exchange : transcript.exchanges) {
    const std::size_t line = unplayable_line(exchange);
    if (line != 0) return not_playable(transcript, line);
  }
  return std::nullopt;
}

Result play_against_peer(const Transcript& transcript, PeerLink& link, const PeerOptions& options) {
  if (Result failure = unplayable(transcript, options)) return failure;
  return PeerPlayer(transcript, link, options).play();
}

}  // namespace heloport::conformance
