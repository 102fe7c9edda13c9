// See requiretls.hpp.

#include "engine/extensions/requiretls.hpp"

namespace heloport::engine {

bool requiretls_is_there(const Standing& standing) {
  return standing.tls;
}

std::optional<Say> take_requiretls(const grammar::Parameter& parameter, const ParameterContext&,
                                   Parameters& out) {
  if (out.mail.requiretls) return Say::repeated_parameter;
  if (parameter.has_value) return Say::bad_parameter_value;
  out.mail.requiretls = true;
  return std::nullopt;
}

}  // namespace heloport::engine
