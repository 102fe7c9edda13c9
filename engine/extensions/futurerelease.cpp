// See futurerelease.hpp.

#include "engine/extensions/futurerelease.hpp"

#include <charconv>

#include "grammar/parameter_value.hpp"

namespace heloport::engine {

std::string_view announce_futurerelease(const Standing& standing, std::span<char> room) {
  const Limits& limits = standing.limits;
  char* end = std::to_chars(room.data(), room.data() + room.size(), limits.hold_seconds_max).ptr;
  *end++ = ' ';
  const auto used = static_cast<std::size_t>(end - room.data());
  return {room.data(), used + limits.hold_until_max.copy(end, room.size() - used)};
}

bool hold_passes_deadline(const MailParameters& mail) {
  return mail.hold && mail.deliver_by && mail.deliver_by->returns &&
         static_cast<std::int64_t>(mail.hold->seconds) > mail.deliver_by->seconds;
}

std::optional<Say> take_holdfor(const grammar::Parameter& parameter,
                                const ParameterContext& context, Parameters& out) {
  if (out.mail.hold) return Say::repeated_parameter;
  const std::string_view digits = parameter.value;
  if (!grammar::is_value_of(grammar::ValueOf::holdfor, digits)) return Say::bad_parameter_value;
  Hold hold;  // at most nine digits: the conversion cannot fail
  std::from_chars(digits.data(), digits.data() + digits.size(), hold.seconds);
  if (hold.seconds > context.limits.hold_seconds_max) return Say::bad_parameter_value;
  out.mail.hold = hold;
  if (hold_passes_deadline(out.mail)) return Say::bad_parameter_value;
  return std::nullopt;
}

// Both date-times have one form up to their seconds, so the order of the octets is that of time.
std::optional<Say> take_holduntil(const grammar::Parameter& parameter,
                                  const ParameterContext& context, Parameters& out) {
  if (out.mail.hold) return Say::repeated_parameter;
  constexpr std::size_t date_octets = 10;
  constexpr std::size_t time_octets = 8;
  const std::string_view until = parameter.value;
  if (!grammar::is_value_of(grammar::ValueOf::holduntil, until)) return Say::bad_parameter_value;
  const std::string_view last = context.limits.hold_until_max;
  const int dates = until.substr(0, date_octets).compare(last.substr(0, date_octets));
  const int times =
      until.substr(date_octets + 1, time_octets).compare(last.substr(date_octets + 1, time_octets));
  if (dates > 0 || (dates == 0 && times > 0)) return Say::bad_parameter_value;
  out.mail.hold = Hold{.until = until};
  return std::nullopt;
}

}  // namespace heloport::engine
