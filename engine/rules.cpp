// What is allowed when. RFC 5321, 4.1.4 as a table.

#include <array>

#include "engine/server_session.hpp"

namespace heloport::engine {
namespace {

using grammar::Verb;
using Rule = ServerSession::Rule;

constexpr PhaseSet in(std::initializer_list<Phase> phases) {
  return PhaseSet(phases);
}
// Commands that are answered at any time, also before EHLO (RFC 5321, 4.1.4).
constexpr PhaseSet any = in({Phase::connected, Phase::ready, Phase::sender, Phase::recipients});
constexpr std::nullopt_t always = std::nullopt;  // no extension brings it
constexpr std::nullopt_t stays = std::nullopt;

}  // namespace

// The handlers are private: the table is built where they may be named.
std::span<const Rule> ServerSession::rules() {
  using S = ServerSession;
  using enum Say;
  constexpr Phase connected = Phase::connected;
  constexpr Phase ready = Phase::ready;
  // clang-format off
  static constexpr std::array table{
      // verb         allowed in                              otherwise    brought by            idle   handler      then
      Rule{Verb::ehlo, any,                                   nested_mail, always,               true,  &S::on_hello, ready},
      Rule{Verb::helo, any,                                   nested_mail, always,               true,  &S::on_hello, ready},
      Rule{Verb::mail, in({ready}),                           nested_mail, always,               true,  &S::on_mail, Phase::sender},
      Rule{Verb::rcpt, in({Phase::sender, Phase::recipients}), mail_first, always,               false, &S::on_rcpt, Phase::recipients},
      Rule{Verb::data, in({Phase::recipients}),               no_recipients, always,            false, &S::on_data, Phase::body},
      Rule{Verb::rset, any,                                   nested_mail, always,               true,  &S::on_rset, ready},
      Rule{Verb::noop, any,                                   nested_mail, always,               true,  &S::on_noop, stays},
      Rule{Verb::quit, any,                                   nested_mail, always,               false, &S::on_quit, Phase::over},
      Rule{Verb::vrfy, any,                                   nested_mail, always,               true,  &S::on_vrfy, stays},
      Rule{Verb::expn, any,                                   nested_mail, ExtensionId::expn,    true,  &S::on_expn, stays},
      Rule{Verb::help, any,                                   nested_mail, ExtensionId::help,    true,  &S::on_help, stays},
      Rule{Verb::list, in({connected, ready}),                nested_mail, ExtensionId::listing, false, &S::on_list, Phase::answering},
      Rule{Verb::read, in({connected, ready}),                nested_mail, ExtensionId::reading, false, &S::on_read, Phase::answering},
  };
  // clang-format on
  return table;
}

// A verb without a row is known to the grammar and not implemented: 502.
const Rule& ServerSession::rule_for(Verb verb) {
  static constexpr Rule unimplemented{Verb::unknown, in({}), Say::not_implemented, always, true,
                                      nullptr,       stays};
  for (const Rule& rule : rules()) {
    if (rule.verb == verb) return rule;
  }
  return unimplemented;
}

std::string_view name_of(Phase phase) {
  static constexpr std::array<std::string_view, 9> names{"connecting", "refused",   "connected",
                                                         "ready",      "sender",    "recipients",
                                                         "body",       "answering", "over"};
  return names[static_cast<std::size_t>(phase)];
}

}  // namespace heloport::engine
