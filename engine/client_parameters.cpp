// See client_parameters.hpp. A function for each parameter: left out, refused or written.

#include "engine/client_parameters.hpp"

#include <array>
#include <charconv>

#include "grammar/utf8.hpp"

namespace heloport::engine {
namespace {

using grammar::Verb;

constexpr std::string_view hex_digits = "0123456789ABCDEF";

/// Parameters in the making. They are counted, so that a value cannot add one.
class Writer {
 public:
  explicit Writer(CommandLine& line) : line_(line) {}
  Writer& begin(std::string_view keyword) {
    ++count_;
    return add(line_.text().empty() ? "" : " ").add(keyword);
  }
  Writer& add(std::string_view octets) {
    line_.add(octets);
    return *this;
  }
  const CommandLine& line() const { return line_; }
  std::size_t count() const { return count_; }

 private:
  CommandLine& line_;
  std::size_t count_ = 0;
};

template <class Number>
void add_number(Number number, Writer& text) {
  std::array<char, 21> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), number).ptr;
  text.add({digits.data(), static_cast<std::size_t>(end - digits.begin())});
}

// RFC 3461, 4: every octet can be said, whether or not it may.
void add_xtext(std::string_view octets, Writer& text) {
  for (char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet >= 33 && octet <= 126 && c != '+' && c != '=') {
      text.add({&c, 1});
    } else {
      text.add("+").add(hex_digits.substr(octet >> 4, 1)).add(hex_digits.substr(octet & 15, 1));
    }
  }
}

/// Takes the first code point off well-formed UTF-8.
std::uint32_t take_code_point(std::string_view& text) {
  const auto octet = [&text](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  const std::uint32_t first = octet(0);
  const std::size_t octets = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  std::uint32_t point = octets == 1 ? first : first & (0x7fu >> octets);
  for (std::size_t i = 1; i < octets; ++i) point = point << 6 | (octet(i) & 0x3f);
  text.remove_prefix(octets);
  return point;
}

// RFC 6533, 3: beyond ASCII a code point stands for itself where SMTPUTF8 was asked for, and is
// written \x{HEX} elsewhere.
bool add_utf8_address(std::string_view address, bool smtputf8, Writer& text) {
  if (!grammar::is_utf8(address)) return false;
  while (!address.empty()) {
    const std::string_view rest = address;
    const std::uint32_t point = take_code_point(address);
    const bool plain = point >= 33 && point <= 126 && point != '+' && point != '=' && point != '\\';
    if (plain || (point > 0x7f && smtputf8)) {
      text.add(rest.substr(0, rest.size() - address.size()));
      continue;
    }
    std::array<char, 6> digits;
    char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), point, 16).ptr;
    for (char* digit = digits.data(); digit != end; ++digit) {
      if (*digit >= 'a') *digit = static_cast<char>(*digit - 'a' + 'A');
    }
    text.add(R"(\x{)").add(point < 16 ? "0" : "");
    text.add({digits.data(), static_cast<std::size_t>(end - digits.data())}).add("}");
  }
  return true;
}

CommandFault add_size(const MailOptions& options, const Offer& offer, Writer& text) {
  if (!options.size_octets || !offer.extensions.has(ExtensionId::size)) return CommandFault::none;
  const std::uint64_t limit = offer.size_octets_max.value_or(0);
  if (limit != 0 && *options.size_octets > limit) return CommandFault::too_big;
  text.begin("SIZE=");
  add_number(*options.size_octets, text);
  return CommandFault::none;
}

CommandFault add_body(BodyType body, const Offer& offer, Writer& text) {
  const bool binary = body == BodyType::binary_mime;
  const ExtensionSet on = offer.extensions;
  // RFC 3030, 3: binary content travels in chunks alone.
  const bool offered = binary ? on.has(ExtensionId::binarymime) && on.has(ExtensionId::chunking)
                              : on.has(ExtensionId::eightbitmime);
  if (!offered && body == BodyType::seven_bit) return CommandFault::none;
  if (!offered) return CommandFault::not_offered;
  text.begin("BODY=");
  text.add(binary ? "BINARYMIME" : body == BodyType::seven_bit ? "7BIT" : "8BITMIME");
  return CommandFault::none;
}

CommandFault add_deliver_by(const DeliverBy& by, const Offer& offer, Writer& text) {
  if (!offer.extensions.has(ExtensionId::deliverby)) {
    return by.returns ? CommandFault::not_offered : CommandFault::none;
  }
  const auto least = static_cast<std::int64_t>(offer.deliver_by_seconds_min);
  if (by.returns && by.seconds > 0 && by.seconds < least) return CommandFault::over_limit;
  text.begin("BY=");
  add_number(by.seconds, text);
  text.add(by.returns ? ";R" : ";N").add(by.traced ? "T" : "");
  return CommandFault::none;
}

CommandFault add_hold(const Hold& hold, const Offer& offer, Writer& text) {
  if (!offer.extensions.has(ExtensionId::futurerelease)) return CommandFault::not_offered;
  if (hold.until.empty()) {
    if (hold.seconds > offer.hold_seconds_max) return CommandFault::over_limit;
    text.begin("HOLDFOR=");
    add_number(hold.seconds, text);
    return CommandFault::none;
  }
  const auto until = date_time_number(hold.until);
  if (!until || hold.seconds != 0) return CommandFault::bad_argument;
  if (*until > offer.hold_until_max) return CommandFault::over_limit;
  text.begin("HOLDUNTIL=");
  text.add(hold.until);
  return CommandFault::none;
}

CommandFault add_requiretls(const ParameterTerms& terms, Writer& text) {
  if (!terms.tls_verified) return CommandFault::needs_tls;
  if (!terms.offer.extensions.has(ExtensionId::requiretls)) return CommandFault::not_offered;
  text.begin("REQUIRETLS");
  return CommandFault::none;
}

void add_notify(const Notify& notify, Writer& text) {
  text.begin("NOTIFY=");
  std::string_view comma;
  const auto add = [&](bool set, std::string_view word) {
    if (!set) return;
    text.add(comma).add(word);
    comma = ",";
  };
  add(notify.never, "NEVER");
  add(notify.success, "SUCCESS");
  add(notify.failure, "FAILURE");
  add(notify.delay, "DELAY");
}

bool add_orcpt(const OriginalRecipient& orcpt, bool smtputf8, Writer& text) {
  text.begin("ORCPT=");
  text.add(orcpt.addr_type).add(";");
  if (orcpt.encoded) {
    text.add(orcpt.address);
  } else if (grammar::equal_ignoring_case(orcpt.addr_type, "utf-8")) {
    return add_utf8_address(orcpt.address, smtputf8, text);
  } else {
    add_xtext(orcpt.address, text);
  }
  return true;
}

/// True if each parameter is one that our own server would take, and stands there once.
bool are_sound(Verb verb, const Writer& text) {
  // What a server of our kind decides by its own limits, the offer has decided already.
  static constexpr Limits no_limits{.message_octets_max = ~std::uint64_t{0},
                                    .deliver_by_seconds_min = 1,
                                    .hold_seconds_max = 999'999'999,
                                    .hold_until_max = "9999-12-31T23:59:60Z"};
  if (!text.line().fits()) return false;
  const ParameterContext context{no_limits, ExtensionSet::all()};
  Parameters taken;
  std::size_t count = 0;
  for (const grammar::Parameter parameter : grammar::ParameterList(text.line().text())) {
    const ParameterRule* const rule = parameter_rule(context.on, verb, parameter.keyword);
    if (rule == nullptr || rule->take(parameter, context, taken)) return false;
    ++count;
  }
  return count == text.count();
}

}  // namespace

CommandFault spell_parameters(const MailOptions& options, const ParameterTerms& terms,
                              CommandLine& line) {
  Writer text(line);
  const Offer& offer = terms.offer;
  const bool dsn = offer.extensions.has(ExtensionId::dsn);
  CommandFault fault = add_size(options, offer, text);
  const auto add = [&fault](bool wanted, auto&& write) {
    if (wanted && fault == CommandFault::none) fault = write();
  };
  const auto word = [&text](std::string_view keyword) {
    text.begin(keyword);
    return CommandFault::none;
  };
  const auto xtext = [&text](std::string_view keyword, std::string_view octets) {
    text.begin(keyword);
    add_xtext(octets, text);
    return CommandFault::none;
  };
  add(options.body.has_value(), [&] { return add_body(*options.body, offer, text); });
  add(options.smtputf8, [&] {
    const bool offered = offer.extensions.has(ExtensionId::smtputf8);
    return offered ? word("SMTPUTF8") : CommandFault::not_offered;
  });
  add(options.ret && dsn,
      [&] { return word(*options.ret == Ret::full ? "RET=FULL" : "RET=HDRS"); });
  add(!options.envid.empty() && dsn, [&] { return xtext("ENVID=", options.envid); });
  add(!options.auth.empty() && offer.extensions.has(ExtensionId::auth),
      [&] { return xtext("AUTH=", options.auth); });
  add(options.deliver_by.has_value(),
      [&] { return add_deliver_by(*options.deliver_by, offer, text); });
  add(options.hold.has_value(), [&] { return add_hold(*options.hold, offer, text); });
  add(options.priority && offer.extensions.has(ExtensionId::mt_priority), [&] {
    text.begin("MT-PRIORITY=");
    add_number(static_cast<int>(*options.priority), text);
    return CommandFault::none;
  });
  add(options.requiretls, [&] { return add_requiretls(terms, text); });
  if (fault != CommandFault::none) return fault;
  return are_sound(Verb::mail, text) ? CommandFault::none : CommandFault::bad_argument;
}

CommandFault spell_parameters(const RcptOptions& options, const ParameterTerms& terms,
                              CommandLine& line) {
  Writer text(line);
  if (!terms.offer.extensions.has(ExtensionId::dsn)) return CommandFault::none;
  if (options.notify) add_notify(*options.notify, text);
  if (options.orcpt && !add_orcpt(*options.orcpt, terms.smtputf8, text)) {
    return CommandFault::bad_argument;
  }
  return are_sound(Verb::rcpt, text) ? CommandFault::none : CommandFault::bad_argument;
}

}  // namespace heloport::engine
