// A session as a transcript: what -v shows, and what heloport replay plays.

#include "apps/transcript_view.hpp"

#include <fmt/format.h>

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

void TranscriptView::take(Side& side, std::string_view octets) {
  // Content by BDAT may end without a line end; what answers it stands behind it all the same.
  if (&side == &server_) print(client_);
  for (char c : octets) {
    side.line += c;
    if (c == '\n' || side.line.size() == line_octets_max) print(side);
  }
}

void TranscriptView::print(Side& side) {
  if (side.line.empty()) return;
  if (&side == &client_) {
    hide_credentials();
  } else if (!side.line.starts_with(challenge)) {
    logging_in_ = false;
  }
  if (&side == &client_ && server_spoke_) fmt::print(out_, "\n");
  server_spoke_ = &side == &server_;
  fmt::print(out_, "{}", conformance::joined(conformance::wire_lines(side.name, side.line)));
  side.line.clear();
}

// A client of ours says nothing else before its AUTH is answered.
void TranscriptView::hide_credentials() {
  std::string& line = client_.line;
  const bool begins = line.starts_with(auth);
  if (logging_in_) {
    line = std::string(hidden) + "\r\n";
  } else if (begins) {
    const std::size_t response = line.find(' ', auth.size());
    if (response != std::string::npos) line = line.substr(0, response + 1) + hidden + "\r\n";
  }
  logging_in_ = logging_in_ || begins;
}

}  // namespace heloport::apps
