// No argument can say more than it should. Every argument of every call, with every octet at every
// kind of place: either nothing leaves, or what leaves parses as the command that was meant.

#include <gtest/gtest.h>

#include "client_matrix.hpp"

namespace heloport::engine {
namespace {

using grammar::Command;
using grammar::Verb;

TEST(ClientInjection, ReversePath) {
  Matrix(
      "ann@example.org", [](ClientSession& s, const std::string& path) { return s.mail(path); },
      [](const Command& c, const std::string& path) {
        return c.verb == Verb::mail && c.path.text == path && c.parameters.empty();
      })
      .run();
}

TEST(ClientInjection, ReversePathInUtf8) {
  const auto call = [](ClientSession& s, const std::string& path) {
    const bool offered = s.offered().has(ExtensionId::smtputf8);
    return s.mail(path, {.size_octets = 7, .smtputf8 = offered});
  };
  Matrix(
      "j\xc3\xbcrgen@b\xc3\xbc"
      "cher.example",
      call,
      [](const Command& c, const std::string& path) {
        const bool parameters = c.parameters.empty() || c.parameters.text() == "SIZE=7 SMTPUTF8";
        return c.verb == Verb::mail && c.path.text == path && parameters;
      })
      .run();
}

TEST(ClientInjection, ForwardPath) {
  Matrix(
      "bob@example.org", [](ClientSession& s, const std::string& path) { return s.rcpt(path); },
      [](const Command& c, const std::string& path) {
        return c.verb == Verb::rcpt && c.path.text == path && c.parameters.empty();
      })
      .after([](ClientTalk& talk) {
        talk.session.mail("ann@example.org");
        talk.server("250 Ok");
      })
      .run();
}

TEST(ClientInjection, Verify) {
  Matrix(
      "bob@example.org",
      [](ClientSession& s, const std::string& argument) { return s.verify(argument); },
      [](const Command& c, const std::string& argument) {
        return c.verb == Verb::vrfy && c.argument == argument;
      })
      .run();
}

TEST(ClientInjection, Expand) {
  Matrix(
      "a list", [](ClientSession& s, const std::string& argument) { return s.expand(argument); },
      [](const Command& c, const std::string& argument) {
        return c.verb == Verb::expn && c.argument == argument;
      })
      .run();
}

TEST(ClientInjection, Help) {
  Matrix(
      "MAIL FROM", [](ClientSession& s, const std::string& topic) { return s.help(topic); },
      [](const Command& c, const std::string& topic) {
        return c.verb == Verb::help && c.argument == topic;
      })
      .run();
}

TEST(ClientInjection, List) {
  Matrix(
      "bob@example.org", [](ClientSession& s, const std::string& user) { return s.list(user); },
      [](const Command& c, const std::string& user) {
        return c.verb == Verb::list && c.argument == user && c.second_argument.empty();
      })
      .run();
}

TEST(ClientInjection, ReadUser) {
  Matrix(
      "bob@example.org",
      [](ClientSession& s, const std::string& user) { return s.read(user, "a name"); },
      [](const Command& c, const std::string& user) {
        return c.verb == Verb::read && c.argument == user && c.second_argument == "a name";
      })
      .run();
}

TEST(ClientInjection, ReadName) {
  Matrix(
      "a name", [](ClientSession& s, const std::string& name) { return s.read("bob@e.org", name); },
      [](const Command& c, const std::string& name) {
        return c.verb == Verb::read && c.argument == "bob@e.org" && c.second_argument == name;
      })
      .run();
}

TEST(ClientInjection, HelloName) {
  for (bool simple : {false, true}) {
    int sent = 0;
    for_every_octet("client.example.org", [&](const std::string& name) {
      ClientTalk talk(options_of(name));
      talk.server(simple ? "220 SimpleSMTP Server Ready" : "220 mx.example.org");
      const std::string octets = talk.said();
      if (talk.session.finished()) {
        ASSERT_EQ(octets, "") << testing::PrintToString(name);
        return;
      }
      ++sent;
      const Command command = parsed(octets, false);
      ASSERT_EQ(command.verb, simple ? Verb::helo : Verb::ehlo);
      ASSERT_EQ(command.fault, grammar::SyntaxFault::none) << testing::PrintToString(octets);
      ASSERT_EQ(command.argument, name);
    });
    EXPECT_GT(sent, 3 * 62);
  }
}

TEST(ClientInjection, FileName) {
  int sent = 0;
  for_every_octet("project_info", [&](const std::string& name) {
    ClientTalk talk;
    talk.open_simple();
    talk.open_data();
    const CommandFault fault = talk.session.file_name(name);
    const std::string octets = talk.said();
    if (fault != CommandFault::none) {
      ASSERT_EQ(octets, "");
      return;
    }
    ++sent;
    ASSERT_EQ(octets, "FILENAME: " + name + "\r\n");
    ASSERT_EQ(octets.find_first_of(std::string("\r\n\0", 3)), octets.size() - 2);
  });
  EXPECT_GT(sent, 0);
}

}  // namespace
}  // namespace heloport::engine
