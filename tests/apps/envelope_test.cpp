// Facts about where a message goes: to whom the envelope says, and to nobody else.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "visit.hpp"

namespace heloport::apps {
namespace {

class Envelope : public testing::Test {
 protected:
  /// Delivers one message and tells who gets it, `local@domain` each.
  std::vector<std::string> recipients_of(std::string_view path, std::string_view content) {
    Visit visit(service_, "192.0.2.1", false);
    visit.says("EHLO client.example.org\r\nMAIL FROM:<ann@example.org>");
    visit.says("RCPT TO:<" + std::string(path) + ">\r\nDATA");
    reply = visit.says(std::string(content) + ".");
    std::vector<std::string> all;
    for (const auto& to : store_.last_order.recipients) {
      all.push_back(to.local_part + "@" + to.domain);
    }
    return all;
  }

  static engine::ServerOptions options() {
    engine::ServerOptions options;
    options.hostname = "mx.example.com";
    return options;
  }

  MemoryStore store_;
  Service service_{options(), Policy({"example.com"}, "mx.example.com"), store_, 2};
  std::string reply;
};

using People = std::vector<std::string>;

// RFC 5321, 3.6.1 and 4.1.1.3.
TEST_F(Envelope, ASourceRouteIsIgnoredAndTheLastMailboxUsed) {
  EXPECT_EQ(recipients_of("@relay.example,@b.example:bob@example.com", "x\r\n"),
            People{"bob@example.com"});
  EXPECT_TRUE(reply.starts_with("250 ")) << reply;
  ASSERT_EQ(store_.stored.size(), 1u);
  EXPECT_NE(store_.stored.front().find("\r\n for <bob@example.com>;"), std::string::npos);
  EXPECT_EQ(store_.stored.front().find("relay.example"), std::string::npos);
}

// RFC 5321, 3.6.1: nothing is relayed, whatever way the route would take.
TEST_F(Envelope, ASourceRouteToAnotherDomainIsRefused) {
  recipients_of("@mx.example.com:bob@example.net", "x\r\n");
  EXPECT_EQ(store_.begun, 0u);
}

// RFC 5321, appendix C: no field of the header decides where a message goes.
TEST_F(Envelope, TheHeaderAddsNobodyAndTakesNobodyAway) {
  EXPECT_EQ(recipients_of("bob@example.com",
                          "To: carol@example.com\r\nCc: dave@example.com\r\n"
                          "Bcc: eve@example.com\r\nResent-To: finn@example.com\r\n\r\nx\r\n"),
            People{"bob@example.com"});
  EXPECT_TRUE(reply.starts_with("250 ")) << reply;
}

// RFC 5321, 2.4: letters of a local part are kept as they came.
TEST_F(Envelope, TheSenderIsKeptLetterByLetter) {
  Visit visit(service_, "192.0.2.1", false);
  visit.says("EHLO client.example.org\r\nMAIL FROM:<MiXed@Example.ORG>");
  visit.says("RCPT TO:<bob@example.com>\r\nDATA");
  visit.says("x\r\n.");
  ASSERT_EQ(store_.stored.size(), 1u);
  EXPECT_TRUE(store_.stored.front().starts_with("Return-Path: <MiXed@Example.ORG>\r\n"));
}

}  // namespace
}  // namespace heloport::apps
