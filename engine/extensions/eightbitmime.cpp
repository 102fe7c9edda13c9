// See eightbitmime.hpp.

#include "engine/extensions/eightbitmime.hpp"

namespace heloport::engine {

std::optional<Say> take_body(const grammar::Parameter& parameter, const ParameterContext& context,
                             Parameters& out) {
  std::optional<BodyType>& body = out.mail.body;
  if (body) return Say::repeated_parameter;
  if (grammar::equal_ignoring_case(parameter.value, "7BIT")) {
    body = BodyType::seven_bit;
  } else if (grammar::equal_ignoring_case(parameter.value, "8BITMIME")) {
    body = BodyType::eight_bit_mime;
  } else if (context.on.has(ExtensionId::binarymime) &&
             grammar::equal_ignoring_case(parameter.value, "BINARYMIME")) {
    body = BodyType::binary_mime;
  } else {
    return Say::bad_parameter_value;
  }
  return std::nullopt;
}

}  // namespace heloport::engine
