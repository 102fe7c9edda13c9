// See scenario.hpp.

#include "fuzz/scenario.hpp"

namespace heloport::fuzz {
namespace {

const engine::Dialect& dialect_of(unsigned mode) {
  switch (mode & 3u) {
    case 1:
      return engine::simple;
    case 2:
      return engine::reference;
    default:
      return engine::standard;
  }
}

// What a server has and asks for beyond the plain protocol.
void equip(Scenario& scenario, unsigned mode) {
  using enum engine::ExtensionId;
  engine::ServerOptions& options = scenario.options;
  if ((mode & 1u) != 0) options.provided = options.provided.with(starttls);
  if ((mode & 2u) != 0) {
    options.provided = options.provided.with(auth);
    for (const engine::Mechanism& mechanism : engine::mechanisms) {
      options.mechanisms.add(mechanism.id);
    }
  }
  if ((mode & 4u) != 0) {
    options.provided = options.provided.with(dsn).with(etrn).with(futurerelease);
  }
  scenario.peer.trusted = (mode & 8u) != 0;
  options.tls_required = (mode & 16u) != 0;
  options.auth_required = (mode & 32u) != 0;
  scenario.challenges = (mode & 64u) != 0;
}

}  // namespace

engine::Limits small_limits() {
  engine::Limits limits;
  limits.skipped_octets_max = 1024;
  limits.message_octets_max = 64;
  limits.overrun_octets_max = 256;
  limits.recipients_max = 2;
  limits.recipient_tries_max = 4;
  limits.errors_max = 3;
  limits.idle_commands_max = 8;
  limits.auth_line_octets_max = 64;
  limits.auth_failures_max = 1;
  return limits;
}

Scenario scenario_of(std::string_view input) {
  const auto octet = [input](std::size_t i) -> unsigned {
    return i < input.size() ? static_cast<unsigned char>(input[i]) : 0;
  };
  const unsigned mode = octet(0);
  Scenario scenario;
  scenario.options.hostname = "mx.example.org";
  scenario.options.dialect = &dialect_of(mode);
  if ((mode & 4u) != 0) scenario.options.line_endings = engine::LineEndings::normalise;
  scenario.peer.may_list = (mode & 8u) != 0;
  if ((mode & 16u) != 0) scenario.options.limits = small_limits();
  if ((mode & 64u) != 0) scenario.options.protocol = engine::Protocol::lmtp;
  scenario.refusal = (mode & 32u) != 0 ? go_away : no_such_user;
  scenario.refusals = static_cast<std::uint16_t>(octet(1) | octet(2) << 8);
  std::size_t header_octets = scenario_header_octets;
  if ((mode & 128u) != 0) equip(scenario, octet(header_octets++));
  if (input.size() > header_octets) {
    scenario.octets = input.substr(header_octets);
    // A place to split is a fraction of the whole, so that it stays put while the rest grows.
    const std::size_t size = scenario.octets.size();
    scenario.cuts = {octet(3) * size / 256, octet(4) * size / 256};
  }
  return scenario;
}

}  // namespace heloport::fuzz
