// See client_offer.hpp.

#include "engine/client_offer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "grammar/parameter_value.hpp"
#include "grammar/parameters.hpp"
#include "grammar/reply.hpp"

namespace heloport::engine {
namespace {

/// The first extension in the table with that keyword, in any case (RFC 5321, 2.4); or null.
const Extension* extension_named(std::string_view keyword) {
  for (const Extension& extension : all_extensions()) {
    if (grammar::equal_ignoring_case(extension.keyword, keyword)) return &extension;
  }
  return nullptr;
}

std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(text.size(), word.size() + 1));
  return word;
}

/// A number of at most `digits_max` digits, saturated; nothing when it is not one.
template <class Number>
std::optional<Number> parse_number(std::string_view digits, std::size_t digits_max) {
  if (digits.empty() || digits.size() > digits_max) return std::nullopt;
  if (digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  Number number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc{} ? number : std::numeric_limits<Number>::max();
}

bool take_size(std::string_view words, Offer& offer) {
  if (words.empty()) return true;
  offer.size_octets_max = parse_number<std::uint64_t>(words, 20);  // RFC 1870, 4
  return offer.size_octets_max.has_value();
}

bool take_mechanisms(std::string_view words, Offer& offer) {
  while (!words.empty()) {
    const Mechanism* const mechanism = mechanism_named(take_word(words));
    if (mechanism != nullptr) offer.mechanisms.add(mechanism->id);
  }
  return true;
}

bool take_deliver_by(std::string_view words, Offer& offer) {
  if (words.empty()) return true;
  const auto least = parse_number<std::uint32_t>(words, 9);  // RFC 2852, 2
  offer.deliver_by_seconds_min = least.value_or(0);
  return least.has_value();
}

bool take_hold(std::string_view words, Offer& offer) {
  const auto seconds = parse_number<std::uint32_t>(take_word(words), 9);  // RFC 4865, 3
  const auto until = date_time_number(words);
  if (!seconds || !until) return false;
  offer.hold_seconds_max = *seconds;
  offer.hold_until_max = *until;
  return true;
}

// RFC 9422, 3.
bool is_limit_word(std::string_view word) {
  constexpr auto in_name = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_';
  };
  const std::string_view name = word.substr(0, word.find('='));
  if (name.empty() || !std::all_of(name.begin(), name.end(), in_name)) return false;
  if (name.size() == word.size()) return true;
  const std::string_view value = word.substr(name.size() + 1);
  return !value.empty() && value.find(';') == std::string_view::npos;
}

std::optional<std::uint32_t>* limit_named(std::string_view name, OfferedLimits& limits) {
  if (grammar::equal_ignoring_case(name, "MAILMAX")) return &limits.mails_max;
  if (grammar::equal_ignoring_case(name, "RCPTMAX")) return &limits.recipients_max;
  if (grammar::equal_ignoring_case(name, "RCPTDOMAINMAX")) return &limits.recipient_domains_max;
  return nullptr;
}

// RFC 9422, 3.7: a list that breaks the grammar is as if it were absent; a value that is none of
// its limit, or a limit that nobody knows, is passed over.
bool take_limits(std::string_view words, Offer& offer) {
  OfferedLimits limits;
  while (!words.empty()) {
    const std::string_view word = take_word(words);
    if (!is_limit_word(word)) return false;
    const std::string_view name = word.substr(0, word.find('='));
    std::optional<std::uint32_t>* const limit = limit_named(name, limits);
    if (limit == nullptr || name.size() == word.size()) continue;
    const std::string_view digits = word.substr(name.size() + 1);
    if (digits.starts_with('0')) continue;  // RFC 9422, 4: one to six digits, no zero in front
    const auto value = parse_number<std::uint32_t>(digits, 6);
    if (value) *limit = value;
  }
  offer.limits = limits;
  return true;
}

/// What the words behind a keyword mean. False: the line is malformed.
struct Reading {
  ExtensionId id;
  bool (*take)(std::string_view words, Offer& offer);
};
constexpr std::array readings{
    Reading{ExtensionId::size, take_size},
    Reading{ExtensionId::auth, take_mechanisms},
    Reading{ExtensionId::limits, take_limits},
    Reading{ExtensionId::deliverby, take_deliver_by},
    Reading{ExtensionId::futurerelease, take_hold},
};

}  // namespace

void Offer::note(std::string_view text) {
  const grammar::EhloLine line = grammar::parse_ehlo_line(text);
  const Extension* const extension = extension_named(line.keyword);
  if (extension == nullptr) return;
  Offer with_line = *this;
  for (const Reading& reading : readings) {
    if (reading.id == extension->id && !reading.take(line.parameters, with_line)) return;
  }
  *this = with_line;
  extensions = extensions.with(extension->id);
}

std::optional<std::uint64_t> date_time_number(std::string_view text) {
  if (!grammar::is_value_of(grammar::ValueOf::holduntil, text)) return std::nullopt;
  constexpr std::size_t up_to_seconds = 19;  // what follows is a fraction, and Z
  std::uint64_t number = 0;
  for (char c : text.substr(0, up_to_seconds)) {
    if (c >= '0' && c <= '9') number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

}  // namespace heloport::engine
