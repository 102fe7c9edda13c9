// The server's printed view of its sessions, as the documented sessions show it.

#include "apps/trace_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "apps/terminal_text.hpp"
#include "grammar/parameters.hpp"

namespace heloport::apps {
namespace {

// Content lines may have any length; a terminal shows the beginning of a long one.
constexpr std::size_t line_octets_max = 1000;

constexpr std::string_view auth = "AUTH ";
constexpr const char* hidden = "(hidden)";

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

namespace {

Speaking speaking_in(engine::Phase phase) {
  if (phase == engine::Phase::exchange) return Speaking::credentials;
  const bool content = phase == engine::Phase::body || phase == engine::Phase::chunk;
  return content ? Speaking::content : Speaking::commands;
}

}  // namespace

transports::Onlooker TraceView::onlooker(const engine::ServerSession& session) {
  return [lines = std::make_shared<ClientLines>(*this), &session](transports::Passing passing,
                                                                  std::string_view octets) {
    if (passing == transports::Passing::received) lines->take(octets, speaking_in(session.phase()));
  };
}

void ClientLines::take(std::string_view octets, Speaking speaking) {
  while (!octets.empty()) {
    if (line_.empty() && !cut_) hidden_ = speaking == Speaking::credentials;
    const std::size_t end = std::min(octets.find('\n'), octets.size());
    const std::size_t room = line_octets_max - line_.size();
    cut_ = cut_ || end > room;
    line_ += octets.substr(0, std::min(end, room));
    if (end == octets.size()) return;
    end_line(speaking);
    octets.remove_prefix(end + 1);
  }
}

// Only CRLF ends a line on the wire. A bare LF is shown as one too, but as what it is.
void ClientLines::end_line(Speaking& speaking) {
  const bool whole = line_.ends_with('\r');
  if (whole) line_.pop_back();
  // Also in content: it may end in this read, and a command follow it.
  const bool login = grammar::equal_ignoring_case(line_.substr(0, auth.size()), auth);
  if (hidden_) {
    view_.client_said(hidden);
  } else if (login) {
    const std::size_t response = line_.find(' ', auth.size());
    view_.client_said(response == std::string::npos ? line_
                                                    : line_.substr(0, response + 1) + hidden);
  } else {
    view_.client_said(line_ + (cut_ ? "..." : whole ? "" : "\n"));
  }
  if (login && speaking == Speaking::commands) speaking = Speaking::credentials;
  line_.clear();
  cut_ = false;
}

}  // namespace heloport::apps
