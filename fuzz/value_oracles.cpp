// See value_oracles.hpp.

#include "fuzz/value_oracles.hpp"

#include <array>

#include "engine/client_parameters.hpp"
#include "engine/extensions/extension.hpp"
#include "fuzz/reference_values.hpp"
#include "fuzz/scanner.hpp"
#include "grammar/xtext.hpp"

namespace heloport::fuzz {
namespace {

using namespace engine;

// Nothing of a server's own limits: what is compared is what is said.
const Limits& wide_limits() {
  static constexpr Limits limits{.message_octets_max = ~std::uint64_t{0},
                                 .hold_seconds_max = 999'999'999,
                                 .hold_until_max = "9999-12-31T23:59:60Z"};
  return limits;
}

// A server that offers everything and limits nothing.
const Offer& wide_offer() {
  static const Offer offer{.extensions = ExtensionSet::all(),
                           .size_octets_max = 0,
                           .mechanisms = {},
                           .limits = {},
                           .deliver_by_seconds_min = 0,
                           .hold_seconds_max = 999'999'999,
                           .hold_until_max = 99'991'231'235'960};
  return offer;
}

// As a session takes them. Nothing when one is refused.
std::optional<Parameters> taken(std::string_view text, grammar::Verb verb) {
  const ParameterContext context{wide_limits(), ExtensionSet::all()};
  Parameters parameters;
  for (const grammar::Parameter parameter : grammar::ParameterList(text)) {
    const ParameterRule* const rule = parameter_rule(context.on, verb, parameter.keyword);
    if (rule == nullptr || rule->take(parameter, context, parameters)) return std::nullopt;
  }
  return parameters;
}

// What xtext stands for, in room that lasts as long as the comparison.
struct Decoded {
  std::array<char, 512> room;
  std::string_view of(std::string_view xtext) {
    return grammar::decode_xtext(xtext, room).value_or(std::string_view{});
  }
};

bool same_deadline(const std::optional<DeliverBy>& one, const std::optional<DeliverBy>& other) {
  if (!one || !other) return one.has_value() == other.has_value();
  return one->seconds == other->seconds && one->returns == other->returns &&
         one->traced == other->traced;
}

bool same_hold(const std::optional<Hold>& one, const std::optional<Hold>& other) {
  if (!one || !other) return one.has_value() == other.has_value();
  return one->seconds == other->seconds && one->until == other->until;
}

bool same_text(std::string_view one, std::string_view other) {
  Decoded first;
  Decoded second;
  return one.empty() == other.empty() && first.of(one) == second.of(other);
}

// What a client would be asked for, to say it again.
MailOptions options_of(const MailParameters& mail, Decoded& envid, Decoded& auth) {
  MailOptions options{.size_octets = mail.size_octets,
                      .body = mail.body,
                      .smtputf8 = mail.smtputf8,
                      .ret = mail.ret,
                      .deliver_by = mail.deliver_by,
                      .hold = mail.hold,
                      .priority = mail.priority,
                      .requiretls = mail.requiretls};
  options.envid = envid.of(mail.envid);
  options.auth = auth.of(mail.auth);
  return options;
}

constexpr bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

}  // namespace

Complaint value_agrees(grammar::ValueOf parameter, std::string_view value, bool ours) {
  if (ours == reference_value(parameter, value)) return std::nullopt;
  return std::string(ours ? "a value was taken that is none: " : "a value was not taken: ") +
         std::to_string(static_cast<int>(parameter));
}

Complaint size_agrees(std::string_view value, std::uint64_t limit, std::optional<Say> said,
                      std::optional<std::uint64_t> noted) {
  constexpr std::uint64_t most = ~std::uint64_t{0};
  if (!reference_value(grammar::ValueOf::size, value)) {
    return said == Say::bad_parameter_value ? std::nullopt
                                            : Complaint("a SIZE was taken that is none");
  }
  std::uint64_t octets = 0;
  for (const char digit : value) {
    const auto unit = static_cast<std::uint64_t>(digit - '0');
    octets = octets > (most - unit) / 10 ? most : 10 * octets + unit;
  }
  if (octets > limit) {
    return said == Say::message_too_big ? std::nullopt
                                        : Complaint("a SIZE over the limit was taken");
  }
  if (said) return "a SIZE was not taken";
  return noted == octets ? std::nullopt : Complaint("SIZE is another number than its digits");
}

Complaint xtext_is_inverted(std::string_view octets, std::string_view encoded) {
  if (!reference_xtext(encoded)) return "xtext was written that is none";
  std::size_t size = 0;
  bool control = false;
  for (const char octet : octets) {
    const bool plain = is_visible(octet) && octet != '+' && octet != '=';
    size += plain ? 1 : 3;
    control |= is_control(octet);
  }
  if (size != encoded.size()) return "xtext is not the shortest";
  const std::optional<std::string> decoded = grammar::decode_xtext(encoded);
  if (control) return decoded ? Complaint("a control octet was decoded") : std::nullopt;
  if (!decoded || *decoded != octets) return "xtext does not stand for what was encoded";
  return std::nullopt;
}

Complaint xtext_is_canonical(std::string_view text) {
  if (grammar::is_xtext(text) != reference_xtext(text)) return "it is xtext for one of two only";
  const std::optional<std::string> decoded = grammar::decode_xtext(text);
  if (!decoded) return std::nullopt;
  if (!reference_xtext(text)) return "what is no xtext was decoded";
  return xtext_is_inverted(*decoded, grammar::encode_xtext(*decoded));
}

Complaint parameters_are_equal(const MailParameters& one, const MailParameters& other) {
  if (one.size_octets != other.size_octets) return "SIZE is another";
  if (one.body != other.body) return "BODY is another";
  if (one.smtputf8 != other.smtputf8) return "SMTPUTF8 is another";
  if (one.ret != other.ret) return "RET is another";
  if (!same_text(one.envid, other.envid)) return "ENVID is another";
  if (!same_text(one.auth, other.auth)) return "AUTH is another";
  if (!same_deadline(one.deliver_by, other.deliver_by)) return "BY is another";
  if (!same_hold(one.hold, other.hold)) return "HOLDFOR or HOLDUNTIL is another";
  if (one.priority != other.priority) return "MT-PRIORITY is another";
  if (one.requiretls != other.requiretls) return "REQUIRETLS is another";
  return std::nullopt;
}

Complaint parameters_are_equal(const RcptParameters& one, const RcptParameters& other) {
  if (one.notify.has_value() != other.notify.has_value()) return "NOTIFY is another";
  if (one.notify) {
    const Notify& a = *one.notify;
    const Notify& b = *other.notify;
    const bool same = a.never == b.never && a.success == b.success && a.failure == b.failure &&
                      a.delay == b.delay;
    if (!same) return "NOTIFY is another";
  }
  if (one.orcpt != other.orcpt) return "ORCPT is another";
  return std::nullopt;
}

Complaint mail_parameters_survive(std::string_view text) {
  const std::optional<Parameters> first = taken(text, grammar::Verb::mail);
  if (!first) return std::nullopt;
  Decoded envid;
  Decoded auth;
  CommandLine line;
  const MailOptions options = options_of(first->mail, envid, auth);
  const CommandFault fault = spell_parameters(options, {wide_offer(), true, true}, line);
  if (!line.fits()) return std::nullopt;
  if (fault != CommandFault::none) return "what a server takes a client cannot say";
  const std::optional<Parameters> again = taken(line.text(), grammar::Verb::mail);
  if (!again) return "what a client says a server does not take: " + std::string(line.text());
  return parameters_are_equal(first->mail, again->mail);
}

Complaint rcpt_parameters_survive(std::string_view text) {
  const std::optional<Parameters> first = taken(text, grammar::Verb::rcpt);
  if (!first) return std::nullopt;
  const RcptParameters& rcpt = first->rcpt;
  RcptOptions options{.notify = rcpt.notify};
  if (!rcpt.orcpt.empty()) {
    const std::size_t border = rcpt.orcpt.find(';');
    options.orcpt =
        OriginalRecipient{rcpt.orcpt.substr(0, border), rcpt.orcpt.substr(border + 1), true};
  }
  CommandLine line;
  const CommandFault fault = spell_parameters(options, {wide_offer(), true, true}, line);
  if (!line.fits()) return std::nullopt;
  if (fault != CommandFault::none) return "what a server takes a client cannot say";
  const std::optional<Parameters> again = taken(line.text(), grammar::Verb::rcpt);
  if (!again) return "what a client says a server does not take: " + std::string(line.text());
  return parameters_are_equal(rcpt, again->rcpt);
}

}  // namespace heloport::fuzz
