#pragma once
// A reply as it came, right or wrong, and what may be demanded of it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heloport::conformance {

struct Circumstances;

/// All lines of one reply.
struct HeardReply {
  std::string octets;              // line ends included
  std::vector<std::string> lines;  // without them
  int code = 0;                    // of the first line; 0: no three digits stand there

  /// What follows the code and one octet behind it.
  std::string_view text(std::size_t line) const;
};

enum class Completeness : std::uint8_t { whole, begun, endless };

/// Takes one reply off the front of `octets` when it is there as a whole.
/// Shape:  a line ends at LF; whether CR stands before it is a question for later. A hyphen behind
///         the code says that another line follows.
/// Limits: 64 KiB a reply, far above anything a server says in earnest; more is endless.
Completeness take_reply(std::string& octets, HeardReply& reply);

/// `250`, `5yz`, `503|554`, with or without ` ...` behind: the codes that a case allows.
bool is_code_pattern_list(std::string_view text);
bool code_fits(std::string_view patterns, int code);
/// `503|554` as "503 or 554".
std::string spoken(std::string_view patterns);

/// What `! reply PROPERTY` says of a reply.
/// Shape:  nothing when it holds, else what is wrong, one sentence.
/// Source: docs/cases.md lists the properties.
bool is_property(std::string_view property);
std::optional<std::string> breach_of(std::string_view property, const HeardReply& reply,
                                     const Circumstances& here);

/// True for a keyword of IANA's registry "SMTP Service Extensions", and for one of private use,
/// which begins with X. Letter case does not count.
bool is_registered_keyword(std::string_view keyword);

}  // namespace heloport::conformance
