#pragma once
// The server's printed view of its sessions, as the documented sessions show it.

#include <cstdio>
#include <functional>
#include <string>
#include <string_view>

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

 private:
  void print(std::string_view line);
  std::FILE* out_;
};

/// Cuts what one client sends into lines, however it was split on its way.
///
/// Limits: holds shown_octets_max octets of a line; the rest of a longer one is not shown.
class ClientLines {
 public:
  explicit ClientLines(TraceView& view) : view_(view) {}
  void take(std::string_view octets);

 private:
  void end_line();

  TraceView& view_;
  std::string line_;
  bool cut_ = false;
};

}  // namespace heloport::apps
