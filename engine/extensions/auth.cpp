// See auth.hpp.

#include "engine/extensions/auth.hpp"

#include <algorithm>

#include "grammar/parameter_value.hpp"

namespace heloport::engine {

bool may_offer(const Mechanism& mechanism, const Standing& standing) {
  return standing.mechanisms.has(mechanism.id) && (standing.tls || !mechanism.needs_tls) &&
         (standing.client_certificate || !mechanism.needs_client_certificate);
}

bool auth_is_there(const Standing& standing) {
  return std::any_of(mechanisms.begin(), mechanisms.end(),
                     [&](const Mechanism& mechanism) { return may_offer(mechanism, standing); });
}

std::string_view announce_auth(const Standing& standing, std::span<char> room) {
  std::size_t size = 0;
  for (const Mechanism& mechanism : mechanisms) {
    if (!may_offer(mechanism, standing)) continue;
    if (size > 0) room[size++] = ' ';
    size += mechanism.name.copy(room.data() + size, room.size() - size);
  }
  return {room.data(), size};
}

std::optional<Say> take_auth(const grammar::Parameter& parameter, const ParameterContext&,
                             Parameters& out) {
  if (!out.mail.auth.empty()) return Say::repeated_parameter;
  if (!grammar::is_value_of(grammar::ValueOf::auth, parameter.value)) {
    return Say::bad_parameter_value;
  }
  out.mail.auth = parameter.value;
  return std::nullopt;
}

}  // namespace heloport::engine
