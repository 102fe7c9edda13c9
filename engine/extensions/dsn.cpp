// See dsn.hpp.

#include "engine/extensions/dsn.hpp"

#include <algorithm>

#include "grammar/parameter_value.hpp"

namespace heloport::engine {

std::optional<Say> take_ret(const grammar::Parameter& parameter, const ParameterContext&,
                            Parameters& out) {
  if (out.mail.ret) return Say::repeated_parameter;
  if (!grammar::is_value_of(grammar::ValueOf::ret, parameter.value)) {
    return Say::bad_parameter_value;
  }
  const bool full = grammar::equal_ignoring_case(parameter.value, "FULL");
  out.mail.ret = full ? Ret::full : Ret::headers;
  return std::nullopt;
}

std::optional<Say> take_envid(const grammar::Parameter& parameter, const ParameterContext&,
                              Parameters& out) {
  if (!out.mail.envid.empty()) return Say::repeated_parameter;
  constexpr std::size_t value_octets_max = envid_octets_max;
  if (parameter.value.size() > value_octets_max ||
      !grammar::is_value_of(grammar::ValueOf::envid, parameter.value)) {
    return Say::bad_parameter_value;
  }
  out.mail.envid = parameter.value;
  return std::nullopt;
}

std::optional<Say> take_notify(const grammar::Parameter& parameter, const ParameterContext&,
                               Parameters& out) {
  if (out.rcpt.notify) return Say::repeated_parameter;
  if (!grammar::is_value_of(grammar::ValueOf::notify, parameter.value)) {
    return Say::bad_parameter_value;
  }
  Notify notify;
  for (std::string_view rest = parameter.value; !rest.empty();) {
    const std::string_view word = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    notify.never |= grammar::equal_ignoring_case(word, "NEVER");
    notify.success |= grammar::equal_ignoring_case(word, "SUCCESS");
    notify.failure |= grammar::equal_ignoring_case(word, "FAILURE");
    notify.delay |= grammar::equal_ignoring_case(word, "DELAY");
  }
  out.rcpt.notify = notify;
  return std::nullopt;
}

std::optional<Say> take_orcpt(const grammar::Parameter& parameter, const ParameterContext&,
                              Parameters& out) {
  if (!out.rcpt.orcpt.empty()) return Say::repeated_parameter;
  const std::size_t octets = parameter.keyword.size() + 1 + parameter.value.size();
  if (octets > orcpt_octets_max ||
      !grammar::is_value_of(grammar::ValueOf::orcpt, parameter.value)) {
    return Say::bad_parameter_value;
  }
  out.rcpt.orcpt = parameter.value;
  return std::nullopt;
}

}  // namespace heloport::engine
