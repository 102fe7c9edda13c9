// See mt_priority.hpp.

#include "engine/extensions/mt_priority.hpp"

#include <charconv>

#include "grammar/parameter_value.hpp"

namespace heloport::engine {

std::optional<Say> take_priority(const grammar::Parameter& parameter, const ParameterContext&,
                                 Parameters& out) {
  if (out.mail.priority) return Say::repeated_parameter;
  const std::string_view digits = parameter.value;
  if (!grammar::is_value_of(grammar::ValueOf::mt_priority, digits)) {
    return Say::bad_parameter_value;
  }
  std::int8_t priority = 0;  // one digit: the conversion cannot fail
  std::from_chars(digits.data(), digits.data() + digits.size(), priority);
  out.mail.priority = priority;
  return std::nullopt;
}

}  // namespace heloport::engine
