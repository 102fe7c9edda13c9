#pragma once
// The server's printed view of its sessions, as the documented sessions show it.

#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>

#include "engine/server_session.hpp"
#include "transports/tap.hpp"

namespace heloport::apps {

/// Prints whole lines, each with one call, so that sessions of several threads do not mix within
/// a line.
/// Threads: any.
class TraceView {
 public:
  explicit TraceView(std::FILE* out) : out_(out) {}
  /// `SMTP Server running on 127.0.0.1:2525`
  void running_on(std::string_view address);
  /// `Client: HELO client`; `line` is without its line end.
  void client_said(std::string_view line);
  /// `Email saved to mailbox/bob@example.com/project_info.txt`
  void saved_to(std::string_view path);
  /// Prints what the client of one session says. Lifetime: as the view and the session.
  transports::Onlooker onlooker(const engine::ServerSession& session);

 private:
  void print(std::string_view line);
  std::FILE* out_;
};

/// What a client's octets are at the moment when they come.
enum class Speaking : std::uint8_t { commands, credentials, content };

/// Cuts what one client sends into lines, however it was split on its way.
///
/// Shape:  no credential is shown: of AUTH the mechanism, of the lines of its exchange only that
///         they came. What comes in one piece with an AUTH counts as part of the exchange.
/// Limits: holds line_octets_max octets of a line; the rest of a longer one is not shown.
class ClientLines {
 public:
  explicit ClientLines(TraceView& view) : view_(view) {}
  void take(std::string_view octets, Speaking speaking);

 private:
  void end_line(Speaking& speaking);

  TraceView& view_;
  std::string line_;
  bool cut_ = false;
  bool hidden_ = false;  // the line began as a credential
};

}  // namespace heloport::apps
