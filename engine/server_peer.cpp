// What one server says to another: ETRN (RFC 1985), and XCLIENT and XFORWARD of a proxy, as
// Postfix's XCLIENT_README and XFORWARD_README describe them.

#include <array>
#include <cstdint>

#include "engine/extensions/peer_attributes.hpp"
#include "engine/server_session.hpp"
#include "grammar/xtext.hpp"

namespace heloport::engine {
namespace {

constexpr std::size_t value_octets_max = 512;  // XCLIENT_README: the whole line

// A control octet has no place in a name, and would end up in a header.
bool is_clean(std::string_view value) {
  std::array<char, value_octets_max> room;
  return grammar::decode_xtext(value, room).has_value();
}

// The first fault from the left. No attribute is compared with the others.
std::optional<Say> fault_of(const grammar::ParameterList& attributes, std::string_view known) {
  std::uint32_t seen = 0;  // a bit for each that is known
  for (const grammar::Parameter attribute : attributes) {
    const std::optional<unsigned> number = number_of_attribute(known, attribute.keyword);
    if (!number) return Say::unknown_attribute;
    const std::uint32_t bit = std::uint32_t{1} << *number;
    if ((seen & bit) != 0) return Say::repeated_parameter;
    if (!is_clean(attribute.value)) return Say::bad_parameter_value;
    seen |= bit;
  }
  return std::nullopt;
}

// RFC 1985, 5: the name of a host in full; with `@` of a domain and what is below it. What stands
// after `#` is a name that both sides have agreed upon.
bool names_a_node(std::string_view node) {
  return node.starts_with('#') || node.find('.') != std::string_view::npos;
}

}  // namespace

ServerSession::Outcome ServerSession::on_etrn(const grammar::Command& command) {
  if (!names_a_node(command.argument)) return mistake(Say::bad_argument);
  return ask(Question::etrn, Etrn{command.argument});
}

ServerSession::Outcome ServerSession::on_xclient(const grammar::Command& command) {
  if (!peer_.trusted) return mistake(Say::not_trusted);
  if (const auto fault = fault_of(command.parameters, xclient_attributes)) return mistake(*fault);
  return ask(Question::xclient, Xclient{command.parameters});
}

ServerSession::Outcome ServerSession::on_xforward(const grammar::Command& command) {
  if (!peer_.trusted) return mistake(Say::not_trusted);
  if (const auto fault = fault_of(command.parameters, xforward_attributes)) return mistake(*fault);
  return ask(Question::xforward, Xforward{command.parameters});
}

// The client is somebody else now: what was said before was not said by it. TLS stays, for it is
// between the two of us.
void ServerSession::accept_xclient() {
  forget_client();
  client_certificate_ = false;  // it is the peer's, not its client's
  accept_connected();
}

}  // namespace heloport::engine
