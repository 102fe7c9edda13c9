#pragma once
// One case of the client suite: the server's half of a session, and what is judged in it.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "conformance/case.hpp"
#include "conformance/client_message.hpp"
#include "conformance/failure.hpp"

namespace heloport::conformance {

/// What the client is told beside what to send, to whom, and where.
enum class Told : std::uint8_t {
  plain,
  tls,    // STARTTLS, verified, or nothing
  login,  // the same, and AUTH
  dsn,    // ask for notifications
};

/// What the client must report in the end; open: either.
enum class ClientReport : std::uint8_t { open, success, failure };

/// How the server's octets leave.
enum class Pace : std::uint8_t {
  replies,   // a write each
  octets,    // each octet a write
  together,  // the replies to what came at once are one write
};

/// What the server's certificate is worth.
enum class CertificateKind : std::uint8_t { good, wrong_name, expired, self_signed, untrusted };

/// One thing that the server does.
struct ServerAct {
  enum class Kind : std::uint8_t {
    say,      // octets; words in braces still to be replaced where it was no raw line
    pause,    // time goes by
    close,    // it closes the connection
    reset,    // it resets the connection
    tls,      // the handshake begins
    deaf,     // whatever comes from here on is no command
    endless,  // the line is said until the client goes
    silent,   // no reply
    listen,   // for so long the client must say nothing, and stay
    never,    // from here on the client must not say this
  };
  Kind kind = Kind::say;
  std::string text{};                  // say, endless: octets; never: a pattern
  std::chrono::milliseconds pause{0};  // pause, listen
  std::size_t line = 0;
};

/// What a client says, and what is done about it.
struct ClientScene {
  std::string pattern;            // see fits() in client_pattern.hpp
  bool judged = false;            // the client's next act must fit; else it is waited for
  std::vector<ServerAct> acts{};  // none: whatever a sound server replies
  std::size_t line = 0;
};

struct ClientCase {
  Case head;         // id, title, requirements and level; no body
  std::string rule;  // of client_rules.hpp: judged in every session of the run; empty: none
  Told told = Told::plain;
  ClientReport report = ClientReport::open;
  CaseMessage message;
  std::vector<std::string> offers;      // lines of the EHLO reply in clear, without the first
  std::vector<std::string> tls_offers;  // the same inside TLS
  CertificateKind certificate = CertificateKind::good;
  Pace pace = Pace::replies;
  std::chrono::milliseconds waits{0};  // before each reply
  bool misbehaves = false;  // the server breaks the protocol: how the client leaves is not judged
  bool may_refuse = false;  // the client may decline to send at all
  std::vector<std::string> never;     // patterns that must not come
  std::vector<std::string> contents;  // properties of client_content.hpp
  std::vector<ServerAct> opening;     // none: a sound greeting
  std::vector<ClientScene> scenes;
};

/// Shape:  docs/client-cases.md.
/// Errors: the line that is no line of a case, and why.
std::variant<ClientCase, Failure> parse_client_case(std::string id, std::string_view text);

}  // namespace heloport::conformance
