// See spoken_session.hpp.

#include "conformance/spoken_session.hpp"

#include <algorithm>
#include <utility>

#include "conformance/wire_lines.hpp"

namespace heloport::conformance {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = PeerLink::Received::Kind;

constexpr std::size_t line_octets_shown = 300;
constexpr std::size_t lines_shown = 120;

std::string shortened(std::string line) {
  if (line.size() <= line_octets_shown) return line;
  const std::size_t left = line.size() - line_octets_shown;
  return line.substr(0, line_octets_shown) + "... (" + std::to_string(left) + " more)";
}

}  // namespace

bool SpokenSession::say(std::string_view octets, std::string_view shown) {
  shown.empty() ? record('C', octets) : note(std::string(shown));
  const std::size_t piece = patience_.chunk_octets == 0 ? octets.size() : patience_.chunk_octets;
  // A server may have answered and gone before the last piece: its answer waits to be heard.
  for (bool begun = false; !octets.empty(); begun = true) {
    if (!link_->write(octets.substr(0, piece))) return begun;
    octets.remove_prefix(std::min(piece, octets.size()));
  }
  return true;
}

SpokenSession::Heard SpokenSession::hear() {
  const auto until = Clock::now() + patience_.reply;
  HeardReply reply;
  Completeness completeness = take_reply(waiting_, reply);
  while (completeness == Completeness::begun && !closed_) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0 || !read(left)) break;
    completeness = take_reply(waiting_, reply);
  }
  if (completeness == Completeness::endless) return Heard::endless;
  if (completeness == Completeness::begun) return closed_ ? Heard::closed : Heard::silence;
  record('S', reply.octets);
  replies_.push_back(std::move(reply));
  return Heard::reply;
}

bool SpokenSession::speaks_up(std::chrono::milliseconds patience) {
  if (waiting_.empty() && !closed_) read(patience);
  return !waiting_.empty();
}

bool SpokenSession::closes(std::chrono::milliseconds patience) {
  if (waiting_.empty() && !closed_) read(patience);
  return closed();
}

void SpokenSession::listen(std::chrono::milliseconds time) {
  const auto until = Clock::now() + time;
  for (auto left = time; left.count() > 0 && !closed_;
       left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now())) {
    if (!read(left)) return;
  }
}

std::optional<std::string> SpokenSession::start_tls() {
  if (!waiting_.empty()) return "octets in clear stand behind the answer to STARTTLS";
  auto why = link_->start_tls();
  note(why ? "# no TLS: " + *why : "! tls");
  return why;
}

/// True if octets came.
bool SpokenSession::read(std::chrono::milliseconds patience) {
  PeerLink::Received received = link_->read(patience);
  waiting_ += received.octets;
  if (received.kind == Kind::end) closed_ = true;
  return received.kind == Kind::octets;
}

void SpokenSession::record(char side, std::string_view octets) {
  for (std::string& line : wire_lines(side, octets)) record_.push_back(shortened(std::move(line)));
}

std::vector<std::string> SpokenSession::session() const {
  std::vector<std::string> lines = folded(record_);
  if (!waiting_.empty()) {
    for (std::string& line : wire_lines('S', waiting_)) lines.push_back(shortened(std::move(line)));
  }
  if (closed_) lines.emplace_back("# the server closed the connection");
  if (lines.size() <= lines_shown) return lines;
  const std::size_t half = lines_shown / 2;
  const auto from = lines.begin() + static_cast<std::ptrdiff_t>(half);
  const auto to = lines.end() - static_cast<std::ptrdiff_t>(half);
  const std::string cut = "# ... " + std::to_string(to - from) + " lines";
  lines.insert(lines.erase(from, to), cut);
  return lines;
}

std::string SpokenSession::codes() const {
  std::string codes;
  for (const HeardReply& reply : replies_) {
    if (!codes.empty()) codes += ' ';
    codes += std::to_string(reply.code);
  }
  if (closed_) codes += codes.empty() ? "closed" : " closed";
  return codes;
}

}  // namespace heloport::conformance
