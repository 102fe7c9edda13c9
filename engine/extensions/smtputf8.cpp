// See smtputf8.hpp.

#include "engine/extensions/smtputf8.hpp"

namespace heloport::engine {

std::optional<Say> take_smtputf8(const grammar::Parameter& parameter, const ParameterContext&,
                                 Parameters& out) {
  if (out.mail.smtputf8) return Say::repeated_parameter;
  if (parameter.has_value) return Say::bad_parameter_value;
  out.mail.smtputf8 = true;
  return std::nullopt;
}

}  // namespace heloport::engine
