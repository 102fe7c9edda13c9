// See sound_server.hpp.

#include "conformance/sound_server.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "conformance/words.hpp"
#include "grammar/base64.hpp"
#include "grammar/command.hpp"
#include "grammar/reply.hpp"

namespace heloport::conformance {
namespace {

using grammar::Verb;

// "Username:" and "Password:" in base64: what every LOGIN asks.
constexpr std::string_view ask_name = "334 VXNlcm5hbWU6\r\n";
constexpr std::string_view ask_password = "334 UGFzc3dvcmQ6\r\n";

std::optional<std::string> from_base64(std::string_view text) {
  std::string room(grammar::decoded_octets_max(text.size()) + 3, '\0');
  const auto octets = grammar::decode_base64(text, room);
  if (!octets) return std::nullopt;
  return std::string(*octets);
}

// What stands behind the last word of a command line: "EHLO name" has "name".
std::string_view argument(std::string_view line) {
  const std::size_t space = line.find(' ');
  return space == std::string_view::npos ? std::string_view{} : line.substr(space + 1);
}

grammar::Command parsed(const Said& said) {
  return grammar::parse_command(said.octets);
}

struct ReplyRow {
  Verb verb;
  std::string_view text;
};
// Those that depend on nothing.
constexpr std::array plain_rows{
    ReplyRow{Verb::rset, "250 Ok\r\n"},           ReplyRow{Verb::noop, "250 Ok\r\n"},
    ReplyRow{Verb::vrfy, "252 Perhaps\r\n"},      ReplyRow{Verb::expn, "252 Perhaps\r\n"},
    ReplyRow{Verb::help, "214 See RFC 5321\r\n"}, ReplyRow{Verb::quit, "221 Bye\r\n"},
};

constexpr std::string_view out_of_order = "503 Bad sequence of commands\r\n";
constexpr std::string_view unknown = "500 Command not recognized\r\n";

std::string_view mail_reply(const Standing& at) {
  return at.hello && !at.mail ? "250 Ok\r\n" : out_of_order;
}
std::string_view rcpt_reply(const Standing& at) {
  return at.mail ? "250 Ok\r\n" : out_of_order;
}
std::string_view data_reply(const Standing& at) {
  return at.recipients > 0 ? "354 End with a dot\r\n" : out_of_order;
}
std::string_view bdat_reply(const Standing& at) {
  if (!at.offered("CHUNKING")) return unknown;
  return at.recipients > 0 ? "250 Ok\r\n" : out_of_order;
}
std::string_view starttls_reply(const Standing& at) {
  if (!at.offered("STARTTLS")) return unknown;
  return at.tls ? out_of_order : "220 Go ahead\r\n";
}
struct StandingRow {
  Verb verb;
  std::string_view (*reply)(const Standing&);
};
constexpr std::array standing_rows{
    StandingRow{Verb::mail, mail_reply},         StandingRow{Verb::rcpt, rcpt_reply},
    StandingRow{Verb::data, data_reply},         StandingRow{Verb::bdat, bdat_reply},
    StandingRow{Verb::starttls, starttls_reply},
};

std::vector<std::string> offers_in(std::string_view reply) {
  std::vector<std::string> offers;
  bool first = true;
  while (!reply.empty()) {
    const std::string_view line = reply.substr(0, reply.find("\r\n"));
    reply.remove_prefix(std::min(line.size() + 2, reply.size()));
    if (!first && line.size() > 4) {
      const grammar::EhloLine offer = grammar::parse_ehlo_line(line.substr(4));
      if (!offer.keyword.empty()) offers.emplace_back(line.substr(4));
    }
    first = false;
  }
  return offers;
}

}  // namespace

std::string SoundServer::greeting() {
  return "220 mx.example.org ESMTP\r\n";
}

std::string SoundServer::reply_to(const Said& said) const {
  if (said.kind == Said::Kind::content) return "250 Ok\r\n";
  if (said.kind == Said::Kind::response) return reply_to_response(said.line());
  const Verb verb = parsed(said).verb;
  for (const ReplyRow& row : plain_rows) {
    if (row.verb == verb) return std::string(row.text);
  }
  for (const StandingRow& row : standing_rows) {
    if (row.verb == verb) return std::string(row.reply(standing_));
  }
  if (verb == Verb::ehlo) return hello_reply();
  if (verb == Verb::helo) return "250 mx.example.org\r\n";
  if (verb == Verb::auth) return reply_to_auth(said.line());
  return std::string(unknown);
}

std::string SoundServer::hello_reply() const {
  const std::vector<std::string>& offers = standing_.tls ? subject_.tls_offers : subject_.offers;
  std::string reply = offers.empty() ? "250 mx.example.org\r\n" : "250-mx.example.org\r\n";
  for (const std::string& offer : offers) {
    reply += (&offer == &offers.back() ? "250 " : "250-") + offer + "\r\n";
  }
  return reply;
}

std::string SoundServer::reply_to_auth(std::string_view line) const {
  if (!standing_.offered("AUTH")) return std::string(unknown);
  std::string_view rest = argument(line);
  const std::string_view mechanism = take_word(rest);
  if (!rest.empty()) {
    if (grammar::equal_ignoring_case(mechanism, "LOGIN")) return std::string(ask_password);
    const auto plain = from_base64(rest);
    return plain && password_fits(*plain) ? "235 Welcome\r\n" : "535 Authentication failed\r\n";
  }
  if (grammar::equal_ignoring_case(mechanism, "LOGIN")) return std::string(ask_name);
  return "334 \r\n";
}

std::string SoundServer::reply_to_response(std::string_view line) const {
  const auto octets = from_base64(line);
  if (!octets) return "501 Authentication cancelled\r\n";
  if (!grammar::equal_ignoring_case(mechanism_, "LOGIN")) {
    return password_fits(*octets) ? "235 Welcome\r\n" : "535 Authentication failed\r\n";
  }
  if (responses_ == 0) return std::string(ask_password);
  const bool fits = login_name_ == words_.user && *octets == words_.password;
  return fits ? "235 Welcome\r\n" : "535 Authentication failed\r\n";
}

// RFC 4616, 2: authzid NUL authcid NUL password.
bool SoundServer::password_fits(std::string_view plain) const {
  const std::string expected = std::string(1, '\0') + words_.user + '\0' + words_.password;
  return plain.substr(std::min(plain.find('\0'), plain.size())) == expected;
}

void SoundServer::greeted(std::string_view reply) {
  standing_.greeted = code_of(reply) / 100 == 2;
}

void SoundServer::tls_started() {
  standing_ = {};
  standing_.greeted = true;
  standing_.tls = true;
}

void SoundServer::end_transaction() {
  standing_.mail = false;
  standing_.recipients = 0;
  standing_.recipient_said = false;
}

void SoundServer::learn(const Said& said, std::string_view reply) {
  const unsigned code = code_of(reply);
  const bool yes = code / 100 == 2;
  if (said.kind == Said::Kind::content) {
    reading_ = Reading::commands;
    return end_transaction();
  }
  const Verb verb = said.kind == Said::Kind::response ? Verb::auth : parsed(said).verb;
  if (verb == Verb::auth) return learn_auth(said, code);
  if (verb == Verb::rcpt) standing_.recipient_said = true;
  if (said.last_chunk) return end_transaction();
  if (verb == Verb::data && code / 100 == 3) reading_ = Reading::content;
  if (!yes) return;
  if (verb == Verb::ehlo || verb == Verb::helo) {
    end_transaction();
    standing_.hello = true;
    standing_.offers = verb == Verb::ehlo ? offers_in(reply) : std::vector<std::string>{};
  }
  if (verb == Verb::rset) end_transaction();
  if (verb == Verb::mail) standing_.mail = true;
  if (verb == Verb::rcpt) ++standing_.recipients;
}

void SoundServer::learn_auth(const Said& said, unsigned code) {
  if (said.kind == Said::Kind::command) {
    std::string_view rest = argument(said.line());
    mechanism_ = take_word(rest);
    login_name_ = from_base64(rest).value_or("");
    responses_ = rest.empty() ? 0 : 1;
  } else {
    if (responses_ == 0) login_name_ = from_base64(said.line()).value_or("");
    ++responses_;
  }
  if (code / 100 == 2) standing_.authenticated = true;
  reading_ = code / 100 == 3 ? Reading::response : Reading::commands;
}

}  // namespace heloport::conformance
