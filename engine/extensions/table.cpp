// The table of extensions. A new one is a row here, its identifier, and a file beside this one.

#include <algorithm>
#include <array>

#include "engine/extensions/auth.hpp"
#include "engine/extensions/deliverby.hpp"
#include "engine/extensions/dsn.hpp"
#include "engine/extensions/eightbitmime.hpp"
#include "engine/extensions/extension.hpp"
#include "engine/extensions/futurerelease.hpp"
#include "engine/extensions/limits.hpp"
#include "engine/extensions/mt_priority.hpp"
#include "engine/extensions/peer_attributes.hpp"
#include "engine/extensions/requiretls.hpp"
#include "engine/extensions/size.hpp"
#include "engine/extensions/smtputf8.hpp"
#include "engine/extensions/standing.hpp"

namespace heloport::engine {
namespace {

// In the order of the EHLO reply. The verbs that a row brings are in rules.cpp.
// clang-format off
constexpr std::array table{
    Extension{.id = ExtensionId::pipelining, .keyword = "PIPELINING", .source = "RFC 2920, 2"},
    Extension{.id = ExtensionId::size, .keyword = "SIZE", .source = "RFC 1870, 3",
              .line_octets_increment = size_line_octets,
              .announce = announce_size,
              .parameters = size_parameters},
    Extension{.id = ExtensionId::eightbitmime, .keyword = "8BITMIME", .source = "RFC 6152, 2",
              .line_octets_increment = body_line_octets,
              .parameters = body_parameters},
    Extension{.id = ExtensionId::smtputf8, .keyword = "SMTPUTF8", .source = "RFC 6531, 3.1",
              .line_octets_increment = smtputf8_line_octets,
              .parameters = smtputf8_parameters},
    Extension{.id = ExtensionId::enhancedstatuscodes, .keyword = "ENHANCEDSTATUSCODES",
              .source = "RFC 2034, 3"},
    Extension{.id = ExtensionId::chunking, .keyword = "CHUNKING", .source = "RFC 3030, 2"},
    // Its value of BODY is taken with those of 8BITMIME.
    Extension{.id = ExtensionId::binarymime, .keyword = "BINARYMIME", .source = "RFC 3030, 3"},
    Extension{.id = ExtensionId::dsn, .keyword = "DSN", .source = "RFC 3461, 2",
              .line_octets_increment = dsn_line_octets,
              .needs_provision = true,
              .parameters = dsn_parameters},
    Extension{.id = ExtensionId::starttls, .keyword = "STARTTLS", .source = "RFC 3207, 2",
              .needs_provision = true,
              .there = outside_tls},
    Extension{.id = ExtensionId::auth, .keyword = "AUTH", .source = "RFC 4954, 3",
              .line_octets_increment = auth_line_octets,
              .needs_provision = true,
              .there = auth_is_there,
              .announce = announce_auth,
              .parameters = auth_parameters},
    Extension{.id = ExtensionId::limits, .keyword = "LIMITS", .source = "RFC 9422, 3",
              .announce = announce_limits},
    Extension{.id = ExtensionId::requiretls, .keyword = "REQUIRETLS", .source = "RFC 8689, 2",
              .line_octets_increment = requiretls_line_octets,
              .there = requiretls_is_there,
              .parameters = requiretls_parameters},
    Extension{.id = ExtensionId::deliverby, .keyword = "DELIVERBY", .source = "RFC 2852, 2",
              .line_octets_increment = deliverby_line_octets,
              .announce = announce_deliverby,
              .parameters = deliverby_parameters},
    Extension{.id = ExtensionId::futurerelease, .keyword = "FUTURERELEASE",
              .source = "RFC 4865, 3",
              .line_octets_increment = futurerelease_line_octets,
              .needs_provision = true,
              .announce = announce_futurerelease,
              .parameters = futurerelease_parameters},
    Extension{.id = ExtensionId::mt_priority, .keyword = "MT-PRIORITY", .source = "RFC 6710, 3",
              .line_octets_increment = mt_priority_line_octets,
              .parameters = mt_priority_parameters},
    Extension{.id = ExtensionId::vrfy, .keyword = "VRFY", .source = "RFC 5321, 3.5.2"},
    Extension{.id = ExtensionId::expn, .keyword = "EXPN", .source = "RFC 5321, 3.5.2"},
    Extension{.id = ExtensionId::help, .keyword = "HELP", .source = "RFC 5321, 4.1.1.8"},
    Extension{.id = ExtensionId::etrn, .keyword = "ETRN", .source = "RFC 1985, 2",
              .needs_provision = true},
    // Both are Postfix's; no RFC has them.
    Extension{.id = ExtensionId::xclient, .keyword = "XCLIENT",
              .source = "docs/decisions/0031-xclient-xforward.md",
              .there = for_the_trusted,
              .announce = announce_xclient},
    Extension{.id = ExtensionId::xforward, .keyword = "XFORWARD",
              .source = "docs/decisions/0031-xclient-xforward.md",
              .there = for_the_trusted,
              .announce = announce_xforward},
    // Private commands begin with X (RFC 5321, 4.1.5). The simple dialect spells them its own way.
    Extension{.id = ExtensionId::listing, .keyword = "XLIST",
              .source = "docs/decisions/0002-xlist-xread.md",
              .there = for_readers},
    Extension{.id = ExtensionId::reading, .keyword = "XREAD",
              .source = "docs/decisions/0002-xlist-xread.md",
              .there = for_readers},
};
// clang-format on
static_assert(table.size() == static_cast<std::size_t>(ExtensionId::count), "one row each");

}  // namespace

std::span<const Extension> all_extensions() {
  return table;
}

ExtensionSet offered_to(const Standing& standing, ExtensionSet on) {
  ExtensionSet offered;
  for (const Extension& extension : table) {
    if (!on.has(extension.id)) continue;
    if (extension.there != nullptr && !extension.there(standing)) continue;
    offered = offered.with(extension.id);
  }
  return offered;
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
