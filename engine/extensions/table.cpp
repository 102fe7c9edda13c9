// The table of extensions. A new one is a row here, its identifier, and a file beside this one.

#include <algorithm>
#include <array>

#include "engine/extensions/eightbitmime.hpp"
#include "engine/extensions/extension.hpp"
#include "engine/extensions/size.hpp"
#include "engine/extensions/smtputf8.hpp"

namespace heloport::engine {
namespace {

// In the order of the EHLO reply. The verbs that a row brings are in rules.cpp.
constexpr std::array table{
    Extension{ExtensionId::pipelining, "PIPELINING", "RFC 2920, 2"},
    Extension{ExtensionId::size, "SIZE", "RFC 1870, 3", size_line_octets, announce_size,
              size_parameters},
    Extension{ExtensionId::eightbitmime, "8BITMIME", "RFC 6152, 2", body_line_octets, nullptr,
              body_parameters},
    Extension{ExtensionId::smtputf8, "SMTPUTF8", "RFC 6531, 3.1", smtputf8_line_octets, nullptr,
              smtputf8_parameters},
    Extension{ExtensionId::enhancedstatuscodes, "ENHANCEDSTATUSCODES", "RFC 2034, 3"},
    Extension{ExtensionId::vrfy, "VRFY", "RFC 5321, 3.5.2"},
    Extension{ExtensionId::expn, "EXPN", "RFC 5321, 3.5.2"},
    Extension{ExtensionId::help, "HELP", "RFC 5321, 4.1.1.8"},
    // Private commands begin with X (RFC 5321, 4.1.5). The simple dialect spells them its own way.
    Extension{ExtensionId::listing, "XLIST", "docs/decisions/0002-xlist-xread.md"},
    Extension{ExtensionId::reading, "XREAD", "docs/decisions/0002-xlist-xread.md"},
};

}  // namespace

std::span<const Extension> all_extensions() {
  return table;
}

const ParameterRule* parameter_rule(ExtensionSet on, grammar::Verb verb, std::string_view keyword) {
  for (const Extension& extension : table) {
    if (!on.has(extension.id)) continue;
    for (const ParameterRule& rule : extension.parameters) {
      if (rule.verb == verb && grammar::equal_ignoring_case(rule.keyword, keyword)) return &rule;
    }
  }
  return nullptr;
}

std::size_t command_octets_max(ExtensionSet on, const Limits& limits) {
  std::size_t octets = limits.command_octets_max;
  for (const Extension& extension : table) {
    if (on.has(extension.id)) octets += extension.line_octets_increment;
  }
  return octets;
}

}  // namespace heloport::engine
