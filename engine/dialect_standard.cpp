// The standard dialect: RFC 5321 with every extension on, strict in form.

#include "engine/dialect.hpp"
#include "engine/replies_standard.hpp"

namespace heloport::engine {
constinit const Dialect standard{
    .name = "standard",
    .replies = standard_replies,
    // Both are what RFC 5321, 4.1.1.1 asks a server to cope with.
    .leniency = grammar::Leniency::helo_literal | grammar::Leniency::ehlo_trailing_text,
    .extensions = ExtensionSet::all(),
};

}  // namespace heloport::engine
