// See client_rules.hpp.

#include "conformance/client_rules.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "conformance/words.hpp"
#include "grammar/command.hpp"
#include "grammar/parameters.hpp"

namespace heloport::conformance {
namespace {

using grammar::SyntaxFault;
using grammar::Verb;
using Kind = Turn::Kind;
using Breach = std::optional<Offence>;

bool is_line(const Turn& turn) {
  return turn.kind == Kind::command || turn.kind == Kind::response;
}

grammar::Command parsed(const Turn& turn) {
  return grammar::parse_command(turn.octets);
}

Verb verb_of(const Turn& turn) {
  return turn.kind == Kind::command ? parsed(turn).verb : Verb::unknown;
}

Offence offence(std::string reason, const Turn& turn) {
  return {std::move(reason), shown(turn)};
}

/// The first command that `broken` finds fault with.
template <typename Broken>
Breach first_command(const Conversation& conversation, std::string_view reason, Broken broken) {
  for (const Turn& turn : conversation.turns) {
    if (turn.kind == Kind::command && broken(turn)) return offence(std::string(reason), turn);
  }
  return std::nullopt;
}

// Lines.

Breach lines_end_in_crlf(const Conversation& conversation) {
  for (const Turn& turn : conversation.turns) {
    if (!is_line(turn)) continue;
    const std::string& line = turn.octets;
    const bool ends = line.ends_with("\r\n");
    const std::size_t cr = line.find('\r');
    if (!ends) return offence("a line does not end in CRLF", turn);
    if (cr + 2 != line.size()) return offence("a bare CR in a command", turn);
  }
  return std::nullopt;
}

Breach content_has_crlf_only(const Conversation& conversation) {
  for (const Turn& turn : conversation.turns) {
    if (turn.kind != Kind::content && turn.kind != Kind::chunk) continue;
    const std::string& raw = turn.octets;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      // A chunk may begin or end between CR and LF.
      const bool chunk = turn.kind == Kind::chunk;
      const bool after_cr = i == 0 ? chunk : raw[i - 1] == '\r';
      const bool before_lf = i + 1 == raw.size() ? chunk : raw[i + 1] == '\n';
      if (raw[i] == '\n' && !after_cr) return offence("a bare LF in the content", turn);
      if (raw[i] == '\r' && !before_lf) return offence("a bare CR in the content", turn);
    }
  }
  return std::nullopt;
}

Breach lines_are_short(const Conversation& conversation) {
  // RFC 5321, 4.5.3.1.4, and what extensions add: SIZE, BODY, AUTH, DSN, SMTPUTF8 and others
  // together stay below; AUTH lines have their own limit (RFC 4954, 4).
  constexpr std::size_t line_octets_max = 512;
  constexpr std::size_t extended_octets_max = 2048;
  return first_command(conversation, "a command line over its limit", [](const Turn& turn) {
    const Verb verb = verb_of(turn);
    if (verb == Verb::auth) return false;
    const bool extended = !parsed(turn).parameters.empty();
    return turn.octets.size() > (extended ? extended_octets_max : line_octets_max);
  });
}

Breach commands_are_well_formed(const Conversation& conversation) {
  return first_command(conversation, "no command by the grammar of RFC 5321", [](const Turn& turn) {
    const grammar::Command command = parsed(turn);
    // Line ends have a rule of their own.
    if (!turn.octets.ends_with("\r\n")) return false;
    return command.fault != SyntaxFault::none;
  });
}

Breach no_space_around_colon(const Conversation& conversation) {
  return first_command(conversation, "a space beside the colon", [](const Turn& turn) {
    const Verb verb = verb_of(turn);
    if (verb != Verb::mail && verb != Verb::rcpt) return false;
    const std::size_t colon = turn.octets.find(':');
    if (colon == std::string::npos || colon == 0) return false;
    return turn.octets[colon - 1] == ' ' || turn.octets[colon + 1] == ' ';
  });
}

Breach paths_are_ascii(const Conversation& conversation) {
  return first_command(conversation, "an octet that no path may hold", [](const Turn& turn) {
    const Verb verb = verb_of(turn);
    if (verb != Verb::mail && verb != Verb::rcpt) return false;
    const bool utf8 = turn.standing.offered("SMTPUTF8");
    std::string_view line = turn.octets;
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    return std::any_of(line.begin(), line.end(), [utf8](char c) {
      const auto octet = static_cast<unsigned char>(c);
      return octet < 32 || octet == 127 || (octet > 127 && !utf8);
    });
  });
}

Breach no_source_routes(const Conversation& conversation) {
  return first_command(conversation, "a source route", [](const Turn& turn) {
    const Verb verb = verb_of(turn);
    return (verb == Verb::mail || verb == Verb::rcpt) &&
           turn.octets.find("<@") != std::string::npos;
  });
}

Breach no_needless_arguments(const Conversation& conversation) {
  return first_command(conversation, "an argument where none may stand", [](const Turn& turn) {
    const Verb verb = verb_of(turn);
    if (verb != Verb::data && verb != Verb::rset && verb != Verb::quit) return false;
    return parsed(turn).fault == SyntaxFault::unexpected_argument;
  });
}

// Names.

bool says_hello(Verb verb) {
  return verb == Verb::ehlo || verb == Verb::helo;
}

Breach hello_names_a_host(const Conversation& conversation) {
  return first_command(
      conversation, "the name is no domain and no address literal", [](const Turn& turn) {
        return says_hello(verb_of(turn)) && parsed(turn).fault != SyntaxFault::none;
      });
}

Breach hello_name_is_qualified(const Conversation& conversation) {
  return first_command(conversation, "the name has one label only", [](const Turn& turn) {
    const grammar::Command command = parsed(turn);
    if (!says_hello(command.verb) || command.fault != SyntaxFault::none) return false;
    return !command.argument.starts_with('[') &&
           command.argument.find('.') == std::string_view::npos;
  });
}

// Order.

Breach greeting_is_awaited(const Conversation& conversation) {
  for (const Turn& turn : conversation.turns) {
    if (is_line(turn) && turn.early) return offence("said before the greeting", turn);
    if (is_line(turn)) return std::nullopt;
  }
  return std::nullopt;
}

// Each reply is awaited where PIPELINING was not offered. What comes before the greeting is early,
// too, and has a rule of its own.
Breach replies_are_awaited(const Conversation& conversation) {
  bool first = true;
  for (const Turn& turn : conversation.turns) {
    const bool said = is_line(turn) || turn.kind == Kind::content;
    if (said && turn.early && !first && !turn.standing.offered("PIPELINING")) {
      return offence("said before the reply to what was said before", turn);
    }
    first = first && !said;
  }
  return std::nullopt;
}

// RFC 2920, 3.1, and the RFCs of the extensions: what must be the last of a group.
bool closes_group(const Turn& turn) {
  constexpr std::array last{Verb::ehlo, Verb::helo, Verb::data,     Verb::vrfy, Verb::expn,
                            Verb::quit, Verb::noop, Verb::starttls, Verb::etrn, Verb::help};
  const Verb verb = verb_of(turn);
  if (turn.kind == Kind::response || verb == Verb::auth) return true;
  return std::find(last.begin(), last.end(), verb) != last.end();
}

Breach groups_end_where_they_must(const Conversation& conversation) {
  const Turn* before = nullptr;
  for (const Turn& turn : conversation.turns) {
    const bool said = is_line(turn) || turn.kind == Kind::content;
    if (!said) continue;
    if (turn.early && before != nullptr && closes_group(*before)) {
      return offence("said before the reply to " + shown(*before).substr(3), turn);
    }
    before = &turn;
  }
  return std::nullopt;
}

Breach hello_comes_first(const Conversation& conversation) {
  bool hello = false;
  for (const Turn& turn : conversation.turns) {
    const Verb verb = verb_of(turn);
    hello = hello || says_hello(verb);
    if (verb == Verb::mail && !hello) return offence("MAIL without EHLO or HELO", turn);
  }
  return std::nullopt;
}

Breach ehlo_is_preferred(const Conversation& conversation) {
  bool ehlo = false;
  for (const Turn& turn : conversation.turns) {
    const Verb verb = verb_of(turn);
    ehlo = ehlo || verb == Verb::ehlo;
    if (verb == Verb::helo && !ehlo) return offence("HELO before EHLO was tried", turn);
  }
  return std::nullopt;
}

Breach mail_rcpt_data_in_order(const Conversation& conversation) {
  bool mail = false;
  bool rcpt = false;
  for (const Turn& turn : conversation.turns) {
    const Verb verb = verb_of(turn);
    if (verb == Verb::rcpt && !mail) return offence("RCPT before MAIL", turn);
    if ((verb == Verb::data || verb == Verb::bdat) && !rcpt) {
      return offence("content before RCPT", turn);
    }
    if (verb == Verb::mail) rcpt = false;
    mail = mail || verb == Verb::mail;
    rcpt = rcpt || verb == Verb::rcpt;
  }
  return std::nullopt;
}

Breach one_transaction_at_a_time(const Conversation& conversation) {
  return first_command(conversation, "MAIL while a transaction is open", [](const Turn& turn) {
    return verb_of(turn) == Verb::mail && turn.standing.mail;
  });
}

Breach one_tls(const Conversation& conversation) {
  return first_command(conversation, "STARTTLS inside TLS", [](const Turn& turn) {
    return verb_of(turn) == Verb::starttls && turn.standing.tls;
  });
}

// What follows the handshake is a new beginning (RFC 3207, 4.2).
Breach hello_follows_tls(const Conversation& conversation) {
  bool fresh = false;
  for (const Turn& turn : conversation.turns) {
    if (turn.kind == Kind::tls_started) fresh = true;
    if (!is_line(turn) || !fresh) continue;
    const Verb verb = verb_of(turn);
    if (verb != Verb::ehlo && verb != Verb::quit) {
      return offence("the first command inside TLS is another than EHLO", turn);
    }
    fresh = false;
  }
  return std::nullopt;
}

// Offers.

struct ParameterRow {
  std::string_view parameter;
  std::string_view keyword;
};
constexpr std::array parameter_rows{
    ParameterRow{"SIZE", "SIZE"},
    ParameterRow{"BODY", "8BITMIME"},
    ParameterRow{"RET", "DSN"},
    ParameterRow{"ENVID", "DSN"},
    ParameterRow{"NOTIFY", "DSN"},
    ParameterRow{"ORCPT", "DSN"},
    ParameterRow{"AUTH", "AUTH"},
    ParameterRow{"SMTPUTF8", "SMTPUTF8"},
    ParameterRow{"BY", "DELIVERBY"},
    ParameterRow{"MT-PRIORITY", "MT-PRIORITY"},
    ParameterRow{"REQUIRETLS", "REQUIRETLS"},
    ParameterRow{"HOLDFOR", "FUTURERELEASE"},
    ParameterRow{"HOLDUNTIL", "FUTURERELEASE"},
};

std::optional<std::string> unoffered_parameter(const Turn& turn) {
  const grammar::Command command = parsed(turn);
  if (command.fault != SyntaxFault::none) return std::nullopt;
  for (const grammar::Parameter parameter : command.parameters) {
    for (const ParameterRow& row : parameter_rows) {
      if (!grammar::equal_ignoring_case(row.parameter, parameter.keyword)) continue;
      const bool binary = grammar::equal_ignoring_case(parameter.value, "BINARYMIME");
      if (!turn.standing.offered(binary ? "BINARYMIME" : row.keyword)) {
        return std::string(row.parameter);
      }
    }
  }
  return std::nullopt;
}

Breach parameters_were_offered(const Conversation& conversation) {
  for (const Turn& turn : conversation.turns) {
    const Verb verb = verb_of(turn);
    if (verb != Verb::mail && verb != Verb::rcpt) continue;
    if (const auto parameter = unoffered_parameter(turn)) {
      return offence("the parameter " + *parameter + " was not offered", turn);
    }
  }
  return std::nullopt;
}

// RFC 6531, 3.4: an address in UTF-8 belongs to a transaction whose MAIL says so.
Breach smtputf8_is_said(const Conversation& conversation) {
  bool said = false;
  for (const Turn& turn : conversation.turns) {
    const Verb verb = verb_of(turn);
    if (verb == Verb::mail) said = turn.octets.find("SMTPUTF8") != std::string::npos;
    if (verb != Verb::mail && verb != Verb::rcpt) continue;
    const bool utf8 = std::any_of(turn.octets.begin(), turn.octets.end(),
                                  [](char c) { return static_cast<unsigned char>(c) > 127; });
    if (utf8 && !said) return offence("an address in UTF-8 without SMTPUTF8", turn);
  }
  return std::nullopt;
}

Breach commands_were_offered(const Conversation& conversation) {
  struct VerbRow {
    Verb verb;
    std::string_view keyword;
  };
  constexpr std::array verb_rows{VerbRow{Verb::bdat, "CHUNKING"},
                                 VerbRow{Verb::starttls, "STARTTLS"}, VerbRow{Verb::auth, "AUTH"},
                                 VerbRow{Verb::etrn, "ETRN"}};
  return first_command(conversation, "the command was not offered", [&](const Turn& turn) {
    const Verb verb = verb_of(turn);
    return std::any_of(verb_rows.begin(), verb_rows.end(), [&](const VerbRow& row) {
      return row.verb == verb && !turn.standing.offered(row.keyword);
    });
  });
}

// The end.

Breach quit_before_the_end(const Conversation& conversation) {
  if (conversation.misbehaved) return std::nullopt;
  bool quit = false;
  for (const Turn& turn : conversation.turns) {
    // A 421 is followed by the server's end, and the client may be the faster one.
    if (turn.kind == Kind::reply && code_of(turn.octets) == 421) return std::nullopt;
    if (turn.kind == Kind::server_closed) return std::nullopt;
    quit = quit || verb_of(turn) == Verb::quit;
    // A session that never got going is another, weaker, requirement (RFC 5321, 4.1.4).
    if (turn.kind == Kind::client_closed && !quit && turn.standing.greeted) {
      return offence("the client closed the connection without QUIT", turn);
    }
  }
  return std::nullopt;
}

struct RuleRow {
  std::string_view name;
  Breach (*breach)(const Conversation&);
};
constexpr std::array rule_rows{
    RuleRow{"lines end in CRLF", lines_end_in_crlf},
    RuleRow{"content has CRLF only", content_has_crlf_only},
    RuleRow{"lines are short", lines_are_short},
    RuleRow{"commands are well-formed", commands_are_well_formed},
    RuleRow{"no space around the colon", no_space_around_colon},
    RuleRow{"paths are ASCII", paths_are_ascii},
    RuleRow{"no source routes", no_source_routes},
    RuleRow{"no needless arguments", no_needless_arguments},
    RuleRow{"hello names a host", hello_names_a_host},
    RuleRow{"hello name is qualified", hello_name_is_qualified},
    RuleRow{"the greeting is awaited", greeting_is_awaited},
    RuleRow{"replies are awaited", replies_are_awaited},
    RuleRow{"groups end where they must", groups_end_where_they_must},
    RuleRow{"hello comes first", hello_comes_first},
    RuleRow{"EHLO is preferred", ehlo_is_preferred},
    RuleRow{"MAIL, RCPT, DATA", mail_rcpt_data_in_order},
    RuleRow{"one transaction at a time", one_transaction_at_a_time},
    RuleRow{"TLS once", one_tls},
    RuleRow{"EHLO follows TLS", hello_follows_tls},
    RuleRow{"parameters were offered", parameters_were_offered},
    RuleRow{"SMTPUTF8 is said", smtputf8_is_said},
    RuleRow{"commands were offered", commands_were_offered},
    RuleRow{"QUIT before the end", quit_before_the_end},
};

}  // namespace

bool is_client_rule(std::string_view name) {
  return std::any_of(rule_rows.begin(), rule_rows.end(),
                     [name](const RuleRow& row) { return row.name == name; });
}

std::optional<Offence> breach_of(std::string_view rule, const Conversation& conversation) {
  for (const RuleRow& row : rule_rows) {
    if (row.name == rule) return row.breach(conversation);
  }
  return std::nullopt;
}

}  // namespace heloport::conformance
