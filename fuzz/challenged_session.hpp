#pragma once
// A server session in the middle of AUTH: it has said 334, and whatever comes now up to CRLF is the
// response, and nothing else (RFC 4954, 4).

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/server_session.hpp"
#include "fuzz/complaint.hpp"
#include "fuzz/splitting.hpp"

namespace heloport::fuzz {

/// `replies` are what a server that was challenging said to the lines of `wire`: each line, ended
/// by CRLF alone, drew one. The first is the response: it draws 235 if it is base64, as far as this
/// reader knows any, and an error else. Of the others NOOP draws 250, QUIT 221, and the rest
/// errors.
Complaint responses_fit(std::string_view replies, std::string_view wire);

/// Says things to challenging sessions, one session after the other.
class ChallengedSession {
 public:
  /// Says `wire`, which ends in QUIT, in the reads of `splitting`; its application takes any
  /// response.
  Complaint each_line_is_one(std::string_view wire, const Splitting& splitting);

 private:
  void feed(engine::ServerSession& session, std::string_view octets);
  void pump(engine::ServerSession& session);

  engine::Buffers buffers_{1};
  std::string replies_;
  const char* broken_ = nullptr;
};

}  // namespace heloport::fuzz
