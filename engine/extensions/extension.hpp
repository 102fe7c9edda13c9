#pragma once
// What an extension is made of: one row of the table in table.cpp, and one file for its rules.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "engine/limits.hpp"
#include "engine/mechanism.hpp"
#include "engine/parameters.hpp"
#include "engine/reply.hpp"
#include "grammar/command.hpp"

namespace heloport::engine {

enum class ExtensionId : std::uint8_t {
  pipelining,
  size,
  eightbitmime,
  smtputf8,
  enhancedstatuscodes,
  chunking,
  binarymime,
  dsn,
  starttls,
  auth,
  limits,
  requiretls,
  deliverby,
  futurerelease,
  mt_priority,
  vrfy,
  expn,
  help,
  etrn,
  xclient,
  xforward,
  listing,
  reading,
  count,
};

/// A set of extensions, one bit each.
class ExtensionSet {
 public:
  constexpr ExtensionSet() = default;
  constexpr ExtensionSet(std::initializer_list<ExtensionId> ids) {
    for (ExtensionId id : ids) bits_ |= bit(id);
  }
  static constexpr ExtensionSet all() {
    ExtensionSet every;
    every.bits_ = bit(ExtensionId::count) - 1;
    return every;
  }
  constexpr bool has(ExtensionId id) const { return (bits_ & bit(id)) != 0; }
  constexpr ExtensionSet without(ExtensionId id) const {
    ExtensionSet rest = *this;
    rest.bits_ &= ~bit(id);
    return rest;
  }
  constexpr ExtensionSet without(ExtensionSet others) const {
    ExtensionSet rest = *this;
    rest.bits_ &= ~others.bits_;
    return rest;
  }
  constexpr ExtensionSet with(ExtensionId id) const {
    ExtensionSet more = *this;
    more.bits_ |= bit(id);
    return more;
  }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool operator==(const ExtensionSet&) const = default;

 private:
  static constexpr std::uint32_t bit(ExtensionId id) {
    return std::uint32_t{1} << static_cast<unsigned>(id);
  }
  std::uint32_t bits_ = 0;
};
static_assert(static_cast<unsigned>(ExtensionId::count) < 32, "one bit each");

/// What decides whether an extension is there for this peer at this time, beside the
/// configuration.
struct Standing {
  const Limits& limits;
  MechanismSet mechanisms = {};     // configured
  bool tls = false;                 // the session is inside TLS
  bool client_certificate = false;  // verified in its handshake
  bool authenticated = false;
  bool may_list = false;  // a peer on this machine
  bool trusted = false;   // a peer that may speak for others (XCLIENT, XFORWARD)
};

/// What a parameter is judged by, beside its value.
struct ParameterContext {
  const Limits& limits;
  ExtensionSet on;  // offered to this peer
};

/// One parameter that an extension brings to MAIL or RCPT.
struct ParameterRule {
  std::string_view keyword;
  grammar::Verb verb = grammar::Verb::mail;
  /// Checks the value and takes it. Nothing when it is fine, what to say otherwise. A second
  /// occurrence of the same parameter is refused here too: the field is already set.
  std::optional<Say> (*take)(const grammar::Parameter& parameter, const ParameterContext& context,
                             Parameters& out) = nullptr;
};

/// One extension: what EHLO says, when, and which parameters it licenses.
struct Extension {
  ExtensionId id;
  std::string_view keyword;
  std::string_view source;  // "RFC 1870, 4"
  /// Octets that it adds to the longest command line.
  std::size_t line_octets_increment = 0;
  /// Needs something behind it: a certificate, users, a queue. There only where the server says
  /// so (ServerOptions::provided).
  bool needs_provision = false;
  /// Whether it is there for this peer now; null for always.
  bool (*there)(const Standing& standing) = nullptr;
  /// The words after the keyword in the EHLO reply, written into `room`; empty for none.
  std::string_view (*announce)(const Standing& standing, std::span<char> room) = nullptr;
  std::span<const ParameterRule> parameters = {};
};

/// The longest line of the EHLO reply, without code and CRLF: the mechanisms of AUTH.
inline constexpr std::size_t ehlo_line_octets_max = 128;

/// Every extension, in the order of the EHLO reply.
std::span<const Extension> all_extensions();

/// Those of `on` that are there for a peer with this standing.
ExtensionSet offered_to(const Standing& standing, ExtensionSet on);

/// The rule for one parameter of one verb among the extensions that are on; null when none is.
const ParameterRule* parameter_rule(ExtensionSet on, grammar::Verb verb, std::string_view keyword);

/// The longest command line with these extensions on (RFC 5321, 4.5.3.1.4 and 4.1.1.11).
std::size_t command_octets_max(ExtensionSet on, const Limits& limits);

}  // namespace heloport::engine
