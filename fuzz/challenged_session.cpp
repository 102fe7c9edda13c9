// See challenged_session.hpp.

#include "fuzz/challenged_session.hpp"

#include <algorithm>
#include <cstring>
#include <variant>

namespace heloport::fuzz {
namespace {

using namespace engine;

constexpr std::string_view opening = "EHLO c\r\nAUTH SCRAM-SHA-256\r\n";

const ServerOptions& options() {
  static const ServerOptions with_auth = [] {
    ServerOptions made;
    made.provided = made.provided.with(ExtensionId::auth);
    made.mechanisms.add(MechanismId::scram_sha_256);
    return made;
  }();
  return with_auth;
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 2, text.size()));
  return line;
}

// Whole groups of letters: all the base64 that is said here.
bool is_response(std::string_view line) {
  return line.size() % 4 == 0 &&
         std::all_of(line.begin(), line.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_right(std::string_view reply, std::string_view line, bool response) {
  if (response && is_response(line)) return reply.starts_with("235 ");
  if (!response && line == "NOOP") return reply.starts_with("250 ");
  if (!response && line == "QUIT") return reply.starts_with("221 ");
  return reply.starts_with('5');
}

}  // namespace

Complaint responses_fit(std::string_view replies, std::string_view wire) {
  bool response = true;
  while (!wire.empty()) {
    if (replies.empty()) return "a line drew no reply";
    const std::string_view line = take_line(wire);
    if (!is_right(take_line(replies), line, response)) return "a line drew the reply to another";
    response = false;
  }
  return replies.empty() ? std::nullopt : Complaint("what ends no line drew a reply");
}

Complaint ChallengedSession::each_line_is_one(std::string_view wire, const Splitting& splitting) {
  broken_ = nullptr;
  replies_.clear();
  ServerSession session(options(), buffers_);
  pump(session);
  feed(session, opening);
  if (!replies_.ends_with("334 \r\n")) return "no challenge";
  replies_.clear();
  for (std::size_t at = 0; at < wire.size() && broken_ == nullptr && !session.finished();) {
    const std::size_t end = splitting.end_after(at, wire);
    feed(session, wire.substr(at, end - at));
    at = end;
  }
  if (broken_ != nullptr) return broken_;
  return responses_fit(replies_, wire);
}

void ChallengedSession::feed(ServerSession& session, std::string_view octets) {
  while (!octets.empty() && !session.finished() && broken_ == nullptr) {
    const std::span<char> room = session.input();
    const std::size_t n = std::min(room.size(), octets.size());
    if (n == 0) {
      broken_ = "no room for input, and nothing to wait for";
      return;
    }
    std::memcpy(room.data(), octets.data(), n);
    octets.remove_prefix(n);
    session.received(n);
    pump(session);
  }
}

// Challenges once and takes whatever comes for the answer.
void ChallengedSession::pump(ServerSession& session) {
  std::size_t events_left = 256;
  while (events_left-- > 0) {
    const ServerEvent event = session.next();
    if (std::holds_alternative<Auth>(event)) {
      session.challenge("");
    } else if (std::holds_alternative<AwaitVerdict>(session.next())) {
      session.accept();
    }
    const std::string_view output = session.output().runs[0];
    replies_ += output;
    if (!output.empty()) session.sent(output.size());
    if (std::holds_alternative<NeedInput>(event) || std::holds_alternative<Closed>(event)) return;
  }
  broken_ = "the session spins";
}

}  // namespace heloport::fuzz
