// Facts about the application behind a server session, without transport and disk.

#include "apps/server_party.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "visit.hpp"

namespace heloport::apps {
namespace {

class ServerPartyTest : public testing::Test {
 protected:
  Service& running(const engine::Dialect& dialect = engine::standard,
                   std::vector<std::string> domains = {}) {
    engine::ServerOptions options;
    options.hostname = "mx.example.com";
    options.dialect = &dialect;
    service_ =
        std::make_unique<Service>(options, Policy(std::move(domains), "mx.example.com"), store_, 2);
    return *service_;
  }

  MemoryStore store_;
  std::unique_ptr<Service> service_;
};

const std::string envelope =
    "EHLO client.example.org\r\nMAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.com>\r\nDATA";

TEST_F(ServerPartyTest, StoresTraceFieldsAndContent) {
  Visit visit(running(engine::standard, {"example.com"}), "192.0.2.1", false);
  EXPECT_EQ(visit.greeting, "220 mx.example.com ESMTP Heloport\r\n");
  visit.says(envelope);
  const std::string reply = visit.says("Subject: hi\r\n\r\n..dot\r\n.");
  EXPECT_TRUE(reply.starts_with("250 2.0.0 Ok ")) << reply;
  ASSERT_EQ(store_.stored.size(), 1u);
  const std::string& mail = store_.stored.front();
  EXPECT_TRUE(
      mail.starts_with("Return-Path: <ann@example.org>\r\nReceived: from client.example.org "
                       "([192.0.2.1])\r\n by mx.example.com with ESMTP id "))
      << mail;
  EXPECT_TRUE(mail.ends_with("\r\nSubject: hi\r\n\r\n.dot\r\n")) << mail;
}

TEST_F(ServerPartyTest, StoresAMessageWithoutContent) {
  Visit visit(running());
  visit.says(envelope);
  EXPECT_TRUE(visit.says(".").starts_with("250 "));
  ASSERT_EQ(store_.stored.size(), 1u);
  EXPECT_TRUE(store_.stored.front().starts_with("Return-Path:"));
}

TEST_F(ServerPartyTest, SimpleDialectStoresFromAndToUnderTheGivenName) {
  Visit visit(running(engine::simple));
  visit.says("HELO client\r\nMAIL FROM: alice@example.com\r\nRCPT TO: bob@example.com\r\nDATA");
  EXPECT_EQ(visit.says("FILENAME: project_info\r\nProject for CSCI-351\r\n."),
            "250 Message accepted\r\n");
  ASSERT_EQ(store_.stored.size(), 1u);
  EXPECT_EQ(store_.stored.front(),
            "From: alice@example.com\r\nTo: bob@example.com\r\nProject for CSCI-351\r\n");
  EXPECT_EQ(store_.last_order.name, "project_info");
}

TEST_F(ServerPartyTest, AFailedCommitIsTemporaryAndTheNextMayPass) {
  Visit visit(running());
  store_.fault = mailbox::StoreFault{std::make_error_code(std::errc::io_error), "fsync"};
  visit.says(envelope);
  EXPECT_TRUE(visit.says("one\r\n.").starts_with("451 4.3.0 "));
  store_.fault = mailbox::StoreFault{std::make_error_code(std::errc::no_space_on_device), "write"};
  visit.says(envelope);
  EXPECT_TRUE(visit.says("two\r\n.").starts_with("452 4.3.1 "));
  store_.fault.reset();
  visit.says(envelope);
  EXPECT_TRUE(visit.says("three\r\n.").starts_with("250 "));
  EXPECT_EQ(store_.stored.size(), 1u);
}

TEST_F(ServerPartyTest, AClientThatVanishesInTheDataLeavesNothing) {
  Visit visit(running());
  visit.says(envelope);
  visit.says("half a mess");
  EXPECT_EQ(store_.begun, 1u);
  visit.party().octets().end_of_input();
  visit.party().serve();
  EXPECT_EQ(store_.abandoned, 1u);
  EXPECT_TRUE(store_.stored.empty());
}

TEST_F(ServerPartyTest, AClientThatVanishesDuringTheCommitDoesNoHarm) {
  Visit visit(running());
  visit.says(envelope);
  const std::span<char> room = visit.party().octets().input();
  const std::string_view end = "x\r\n.\r\n";
  end.copy(room.data(), room.size());
  visit.party().octets().received(end.size());
  visit.party().serve();
  visit.leave();
  service_.reset();  // waits for the pool
  EXPECT_EQ(store_.stored.size(), 1u);
}

TEST_F(ServerPartyTest, WithDomainsOthersAreRefused) {
  Visit visit(running(engine::standard, {"example.com"}));
  visit.says("EHLO c.example.org\r\nMAIL FROM:<>");
  EXPECT_TRUE(visit.says("RCPT TO:<bob@Example.Com>").starts_with("250 "));
  EXPECT_TRUE(visit.says("RCPT TO:<bob@example.net>").starts_with("550 5.7.1 "));
  EXPECT_TRUE(visit.says("RCPT TO:<Postmaster>").starts_with("250 "));
}

TEST_F(ServerPartyTest, AMailboxNameThatCannotBeStoredIsRefusedAtOnce) {
  Visit visit(running());
  visit.says("EHLO c.example.org\r\nMAIL FROM:<>");
  std::string slashes(64, '/');
  std::string domain = "d";
  for (int i = 0; i < 30; ++i) domain += ".abc";
  EXPECT_TRUE(visit.says("RCPT TO:<" + slashes + "@" + domain + ">").starts_with("553 5.1.3 "));
}

TEST_F(ServerPartyTest, WithoutDomainsStrangersAreTurnedAway) {
  Visit visit(running(), "192.0.2.1", false);
  EXPECT_TRUE(visit.greeting.starts_with("554 ")) << visit.greeting;
  EXPECT_TRUE(visit.says("EHLO client.example.org").starts_with("503 "));
}

TEST_F(ServerPartyTest, ListsNamesAsOneReply) {
  Visit visit(running(engine::simple));
  EXPECT_EQ(visit.says("LIST EMAILS: bob@example.com"),
            "250-List of emails for bob@example.com:\r\n250-one.txt\r\n250 two.txt\r\n");
  EXPECT_EQ(visit.says("LIST EMAILS: nobody@example.com"),
            "250 List of emails for nobody@example.com:\r\n");
}

TEST_F(ServerPartyTest, ReadsAMailAsOneReply) {
  Visit visit(running(engine::simple));
  store_.mail = "From: a\r\n\r\nlast without line end";
  EXPECT_EQ(visit.says("READ EMAIL: bob@example.com: mail"),
            "250-Email content:\r\n250-From: a\r\n250-\r\n250 last without line end\r\n");
  store_.mail = "";
  EXPECT_EQ(visit.says("READ EMAIL: bob@example.com: mail"), "250 Email content:\r\n");
  EXPECT_EQ(visit.says("READ EMAIL: bob@example.com: none"), "550 No such mail\r\n");
}

TEST_F(ServerPartyTest, ReadsALongMailWithOneLastLine) {
  Visit visit(running(engine::simple));
  std::string expected = "250-Email content:\r\n";
  for (int i = 0; i < 5000; ++i) {
    const std::string line = "line " + std::to_string(i) + "\r\n";
    store_.mail += line;
    expected += (i == 4999 ? "250 " : "250-") + line;
  }
  EXPECT_EQ(visit.says("READ EMAIL: bob@example.com: mail"), expected);
}

TEST_F(ServerPartyTest, AStoreThatCannotBeReadIsATemporaryMatter) {
  Visit visit(running(engine::simple));
  store_.fault = mailbox::StoreFault{std::make_error_code(std::errc::permission_denied), "open"};
  EXPECT_TRUE(visit.says("LIST EMAILS: bob@example.com").starts_with("451 "));
  EXPECT_TRUE(visit.says("READ EMAIL: bob@example.com: mail").starts_with("451 "));
}

TEST_F(ServerPartyTest, VerifyTellsThisMachineWhoHasMail) {
  Visit here(running(engine::standard, {"example.com"}));
  EXPECT_EQ(here.says("VRFY bob@example.com"), "250 2.1.5 <bob@example.com>\r\n");
  EXPECT_EQ(here.says("VRFY bob"), "250 2.1.5 <bob@example.com>\r\n");
  EXPECT_TRUE(here.says("VRFY carol").starts_with("252 2.5.0 "));
  EXPECT_TRUE(here.says("VRFY bob@example.net").starts_with("550 5.7.1 "));
  EXPECT_TRUE(here.says("VRFY not a mailbox").starts_with("553 5.1.3 "));
  EXPECT_TRUE(here.says("EXPN list").starts_with("550 5.1.1 "));
}

TEST_F(ServerPartyTest, VerifyTellsStrangersNothing) {
  Visit there(running(engine::standard, {"example.com"}), "192.0.2.1", false);
  EXPECT_TRUE(there.says("VRFY bob@example.com").starts_with("252 2.5.0 "));
}

TEST_F(ServerPartyTest, AnIdleSessionIsUnderOneKibibyte) {
  EXPECT_LE(sizeof(ServerParty), 1024u);
  engine::Buffers buffers(1);
  transports::Arrival arrival;
  arrival.local = true;
  ServerParty party(running(), buffers, arrival);
  party.octets().expire(engine::Time{0});
  party.serve();
  EXPECT_EQ(buffers.output.leased(), 1u);
  party.octets().sent(party.octets().output().size());
  EXPECT_EQ(buffers.input.leased() + buffers.output.leased(), 0u);
}

TEST_F(ServerPartyTest, StopWaitsForTheTransaction) {
  Visit visit(running());
  visit.says(envelope);
  visit.party().stop(transports::Urgency::when_idle);
  const std::string reply = visit.says("x\r\n.");
  EXPECT_TRUE(reply.starts_with("250 ")) << reply;
  EXPECT_NE(reply.find("\r\n421 "), std::string::npos) << reply;
  EXPECT_TRUE(visit.party().octets().finished());
}

TEST(CommitPool, RunsEveryJobBeforeItEnds) {
  std::atomic<int> runs{0};
  {
    CommitPool pool(3);
    for (int i = 0; i < 100; ++i) pool.run([&] { ++runs; });
  }
  EXPECT_EQ(runs, 100);
}

}  // namespace
}  // namespace heloport::apps
