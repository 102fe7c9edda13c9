// See client_case.hpp.

#include "conformance/client_case.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "conformance/client_content.hpp"
#include "conformance/client_rules.hpp"
#include "conformance/parsed_lines.hpp"
#include "conformance/requirements.hpp"
#include "conformance/words.hpp"
#include "grammar/transcript.hpp"

namespace heloport::conformance {
namespace {

using Complaint = std::optional<std::string>;
using grammar::TranscriptKind;
using ActKind = ServerAct::Kind;

constexpr std::size_t recipients_max = 1'000;
constexpr std::chrono::milliseconds pause_max{10'000};

template <typename Value>
struct NamedValue {
  std::string_view name;
  Value value;
};

template <typename Value, std::size_t count>
Complaint choose(const std::array<NamedValue<Value>, count>& rows, std::string_view name,
                 Value& into) {
  std::string known;
  for (const NamedValue<Value>& row : rows) {
    if (row.name == name) {
      into = row.value;
      return std::nullopt;
    }
    known += (known.empty() ? "" : ", ") + std::string(row.name);
  }
  return "one of: " + known;
}

constexpr std::array told_rows{
    NamedValue<Told>{"tls", Told::tls},
    NamedValue<Told>{"login", Told::login},
    NamedValue<Told>{"dsn", Told::dsn},
};
constexpr std::array pace_rows{
    NamedValue<Pace>{"octets", Pace::octets},
    NamedValue<Pace>{"together", Pace::together},
};
constexpr std::array certificate_rows{
    NamedValue<CertificateKind>{"wrong name", CertificateKind::wrong_name},
    NamedValue<CertificateKind>{"expired", CertificateKind::expired},
    NamedValue<CertificateKind>{"self-signed", CertificateKind::self_signed},
    NamedValue<CertificateKind>{"untrusted", CertificateKind::untrusted},
};

/// Takes a file line by line.
class ClientCaseParser {
 public:
  explicit ClientCaseParser(std::string id);
  Complaint take(std::string_view line);
  Complaint finish();
  std::size_t number() const { return number_; }
  ClientCase result() { return std::move(case_); }

 private:
  struct Row {
    std::string_view word;
    Complaint (ClientCaseParser::*take)(std::string_view);
  };
  static const std::array<Row, 16> head_rows;
  static const std::array<Row, 9> body_rows;

  Complaint take_claim(std::string_view line);
  Complaint take_world(std::string_view text);
  Complaint take_scene(std::string_view pattern, bool judged);
  Complaint take_said(const grammar::TranscriptLine& line);
  std::vector<ServerAct>& acts();
  Complaint add(ServerAct act);

  Complaint take_shows(std::string_view ids);
  Complaint take_level(std::string_view name);
  Complaint take_always(std::string_view rule);
  Complaint take_told(std::string_view what);
  Complaint take_client(std::string_view what);
  Complaint take_sender(std::string_view address);
  Complaint take_recipient(std::string_view address);
  Complaint take_recipients(std::string_view count);
  Complaint take_header(std::string_view field);
  Complaint take_body(std::string_view text);
  Complaint take_offers(std::string_view offer);
  Complaint take_tls_offers(std::string_view offer);
  Complaint take_certificate(std::string_view kind);
  Complaint take_pace(std::string_view name);
  Complaint take_waits(std::string_view duration);
  Complaint take_content(std::string_view property);

  Complaint take_pause(std::string_view duration);
  Complaint take_listen(std::string_view duration);
  Complaint take_close(std::string_view);
  Complaint take_reset(std::string_view);
  Complaint take_tls(std::string_view);
  Complaint take_deaf(std::string_view);
  Complaint take_endless(std::string_view line);
  Complaint take_silence(std::string_view);
  Complaint take_never(std::string_view pattern);

  Complaint add_offer(std::vector<std::string>& offers, bool& chosen, std::string_view offer);

  ClientCase case_;
  std::size_t number_ = 0;
  bool in_body_ = false;
  bool has_level_ = false;
  bool offers_chosen_ = false;
  bool tls_offers_chosen_ = false;
  bool body_chosen_ = false;
  bool recipients_chosen_ = false;
};

using Parser = ClientCaseParser;
const std::array<Parser::Row, 16> Parser::head_rows{{
    {"shows", &Parser::take_shows},
    {"level", &Parser::take_level},
    {"always", &Parser::take_always},
    {"told", &Parser::take_told},
    {"client", &Parser::take_client},
    {"sender", &Parser::take_sender},
    {"recipient", &Parser::take_recipient},
    {"recipients", &Parser::take_recipients},
    {"header", &Parser::take_header},
    {"body", &Parser::take_body},
    {"offers", &Parser::take_offers},
    {"tls-offers", &Parser::take_tls_offers},
    {"certificate", &Parser::take_certificate},
    {"pace", &Parser::take_pace},
    {"waits", &Parser::take_waits},
    {"content", &Parser::take_content},
}};
const std::array<Parser::Row, 9> Parser::body_rows{{
    {"pause", &Parser::take_pause},
    {"listens", &Parser::take_listen},
    {"closes", &Parser::take_close},
    {"resets", &Parser::take_reset},
    {"tls", &Parser::take_tls},
    {"deaf", &Parser::take_deaf},
    {"endless", &Parser::take_endless},
    {"silence", &Parser::take_silence},
    {"never", &Parser::take_never},
}};

ClientCaseParser::ClientCaseParser(std::string id) {
  case_.head.id = std::move(id);
  case_.offers = {"8BITMIME", "SIZE 10485760"};
  case_.tls_offers = case_.offers;
}

Complaint ClientCaseParser::take(std::string_view line) {
  ++number_;
  if (number_ == 1) return take_claim(line);
  // `C? ` is no line of a transcript: there nothing is only supposed.
  constexpr std::string_view supposed = "C? ";
  if (line.starts_with(supposed)) return take_scene(line.substr(supposed.size()), false);
  const grammar::TranscriptLine parsed = grammar::parse_transcript_line(line);
  switch (parsed.kind) {
    case TranscriptKind::prose:
    case TranscriptKind::blank:
      return std::nullopt;
    case TranscriptKind::client:
      return take_scene(parsed.text, true);
    case TranscriptKind::server:
    case TranscriptKind::server_raw:
      return take_said(parsed);
    case TranscriptKind::world:
      return take_world(parsed.text);
    default:
      return "no line of a client case: expected `C: `, `C? `, `S: `, `S| `, `! `, `#`, or nothing";
  }
}

Complaint ClientCaseParser::take_claim(std::string_view line) {
  if (!line.starts_with("# ") || line.size() < 3) return "the first line is the claim";
  if (line.ends_with('.')) return "the claim has no full stop";
  case_.head.title = line.substr(2);
  return std::nullopt;
}

Complaint ClientCaseParser::take_world(std::string_view text) {
  std::string_view rest = text;
  const std::string_view word = take_word(rest);
  if (text == "server misbehaves") {
    case_.misbehaves = true;
    return std::nullopt;
  }
  for (const Row& row : head_rows) {
    if (row.word != word) continue;
    if (in_body_) return "`! " + std::string(word) + "` stands before what is said";
    return (this->*row.take)(rest);
  }
  for (const Row& row : body_rows) {
    if (row.word == word) return (this->*row.take)(rest);
  }
  return "there is no line `! " + std::string(word) + "`";
}

Complaint ClientCaseParser::take_scene(std::string_view pattern, bool judged) {
  if (pattern.empty()) return "what the client says is a pattern";
  in_body_ = true;
  case_.scenes.push_back({std::string(pattern), judged, {}, number_});
  return std::nullopt;
}

Complaint ClientCaseParser::take_said(const grammar::TranscriptLine& line) {
  ServerAct act;
  act.text = std::string(line.text) + "\r\n";
  if (line.kind == TranscriptKind::server_raw) {
    const auto octets = grammar::unescape(line.text);
    if (!octets) return "no such escape";
    act.text = *octets;
  }
  return add(std::move(act));
}

std::vector<ServerAct>& ClientCaseParser::acts() {
  return case_.scenes.empty() ? case_.opening : case_.scenes.back().acts;
}

Complaint ClientCaseParser::add(ServerAct act) {
  in_body_ = true;
  act.line = number_;
  acts().push_back(std::move(act));
  return std::nullopt;
}

// The head.

Complaint ClientCaseParser::take_shows(std::string_view ids) {
  while (!ids.empty()) {
    const std::string_view id = take_word(ids);
    if (requirement(id) == nullptr) return "no requirement is called " + std::string(id);
    case_.head.requirements.emplace_back(id);
  }
  return std::nullopt;
}

Complaint ClientCaseParser::take_level(std::string_view name) {
  has_level_ = true;
  const auto level = level_named(name);
  case_.head.level = level.value_or(Level::must);
  return level ? Complaint() : "a level is MUST, MUST NOT, SHOULD, SHOULD NOT or MAY";
}

Complaint ClientCaseParser::take_always(std::string_view rule) {
  if (!is_client_rule(rule)) return "there is no rule called " + std::string(rule);
  case_.rule = rule;
  return std::nullopt;
}

Complaint ClientCaseParser::take_told(std::string_view what) {
  if (auto complaint = choose(told_rows, what, case_.told)) return complaint;
  const bool secure = case_.told == Told::tls || case_.told == Told::login;
  if (secure && !offers_chosen_) case_.offers.emplace_back("STARTTLS");
  if (case_.told == Told::login && !tls_offers_chosen_) {
    case_.tls_offers.emplace_back("AUTH PLAIN LOGIN");
  }
  if (case_.told == Told::dsn && !offers_chosen_) case_.offers.emplace_back("DSN");
  return std::nullopt;
}

Complaint ClientCaseParser::take_client(std::string_view what) {
  if (what == "may refuse") {
    case_.may_refuse = true;
    return std::nullopt;
  }
  constexpr std::array report_rows{
      NamedValue<ClientReport>{"succeeds", ClientReport::success},
      NamedValue<ClientReport>{"fails", ClientReport::failure},
      NamedValue<ClientReport>{"ends", ClientReport::open},
  };
  return choose(report_rows, what, case_.report);
}

Complaint ClientCaseParser::take_sender(std::string_view address) {
  case_.message.sender = address == "<>" ? "" : address;
  return std::nullopt;
}

Complaint ClientCaseParser::take_recipient(std::string_view address) {
  if (!recipients_chosen_) case_.message.recipients.clear();
  recipients_chosen_ = true;
  case_.message.recipients.emplace_back(address);
  return std::nullopt;
}

Complaint ClientCaseParser::take_recipients(std::string_view count) {
  const auto wanted = conformance::number(count);
  if (!wanted || *wanted == 0 || *wanted > recipients_max) return "`recipients` is 1 to 1000";
  case_.message.recipients = {"bob@example.net", "carol@example.net"};
  case_.message.recipients.resize(*wanted);
  for (std::size_t i = 2; i < *wanted; ++i) {
    case_.message.recipients[i] = "user" + std::to_string(i + 1) + "@example.net";
  }
  return std::nullopt;
}

Complaint ClientCaseParser::take_header(std::string_view field) {
  const auto octets = grammar::unescape(field);
  if (!octets) return "no such escape";
  case_.message.header.push_back(replace_words(*octets, {}));
  return std::nullopt;
}

Complaint ClientCaseParser::take_body(std::string_view text) {
  if (!std::exchange(body_chosen_, true)) case_.message.body.clear();
  // A bare LF is written as a word, since `\n` is a line end.
  constexpr std::string_view word = "{lf}";
  std::string marked(text);
  for (std::size_t at = marked.find(word); at != std::string::npos; at = marked.find(word)) {
    marked.replace(at, word.size(), 1, CaseMessage::bare_lf);
  }
  const auto octets = grammar::unescape(replace_words(marked, {}));
  if (!octets) return "no such escape";
  case_.message.body += *octets;
  return std::nullopt;
}

Complaint ClientCaseParser::add_offer(std::vector<std::string>& offers, bool& chosen,
                                      std::string_view offer) {
  if (!std::exchange(chosen, true)) offers.clear();
  if (offer != "nothing") offers.emplace_back(offer);
  return std::nullopt;
}

Complaint ClientCaseParser::take_offers(std::string_view offer) {
  return add_offer(case_.offers, offers_chosen_, offer);
}

Complaint ClientCaseParser::take_tls_offers(std::string_view offer) {
  return add_offer(case_.tls_offers, tls_offers_chosen_, offer);
}

Complaint ClientCaseParser::take_certificate(std::string_view kind) {
  return choose(certificate_rows, kind, case_.certificate);
}

Complaint ClientCaseParser::take_pace(std::string_view name) {
  return choose(pace_rows, name, case_.pace);
}

Complaint ClientCaseParser::take_waits(std::string_view duration) {
  const auto waits = duration_of(duration, pause_max);
  if (!waits) return "a time is written like 300ms";
  case_.waits = *waits;
  return std::nullopt;
}

Complaint ClientCaseParser::take_content(std::string_view property) {
  if (!is_content_property(property)) {
    return "there is no property of content called " + std::string(property);
  }
  case_.contents.emplace_back(property);
  return std::nullopt;
}

// The body.

Complaint ClientCaseParser::take_pause(std::string_view duration) {
  const auto pause = duration_of(duration, pause_max);
  if (!pause) return "a time is written like 300ms";
  return add({ActKind::pause, {}, *pause});
}

Complaint ClientCaseParser::take_listen(std::string_view duration) {
  const auto time = duration_of(duration, pause_max);
  if (!time) return "a time is written like 300ms";
  return add({ActKind::listen, {}, *time});
}

Complaint ClientCaseParser::take_close(std::string_view) {
  return add({ActKind::close});
}

Complaint ClientCaseParser::take_reset(std::string_view) {
  return add({ActKind::reset});
}

Complaint ClientCaseParser::take_tls(std::string_view) {
  return add({ActKind::tls});
}

Complaint ClientCaseParser::take_deaf(std::string_view) {
  return add({ActKind::deaf});
}

Complaint ClientCaseParser::take_endless(std::string_view line) {
  if (line.empty()) return "`endless` says which line";
  return add({ActKind::endless, std::string(line) + "\r\n"});
}

Complaint ClientCaseParser::take_silence(std::string_view) {
  return add({ActKind::silent});
}

Complaint ClientCaseParser::take_never(std::string_view pattern) {
  if (pattern.empty()) return "`never` says what must not come";
  if (in_body_) return add({ActKind::never, std::string(pattern)});
  case_.never.emplace_back(pattern);
  return std::nullopt;
}

Complaint ClientCaseParser::finish() {
  if (case_.head.requirements.empty()) return "`! shows` names the requirement that the case shows";
  if (!has_level_) case_.head.level = requirement(case_.head.requirements.front())->level;
  const bool judges = !case_.rule.empty() || !case_.never.empty() || !case_.contents.empty() ||
                      case_.report != ClientReport::open;
  bool scenes_judge = std::any_of(case_.opening.begin(), case_.opening.end(),
                                  [](const ServerAct& act) { return act.kind == ActKind::listen; });
  for (const ClientScene& scene : case_.scenes) {
    scenes_judge = scenes_judge || scene.judged;
    for (const ServerAct& act : scene.acts) {
      scenes_judge = scenes_judge || act.kind == ActKind::never || act.kind == ActKind::endless ||
                     act.kind == ActKind::listen;
    }
  }
  if (!judges && !scenes_judge) return "nothing is judged in this case";
  return std::nullopt;
}

}  // namespace

std::variant<ClientCase, Failure> parse_client_case(std::string id, std::string_view text) {
  ClientCaseParser parser(id);
  return parse_lines(std::move(parser), std::move(id), text);
}

}  // namespace heloport::conformance
