// A session as a transcript: what -v shows, and what heloport replay plays.

#include "apps/transcript_view.hpp"

#include <fmt/format.h>

#include <utility>

#include "conformance/wire_lines.hpp"

namespace heloport::apps {
namespace {

// A longer line is written in parts: raw octets need no line end.
constexpr std::size_t line_octets_max = 4096;

constexpr std::string_view auth = "AUTH ";
constexpr std::string_view challenge = "334";
constexpr const char* hidden = "(hidden)";

}  // namespace

TranscriptView::TranscriptView(std::FILE* out, std::string_view claim) : out_(out) {
  fmt::print(out_, "# {}\n", claim);
}

TranscriptView::~TranscriptView() {
  print(server_);
  print(client_);
  std::fflush(out_);
}

// What was said before a reply stands before it, even if it is not a whole line: a chunk may end
// anywhere. Only what is or may become a secret waits until it is known.
void TranscriptView::server(std::string_view octets) {
  const std::string_view begun = std::string_view(client_.line).substr(0, auth.size());
  if (!client_.hidden && !auth.starts_with(begun)) print(client_);
  take(server_, octets);
}

// Whether a response is hidden is settled where its line begins, whatever is said meanwhile.
void TranscriptView::take(Side& side, std::string_view octets) {
  for (char c : octets) {
    if (side.line.empty() && !side.cut) side.hidden = logging_in_;
    side.line += c;
    if (c == '\n' || side.line.size() == line_octets_max) print(side);
  }
}

void TranscriptView::print(Side& side) {
  if (side.line.empty()) return;
  const bool continued = std::exchange(side.cut, !side.line.ends_with('\n'));
  if (!continued) &side == &client_ ? hide_response() : hide_challenge();
  if (!continued || !side.hidden) {
    if (&side == &client_ && server_spoke_) fmt::print(out_, "\n");
    server_spoke_ = &side == &server_;
    fmt::print(out_, "{}", conformance::joined(conformance::wire_lines(side.name, side.line)));
  }
  side.line.clear();
}

// A client of ours says nothing else before its AUTH is answered.
void TranscriptView::hide_response() {
  std::string& line = client_.line;
  if (client_.hidden) {
    line = std::string(hidden) + "\r\n";
  } else if (line.starts_with(auth)) {
    const std::size_t response = line.find(' ', auth.size());
    if (response != std::string::npos) line = line.substr(0, response + 1) + hidden + "\r\n";
    logging_in_ = client_.hidden = true;
  }
}

// With the server's proof, its salt and its count of iterations, passwords can be tried at leisure
// (RFC 5802, 9).
void TranscriptView::hide_challenge() {
  logging_in_ = server_.hidden = logging_in_ && server_.line.starts_with(challenge);
  if (server_.hidden) server_.line = std::string(challenge) + " " + hidden + "\r\n";
}

}  // namespace heloport::apps
