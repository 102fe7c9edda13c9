#pragma once
// A session as a transcript: what -v shows, and what heloport replay plays.

#include <cstdio>
#include <string>
#include <string_view>

namespace heloport::apps {

/// Writes lines as `C: ` and `S: `, and what is no printable line as `C| ` and `S| `.
///
/// Shape:  a blank line stands between a reply and what the client says next. No credential is
///         shown: of AUTH the mechanism, of challenges and responses that they were given. What a
///         server says in SCRAM would let whoever reads it try passwords without asking the server.
class TranscriptView {
 public:
  /// `claim` is the first line.
  TranscriptView(std::FILE* out, std::string_view claim);
  /// What a line still held when the session ended.
  ~TranscriptView();
  TranscriptView(const TranscriptView&) = delete;
  TranscriptView& operator=(const TranscriptView&) = delete;

  void client(std::string_view octets) { take(client_, octets); }
  void server(std::string_view octets);

 private:
  struct Side {
    char name;
    std::string line{};   // what is not printed yet
    bool cut = false;     // it continues a line of which a part is
    bool hidden = false;  // it belongs to a login
  };
  void take(Side& side, std::string_view octets);
  void print(Side& side);
  void hide_response();
  void hide_challenge();

  std::FILE* out_;
  Side client_{'C'};
  Side server_{'S'};
  bool server_spoke_ = false;
  bool logging_in_ = false;  // AUTH was said, and challenges are all that came since
};

}  // namespace heloport::apps
