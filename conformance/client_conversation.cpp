// See client_conversation.hpp.

#include "conformance/client_conversation.hpp"

#include <algorithm>
#include <array>

#include "conformance/words.hpp"
#include "grammar/parameters.hpp"
#include "grammar/transcript.hpp"

namespace heloport::conformance {
namespace {

constexpr std::size_t lines_shown_max = 12;    // of one turn: a case is about its beginning
constexpr std::size_t octets_shown_max = 160;  // of one line

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end == std::string_view::npos ? end : end + 1);
  text.remove_prefix(line.size());
  return line;
}

// `C: text` where it ends in CRLF and is printable otherwise, else `C| raw`.
std::string shown_line(char side, std::string_view line) {
  std::string_view text = line;
  if (text.ends_with("\r\n")) text.remove_suffix(2);
  const std::string cut = text.size() > octets_shown_max ? " ..." : "";
  const std::string escaped = grammar::escape(text.substr(0, octets_shown_max));
  const bool plain = line.ends_with("\r\n") && escaped == text.substr(0, octets_shown_max);
  if (plain) return std::string(1, side) + (text.empty() ? ":" : ": ") + escaped + cut;
  const std::string whole = cut.empty() ? grammar::escape(line) : escaped;
  return std::string(1, side) + "| " + whole + cut;
}

struct WorldRow {
  Turn::Kind kind;
  std::string_view text;
};
constexpr std::array world_rows{
    WorldRow{Turn::Kind::tls_started, "! tls"},
    WorldRow{Turn::Kind::tls_failed, "# the handshake failed: "},
    WorldRow{Turn::Kind::server_closed, "! closed"},
    WorldRow{Turn::Kind::client_closed, "! eof"},
    WorldRow{Turn::Kind::nothing, "# the client said nothing more"},
};

void show(const Turn& turn, std::vector<std::string>& lines) {
  for (const WorldRow& row : world_rows) {
    if (row.kind != turn.kind) continue;
    lines.push_back(std::string(row.text) + grammar::escape(turn.octets));
    return;
  }
  std::string_view rest = turn.octets;
  const char side = turn.kind == Turn::Kind::reply ? 'S' : 'C';
  std::size_t count = 0;
  while (!rest.empty() && count < lines_shown_max) {
    lines.push_back(shown_line(side, take_line(rest)));
    ++count;
  }
  if (!rest.empty()) {
    lines.push_back("# and " + std::to_string(rest.size()) + " octets more");
  }
}

}  // namespace

bool Standing::offered(std::string_view keyword) const {
  return std::any_of(offers.begin(), offers.end(), [keyword](std::string_view offer) {
    return grammar::equal_ignoring_case(take_word(offer), keyword);
  });
}

std::vector<std::string> transcript_of(const Conversation& conversation) {
  std::vector<std::string> lines;
  for (const Turn& turn : conversation.turns) show(turn, lines);
  return lines;
}

std::string shown(const Turn& turn) {
  std::vector<std::string> lines;
  show(turn, lines);
  return lines.empty() ? std::string() : lines.front();
}

std::string codes_of(const Conversation& conversation) {
  std::string codes;
  for (const Turn& turn : conversation.turns) {
    if (turn.kind != Turn::Kind::reply) continue;
    if (!codes.empty()) codes += ' ';
    codes += turn.octets.substr(0, 3);
  }
  return codes;
}

unsigned code_of(std::string_view reply) {
  unsigned code = 0;
  while (!reply.empty()) {
    const std::string_view line = take_line(reply);
    if (const auto digits = number(line.substr(0, 3))) code = static_cast<unsigned>(*digits);
  }
  return code;
}

}  // namespace heloport::conformance
