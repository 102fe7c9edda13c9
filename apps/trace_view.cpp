// The server's printed view of its sessions, as the documented sessions show it.

#include "apps/trace_view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "apps/terminal_text.hpp"

namespace heloport::apps {
namespace {

// Content lines may have any length; a terminal shows the beginning of a long one.
constexpr std::size_t line_octets_max = 1000;

}  // namespace

void TraceView::running_on(std::string_view address) {
  print(fmt::format("SMTP Server running on {}", address));
}

// Escaped: what a client sends must not reach the operator's terminal as a control sequence.
void TraceView::client_said(std::string_view line) {
  print(fmt::format("Client: {}", terminal_text(line)));
}

void TraceView::saved_to(std::string_view path) {
  print(fmt::format("Email saved to {}", terminal_text(path)));
}

// One call, which stdio locks; flushed, because somebody is watching.
void TraceView::print(std::string_view line) {
  const std::string whole = fmt::format("{}\n", line);
  std::fwrite(whole.data(), 1, whole.size(), out_);
  std::fflush(out_);
}

void ClientLines::take(std::string_view octets) {
  while (!octets.empty()) {
    const std::size_t end = std::min(octets.find('\n'), octets.size());
    const std::size_t room = line_octets_max - line_.size();
    cut_ = cut_ || end > room;
    line_ += octets.substr(0, std::min(end, room));
    if (end == octets.size()) return;
    end_line();
    octets.remove_prefix(end + 1);
  }
}

// Only CRLF ends a line on the wire. A bare LF is shown as one too, but as what it is.
void ClientLines::end_line() {
  const bool whole = line_.ends_with('\r');
  if (whole) line_.pop_back();
  view_.client_said(line_ + (cut_ ? "..." : whole ? "" : "\n"));
  line_.clear();
  cut_ = false;
}

}  // namespace heloport::apps
