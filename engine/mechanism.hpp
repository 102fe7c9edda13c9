#pragma once
// The SASL mechanisms: when each may be offered. What they say is the application's business.

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "grammar/parameters.hpp"

namespace heloport::engine {

enum class MechanismId : std::uint8_t { scram_sha_256_plus, scram_sha_256, external, plain, login };

/// One mechanism, in the order of preference of RFC 5802, 6 and then of strength.
struct Mechanism {
  MechanismId id;
  std::string_view name;
  bool needs_tls;                 // shows the password, or binds to the TLS channel
  bool needs_client_certificate;  // RFC 8314, 4.2
};

inline constexpr std::array mechanisms{
    Mechanism{MechanismId::scram_sha_256_plus, "SCRAM-SHA-256-PLUS", true, false},
    Mechanism{MechanismId::scram_sha_256, "SCRAM-SHA-256", false, false},
    Mechanism{MechanismId::external, "EXTERNAL", true, true},
    Mechanism{MechanismId::plain, "PLAIN", true, false},
    Mechanism{MechanismId::login, "LOGIN", true, false},
};

/// The mechanism of that name, in any case (RFC 4954, 4); null when there is none.
constexpr const Mechanism* mechanism_named(std::string_view name) {
  for (const Mechanism& mechanism : mechanisms) {
    if (grammar::equal_ignoring_case(mechanism.name, name)) return &mechanism;
  }
  return nullptr;
}

/// A set of mechanisms, one bit each.
class MechanismSet {
 public:
  constexpr MechanismSet() = default;
  constexpr MechanismSet(std::initializer_list<MechanismId> ids) {
    for (MechanismId id : ids) add(id);
  }
  constexpr void add(MechanismId id) { bits_ |= bit(id); }
  constexpr bool has(MechanismId id) const { return (bits_ & bit(id)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }

 private:
  static constexpr std::uint8_t bit(MechanismId id) {
    return static_cast<std::uint8_t>(1u << static_cast<unsigned>(id));
  }
  std::uint8_t bits_ = 0;
};

}  // namespace heloport::engine
