// See client_offer.hpp.

#include "engine/client_offer.hpp"

#include <charconv>
#include <limits>

#include "grammar/parameters.hpp"
#include "grammar/reply.hpp"

namespace heloport::engine {
namespace {

/// The first extension in the table with that keyword, in any case (RFC 5321, 2.4); or null.
const Extension* extension_named(std::string_view keyword) {
  for (const Extension& extension : all_extensions()) {
    if (grammar::equal_ignoring_case(extension.keyword, keyword)) return &extension;
  }
  return nullptr;
}

/// A number of at most 20 digits, saturated (RFC 1870, 4); nothing when it is not one.
std::optional<std::uint64_t> parse_size(std::string_view digits) {
  constexpr std::size_t digits_max = 20;
  if (digits.empty() || digits.size() > digits_max) return std::nullopt;
  if (digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  std::uint64_t octets = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), octets);
  return error == std::errc{} ? octets : std::numeric_limits<std::uint64_t>::max();
}

}  // namespace

void Offer::note(std::string_view text) {
  const grammar::EhloLine line = grammar::parse_ehlo_line(text);
  const Extension* const extension = extension_named(line.keyword);
  if (extension == nullptr) return;
  if (extension->id == ExtensionId::size && !line.parameters.empty()) {
    const std::optional<std::uint64_t> size = parse_size(line.parameters);
    if (!size) return;
    size_octets_max = size;
  }
  extensions = extensions.with(extension->id);
}

}  // namespace heloport::engine
