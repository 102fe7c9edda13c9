// See client_calls.hpp.

#include "fuzz/client_calls.hpp"

#include <algorithm>
#include <array>

namespace heloport::fuzz {
namespace {

using namespace engine;

constexpr std::string_view sender = "ann@example.org";
// More than an obliging server takes, and a time that it does.
constexpr std::uint64_t other_size = 1'000'001;
constexpr std::uint32_t other_hold = 60;

std::string_view too_long() {
  static const std::string octets(Limits{}.auth_line_octets_max, 'a');
  return octets;
}

CommandFault say_mail(ClientSession& session, const WishedCommand& call) {
  MailOptions options;
  const unsigned bits = call.options;
  if ((bits & 1u) != 0) options.size_octets = 64;
  if ((bits & 2u) != 0) options.body = BodyType::eight_bit_mime;
  options.smtputf8 = (bits & 4u) != 0;
  if ((bits & 8u) != 0) options.ret = Ret::headers;
  if ((bits & 16u) != 0) options.envid = call.text;
  if ((bits & 32u) != 0) options.auth = call.text;
  if ((bits & 64u) != 0) options.deliver_by = DeliverBy{.seconds = 600};
  options.requiretls = (bits & 128u) != 0;
  return session.mail((bits & 48u) != 0 ? sender : call.text, options);
}
Hold hold_of(const WishedCommand& call) {
  if (call.text.empty()) return {.seconds = call.options};
  return {.until = call.text};
}
CommandFault say_rcpt(ClientSession& session, const WishedCommand& call) {
  RcptOptions options;
  if ((call.options & 1u) != 0) options.notify = Notify{.failure = true};
  if ((call.options & 2u) != 0) options.orcpt = OriginalRecipient{.address = call.text};
  if ((call.options & 6u) == 6u) options.orcpt->addr_type = "utf-8";
  return session.rcpt((call.options & 2u) != 0 ? sender : call.text, options);
}
CommandFault say_other_mail(ClientSession& session, const WishedCommand& call) {
  const unsigned bits = call.options;
  MailOptions options;
  if ((bits & 1u) != 0) options.body = BodyType::binary_mime;
  if ((bits & 2u) != 0) options.body = BodyType::seven_bit;
  if ((bits & 4u) != 0) options.ret = Ret::full;
  if ((bits & 8u) != 0) options.priority = std::int8_t{-4};
  if ((bits & 16u) != 0) options.size_octets = other_size;
  if ((bits & 32u) != 0) options.hold = Hold{.seconds = other_hold, .until = call.text};
  if ((bits & 192u) != 0) {
    const bool returns = (bits & 64u) != 0;
    const bool traced = (bits & 128u) != 0;
    options.deliver_by =
        DeliverBy{.seconds = traced ? 600 : 120, .returns = returns, .traced = traced};
  }
  return session.mail(sender, options);
}
CommandFault say_other_rcpt(ClientSession& session, const WishedCommand& call) {
  const unsigned bits = call.options;
  RcptOptions options;
  if ((bits & 15u) != 0) {
    options.notify = Notify{.never = (bits & 1u) != 0,
                            .success = (bits & 2u) != 0,
                            .failure = (bits & 4u) != 0,
                            .delay = (bits & 8u) != 0};
  }
  if ((bits & 16u) != 0) options.orcpt = OriginalRecipient{.address = call.text};
  if ((bits & 48u) == 48u) options.orcpt->encoded = true;
  if ((bits & 64u) != 0) return session.rcpt("postmaster", options);
  return session.rcpt(sender, options);
}
CommandFault say_auth(ClientSession& session, const WishedCommand& call) {
  if ((call.options & names_mechanism) != 0) return session.auth(mechanism_of(call));
  return session.auth(mechanism_of(call), call.text);
}

struct WishRow {
  Wish wish;
  Step step;
  CommandFault (*say)(ClientSession& session, const WishedCommand& call);
};

CommandFault say_chunk(ClientSession& session, const WishedCommand& call) {
  return session.chunk(call.text.size(), call.wish == Wish::last_chunk);
}
CommandFault say_read(ClientSession& session, const WishedCommand& call) {
  const bool known = (call.options & 1u) != 0;
  return session.read(known ? sender : call.text, known ? call.text : "a.txt");
}
CommandFault abandon(ClientSession& session, const WishedCommand&) {
  session.abandon();
  return CommandFault::none;
}

using Client = ClientSession;
using Call = WishedCommand;

constexpr std::array<WishRow, wishes> rows{{
    {Wish::mail, Step::mail, say_mail},
    {Wish::rcpt, Step::rcpt, say_rcpt},
    {Wish::data, Step::data, [](Client& client, const Call&) { return client.data(); }},
    {Wish::chunk, Step::chunk, say_chunk},
    {Wish::last_chunk, Step::message, say_chunk},
    {Wish::reset, Step::reset, [](Client& client, const Call&) { return client.reset(); }},
    {Wish::noop, Step::noop, [](Client& client, const Call&) { return client.noop(); }},
    {Wish::verify, Step::verify,
     [](Client& client, const Call& call) { return client.verify(call.text); }},
    {Wish::expand, Step::expand,
     [](Client& client, const Call& call) { return client.expand(call.text); }},
    {Wish::help, Step::help,
     [](Client& client, const Call& call) { return client.help(call.text); }},
    {Wish::list, Step::list,
     [](Client& client, const Call& call) { return client.list(call.text); }},
    {Wish::read, Step::read, say_read},
    {Wish::starttls, Step::starttls, [](Client& client, const Call&) { return client.starttls(); }},
    {Wish::auth, Step::auth, say_auth},
    {Wish::quit, Step::quit, [](Client& client, const Call&) { return client.quit(); }},
    {Wish::abandon, Step::unasked, abandon},
    {Wish::held_mail, Step::mail,
     [](Client& client, const Call& call) { return client.mail(sender, {.hold = hold_of(call)}); }},
    {Wish::named_data, Step::data, [](Client& client, const Call&) { return client.data(); }},
    {Wish::other_mail, Step::mail, say_other_mail},
    {Wish::other_rcpt, Step::rcpt, say_other_rcpt},
}};

constexpr bool each_in_its_place() {
  for (std::size_t i = 0; i < wishes; ++i) {
    if (rows[i].wish != static_cast<Wish>(i)) return false;
  }
  return true;
}
static_assert(each_in_its_place());

const WishRow& row_of(Wish wish) {
  return rows[static_cast<std::size_t>(wish)];
}

bool refuses_commands(ClientSession& session) {
  const std::array faults{
      session.mail(sender),    session.rcpt(sender),          session.data(),
      session.chunk(1, false), session.chunk(0, true),        session.reset(),
      session.noop(),          session.verify("bob"),         session.expand("all"),
      session.help(),          session.read(sender, "a.txt"), session.list(sender),
      session.starttls(),      session.auth("PLAIN"),         session.quit()};
  return std::count(faults.begin(), faults.end(), CommandFault::not_your_turn) ==
         static_cast<std::ptrdiff_t>(faults.size());
}
bool refuses_content(ClientSession& session) {
  return session.file_name("a.txt") == CommandFault::not_your_turn && session.body("a") == 0 &&
         session.body({}) == 0 && !session.finish();
}
bool refuses_responses(ClientSession& session) {
  return session.respond("a") == CommandFault::not_your_turn &&
         session.cancel_auth() == CommandFault::not_your_turn;
}

}  // namespace

Step step_of(Wish wish) {
  return row_of(wish).step;
}

std::string_view mechanism_of(const WishedCommand& call) {
  if ((call.options & names_mechanism) != 0) return call.text;
  return (call.options & asks_plain) != 0 ? "PLAIN" : "SCRAM-SHA-256";
}

CommandFault make(ClientSession& session, const WishedCommand& call) {
  return row_of(call.wish).say(session, call);
}

bool refuses(ClientSession& session, unsigned kinds) {
  return ((kinds & commands) == 0 || refuses_commands(session)) &&
         ((kinds & contents) == 0 || refuses_content(session)) &&
         ((kinds & responses) == 0 || refuses_responses(session));
}

bool refuses_long_login(ClientSession& session) {
  return session.auth("SCRAM-SHA-256", too_long()) != CommandFault::none;
}

bool refuses_long_response(ClientSession& session) {
  return session.respond(too_long()) == CommandFault::bad_argument;
}

}  // namespace heloport::fuzz
