#pragma once
// What one duet is about: who offers what, and who is refused.

#include <array>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "engine/extensions/extension.hpp"
#include "engine/protocol.hpp"

namespace heloport::duet {

enum class Tls : std::uint8_t { none, starttls, implicit };

/// Whom the server's application refuses, of each message.
enum class Refusals : std::uint8_t {
  nobody,
  some,      // the second of three
  everyone,  // each recipient
  message,   // nobody, and then the content; in LMTP for the second recipient only
};

struct Setup {
  engine::Protocol protocol = engine::Protocol::smtp;
  engine::ExtensionSet off;  // everything else is there, so far as TLS allows
  Tls tls = Tls::none;
  Refusals refusals = Refusals::nobody;
};

/// For messages of tests.
std::ostream& operator<<(std::ostream& out, const Setup& setup);

/// What became of one recipient of one message, as the client's application sees it.
enum class Outcome : std::uint8_t {
  open,
  sent,     // the server took it
  refused,  // the server did not
  unsent,   // the content was not complete when the session ended: to be sent again
  unknown,  // it was, and no answer came
};

inline constexpr std::array<std::string_view, 3> recipients{"bob@example.org", "carl@example.org",
                                                            "dora@example.org"};
inline constexpr std::size_t messages = 2;

/// The parameters of one envelope: what the client asks for is what the server hears.
struct Envelope {
  bool size = false;
  bool body = false;
  bool smtputf8 = false;
  bool dsn = false;
  bool auth = false;
  bool deliver_by = false;
  bool priority = false;
  bool requiretls = false;
  bool operator==(const Envelope&) const = default;
};

}  // namespace heloport::duet
