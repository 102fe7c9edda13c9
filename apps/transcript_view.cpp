// A session as a transcript: what -v shows, and what heloport replay plays.

#include "apps/transcript_view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "grammar/transcript.hpp"

namespace heloport::apps {
namespace {

// A longer line is written in parts: raw octets need no line end.
constexpr std::size_t line_octets_max = 4096;

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

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
  for (char c : octets) {
    side.line += c;
    if (c == '\n' || side.line.size() == line_octets_max) print(side);
  }
}

void TranscriptView::print(Side& side) {
  if (side.line.empty()) return;
  if (&side == &client_ && server_spoke_) fmt::print(out_, "\n");
  server_spoke_ = &side == &server_;
  const bool whole = side.line.ends_with("\r\n");
  const std::string_view text = std::string_view(side.line).substr(0, side.line.size() - 2);
  if (whole && is_printable(text)) {
    fmt::print(out_, "{}: {}\n", side.name, text);
  } else {
    fmt::print(out_, "{}| {}\n", side.name, grammar::escape(side.line));
  }
  side.line.clear();
}

}  // namespace heloport::apps
