// Facts about TLS, logging in and LMTP as the program has them: our client meets our server.

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "apps/lookup_task.hpp"
#include "apps/send_task.hpp"
#include "encounter.hpp"
#include "tests/support/certificates.hpp"

namespace heloport::apps {
namespace {

using engine::ExtensionId;
using engine::MechanismId;
using test::certificate_file;

class SecureSession : public testing::Test {
 protected:
  void give_certificate(const std::string& client_ca = "") {
    auto opened = transports::TlsServerContext::open(
        {certificate_file("server.pem"), certificate_file("server.key"), client_ca});
    ASSERT_TRUE(std::holds_alternative<std::shared_ptr<transports::TlsServerContext>>(opened));
    Service& service = encounter.service();
    service.tls = std::get<std::shared_ptr<transports::TlsServerContext>>(opened);
    service.options.provided = service.options.provided.with(ExtensionId::starttls);
  }

  void give_users() {
    Service& service = encounter.service();
    std::vector<User> users;
    users.push_back({"bob@example.com", *new_secrets("pencil", scram_iterations_min)});
    service.users = std::make_unique<Users>(std::move(users));
    service.options.provided = service.options.provided.with(ExtensionId::auth);
    service.options.mechanisms = {MechanismId::scram_sha_256_plus, MechanismId::scram_sha_256,
                                  MechanismId::external, MechanismId::plain, MechanismId::login};
  }

  static ClientTls trusting(const std::string& ca, bool at_once = false,
                            const std::string& certificate = "") {
    transports::TlsClientFiles files{certificate_file(ca), "", ""};
    if (!certificate.empty()) {
      files.certificate = certificate_file(certificate + ".pem");
      files.key = certificate_file(certificate + ".key");
    }
    auto opened = transports::TlsClientContext::open(files);
    return {std::get<std::shared_ptr<transports::TlsClientContext>>(opened), "mx.example.org",
            at_once, !certificate.empty()};
  }

  static OpeningWishes wishes(TlsWish tls, const std::string& password = "") {
    OpeningWishes wishes;
    wishes.tls = tls;
    wishes.log_in = !password.empty();
    wishes.login = {.user = "bob@example.com", .password = password, .authzid = ""};
    return wishes;
  }

  static MailOrder order(std::vector<std::string> to = {"carol@example.com"}) {
    MailOrder order;
    order.letter = {.from = "bob@example.com",
                    .to = std::move(to),
                    .name = "hi",
                    .content = "Hello.\r\n",
                    .date = "Tue, 15 Jan 2008 16:02:43 -0500",
                    .message_id = "<1@client.example.org>"};
    return order;
  }

  Exit send(OpeningWishes opening, const ClientTls& tls) {
    SendTask task(order());
    return encounter.talk(task, std::move(opening), tls);
  }

  bool stored(std::string_view part) const {
    return !encounter.store.stored.empty() &&
           encounter.store.stored.front().find(part) != std::string::npos;
  }

  Encounter encounter;
};

TEST_F(SecureSession, SendsInsideTlsAfterALogin) {
  give_certificate();
  give_users();
  EXPECT_EQ(send(wishes(TlsWish::starttls, "pencil"), trusting("ca.pem")), Exit::ok);
  EXPECT_TRUE(stored(" with ESMTPSA id "));
  EXPECT_TRUE(stored("\r\n tls TLS_"));
  EXPECT_NE(encounter.trace().find("Client: STARTTLS\n"), std::string::npos);
}

TEST_F(SecureSession, ImplicitTlsNeedsNoStarttls) {
  give_certificate();
  encounter.service().first_tls_entrance = 3;
  encounter.entrance = 3;
  EXPECT_EQ(send(wishes(TlsWish::implicit), trusting("ca.pem", true)), Exit::ok);
  EXPECT_TRUE(stored(" with ESMTPS id "));
  EXPECT_EQ(encounter.trace().find("STARTTLS"), std::string::npos);
}

TEST_F(SecureSession, AServerThatNobodyVouchesForGetsNothing) {
  give_certificate();
  EXPECT_EQ(send(wishes(TlsWish::starttls), trusting("other-ca.pem")), Exit::protocol);
  EXPECT_TRUE(encounter.store.stored.empty());
  EXPECT_NE(encounter.failed_with.find("certificate"), std::string::npos) << encounter.failed_with;
}

TEST_F(SecureSession, AServerWithoutStarttlsGetsNothing) {
  EXPECT_EQ(send(wishes(TlsWish::starttls), trusting("ca.pem")), Exit::unavailable);
  EXPECT_TRUE(encounter.store.stored.empty());
}

TEST_F(SecureSession, TryingGoesOnInClear) {
  EXPECT_EQ(send(wishes(TlsWish::opportunistic), trusting("ca.pem")), Exit::ok);
  EXPECT_TRUE(stored(" with ESMTP id "));
}

TEST_F(SecureSession, AWrongPasswordSendsNothing) {
  give_certificate();
  give_users();
  EXPECT_EQ(send(wishes(TlsWish::starttls, "pen"), trusting("ca.pem")), Exit::no_permission);
  EXPECT_TRUE(encounter.store.stored.empty());
}

TEST_F(SecureSession, APasswordIsNotShownInClear) {
  give_users();
  encounter.service().options.mechanisms = {MechanismId::plain, MechanismId::login};
  EXPECT_EQ(send(wishes(TlsWish::none, "pencil"), {}), Exit::no_permission);
  EXPECT_TRUE(encounter.store.stored.empty());
}

TEST_F(SecureSession, EachMechanismLogsIn) {
  give_certificate();
  give_users();
  // SCRAM without -PLUS is for those in clear: inside TLS leaving it out would be a downgrade.
  for (MechanismId id : {MechanismId::scram_sha_256_plus, MechanismId::scram_sha_256,
                         MechanismId::plain, MechanismId::login}) {
    encounter.service().options.mechanisms = {id};
    const TlsWish tls = id == MechanismId::scram_sha_256 ? TlsWish::none : TlsWish::starttls;
    EXPECT_EQ(send(wishes(tls, "pencil"), trusting("ca.pem")), Exit::ok);
    EXPECT_EQ(send(wishes(tls, "pen"), trusting("ca.pem")), Exit::no_permission);
  }
  EXPECT_EQ(encounter.store.stored.size(), 4u);
}

TEST_F(SecureSession, TheTraceShowsNoCredential) {
  give_certificate();
  give_users();
  encounter.service().options.mechanisms = {MechanismId::login};
  EXPECT_EQ(send(wishes(TlsWish::starttls, "pencil"), trusting("ca.pem")), Exit::ok);
  const std::string trace = encounter.trace();
  EXPECT_NE(trace.find("Client: AUTH LOGIN\nClient: (hidden)\nClient: (hidden)\nClient: MAIL"),
            std::string::npos)
      << trace;
  EXPECT_EQ(trace.find("cGVuY2ls"), std::string::npos);  // pencil
  EXPECT_NE(encounter.shown.find("Server: 334 (hidden)\nServer: 334 (hidden)\nServer: 235"),
            std::string::npos)
      << encounter.shown;
}

TEST_F(SecureSession, AClientCertificateIsALogin) {
  give_certificate(certificate_file("ca.pem"));
  std::vector<User> users;
  users.push_back({"ann@example.org", *new_secrets("unused", scram_iterations_min)});
  give_users();
  encounter.service().users = std::make_unique<Users>(std::move(users));
  OpeningWishes opening = wishes(TlsWish::starttls);
  opening.log_in = true;
  opening.login.user = "ann@example.org";
  EXPECT_EQ(send(std::move(opening), trusting("ca.pem", false, "client")), Exit::ok);
  EXPECT_TRUE(stored(" with ESMTPSA id "));
}

TEST_F(SecureSession, TheOwnerReadsFromAfarAndNobodyElse) {
  give_certificate();
  give_users();
  encounter.local = false;
  encounter.service().policy = Policy({"example.com"}, "mx.example.org");
  LookupTask own("bob@example.com", std::nullopt);
  EXPECT_EQ(encounter.talk(own, wishes(TlsWish::starttls, "pencil"), trusting("ca.pem")), Exit::ok);
  EXPECT_NE(encounter.shown.find("one.txt\n"), std::string::npos) << encounter.shown;
  LookupTask others("carol@example.com", std::nullopt);
  EXPECT_EQ(encounter.talk(others, wishes(TlsWish::starttls, "pencil"), trusting("ca.pem")),
            Exit::no_input);
  LookupTask nobody("bob@example.com", std::nullopt);
  EXPECT_EQ(encounter.talk(nobody, {}, {}, false), Exit::no_permission);
}

TEST_F(SecureSession, ASuccessfulDeliveryIsReportedToItsSender) {
  encounter.service().options.provided = {ExtensionId::dsn};
  MailOrder reported = order();
  reported.notify = engine::Notify{.success = true};
  reported.envid = "QQ1";
  SendTask task(reported);
  EXPECT_EQ(encounter.talk(task, {}, {}), Exit::ok);
  ASSERT_EQ(encounter.store.stored.size(), 2u);
  const std::string& report = encounter.store.stored.back();
  EXPECT_NE(report.find("\r\nOriginal-Recipient: rfc822;carol@example.com\r\n"
                        "Final-Recipient: rfc822;carol@example.com\r\nAction: delivered\r\n"),
            std::string::npos)
      << report;
  EXPECT_NE(report.find("\r\nOriginal-Envelope-Id: QQ1\r\n"), std::string::npos);
  EXPECT_NE(report.find("\r\nSubject: hi\r\n"), std::string::npos);  // of the message
  EXPECT_EQ(encounter.store.last_order.recipients.front().local_part, "bob");
}

TEST_F(SecureSession, AReportThatCannotBeSentIsNotPromised) {
  encounter.service().options.provided = {ExtensionId::dsn};
  encounter.service().policy = Policy({"example.com"}, "mx.example.org");
  MailOrder reported = order();
  reported.letter.from = "bob@example.net";
  reported.notify = engine::Notify{.success = true};
  SendTask task(reported);
  EXPECT_EQ(encounter.talk(task, {}, {}), Exit::no_user);
  EXPECT_TRUE(encounter.store.stored.empty());
}

TEST_F(SecureSession, LmtpTellsEachRecipient) {
  encounter.service().options.protocol = engine::Protocol::lmtp;
  MailOrder mail = order({"carol@example.com", "dave@example.com", "erin@example.com"});
  mail.lmtp = true;
  SendTask task(mail);
  EXPECT_EQ(encounter.talk(task, {}, {}), Exit::ok);
  ASSERT_EQ(encounter.store.stored.size(), 1u);
  EXPECT_TRUE(stored(" with LMTP id "));
  std::size_t verdicts = 0;
  for (std::size_t at = 0; (at = encounter.shown.find("250 2.0.0 Ok ", at)) != std::string::npos;
       ++at) {
    ++verdicts;
  }
  EXPECT_EQ(verdicts, 3u) << encounter.shown;
}

TEST_F(SecureSession, AFullDiskIsTemporaryForEachRecipientOfLmtp) {
  encounter.service().options.protocol = engine::Protocol::lmtp;
  encounter.store.fault =
      mailbox::StoreFault{std::make_error_code(std::errc::no_space_on_device), "fsync"};
  MailOrder mail = order({"carol@example.com", "dave@example.com"});
  mail.lmtp = true;
  SendTask task(mail);
  EXPECT_EQ(encounter.talk(task, {}, {}), Exit::temporary);
}

TEST_F(SecureSession, ALimitOfRecipientsMakesSeveralMessages) {
  encounter.service().options.limits.recipients_max = 2;
  SendTask task(order({"a@example.com", "b@example.com", "c@example.com"}));
  EXPECT_EQ(encounter.talk(task, {}, {}), Exit::ok);
  EXPECT_EQ(encounter.store.stored.size(), 2u);
}

TEST_F(SecureSession, EightBitContentIsRefusedWhereItCannotTravel) {
  encounter.service().options.switched_off = {ExtensionId::eightbitmime};
  MailOrder mail = order();
  mail.message =
      "Subject: hi\r\n\r\nGr\xC3\xBC\xC3\x9F"
      "e\r\n";
  SendTask task(mail);
  EXPECT_EQ(encounter.talk(task, {}, {}), Exit::data);
  EXPECT_TRUE(encounter.store.stored.empty());
}

TEST_F(SecureSession, WhatIsNoTextTravelsAsBinary) {
  MailOrder mail = order();
  mail.message = std::string("Subject: hi\r\n\r\n\0\r\n.\r\nend", 24);
  SendTask task(mail);
  EXPECT_EQ(encounter.talk(task, {}, {}), Exit::ok);
  ASSERT_EQ(encounter.store.stored.size(), 1u);
  EXPECT_TRUE(encounter.store.stored.front().ends_with(*mail.message));
}

}  // namespace
}  // namespace heloport::apps
