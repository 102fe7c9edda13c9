#pragma once
// What every session of a load says for a message, made once and said by all.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/octet_side.hpp"

namespace heloport::apps {

/// The messages of a load: all alike.
struct LoadMail {
  std::string from;  // a mailbox; empty: the null path
  std::string to;    // a mailbox; with several recipients they are numbered behind its local part
  std::size_t recipients = 1;
  std::size_t octets = 1024;  // of the content, header and CRLF included
  bool chunked = false;       // BDAT instead of DATA
  bool pipelined = false;
  std::size_t ahead = 0;  // messages begun before the last one is answered, with `pipelined`
  bool lmtp = false;      // one reply a recipient behind the content
};

/// One command, or the content behind a 354, and what is expected of its answer.
struct LoadStep {
  std::string command;      // as it is told where it was answered wrongly
  std::size_t end = 0;      // octets of a message, up to and with this one
  std::size_t reach = 0;    // octets, from its message on, that may leave before it is answered
  char answer = '2';        // the first digit
  std::size_t replies = 1;  // LMTP: one a recipient behind the content
};

/// Shape:    a session's messages are one endless text in which the same octets come again and
///           again; a position in it counts from the session's first message. What may leave in
///           one write stands in one piece: the text is kept so often as that takes, where it is
///           short.
/// Limits:   with PIPELINING nothing follows DATA but its answer; the next message's envelope may
///           follow the content (RFC 2920, 3.1), and chunks wait for nothing (RFC 3030, 4.2).
/// Lifetime: views until it is destroyed. Never changes: shared by all sessions.
class LoadScript {
 public:
  explicit LoadScript(const LoadMail& mail);

  const std::vector<LoadStep>& steps() const { return steps_; }
  std::size_t message_octets() const { return steps_.back().end; }
  /// What stands from position `from` up to `to`: all of it, or as much as two pieces hold.
  engine::Output octets(std::uint64_t from, std::uint64_t to) const;

 private:
  void add(const std::string& command, std::string_view behind, char answer, std::size_t replies);
  void add_envelope(const LoadMail& mail);
  void add_content(const LoadMail& mail);
  void set_reaches(const LoadMail& mail);
  void repeat(std::size_t messages);

  std::vector<LoadStep> steps_;
  std::string text_;  // one or more messages
};

/// A message of so many octets: a header where there is room for it, and lines of 76 characters.
std::string load_content(const LoadMail& mail);

}  // namespace heloport::apps
