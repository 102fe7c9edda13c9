// See player.hpp. The sessions are driven in engine_player.cpp and client_player.cpp.

#include "conformance/player.hpp"

#include <algorithm>
#include <array>

#include "conformance/client_player.hpp"
#include "conformance/engine_player.hpp"
#include "conformance/shown.hpp"
#include "conformance/speech.hpp"
#include "conformance/wire_lines.hpp"
#include "grammar/transcript.hpp"

namespace heloport::conformance {
namespace {

constexpr std::size_t text_octets_shown = 4000;

char played_side(const Transcript& transcript) {
  return transcript.settings.played == Played::server ? 'S' : 'C';
}

std::string cut(std::string text) {
  if (text.size() > text_octets_shown) {
    text.resize(text_octets_shown);
    text += "... cut here";
  }
  return text;
}

std::string lines_of(const ShownEvent& event) {
  return cut(joined(folded(event_lines(event))));
}

std::string exchange_text(char side, const Seen& seen) {
  std::vector<std::string> lines;
  for (const ShownEvent& event : seen.events) {
    for (std::string& line : event_lines(event)) lines.push_back(std::move(line));
  }
  for (std::string& line : wire_lines(side, seen.speech)) lines.push_back(std::move(line));
  return cut(joined(folded(lines)));
}

Failure base(const Transcript& transcript, std::size_t line, std::string what) {
  return {.file = transcript.file, .line = line, .what = std::move(what)};
}

Result compare_events(const Transcript& transcript, const Exchange& exchange, const Seen& seen) {
  const std::size_t expected = exchange.events.size();
  for (std::size_t i = 0; i < std::max(expected, seen.events.size()); ++i) {
    if (i >= expected) {
      Failure failure = base(transcript, exchange.last_line, "an event that is not expected");
      failure.came = lines_of(seen.events[i]);
      return failure;
    }
    const ShownEvent& event = exchange.events[i];
    if (i < seen.events.size() && same(event, seen.events[i])) continue;
    Failure failure = base(transcript, event.line, "the event differs");
    failure.expected = lines_of(event);
    if (i < seen.events.size()) failure.came = lines_of(seen.events[i]);
    return failure;
  }
  return std::nullopt;
}

std::string next_line(char side, std::string_view rest) {
  const std::vector<std::string> lines = wire_lines(side, rest);
  return lines.empty() ? std::string() : cut(lines.front());
}

Result compare_speech(const Transcript& transcript, const Exchange& exchange, const Seen& seen) {
  const char side = played_side(transcript);
  const SpeechMatch match = match_speech(exchange.speech, seen.speech);
  const std::string_view rest = std::string_view(seen.speech).substr(match.octets);
  if (match.kind != SpeechMatch::Kind::complete) {
    const Speech& speech = exchange.speech[match.lines];
    const char* what = side == 'S' ? "the reply differs" : "the command differs";
    Failure failure = base(transcript, speech.line, what);
    failure.expected = transcript.source[speech.line - 1];
    failure.came = next_line(side, rest);
    return failure;
  }
  if (rest.empty()) return std::nullopt;
  Failure failure = base(transcript, exchange.last_line, "something is said that must stay unsaid");
  failure.came = cut(joined(folded(wire_lines(side, rest))));
  return failure;
}

// What is given in pieces: writes, what List and Read are answered with, content that is sent.
std::size_t longest_piece(const Transcript& transcript) {
  std::size_t longest = 1;
  for (const Exchange& exchange : transcript.exchanges) {
    for (const PlacedAct& placed : exchange.acts) {
      const auto* write = std::get_if<Write>(&placed.act);
      if (write != nullptr) longest = std::max(longest, write->octets.size());
      const auto* command = std::get_if<ClientCommand>(&placed.act);
      if (command != nullptr) longest = std::max(longest, command->argument.size());
    }
    for (const auto& verdict : exchange.verdicts) {
      if (verdict) longest = std::max(longest, verdict->lines.size());
    }
  }
  return longest;
}

}  // namespace

bool ends_here(const Exchange& exchange, std::size_t index) {
  return index < exchange.acts.size() &&
         std::holds_alternative<EndOfInput>(exchange.acts[index].act);
}

std::unique_ptr<Player> make_player(const Settings& settings, std::size_t chunk_octets) {
  if (settings.played == Played::client) {
    return std::make_unique<ClientPlayer>(settings, chunk_octets);
  }
  return std::make_unique<EnginePlayer>(settings, chunk_octets);
}

Result compare(const Transcript& transcript, const Exchange& exchange, const Seen& seen) {
  Result result;
  if (!transcript.settings.wire_only) result = compare_events(transcript, exchange, seen);
  Result speech = compare_speech(transcript, exchange, seen);
  // The reader goes top-down: the first line that does not hold is the one to look at.
  if (!result || (speech && speech->line < result->line)) result = std::move(speech);
  if (seen.complaint && result) {
    result->what += "; " + *seen.complaint;
  } else if (seen.complaint) {
    const std::size_t line = seen.complaint_line != 0 ? seen.complaint_line : exchange.last_line;
    result = base(transcript, line, *seen.complaint);
  }
  if (result) result->exchange = exchange_text(played_side(transcript), seen);
  return result;
}

Result hidden_credentials(const Transcript& transcript) {
  if (!transcript.settings.credentials_hidden) return std::nullopt;
  return base(transcript, 1, "not playable: what AUTH said was hidden when this was recorded");
}

Result play(const Transcript& transcript, std::size_t chunk_octets) {
  if (Result failure = hidden_credentials(transcript)) return failure;
  const std::unique_ptr<Player> player = make_player(transcript.settings, chunk_octets);
  for (const Exchange& exchange : transcript.exchanges) {
    const Seen seen = player->perform(exchange);
    if (Result failure = compare(transcript, exchange, seen)) {
      failure->sent = sent_until(transcript, exchange);
      return failure;
    }
  }
  return std::nullopt;
}

std::string sent_until(const Transcript& transcript, const Exchange& last) {
  constexpr std::size_t octets_shown = 400;
  std::string sent;
  for (const Exchange& exchange : transcript.exchanges) {
    for (const PlacedAct& placed : exchange.acts) {
      if (const auto* write = std::get_if<Write>(&placed.act)) sent += write->octets;
    }
    if (&exchange == &last) break;
  }
  if (sent.size() <= octets_shown) return grammar::escape(sent);
  return "..." + grammar::escape(sent.substr(sent.size() - octets_shown));
}

std::vector<std::size_t> chunk_sizes(const Transcript& transcript) {
  constexpr std::size_t every_size_up_to = 600;  // past a command line of 512 octets
  constexpr std::size_t long_from = 8'000;       // from here on a size costs milliseconds
  // 998 and 1000: text lines; 4096 and 32768: what transports and blocks hold.
  static constexpr std::array<std::size_t, 18> edges{511,  512,   513,   997,   998,   999,
                                                     1000, 1023,  1024,  1025,  4095,  4096,
                                                     4097, 16384, 32767, 32768, 32769, 65536};
  const std::size_t longest = longest_piece(transcript);
  const std::size_t every = longest <= every_size_up_to ? longest : longest < long_from ? 64 : 8;
  std::vector<std::size_t> sizes{0};
  for (std::size_t size = 1; size <= every; ++size) sizes.push_back(size);
  for (std::size_t edge : edges) {
    if (every < longest && edge < longest) sizes.push_back(edge);
  }
  return sizes;
}

Result play_at_every_chunk_size(const Transcript& transcript) {
  for (std::size_t size : chunk_sizes(transcript)) {
    Result failure = play(transcript, size);
    if (!failure) continue;
    failure->what +=
        size == 0 ? " (each write whole)" : " (in pieces of " + std::to_string(size) + " octets)";
    return failure;
  }
  return std::nullopt;
}

}  // namespace heloport::conformance
