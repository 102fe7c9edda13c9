// What is allowed when. RFC 5321, 4.1.4 as a table.

#include <array>

#include "engine/server_session.hpp"

namespace heloport::engine {
namespace {

using grammar::Verb;
using Rule = ServerSession::Rule;

using enum Phase;
// Commands that are answered at any time, also before EHLO (RFC 5321, 4.1.4).
constexpr PhaseSet any{connected, ready, sender, recipients, chunks};
constexpr PhaseSet no_transaction{connected, ready};
constexpr PhaseSet with_sender{sender, recipients};
constexpr PhaseSet with_recipients{recipients, chunks};

constexpr std::nullopt_t always = std::nullopt;  // no extension brings it
constexpr std::nullopt_t stays = std::nullopt;
// Whether a command brings no mail forward, see Limits::idle_commands_max.
constexpr bool idle = true;
constexpr bool busy = false;

}  // namespace

// The handlers are private: the table is built where they may be named.
std::span<const Rule> ServerSession::rules() {
  using S = ServerSession;
  using enum Say;
  using Id = ExtensionId;
  // RFC 3207, 4 has the list for TLS, RFC 4954, 6 the one for AUTH. LIST and READ have a rule of
  // their own, which a peer on this machine fulfils. A proxy says XCLIENT before its client's AUTH.
  constexpr MayLack none = MayLack::nothing, auth = MayLack::auth, both = MayLack::both;
  // clang-format off
  static constexpr std::array table{
      // verb              allowed in      otherwise      brought by     may lack  idle  handler           then
      Rule{Verb::ehlo,      any,            nested_mail,   always,        both,    idle, &S::on_hello,     ready},
      Rule{Verb::helo,      any,            nested_mail,   always,        auth,    idle, &S::on_hello,     ready},
      Rule{Verb::lhlo,      any,            nested_mail,   always,        both,    idle, &S::on_hello,     ready},
      Rule{Verb::mail,      {ready},        nested_mail,   always,        none,    idle, &S::on_mail,      sender},
      Rule{Verb::rcpt,      with_sender,    mail_first,    always,        none,    busy, &S::on_rcpt,      recipients},
      Rule{Verb::data,      {recipients},   no_recipients, always,        none,    busy, &S::on_data,      body},
      Rule{Verb::bdat,      with_recipients, no_recipients, Id::chunking,  none,    busy, &S::on_bdat,      chunk},
      Rule{Verb::rset,      any,            nested_mail,   always,        auth,    idle, &S::on_rset,      ready},
      Rule{Verb::noop,      any,            nested_mail,   always,        both,    idle, &S::on_noop,      stays},
      Rule{Verb::quit,      any,            nested_mail,   always,        both,    busy, &S::on_quit,      over},
      Rule{Verb::vrfy,      any,            nested_mail,   always,        none,    idle, &S::on_vrfy,      stays},
      Rule{Verb::expn,      any,            nested_mail,   Id::expn,      none,    idle, &S::on_expn,      stays},
      Rule{Verb::help,      any,            nested_mail,   Id::help,      none,    idle, &S::on_help,      stays},
      Rule{Verb::starttls,  no_transaction, nested_mail,   Id::starttls,  both,    idle, &S::on_starttls,  handshake},
      Rule{Verb::auth,      {ready},        nested_mail,   Id::auth,      auth,    idle, &S::on_auth,      stays},
      Rule{Verb::etrn,      {ready},        nested_mail,   Id::etrn,      none,    idle, &S::on_etrn,      stays},
      Rule{Verb::xclient,   no_transaction, nested_mail,   Id::xclient,   auth,    idle, &S::on_xclient,   connected},
      Rule{Verb::xforward,  no_transaction, nested_mail,   Id::xforward,  none,    idle, &S::on_xforward,  stays},
      Rule{Verb::list,      no_transaction, nested_mail,   Id::listing,   auth,    busy, &S::on_list,      answering},
      Rule{Verb::read,      no_transaction, nested_mail,   Id::reading,   auth,    busy, &S::on_read,      answering},
  };
  // clang-format on
  return table;
}

// A verb without a row is known to the grammar and not implemented: 502.
const Rule& ServerSession::rule_for(Verb verb) {
  static constexpr Rule unimplemented{.verb = Verb::unknown,
                                      .allowed = PhaseSet{},
                                      .otherwise = Say::not_implemented,
                                      .extension = always,
                                      .may_lack = MayLack::both,
                                      .counts_as_idle = true,
                                      .run = nullptr,
                                      .then = stays};
  for (const Rule& rule : rules()) {
    if (rule.verb == verb) return rule;
  }
  return unimplemented;
}

std::string_view name_of(Phase phase) {
  static constexpr std::array<std::string_view, 14> names{
      "connecting", "refused", "connected", "ready",     "sender",   "recipients", "body",
      "chunk",      "chunks",  "verdicts",  "handshake", "exchange", "answering",  "over"};
  return names[static_cast<std::size_t>(phase)];
}

}  // namespace heloport::engine
