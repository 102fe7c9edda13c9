// Whose certificate is taken for whose: names, authorities, clients.

#include <gtest/gtest.h>

#include <ostream>

#include "tests/transports/tls_pair.hpp"

namespace heloport::transports {

namespace {

struct Case {
  std::string certificate;
  std::string server_name;
  std::string doubt = {};  // empty: it is verified
  std::string trusted = "ca";
  friend void PrintTo(const Case& one, std::ostream* out) {
    *out << one.certificate << " for '" << one.server_name << "'";
  }
};

class TlsServerName : public testing::TestWithParam<Case> {
 protected:
  TlsPairing pairing() const {
    TlsPairing pairing;
    pairing.certificate = GetParam().certificate;
    pairing.server_name = GetParam().server_name;
    pairing.trusted = GetParam().trusted;
    return pairing;
  }
};

const std::string mismatch = "hostname mismatch";
const std::string address_mismatch = "IP address mismatch";
const std::string unknown_issuer = "unable to get local issuer certificate";

INSTANTIATE_TEST_SUITE_P(
    Cases, TlsServerName,
    testing::Values(
        Case{"server", "mx.example.org"}, Case{"server", "MX.Example.ORG"},
        Case{"server", "mx.example.org."}, Case{"server", "localhost"}, Case{"server", "127.0.0.1"},
        Case{"server", "[127.0.0.1]"}, Case{"server", "::1"}, Case{"server", "[IPv6:::1]"},
        Case{"server", "127.0.0.2", address_mismatch}, Case{"server", "example.org", mismatch},
        Case{"server", "a.mx.example.org", mismatch}, Case{"wrong", "mx.example.org", mismatch},
        Case{"subject", "mx.example.org", mismatch}, Case{"wildcard", "mx.example.org"},
        Case{"wildcard", "example.org", mismatch}, Case{"wildcard", "a.mx.example.org", mismatch},
        Case{"partial", "mx.example.org", mismatch},
        Case{"expired", "mx.example.org", "certificate has expired"},
        Case{"self-signed", "mx.example.org", "self-signed certificate"},
        Case{"self-signed", "mx.example.org", "", "self-signed"},
        Case{"untrusted", "mx.example.org", unknown_issuer},
        Case{"untrusted", "mx.example.org", "", "other-ca"}));

TEST_P(TlsServerName, IsWhatTheCertificateMustBeFor) {
  TlsPair pair(pairing());
  pair.implicit();
  pair.client.talk.say("EHLO\n");
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.open(), GetParam().doubt.empty());
  EXPECT_EQ(pair.server.talk.heard(), GetParam().doubt.empty() ? "EHLO\n" : "");
  if (GetParam().doubt.empty()) return;
  EXPECT_EQ(pair.client.layer.state(), TlsLayer::State::failed);
  EXPECT_EQ(pair.client.layer.failure(), "certificate verify failed: " + GetParam().doubt);
  EXPECT_TRUE(pair.server.layer.failure().starts_with("the peer sent the alert: "))
      << pair.server.layer.failure();
  EXPECT_EQ(pair.server.talk.ends(), 1);
}

TEST_P(TlsServerName, IsToldWithoutVerification) {
  TlsPairing lenient = pairing();
  lenient.verify = false;
  TlsPair pair(lenient);
  pair.implicit();
  ASSERT_TRUE(pair.run());
  ASSERT_TRUE(pair.open());
  EXPECT_EQ(pair.client.layer.facts()->server_verified, GetParam().doubt.empty());
  EXPECT_EQ(pair.client.layer.facts()->server_doubt, GetParam().doubt);
}

TEST(TlsServerNameThatIsNone, FailsBeforeAnythingIsSaid) {
  const std::string with_nul("mx.example.org\0.net", 19);
  for (const std::string& name : {std::string(), std::string("."), std::string(".example.org"),
                                  with_nul, std::string("mx\n.example.org"), std::string("[]")}) {
    TlsPairing pairing;
    pairing.server_name = name;
    TlsPair pair(pairing);
    pair.implicit();
    pair.client.serve();
    EXPECT_EQ(pair.client.layer.state(), TlsLayer::State::failed) << name;
    EXPECT_TRUE(pair.client.layer.output().empty());
  }
}

TEST(TlsServerNameThatIsNone, IsNeverVerified) {
  TlsPairing pairing;
  pairing.server_name = "";
  pairing.verify = false;
  TlsPair pair(pairing);
  pair.implicit();
  ASSERT_TRUE(pair.run());
  ASSERT_TRUE(pair.open());
  EXPECT_FALSE(pair.client.layer.facts()->server_verified);
  EXPECT_EQ(pair.client.layer.facts()->server_doubt, "no name was expected");
}

TEST(TlsServerName, IsSaidInTheHelloAndAnAddressIsNot) {
  for (const std::string name : {"localhost", "127.0.0.1"}) {
    TlsPairing pairing;
    pairing.server_name = name;
    TlsPair pair(pairing);
    pair.implicit();
    pair.client.serve();
    EXPECT_EQ(take_output(pair.client).find(name) != std::string::npos, name == "localhost");
  }
}

struct Client {
  std::string certificate;
  bool verified;
  std::string identity;
};

TEST(TlsClientCertificate, NamesTheClientWhenItLeadsToTheClientCa) {
  for (const TlsVersion most : {TlsVersion::tls_1_2, TlsVersion::tls_1_3}) {
    for (const Client& client :
         {Client{"client", true, "ann@example.org"}, Client{"client-cn", true, "relay.example.org"},
          Client{"client-untrusted", false, ""}, Client{"server", false, ""},
          Client{"", false, ""}}) {
      TlsPairing pairing;
      pairing.client_ca = "ca";
      pairing.client_certificate = client.certificate;
      pairing.most = most;
      TlsPair pair(pairing);
      pair.implicit();
      pair.client.talk.say("EHLO\n");
      ASSERT_TRUE(pair.run());
      ASSERT_TRUE(pair.open()) << client.certificate << pair.server.layer.failure();
      EXPECT_EQ(pair.server.talk.heard(), "EHLO\n");
      const TlsFacts& facts = *pair.server.layer.facts();
      EXPECT_EQ(facts.client_certificate, client.verified) << client.certificate;
      EXPECT_EQ(facts.certificate_identity, client.identity);
    }
  }
}

TEST(TlsClientCertificate, IsNotAskedForWithoutAClientCa) {
  TlsPairing pairing;
  pairing.client_certificate = "client";
  TlsPair pair(pairing);
  pair.implicit();
  ASSERT_TRUE(pair.run());
  ASSERT_TRUE(pair.open());
  EXPECT_FALSE(pair.server.layer.facts()->client_certificate);
  EXPECT_EQ(pair.server.layer.facts()->certificate_identity, "");
}

}  // namespace

}  // namespace heloport::transports
