// Our client and our server, face to face, in every dialect.

#include <gtest/gtest.h>

#include "client_talk.hpp"
#include "tests/engine/conversation.hpp"

namespace heloport::engine {
namespace {

/// A client and a server session with nothing between them.
class Pair {
 public:
  explicit Pair(const Dialect& dialect, bool say_hello = true)
      : Pair(options(dialect), {true}, say_hello) {}
  explicit Pair(ServerOptions options, ServerPeer peer, bool say_hello = true)
      : server(std::move(options), peer) {
    talk.options_.say_hello = say_hello;
    said = talk.octets(server.greeting);
    run();
  }
  /// Lets both speak until neither has anything to say, and says what the client heard.
  std::string run() {
    while (!talk.session.output().empty()) {
      const std::string more = talk.octets(server.octets(talk.said()));
      said += said.empty() || more.empty() ? more : ", " + more;
    }
    return std::exchange(said, {});
  }
  std::string send(std::string_view content) {
    talk.session.mail("ann@example.org");
    run();
    talk.session.rcpt("bob@example.org");
    run();
    talk.session.data();
    run();
    if (talk.session.dialect().file_name_line) talk.session.file_name("a name");
    while (!content.empty()) {
      const std::size_t taken = talk.session.body(content);
      if (taken == 0) return "content not taken";
      content.remove_prefix(taken);
      server.octets(talk.said());
    }
    talk.session.finish();
    return run();
  }

  Conversation server;
  ClientTalk talk;
  std::string said;

 private:
  static ServerOptions options(const Dialect& dialect) {
    ServerOptions options;
    options.dialect = &dialect;
    return options;
  }
};

TEST(ClientAndServer, AMessageArrivesAsItWasInEveryDialect) {
  std::string content = "From: ann@example.org\r\n\r\n.\r\n..\r\n.dot\r\n";
  for (int i = 0; i < 3000; ++i) content += ".line " + std::to_string(i) + "\r\n";
  for (const Dialect* dialect : {&standard, &simple, &reference}) {
    Pair pair(*dialect);
    for (int message = 0; message < 2; ++message) {
      EXPECT_EQ(pair.send(content).substr(0, 11), "message 250") << dialect->name;
    }
    ASSERT_EQ(pair.server.messages.size(), 2u) << dialect->name;
    EXPECT_EQ(pair.server.messages[0], content);
    EXPECT_EQ(pair.server.messages[1], content);
    pair.talk.session.quit();
    EXPECT_TRUE(pair.run().ends_with("closed quit")) << dialect->name;
  }
}

TEST(ClientAndServer, TheServerUnderstandsTheEnvelope) {
  for (const Dialect* dialect : {&standard, &simple, &reference}) {
    Pair pair(*dialect);
    pair.send("Hello\n");
    std::vector<std::string> expected{"connected", "hello client.example.org",
                                      "sender ann@example.org", "recipient bob@example.org",
                                      "begin"};
    if (dialect->file_name_line) expected.push_back("name a name");
    expected.push_back("end 7");
    EXPECT_EQ(pair.server.events, expected) << dialect->name;
  }
}

TEST(ClientAndServer, EveryExtensionThatIsOfferedIsSeen) {
  ServerOptions options;
  options.provided = ExtensionSet::all();
  options.mechanisms = {MechanismId::scram_sha_256};
  Pair pair(options, {.may_list = true, .trusted = true});
  for (const Extension& extension : all_extensions()) {
    const bool there = extension.id != ExtensionId::requiretls;  // inside TLS only
    EXPECT_EQ(pair.talk.session.offered().has(extension.id), there) << extension.keyword;
  }
  EXPECT_TRUE(pair.talk.session.offered_mechanisms().has(MechanismId::scram_sha_256));
  EXPECT_FALSE(pair.talk.session.offered_mechanisms().has(MechanismId::plain));
  EXPECT_EQ(pair.talk.session.size_octets_max(), Limits{}.message_octets_max);
}

TEST(ClientAndServer, AGroupIsAnsweredInOrder) {
  Pair pair(standard);
  pair.talk.session.mail("ann@example.org", {.size_octets = 5, .body = BodyType::eight_bit_mime});
  pair.talk.session.rcpt("bob@example.org");
  pair.talk.session.rcpt("postmaster");
  pair.talk.session.data();
  EXPECT_EQ(pair.run(), "mail 250 2.1.0, rcpt 250 2.1.5, rcpt 250 2.1.5, data 354, body wanted");
}

TEST(ClientAndServer, ListAndReadGiveTheLinesAsTheyAre) {
  for (const Dialect* dialect : {&standard, &simple}) {
    Pair pair(*dialect, dialect != &simple);
    pair.server.lines = {"one.txt\r\n", ".two.txt\r\n"};
    pair.talk.lines.clear();
    pair.talk.session.list("bob@example.org");
    EXPECT_TRUE(pair.run().ends_with("your turn"));
    ASSERT_EQ(pair.talk.lines.size(), 3u) << dialect->name;
    EXPECT_EQ(pair.talk.lines[1], "list 250-one.txt");
    EXPECT_EQ(pair.talk.lines[2], "list 250 .two.txt");
    pair.server.lines = {std::string(100'000, 'x') + "\r\n"};
    pair.talk.lines.clear();
    pair.talk.session.read("bob@example.org", "one");
    pair.run();
    EXPECT_EQ(pair.server.events.back(), "read bob@example.org one");
    EXPECT_EQ(pair.talk.lines.size(), 5u) << dialect->name;  // the head, and four parts
  }
}

}  // namespace
}  // namespace heloport::engine
