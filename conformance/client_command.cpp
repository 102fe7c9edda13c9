// See client_command.hpp.

#include "conformance/client_command.hpp"

#include <algorithm>
#include <array>

#include "conformance/words.hpp"
#include "engine/extensions/extension.hpp"

namespace heloport::conformance {
namespace {

using Kind = ClientCommand::Kind;
using Parsed = std::variant<ClientCommand, std::string>;

/// `body "..."`, `file name "..."`: what stands between the outer pair.
std::optional<std::string_view> between(std::string_view text, char open, char close) {
  if (text.size() < 2 || text.front() != open || text.back() != close) return std::nullopt;
  return text.substr(1, text.size() - 2);
}

bool take_text(const grammar::Parameter& parameter, ClientCommand& command) {
  if (parameter.keyword == "ENVID") command.envid = parameter.value;
  if (parameter.keyword == "AUTH") command.auth = parameter.value;
  if (parameter.keyword == "ORCPT") command.orcpt = parameter.value;
  return parameter.keyword == "ENVID" || parameter.keyword == "AUTH" ||
         parameter.keyword == "ORCPT";
}

/// Values of text are plain: the session encodes them. All others are what our server would make
/// of the same word.
bool take_parameter(std::string_view word, grammar::Verb verb, ClientCommand& command) {
  static constexpr engine::Limits limits{.message_octets_max = 0,
                                         .hold_seconds_max = 999'999'999,
                                         .hold_until_max = "9999-12-31T23:59:60Z"};
  const std::size_t equals = word.find('=');
  const bool has_value = equals != std::string_view::npos;
  const grammar::Parameter parameter{word.substr(0, equals),
                                     has_value ? word.substr(equals + 1) : "", has_value};
  const engine::ExtensionSet all = engine::ExtensionSet::all();
  const engine::ParameterRule* const rule = engine::parameter_rule(all, verb, parameter.keyword);
  if (rule == nullptr) return false;
  if (take_text(parameter, command)) return true;
  engine::Parameters taken;
  if (rule->take(parameter, {limits, all}, taken)) return false;
  engine::MailOptions& mail = command.mail;
  const engine::MailParameters& from = taken.mail;
  if (from.size_octets) mail.size_octets = from.size_octets;
  if (from.body) mail.body = from.body;
  if (from.ret) mail.ret = from.ret;
  if (from.deliver_by) mail.deliver_by = from.deliver_by;
  if (from.hold) mail.hold = from.hold;
  if (from.hold) command.hold_until = from.hold->until;
  if (from.priority) mail.priority = from.priority;
  if (taken.rcpt.notify) command.notify = taken.rcpt.notify;
  mail.smtputf8 |= from.smtputf8;
  mail.requiretls |= from.requiretls;
  return true;
}

// `<a@b> SIZE=10 BODY=8BITMIME`. The path ends at the last `>`, that of `AUTH=<>` excepted: what is
// inside may be anything, since a client must refuse it, not break on it.
Parsed parse_envelope(Kind kind, std::string_view text) {
  const grammar::Verb verb = kind == Kind::mail ? grammar::Verb::mail : grammar::Verb::rcpt;
  ClientCommand command{.kind = kind};
  const std::size_t close = text.rfind('>', text.find(" AUTH="));
  if (!text.starts_with('<') || close == std::string_view::npos) return "mail <path>, rcpt <path>";
  command.argument = text.substr(1, close - 1);
  text.remove_prefix(close + 1);
  if (text.starts_with(' ')) text.remove_prefix(1);
  while (!text.empty()) {
    const std::string_view word = take_word(text);
    if (!take_parameter(word, verb, command)) return "no parameter is " + std::string(word);
  }
  return command;
}

/// `auth PLAIN "octets"`, `auth LOGIN`
Parsed parse_auth(std::string_view text) {
  ClientCommand command{.kind = Kind::auth, .argument = std::string(take_word(text))};
  if (text.empty()) return command;
  const auto response = between(text, '"', '"');
  if (!response) return "auth MECHANISM, or auth MECHANISM \"octets\"";
  command.initial_response = std::string(*response);
  return command;
}

/// `chunk 5`, `chunk 0 last`
Parsed parse_chunk(std::string_view text) {
  const auto octets = number(take_word(text));
  if (!octets || (!text.empty() && text != "last")) return "chunk N, or chunk N last";
  return ClientCommand{.kind = Kind::chunk, .octets = *octets, .last = !text.empty()};
}

Parsed parse_quoted(Kind kind, std::string_view text) {
  const auto quoted = between(text, '"', '"');
  if (!quoted) return "behind this word stands \"...\"";
  return ClientCommand{.kind = kind, .argument = std::string(*quoted)};
}

struct Row {
  std::string_view word;
  Kind kind;
};
constexpr std::array alone{Row{"data", Kind::data},         Row{"reset", Kind::reset},
                           Row{"noop", Kind::noop},         Row{"quit", Kind::quit},
                           Row{"starttls", Kind::starttls}, Row{"cancel", Kind::cancel_auth},
                           Row{"finish", Kind::finish},     Row{"abandon", Kind::abandon}};
constexpr std::array with_text{Row{"verify", Kind::verify}, Row{"expand", Kind::expand},
                               Row{"help", Kind::help}, Row{"list", Kind::list}};

}  // namespace

engine::MailOptions ClientCommand::mail_options() const {
  engine::MailOptions options = mail;
  options.envid = envid;
  options.auth = auth;
  if (options.hold) options.hold->until = hold_until;
  return options;
}

engine::RcptOptions ClientCommand::rcpt_options() const {
  engine::RcptOptions options{.notify = notify};
  if (!orcpt) return options;
  const std::string_view text = *orcpt;
  const std::size_t semicolon = std::min(text.find(';'), text.size());
  options.orcpt = engine::OriginalRecipient{
      .addr_type = text.substr(0, semicolon),
      .address = text.substr(std::min(semicolon + 1, text.size())),
  };
  return options;
}

std::optional<Parsed> parse_client_command(std::string_view word, std::string_view rest) {
  for (const Row& row : alone) {
    if (row.word == word && rest.empty()) return ClientCommand{.kind = row.kind};
  }
  for (const Row& row : with_text) {
    if (row.word == word) return ClientCommand{.kind = row.kind, .argument = std::string(rest)};
  }
  if (word == "mail") return parse_envelope(Kind::mail, rest);
  if (word == "rcpt") return parse_envelope(Kind::rcpt, rest);
  if (word == "auth") return parse_auth(rest);
  if (word == "chunk") return parse_chunk(rest);
  if (word == "respond") return parse_quoted(Kind::respond, rest);
  if (word == "body") return parse_quoted(Kind::body, rest);
  if (word == "file" && take_word(rest) == "name") return parse_quoted(Kind::file_name, rest);
  if (word != "read") return std::nullopt;
  const std::string user(take_word(rest));
  return ClientCommand{.kind = Kind::read, .argument = user, .second_argument = std::string(rest)};
}

}  // namespace heloport::conformance
