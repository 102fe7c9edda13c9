#pragma once
// What a server offered in its reply to EHLO.

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/extensions/extension.hpp"

namespace heloport::engine {

/// The extensions of a server that we know, as it announced them (RFC 5321, 4.1.1.1).
struct Offer {
  ExtensionSet extensions;
  /// SIZE; nothing when no number was given, 0 for no fixed limit (RFC 1870, 3).
  std::optional<std::uint64_t> size_octets_max;

  /// Takes one line of the reply, its first line excepted. A line that is malformed, or names
  /// nothing that we know, changes nothing.
  void note(std::string_view text);
};

}  // namespace heloport::engine
