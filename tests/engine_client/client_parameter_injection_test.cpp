// No value of a parameter, no word of AUTH and no chunk can say more than it should: what leaves is
// read back by the rules of our own server, and must be what was meant.

#include <limits>

#include "client_matrix.hpp"
#include "grammar/base64.hpp"
#include "grammar/xtext.hpp"

namespace heloport::engine {
namespace {

using grammar::Command;
using grammar::Verb;

constexpr Limits server_limits{.message_octets_max = 0,
                               .hold_seconds_max = 999'999'999,
                               .hold_until_max = "9999-12-31T23:59:60Z"};

/// What a server takes from one command line, and how many parameters it saw.
struct Taken {
  Command command;
  Parameters parameters;
  std::size_t count = 0;
};

/// Reads a line as strictly as our server does.
Taken taken(const std::string& line) {
  Taken result;
  result.command = parsed(line, false);
  EXPECT_EQ(result.command.fault, grammar::SyntaxFault::none) << testing::PrintToString(line);
  const ParameterContext context{server_limits, ExtensionSet::all()};
  for (const grammar::Parameter parameter : result.command.parameters) {
    ++result.count;
    const auto* const rule = parameter_rule(context.on, result.command.verb, parameter.keyword);
    EXPECT_NE(rule, nullptr) << testing::PrintToString(line);
    if (rule == nullptr) continue;
    EXPECT_FALSE(rule->take(parameter, context, result.parameters)) << line;
  }
  return result;
}

/// Values that mean more than one word, or more than one line.
const std::vector<std::string> sentences{"x\r\nDATA",
                                         "x\r\nMAIL FROM:<eve@example.org>\r\n",
                                         "x NOTIFY=NEVER",
                                         "x RET=FULL SIZE=1",
                                         "x> SIZE=1",
                                         "x;y NOTIFY=NEVER",
                                         " ",
                                         "x ",
                                         "\r\n",
                                         "\r",
                                         "\n",
                                         std::string(1, '\0'),
                                         "x\t",
                                         "x=y",
                                         "+0D+0A",
                                         "x+0D+0ARSET",
                                         "\xc3\xa9",
                                         "\xff",
                                         "\x7f",
                                         std::string(600, 'x'),
                                         std::string(3000, 'x')};

void for_every_value(const std::string& sound,
                     const std::function<void(const std::string&)>& check) {
  for_every_octet(sound, check);
  for (const std::string& sentence : sentences) {
    check(sentence);
    check(sound + sentence);
  }
}

void open_everything(ClientTalk& talk) {
  talk.session.tls_started(true);
  talk.open({"PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "CHUNKING", "BINARYMIME", "DSN",
             "AUTH PLAIN", "REQUIRETLS", "DELIVERBY", "MT-PRIORITY",
             "FUTURERELEASE 999999999 9999-12-31T23:59:59Z"});
}

using Said = std::function<CommandFault(ClientSession&, const std::string&)>;

/// Tries every value of one argument. `read_back` is what a server understands.
void try_every_value(const std::string& sound, bool recipient, const Said& say,
                     const std::function<std::string(const Taken&)>& read_back) {
  int sent = 0;
  int refused = 0;
  for_every_value(sound, [&](const std::string& value) {
    ClientTalk talk;
    open_everything(talk);
    if (recipient) talk.session.mail("ann@example.org");
    talk.said();
    const CommandFault fault = say(talk.session, value);
    const std::string octets = talk.said();
    if (fault != CommandFault::none) {
      ++refused;
      EXPECT_EQ(octets, "") << testing::PrintToString(value);
      return;
    }
    ++sent;
    const Taken understood = taken(octets);
    EXPECT_EQ(understood.count, 1u) << octets;
    EXPECT_EQ(read_back(understood), value) << octets;
  });
  EXPECT_GT(sent, 90);
  EXPECT_GT(refused, 90);
}

std::string decoded(std::string_view xtext) {
  return grammar::decode_xtext(xtext).value_or("not xtext");
}

TEST(ClientInjection, EnvelopeId) {
  try_every_value(
      "QQ314159", false,
      [](ClientSession& s, const std::string& value) {
        return value.empty() ? CommandFault::bad_argument : s.mail("a@b.c", {.envid = value});
      },
      [](const Taken& t) { return decoded(t.parameters.mail.envid); });
}

TEST(ClientInjection, AuthParameter) {
  try_every_value(
      "e=mc2@example.com", false,
      [](ClientSession& s, const std::string& value) { return s.mail("a@b.c", {.auth = value}); },
      [](const Taken& t) { return decoded(t.parameters.mail.auth); });
}

TEST(ClientInjection, HoldUntil) {
  int sent = 0;
  for_every_value("2030-01-01T00:00:00.1234567890123456789Z", [&](const std::string& value) {
    ClientTalk talk;
    open_everything(talk);
    const CommandFault fault = talk.session.mail("a@b.c", {.hold = Hold{.until = value}});
    const std::string octets = talk.said();
    if (fault != CommandFault::none) {
      EXPECT_EQ(octets, "");
      return;
    }
    ++sent;
    const Taken understood = taken(octets);
    EXPECT_EQ(understood.count, 1u);
    ASSERT_TRUE(understood.parameters.mail.hold);
    EXPECT_EQ(understood.parameters.mail.hold->until, value);
  });
  EXPECT_EQ(sent, 10);  // a digit more in the fraction
}

Said with_orcpt(OriginalRecipient orcpt, std::string_view OriginalRecipient::*field) {
  return [orcpt, field](ClientSession& s, const std::string& value) mutable {
    orcpt.*field = value;
    return s.rcpt("bob@example.org", {.orcpt = orcpt});
  };
}

TEST(ClientInjection, OriginalRecipient) {
  try_every_value("bob@example.org", true, with_orcpt({}, &OriginalRecipient::address),
                  [](const Taken& t) {
                    const std::string_view orcpt = t.parameters.rcpt.orcpt;
                    EXPECT_TRUE(orcpt.starts_with("rfc822;"));
                    return decoded(orcpt.substr(7));
                  });
}

TEST(ClientInjection, OriginalRecipientAsItWasReceived) {
  try_every_value("bob+40example.org", true,
                  with_orcpt({.encoded = true}, &OriginalRecipient::address),
                  [](const Taken& t) { return std::string(t.parameters.rcpt.orcpt.substr(7)); });
}

TEST(ClientInjection, AddressType) {
  try_every_value("rfc822", true, with_orcpt({.address = "bob"}, &OriginalRecipient::addr_type),
                  [](const Taken& t) {
                    const std::string_view orcpt = t.parameters.rcpt.orcpt;
                    EXPECT_TRUE(orcpt.ends_with(";bob"));
                    return std::string(orcpt.substr(0, orcpt.size() - 4));
                  });
}

TEST(ClientInjection, OriginalRecipientInUtf8) {
  int sent = 0;
  for (bool smtputf8 : {false, true}) {
    for_every_value("j\xc3\xbcr@example.org", [&](const std::string& value) {
      ClientTalk talk;
      open_everything(talk);
      talk.session.mail("ann@example.org", {.smtputf8 = smtputf8});
      talk.said();
      const OriginalRecipient orcpt{.addr_type = "utf-8", .address = value};
      const CommandFault fault = talk.session.rcpt("bob@example.org", {.orcpt = orcpt});
      const std::string octets = talk.said();
      if (fault != CommandFault::none) {
        EXPECT_EQ(octets, "");
        return;
      }
      ++sent;
      EXPECT_EQ(taken(octets).count, 1u);
      EXPECT_EQ(octets.find_first_of("\r\n"), octets.size() - 2);
      EXPECT_TRUE(smtputf8 || is_ascii(octets)) << octets;  // RFC 6533, 3
    });
  }
  EXPECT_GT(sent, 1000);
}

// nodemailer CVE-2026-82854: a size that is text. Here numbers are numbers; their ends are tried.
TEST(ClientInjection, CVE_2026_82854_NumbersAreNumbers) {
  constexpr auto low = std::numeric_limits<std::int32_t>::min();
  constexpr auto high = std::numeric_limits<std::int32_t>::max();
  std::vector<MailOptions> all{{.size_octets = 0}, {.size_octets = ~std::uint64_t{0}}};
  for (std::int32_t seconds : {low, -999'999'999, -1, 0, 1, 999'999'999, high}) {
    for (bool returns : {false, true}) {
      all.push_back({.deliver_by = DeliverBy{seconds, returns, returns}});
    }
  }
  for (std::uint32_t seconds : {0u, 1u, 999'999'999u, ~0u}) {
    all.push_back({.hold = Hold{.seconds = seconds}});
    all.push_back({.hold = Hold{.seconds = seconds, .until = "2030-01-01T00:00:00Z"}});
  }
  for (int priority : {-128, -10, -9, 0, 9, 10, 127}) {
    all.push_back({.priority = static_cast<std::int8_t>(priority)});
  }
  int sent = 0;
  for (const MailOptions& options : all) {
    ClientTalk talk;
    open_everything(talk);
    const CommandFault fault = talk.session.mail("ann@example.org", options);
    const std::string octets = talk.said();
    if (fault != CommandFault::none) {
      EXPECT_EQ(octets, "");
      continue;
    }
    ++sent;
    const Taken understood = taken(octets);
    const MailParameters& mail = understood.parameters.mail;
    EXPECT_EQ(understood.count, 1u);
    EXPECT_EQ(mail.size_octets, options.size_octets);
    EXPECT_EQ(mail.priority, options.priority);
    EXPECT_EQ(mail.hold.has_value(), options.hold.has_value());
    EXPECT_EQ(mail.deliver_by.has_value(), options.deliver_by.has_value());
    if (mail.deliver_by) {
      EXPECT_EQ(mail.deliver_by->seconds, options.deliver_by->seconds);
    }
  }
  EXPECT_EQ(sent, 2 + 5 + 2 + 2 + 1 + 3);
}

TEST(ClientInjection, NotifyIsNeverAloneOrAList) {  // RFC 3461, 4.1
  for (unsigned bits = 0; bits < 16; ++bits) {
    const Notify notify{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0};
    ClientTalk talk;
    open_everything(talk);
    talk.session.mail("ann@example.org");
    talk.said();
    const CommandFault fault = talk.session.rcpt("bob@example.org", {.notify = notify});
    const bool sound = bits == 1 || (bits != 0 && bits % 2 == 0);
    EXPECT_EQ(fault == CommandFault::none, sound) << bits;
    const std::string octets = talk.said();
    if (!sound) {
      EXPECT_EQ(octets, "");
      continue;
    }
    const auto understood = taken(octets).parameters.rcpt.notify;
    ASSERT_TRUE(understood);
    EXPECT_EQ(understood->never, notify.never);
    EXPECT_EQ(understood->success, notify.success);
    EXPECT_EQ(understood->failure, notify.failure);
    EXPECT_EQ(understood->delay, notify.delay);
  }
}

TEST(ClientInjection, MechanismName) {
  int sent = 0;
  for_every_value("X-OWN", [&](const std::string& name) {
    for (bool with_response : {false, true}) {
      ClientTalk talk;
      open_everything(talk);
      const auto response = with_response ? std::optional<std::string_view>("x") : std::nullopt;
      const CommandFault fault = talk.session.auth(name, response);
      const std::string octets = talk.said();
      if (fault != CommandFault::none) {
        ASSERT_EQ(octets, "");
        continue;
      }
      ++sent;
      const Command command = parsed(octets, false);
      ASSERT_EQ(command.verb, Verb::auth);
      ASSERT_EQ(command.fault, grammar::SyntaxFault::none) << octets;
      ASSERT_EQ(command.argument, name);
      ASSERT_EQ(command.second_argument, with_response ? "eA==" : "");
    }
  });
  EXPECT_GT(sent, 2 * 3 * 60);
}

/// base64 and nothing else, ended by the only CRLF: `=` and the empty line too.
std::string response_in(std::string line) {
  EXPECT_EQ(line.find_first_of("\r\n"), line.size() - 2);
  line.resize(line.size() - 2);
  if (line == "=") return "";
  const auto octets = grammar::decode_base64(line, line);
  EXPECT_TRUE(octets) << line;
  return std::string(octets.value_or("?"));
}

TEST(ClientInjection, InitialResponseAndResponse) {
  for_every_value("secret", [](const std::string& octets) {
    ClientTalk talk;
    open_everything(talk);
    ASSERT_EQ(talk.session.auth("PLAIN", octets), CommandFault::none);
    const std::string line = talk.said();
    ASSERT_TRUE(line.starts_with("AUTH PLAIN"));
    if (line == "AUTH PLAIN\r\n") {  // no room: it comes in the next round
      talk.server("334 ");
      ASSERT_EQ(response_in(talk.said()), octets);
    } else {
      ASSERT_EQ(response_in(line.substr(11)), octets);
    }
    talk.server("334 eA==");
    ASSERT_EQ(talk.session.respond(octets), CommandFault::none);
    ASSERT_EQ(response_in(talk.said()), octets);
  });
}

TEST(ClientInjection, ChunkCount) {
  for (const std::uint64_t octets : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}}) {
    for (bool last : {false, true}) {
      ClientTalk talk;
      open_everything(talk);
      talk.session.mail("ann@example.org");
      talk.session.rcpt("bob@example.org");
      talk.said();
      ASSERT_EQ(talk.session.chunk(octets, last), CommandFault::none);
      const std::string line = talk.said();
      const Command command = parsed(line, false);
      EXPECT_EQ(command.verb, Verb::bdat);
      EXPECT_EQ(command.fault, grammar::SyntaxFault::none);
      EXPECT_EQ(command.argument, std::to_string(octets));
      EXPECT_EQ(command.second_argument, last ? "LAST" : "");
    }
  }
}

}  // namespace
}  // namespace heloport::engine
