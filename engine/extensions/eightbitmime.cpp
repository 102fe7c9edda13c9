// See eightbitmime.hpp.

#include "engine/extensions/eightbitmime.hpp"

namespace heloport::engine {

std::optional<Say> take_body(const grammar::Parameter& parameter, const Limits&,
                             MailParameters& out) {
  if (out.body) return Say::repeated_parameter;
  if (grammar::equal_ignoring_case(parameter.value, "7BIT")) {
    out.body = BodyType::seven_bit;
  } else if (grammar::equal_ignoring_case(parameter.value, "8BITMIME")) {
    out.body = BodyType::eight_bit_mime;
  } else {
    return Say::bad_parameter_value;
  }
  return std::nullopt;
}

}  // namespace heloport::engine
