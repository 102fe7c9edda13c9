// The table of what has a limit, and how a peer comes near to it. See script_dialogues.hpp.

#include <algorithm>
#include <array>
#include <string>

#include "fuzz/script_dialogues.hpp"

namespace heloport::fuzz {
namespace {

using engine::ServerOptions;

/// What a dialogue near to a limit is made with.
struct Reach {
  Events& events;
  const ServerOptions& options;  // in force
  Chance& chance;

  void say(std::string_view octets) { events.push_back(said(octets)); }
  /// `head`, as much of `octet` as makes it `size` octets with `tail`, `tail`.
  void say_filled(std::string_view head, char octet, std::string_view tail, std::uint32_t size) {
    const std::size_t there = head.size() + tail.size();
    if (!head.empty()) say(head);
    if (size > there) {
      events.push_back({.kind = EventKind::fill,
                        .a = static_cast<std::uint8_t>(octet),
                        .n = static_cast<std::uint32_t>(size - there)});
    }
    say(tail);
  }
  void say_times(std::string_view line, std::uint32_t times) {
    if (times == 0) return;
    say(line);
    if (times > 1) events.push_back({.kind = EventKind::again, .n = times - 1});
  }
  void reject(Asked about, std::uint32_t times) {
    for (; times > 0; --times) {
      events.push_back({.kind = EventKind::answer,
                        .a = static_cast<std::uint8_t>(about),
                        .b = static_cast<std::uint8_t>(Answer::Kind::reject)});
    }
  }
  void set(Setting setting, std::uint8_t b = 0) {
    events.push_back({.kind = EventKind::setting, .a = static_cast<std::uint8_t>(setting), .b = b});
  }
  void hello() {
    const bool lmtp = options.protocol == engine::Protocol::lmtp;
    say(lmtp ? "LHLO client.example.org\r\n" : "EHLO client.example.org\r\n");
  }
  void open_transaction() {
    hello();
    say("MAIL FROM:<ann@example.org>\r\n");
    say("RCPT TO:<bob@example.org>\r\n");
  }
  void offer_login() {
    set(Setting::mechanism, scram_row);
    hello();
  }
};

// Lines.

void command_line(Reach& reach, std::uint32_t octets) {
  static constexpr std::array<std::string_view, 5> verbs{"NOOP ", "VRFY ", "EXPN ", "HELP ",
                                                         "XYZZY "};
  if (reach.chance.coin()) reach.hello();
  reach.say_filled(verbs[reach.chance.below(verbs.size())], 'x', "\r\n", octets);
}
void auth_line(Reach& reach, std::uint32_t octets) {
  reach.offer_login();
  reach.say_filled("AUTH SCRAM-SHA-256 ", 'A', "\r\n", octets);
}
void response_line(Reach& reach, std::uint32_t octets) {
  reach.set(Setting::challenges);
  reach.offer_login();
  reach.say("AUTH SCRAM-SHA-256\r\n");
  reach.say_filled("", 'A', "\r\n", octets);
}

// Addresses and names.

void local_part(Reach& reach, std::uint32_t octets) {
  reach.hello();
  const bool sender = reach.chance.coin();
  if (!sender) reach.say("MAIL FROM:<>\r\n");
  const std::string_view head = sender ? "MAIL FROM:<" : "RCPT TO:<";
  const std::string_view tail = "@example.org>\r\n";
  reach.say_filled(head, 'a', tail, static_cast<std::uint32_t>(head.size() + tail.size()) + octets);
}
/// Brackets included, with labels of a domain that are as long as they may be.
void path(Reach& reach, std::uint32_t octets) {
  constexpr std::size_t label_octets_max = 63;  // RFC 1035, 2.3.4
  std::string text = "<bob@";
  for (std::size_t label = 0; text.size() + 1 < octets; ++label) {
    const bool ends = label == label_octets_max && text.size() + 2 < octets;
    text += ends ? '.' : 'd';
    if (ends) label = 0;
  }
  reach.hello();
  const bool sender = reach.chance.coin();
  if (!sender) reach.say("MAIL FROM:<>\r\n");
  reach.say((sender ? "MAIL FROM:" : "RCPT TO:") + text + ">\r\n");
}
void client_name(Reach& reach, std::uint32_t octets) {
  const bool lmtp = reach.options.protocol == engine::Protocol::lmtp;
  reach.say_filled(lmtp ? "LHLO " : "EHLO ", 'n', ".example.org\r\n", octets + 7);
}

// Messages.

void data(Reach& reach, std::uint32_t octets) {
  reach.open_transaction();
  reach.say("DATA\r\n");
  if (octets >= 2) reach.say_filled("", 'x', "\r\n", octets);
  reach.say(".\r\n");
}
void chunk(Reach& reach, std::uint32_t octets) {
  reach.open_transaction();
  const std::uint32_t first = reach.chance.below(octets + 1);
  const bool two = reach.chance.coin();
  const auto say_chunk = [&](std::uint32_t size, std::string_view last) {
    reach.say("BDAT " + std::to_string(size) + std::string(last) + "\r\n");
    reach.events.push_back({.kind = EventKind::fill, .a = 'x', .n = size});
  };
  if (two) say_chunk(first, "");
  say_chunk(two ? octets - first : octets, " LAST");
}
void chunk_digits(Reach& reach, std::uint32_t octets) {
  reach.open_transaction();
  const std::string_view last = reach.chance.coin() ? " LAST\r\n" : "\r\n";
  reach.say("BDAT " + std::string(octets - 1, '0') + "5" + std::string(last));
  reach.say("12345");
}

// Numbers of commands.

void recipients(Reach& reach, std::uint32_t count) {
  reach.hello();
  reach.say("MAIL FROM:<ann@example.org>\r\n");
  reach.say_times("RCPT TO:<bob@example.org>\r\n", count);
  if (reach.chance.coin()) reach.say("DATA\r\n");
}
void refused_recipients(Reach& reach, std::uint32_t count) {
  const std::uint32_t accepted = reach.chance.below(2);
  reach.reject(Asked::recipient, count - std::min(accepted, count));
  recipients(reach, count);
}
void transactions(Reach& reach, std::uint32_t count) {
  reach.hello();
  reach.say_times("MAIL FROM:<ann@example.org>\r\nRSET\r\n", count);
}
void failed_logins(Reach& reach, std::uint32_t count) {
  reach.reject(Asked::auth, count);
  reach.offer_login();
  reach.say_times("AUTH SCRAM-SHA-256 biws\r\n", count);
}
void mistakes(Reach& reach, std::uint32_t count) {
  if (reach.chance.coin()) reach.hello();
  reach.say_times(reach.chance.coin() ? "XYZZY\r\n" : "DATA x\r\n", count);
}
void idle_commands(Reach& reach, std::uint32_t count) {
  static constexpr std::array<std::string_view, 4> lines{"NOOP\r\n", "RSET\r\n", "VRFY bob\r\n",
                                                         "EHLO client.example.org\r\n"};
  reach.say_times(lines[reach.chance.below(lines.size())], count);
}
void empty_chunks(Reach& reach, std::uint32_t count) {
  constexpr std::uint32_t before = 2;  // EHLO and MAIL bring no mail forward either
  reach.open_transaction();
  reach.say_times("BDAT 0\r\n", count - std::min(count, before));
}

/// What has a limit. Where a script can set it, `limits` names it in script_limits(), and `least`
/// and `most` are between what a dialogue sets it to; where an RFC sets it, both are that.
struct Bound {
  std::string_view subject;
  std::array<std::string_view, 2> limits;  // their sum counts
  std::uint32_t least;
  std::uint32_t most;
  void (*reach)(Reach& reach, std::uint32_t size);
};

constexpr std::array bounds{
    Bound{"a command line", {"command_octets_max"}, 40, 600, command_line},
    Bound{"a line that is skipped", {"skipped_octets_max"}, 600, 2000, command_line},
    Bound{"AUTH", {"auth_line_octets_max"}, 32, 128, auth_line},
    Bound{"a response", {"auth_line_octets_max"}, 32, 128, response_line},
    Bound{"a local part", {}, 64, 64, local_part},
    Bound{"a path", {}, 256, 256, path},
    Bound{"the name of a client", {}, 255, 255, client_name},
    Bound{"data", {"message_octets_max"}, 1, 100, data},
    Bound{"chunks", {"message_octets_max"}, 1, 100, chunk},
    Bound{"refused data", {"message_octets_max", "overrun_octets_max"}, 1, 100, data},
    Bound{"refused chunks", {"message_octets_max", "overrun_octets_max"}, 1, 100, chunk},
    Bound{"digits of a count", {}, 20, 20, chunk_digits},
    Bound{"recipients", {"recipients_max"}, 0, 6, recipients},
    Bound{"RCPT", {"recipient_tries_max"}, 0, 6, recipients},
    Bound{"RCPT that is refused", {"recipient_tries_max"}, 0, 6, refused_recipients},
    Bound{"transactions", {"mails_max"}, 1, 6, transactions},
    Bound{"failed logins", {"auth_failures_max"}, 0, 6, failed_logins},
    Bound{"mistakes", {"errors_max"}, 0, 6, mistakes},
    Bound{"idle commands", {"idle_commands_max"}, 3, 12, idle_commands},
    Bound{"empty chunks", {"idle_commands_max"}, 3, 12, empty_chunks},
};

std::uint8_t row_of(std::string_view limit) {
  const auto named = [limit](const ScriptLimit& row) { return row.name == limit; };
  const auto& rows = script_limits();
  return static_cast<std::uint8_t>(std::find_if(rows.begin(), rows.end(), named) - rows.begin());
}

// The longest command line grows with the extensions.
std::uint64_t value_of(std::string_view limit, const ServerOptions& options) {
  if (limit.empty()) return 0;
  if (limit == "command_octets_max") {
    return engine::command_octets_max(options.extensions(), options.limits);
  }
  return script_limits()[row_of(limit)].value(options.limits);
}

std::uint64_t value_of(const Bound& bound, const ServerOptions& options) {
  if (bound.limits[0].empty()) return bound.most;
  return value_of(bound.limits[0], options) + value_of(bound.limits[1], options);
}

/// Sets the limits of a bound, in the options and by the events that do so in a script.
void set_limits(const Bound& bound, ServerOptions& options, Events& events, Chance& chance) {
  for (const std::string_view limit : bound.limits) {
    if (limit.empty()) continue;
    const std::uint32_t n = bound.least + chance.below(bound.most - bound.least + 1);
    script_limits()[row_of(limit)].set(options.limits, n);
    events.push_back({.kind = EventKind::setting,
                      .a = static_cast<std::uint8_t>(Setting::limit),
                      .b = row_of(limit),
                      .n = n});
  }
}

// One less than the limit to two more: as much as brackets, a CRLF or a count from nought are.
std::uint32_t near(std::uint64_t limit, Chance& chance) {
  const std::uint64_t more = limit + chance.below(4);
  return static_cast<std::uint32_t>(more - std::min<std::uint64_t>(more, 1));
}

ServerOptions options_of(const Script& script) {
  static ScriptedScenario scripted;
  scripted.take(script);
  return scripted.scenario().options;
}

}  // namespace

std::size_t bound_count() {
  return bounds.size();
}

std::string_view bound_subject(std::size_t number) {
  return bounds[number].subject;
}

Events near_bound(std::size_t number, const Script& script, Chance& chance) {
  const Bound& bound = bounds[number];
  Events events;
  ServerOptions options = options_of(script);
  const bool too_far = value_of(bound, options) > 4 * std::uint64_t{bound.most};
  if (too_far || chance.coin()) set_limits(bound, options, events, chance);
  Reach reach{events, options, chance};
  bound.reach(reach, near(value_of(bound, options), chance));
  return events;
}

void stretch_line(Script& script, std::size_t place, Chance& chance) {
  std::string line;
  const EventKind kind = script.events[place].kind;
  if (kind == EventKind::token || kind == EventKind::octets || kind == EventKind::line) {
    say(script.events[place], line);
  }
  if (!line.ends_with("\r\n") || line.find('\n') + 1 != line.size()) return;
  line.resize(line.size() - 2);
  const ServerOptions options = options_of(script);
  const std::uint64_t limit = value_of("command_octets_max", options);
  Events events;
  Reach{events, options, chance}.say_filled(line, 'x', "\r\n", near(limit, chance));
  const auto at = script.events.begin() + static_cast<std::ptrdiff_t>(place);
  script.events.insert(script.events.erase(at), events.begin(), events.end());
}

}  // namespace heloport::fuzz
