#pragma once
// What an extension is made of: one row of the table in table.cpp, and one file for its rules.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "engine/limits.hpp"
#include "engine/reply.hpp"
#include "grammar/command.hpp"

namespace heloport::engine {

enum class ExtensionId : std::uint8_t {
  pipelining,
  size,
  eightbitmime,
  smtputf8,
  enhancedstatuscodes,
  vrfy,
  expn,
  help,
  listing,
  reading,
};

/// A set of extensions, one bit each.
class ExtensionSet {
 public:
  constexpr ExtensionSet() = default;
  constexpr ExtensionSet(std::initializer_list<ExtensionId> ids) {
    for (ExtensionId id : ids) bits_ |= bit(id);
  }
  constexpr bool has(ExtensionId id) const { return (bits_ & bit(id)) != 0; }
  constexpr ExtensionSet without(ExtensionId id) const {
    ExtensionSet rest = *this;
    rest.bits_ &= ~bit(id);
    return rest;
  }
  constexpr ExtensionSet with(ExtensionId id) const {
    ExtensionSet more = *this;
    more.bits_ |= bit(id);
    return more;
  }
  constexpr bool empty() const { return bits_ == 0; }

 private:
  static constexpr std::uint32_t bit(ExtensionId id) {
    return std::uint32_t{1} << static_cast<unsigned>(id);
  }
  std::uint32_t bits_ = 0;
};

/// How the content is declared (RFC 6152). Not declared means 7BIT.
enum class BodyType : std::uint8_t { seven_bit, eight_bit_mime };

/// The parameters of MAIL as typed values.
struct MailParameters {
  /// SIZE, saturated at 2^64-1 (RFC 1870 allows 20 digits).
  std::optional<std::uint64_t> size_octets;
  std::optional<BodyType> body;
  bool smtputf8 = false;
};

/// One parameter that an extension brings to MAIL or RCPT.
struct ParameterRule {
  std::string_view keyword;
  grammar::Verb verb = grammar::Verb::mail;
  /// Checks the value and takes it. Nothing when it is fine, what to say otherwise. A second
  /// occurrence of the same parameter is refused here too: the field is already set.
  std::optional<Say> (*take)(const grammar::Parameter& parameter, const Limits& limits,
                             MailParameters& out) = nullptr;
};

/// One extension: what EHLO says and which parameters it licenses.
struct Extension {
  ExtensionId id;
  std::string_view keyword;
  std::string_view source;  // "RFC 1870, 4"
  /// Octets that it adds to the longest command line.
  std::size_t line_octets_increment = 0;
  /// The words after the keyword in the EHLO reply, written into `room`; null for none.
  std::string_view (*announce)(const Limits& limits, std::span<char> room) = nullptr;
  std::span<const ParameterRule> parameters = {};
};

/// Every extension, in the order of the EHLO reply.
std::span<const Extension> all_extensions();

/// The rule for one parameter of one verb among the extensions that are on; null when none is.
const ParameterRule* parameter_rule(ExtensionSet on, grammar::Verb verb, std::string_view keyword);

/// The longest command line with these extensions on (RFC 5321, 4.5.3.1.4 and 4.1.1.11).
std::size_t command_octets_max(ExtensionSet on, const Limits& limits);

}  // namespace heloport::engine
