// See settings.hpp.

#include "conformance/settings.hpp"

#include <array>
#include <chrono>
#include <cstdint>

#include "conformance/words.hpp"

namespace heloport::conformance {
namespace {

using std::chrono::seconds;

/// `! limit NAME NUMBER`: sizes in octets or pieces, timeouts in seconds.
struct LimitRow {
  std::string_view name;
  void (*set)(Settings&, std::uint64_t);
};

seconds to_seconds(std::uint64_t value) {
  return seconds(static_cast<std::int64_t>(value));
}

constexpr std::array limit_rows{
    LimitRow{"command_octets_max",
             [](Settings& s, std::uint64_t n) { s.server.limits.command_octets_max = n; }},
    LimitRow{"skipped_octets_max",
             [](Settings& s, std::uint64_t n) { s.server.limits.skipped_octets_max = n; }},
    LimitRow{"message_octets_max",
             [](Settings& s, std::uint64_t n) { s.server.limits.message_octets_max = n; }},
    LimitRow{"overrun_octets_max",
             [](Settings& s, std::uint64_t n) { s.server.limits.overrun_octets_max = n; }},
    LimitRow{"recipients_max",
             [](Settings& s, std::uint64_t n) { s.server.limits.recipients_max = n; }},
    LimitRow{"recipient_tries_max",
             [](Settings& s, std::uint64_t n) { s.server.limits.recipient_tries_max = n; }},
    LimitRow{"mails_max", [](Settings& s, std::uint64_t n) { s.server.limits.mails_max = n; }},
    LimitRow{"auth_line_octets_max",
             [](Settings& s, std::uint64_t n) { s.server.limits.auth_line_octets_max = n; }},
    LimitRow{"auth_failures_max",
             [](Settings& s, std::uint64_t n) { s.server.limits.auth_failures_max = n; }},
    LimitRow{
        "auth_failure_delay",
        [](Settings& s, std::uint64_t n) { s.server.limits.auth_failure_delay = to_seconds(n); }},
    LimitRow{"deliver_by_seconds_min",
             [](Settings& s, std::uint64_t n) {
               s.server.limits.deliver_by_seconds_min = static_cast<std::uint32_t>(n);
             }},
    LimitRow{"hold_seconds_max",
             [](Settings& s, std::uint64_t n) {
               s.server.limits.hold_seconds_max = static_cast<std::uint32_t>(n);
             }},
    LimitRow{"errors_max", [](Settings& s, std::uint64_t n) { s.server.limits.errors_max = n; }},
    LimitRow{"idle_commands_max",
             [](Settings& s, std::uint64_t n) { s.server.limits.idle_commands_max = n; }},
    LimitRow{"body_timeout",
             [](Settings& s, std::uint64_t n) { s.server.limits.body_timeout = to_seconds(n); }},
    LimitRow{"body_octets_per_second_min",
             [](Settings& s, std::uint64_t n) { s.server.limits.body_octets_per_second_min = n; }},
    LimitRow{"output_timeout",
             [](Settings& s, std::uint64_t n) { s.server.limits.output_timeout = to_seconds(n); }},
    // Both sides have one; a file plays only one side.
    LimitRow{"command_timeout",
             [](Settings& s, std::uint64_t n) {
               s.server.limits.command_timeout = to_seconds(n);
               s.client.command_timeout = to_seconds(n);
             }},
    LimitRow{"greeting_timeout",
             [](Settings& s, std::uint64_t n) { s.client.greeting_timeout = to_seconds(n); }},
    LimitRow{"data_timeout",
             [](Settings& s, std::uint64_t n) { s.client.data_timeout = to_seconds(n); }},
    LimitRow{"block_timeout",
             [](Settings& s, std::uint64_t n) { s.client.block_timeout = to_seconds(n); }},
    LimitRow{"message_timeout",
             [](Settings& s, std::uint64_t n) { s.client.message_timeout = to_seconds(n); }},
    LimitRow{"reply_line_octets_max",
             [](Settings& s, std::uint64_t n) { s.client.reply_line_octets_max = n; }},
    LimitRow{"reply_lines_max", [](Settings& s, std::uint64_t n) { s.client.reply_lines_max = n; }},
};

bool take_limit(std::string_view text, Settings& settings) {
  const std::string_view name = take_word(text);
  const auto value = number(text);
  if (!value) return false;
  for (const LimitRow& row : limit_rows) {
    if (row.name != name) continue;
    row.set(settings, *value);
    return true;
  }
  return false;
}

bool take_dialect(std::string_view name, Settings& settings) {
  settings.server.dialect = engine::dialect_named(name);
  return settings.server.dialect != nullptr;
}

bool take_line_endings(std::string_view word, Settings& settings) {
  settings.server.line_endings =
      word == "normalise" ? engine::LineEndings::normalise : engine::LineEndings::refuse;
  return word == "normalise" || word == "refuse";
}

/// Calls `take` with each word of `words`; false when one of them is none.
template <class Take>
bool take_words(std::string_view words, Take take) {
  bool good = !words.empty();
  while (good && !words.empty()) good = take(take_word(words));
  return good;
}

bool add_extension(std::string_view keyword, engine::ExtensionSet& set) {
  for (const engine::Extension& extension : engine::all_extensions()) {
    if (extension.keyword != keyword) continue;
    set = set.with(extension.id);
    return true;
  }
  return false;
}

bool add_mechanism(std::string_view name, engine::ServerOptions& server) {
  const engine::Mechanism* const mechanism = engine::mechanism_named(name);
  if (mechanism == nullptr) return false;
  server.mechanisms.add(mechanism->id);
  return true;
}

bool require(std::string_view what, engine::ServerOptions& server) {
  server.tls_required |= what == "tls";
  server.auth_required |= what == "auth";
  return what == "tls" || what == "auth";
}

/// What a server is given, and what is taken from it.
SettingFault take_equipment(std::string_view name, std::string_view words, Settings& settings) {
  engine::ServerOptions& server = settings.server;
  const auto each = [words](auto take) {
    return take_words(words, take) ? SettingFault::none : SettingFault::bad_value;
  };
  if (name == "provide") {
    return each([&](std::string_view word) { return add_extension(word, server.provided); });
  }
  if (name == "off") {
    return each([&](std::string_view word) { return add_extension(word, server.switched_off); });
  }
  if (name == "mechanisms") {
    server.provided = server.provided.with(engine::ExtensionId::auth);
    return each([&](std::string_view word) { return add_mechanism(word, server); });
  }
  if (name == "require") {
    return each([&](std::string_view word) { return require(word, server); });
  }
  return SettingFault::not_a_setting;
}

bool take_played(std::string_view word, Settings& settings) {
  settings.played = word == "client" ? Played::client : Played::server;
  return word == "client" || word == "server";
}

}  // namespace

SettingFault take_setting(std::string_view text, Settings& settings) {
  const auto is = [](bool taken) { return taken ? SettingFault::none : SettingFault::bad_value; };
  std::string_view value = text;
  const std::string_view name = take_word(value);
  if (name == "dialect") return is(take_dialect(value, settings));
  if (name == "limit") return is(take_limit(value, settings));
  if (name == "line-endings") return is(take_line_endings(value, settings));
  if (name == "session") return is(take_played(value, settings));
  if (name == "hostname") {
    settings.server.hostname = value;
    return is(!value.empty());
  }
  if (name == "hello") {
    settings.client.hello_name = value;
    return is(!value.empty());
  }
  if (text == "no hello") {
    settings.client.say_hello = false;
  } else if (text == "passwords in clear") {
    settings.client.passwords_in_clear = true;
  } else if (text == "local") {
    settings.peer.may_list = true;
  } else if (text == "wire only") {
    settings.wire_only = true;
  } else if (text == "credentials hidden") {
    settings.credentials_hidden = true;
  } else if (text == "trusted") {
    settings.peer.trusted = true;
  } else if (text == "lmtp") {
    settings.server.protocol = settings.client.protocol = engine::Protocol::lmtp;
  } else {
    return take_equipment(name, value, settings);
  }
  return SettingFault::none;
}

}  // namespace heloport::conformance
