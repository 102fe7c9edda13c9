// See size.hpp.

#include "engine/extensions/size.hpp"

#include <charconv>
#include <limits>

namespace heloport::engine {
namespace {

constexpr std::size_t size_digits_max = 20;  // RFC 1870, 4

bool is_digits(std::string_view text) {
  for (char c : text) {
    if (c < '0' || c > '9') return false;
  }
  return !text.empty();
}

}  // namespace

std::string_view announce_size(const Standing& standing, std::span<char> room) {
  const auto [end, error] =
      std::to_chars(room.data(), room.data() + room.size(), standing.limits.message_octets_max);
  return {room.data(), static_cast<std::size_t>(end - room.data())};
}

std::optional<Say> take_size(const grammar::Parameter& parameter, const ParameterContext& context,
                             Parameters& out) {
  const std::string_view digits = parameter.value;
  if (out.mail.size_octets) return Say::repeated_parameter;
  if (!is_digits(digits) || digits.size() > size_digits_max) return Say::bad_parameter_value;
  std::uint64_t octets = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), octets);
  if (error != std::errc{}) octets = std::numeric_limits<std::uint64_t>::max();
  out.mail.size_octets = octets;
  const std::uint64_t limit = context.limits.message_octets_max;
  if (limit != 0 && octets > limit) return Say::message_too_big;
  return std::nullopt;
}

}  // namespace heloport::engine
