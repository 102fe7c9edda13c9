// The diagram in docs/sessions.md is what the rule table says.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "engine/server_session.hpp"

namespace heloport::engine {
namespace {

constexpr std::string_view path = HELOPORT_SOURCE_DIR "/docs/sessions.md";
constexpr Phase asked[] = {Phase::connected, Phase::ready, Phase::sender, Phase::recipients,
                           Phase::chunks};

std::string table() {
  std::string text = "| verb |";
  for (Phase phase : asked) text += " " + std::string(name_of(phase)) + " |";
  text += " then |\n|---|---|---|---|---|---|---|\n";
  for (const ServerSession::Rule& rule : ServerSession::rules()) {
    text += "| " + std::string(grammar::name_of(rule.verb)) + " |";
    for (Phase phase : asked) {
      const Say refusal = phase == Phase::connected ? Say::hello_first : rule.otherwise;
      const std::string code = std::to_string(standard.says(refusal).code);
      text += rule.allowed.has(phase) ? " yes |" : " " + code + " |";
    }
    text += " " + std::string(rule.then ? name_of(*rule.then) : "stays") + " |\n";
  }
  return text;
}

// The verbs of `rules` that may be said where TLS or AUTH is required and lacking.
std::string verbs_that_may_lack(ServerSession::MayLack what) {
  std::string text;
  for (const ServerSession::Rule& rule : ServerSession::rules()) {
    if (rule.may_lack != what && rule.may_lack != ServerSession::MayLack::both) continue;
    text += (text.empty() ? "" : " ") + std::string(grammar::name_of(rule.verb));
  }
  return text;
}

std::string diagram() {
  std::string text =
      "```mermaid\nstateDiagram-v2\n  [*] --> connecting\n"
      "  connecting --> connected: 220\n  connecting --> refused: 554\n";
  for (const ServerSession::Rule& rule : ServerSession::rules()) {
    for (Phase phase : asked) {
      if (!rule.allowed.has(phase) || !rule.then || *rule.then == phase) continue;
      // RSET changes nothing before HELO (RFC 5321, 4.1.4).
      if (rule.verb == grammar::Verb::rset && phase == Phase::connected) continue;
      text += "  " + std::string(name_of(phase)) + " --> " + std::string(name_of(*rule.then)) +
              ": " + std::string(grammar::name_of(rule.verb)) + "\n";
    }
  }
  text +=
      "  handshake --> connected: TLS stands\n"
      "  ready --> exchange: 334 to AUTH\n"
      "  exchange --> ready: verdict, or *\n"
      "  body --> verdicts: CRLF.CRLF\n"
      "  chunk --> chunks: last octet\n"
      "  chunk --> verdicts: last octet of the last chunk\n"
      "  chunk --> ready: last octet of a refused chunk\n"
      "  verdicts --> ready: last verdict\n"
      "  answering --> ready: last line\n"
      "  answering --> connected: last line, before HELO\n"
      "  refused --> over: QUIT\n"
      "  over --> [*]\n```\n";
  return text;
}

std::string page() {
  return "# The server session\n\nMade from the rule table in `engine/rules.cpp`; "
         "`make update` writes it again.\n\n"
         "What each verb draws in each phase, and where it leads when it is accepted. RSET before\n"
         "HELO stays where it is; a simple-dialect session comes back to `ready` after QUIT. LHLO\n"
         "is known in LMTP alone, EHLO and HELO in SMTP alone.\n\n" +
         table() +
         "\nA required TLS that is lacking draws 530 to every verb but these (RFC 3207, 4):\n\n   "
         " " +
         verbs_that_may_lack(ServerSession::MayLack::tls) +
         "\n\nand a required authentication to every verb but these (RFC 4954, 6):\n\n    " +
         verbs_that_may_lack(ServerSession::MayLack::auth) +
         "\n\nLIST and READ ask for it by themselves, unless the peer is on this machine.\n\n" +
         diagram();
}

TEST(SessionDiagram, IsWhatTheRulesSay) {
  if (std::getenv("HELOPORT_UPDATE") != nullptr) std::ofstream(std::string(path)) << page();
  std::ifstream file{std::string(path)};
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), page()) << "run `make update` and read the difference";
}

TEST(SessionRules, HaveOneRowAVerb) {
  std::set<grammar::Verb> seen;
  for (const ServerSession::Rule& rule : ServerSession::rules()) {
    EXPECT_TRUE(seen.insert(rule.verb).second) << grammar::name_of(rule.verb);
    EXPECT_NE(rule.run, nullptr);
  }
}

TEST(SessionRules, CoverWhatEveryServerMustHave) {
  using grammar::Verb;
  for (Verb verb : {Verb::ehlo, Verb::helo, Verb::mail, Verb::rcpt, Verb::data, Verb::rset,
                    Verb::noop, Verb::quit, Verb::vrfy}) {  // RFC 5321, 4.5.1
    bool found = false;
    for (const ServerSession::Rule& rule : ServerSession::rules()) found |= rule.verb == verb;
    EXPECT_TRUE(found) << grammar::name_of(verb);
  }
}

}  // namespace
}  // namespace heloport::engine
