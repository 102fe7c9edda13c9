#pragma once
// What a `! ` line says once the settings are over: an act, or what the application will answer.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "conformance/client_command.hpp"
#include "engine/reply.hpp"

namespace heloport::conformance {

// Acts: each drives the session, and what follows from it is compared after the last of them.

struct Write {  // the lines of the driving side
  std::string octets;
};
struct EndOfInput {};  // `eof`
struct Advance {       // `clock +301s`
  std::chrono::milliseconds by{};
};
struct Stop {  // `stop idle`, `stop now`
  bool now = false;
};
struct Reading {  // `reading off`, `reading on`: whether the peer takes what we send
  bool on = true;
};

struct TlsStarted {  // `tls`; with the peer verified `tls certificate` (a client), `tls verified`
  bool peer_verified = false;
};

/// A reply in memory of its own.
struct OwnedReply {
  std::uint16_t code = 0;
  std::string enhanced;
  std::string text;
  engine::Reply view() const { return {code, enhanced, text}; }
};

/// What the application answers to one question.
struct Verdict {
  enum class Kind : std::uint8_t { accept, reject, answer, challenge, later };
  Kind kind = Kind::accept;
  /// "connect", "hello", "data": the questions that are not shown. Empty: the next one shown.
  std::string silent{};
  std::string detail{};  // accept; challenge: the octets
  OwnedReply reply{};    // reject, answer
  bool with_lines = false;
  std::string lines{};  // for List and Read: `line`, `text`
  std::size_t line = 0;
};
struct Decide {  // `now`: the answer to what was left open with `later`
  Verdict verdict;
};

/// `line TEXT`, `text RAW`: more of what List or Read is answered with.
struct AnswerText {
  std::string octets;
};
/// `times N`: the next line stands N times.
struct Times {
  std::size_t count = 1;
};
struct NoWorldLine {
  std::string why;
};

using Act =
    std::variant<Write, EndOfInput, Advance, Stop, Reading, TlsStarted, Decide, ClientCommand>;
using WorldLine = std::variant<EndOfInput, Advance, Stop, Reading, TlsStarted, Decide,
                               ClientCommand, Verdict, AnswerText, Times, NoWorldLine>;

/// `tls`, `tls certificate`, `tls verified`: a setting at the top, an act elsewhere.
bool is_tls_line(std::string_view text);

/// Parses the text of a world line that is no setting.
WorldLine parse_world_line(std::string_view text);

}  // namespace heloport::conformance
