// See deliverby.hpp.

#include "engine/extensions/deliverby.hpp"

#include <charconv>

#include "engine/extensions/futurerelease.hpp"
#include "grammar/parameter_value.hpp"

namespace heloport::engine {

std::string_view announce_deliverby(const Standing& standing, std::span<char> room) {
  const std::uint32_t least = standing.limits.deliver_by_seconds_min;
  if (least == 0) return {};
  const auto end = std::to_chars(room.data(), room.data() + room.size(), least).ptr;
  return {room.data(), static_cast<std::size_t>(end - room.data())};
}

std::optional<Say> take_by(const grammar::Parameter& parameter, const ParameterContext& context,
                           Parameters& out) {
  if (out.mail.deliver_by) return Say::repeated_parameter;
  if (!grammar::is_value_of(grammar::ValueOf::by, parameter.value)) {
    return Say::bad_parameter_value;
  }
  std::string_view digits = parameter.value.substr(0, parameter.value.find(';'));
  const std::string_view mode = parameter.value.substr(digits.size() + 1);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  DeliverBy by{.returns = grammar::equal_ignoring_case(mode.substr(0, 1), "R"),
               .traced = mode.size() > 1};
  // At most nine digits: the conversion cannot fail.
  std::from_chars(digits.data(), digits.data() + digits.size(), by.seconds);
  const auto least = static_cast<std::int64_t>(context.limits.deliver_by_seconds_min);
  if (by.returns && by.seconds < least) return Say::deadline_too_near;
  out.mail.deliver_by = by;
  if (hold_passes_deadline(out.mail)) return Say::bad_parameter_value;
  return std::nullopt;
}

}  // namespace heloport::engine
