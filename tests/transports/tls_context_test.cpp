// Opening and reloading what TLS sessions begin with.

#include "transports/tls_context.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "tests/support/certificates.hpp"
#include "tests/transports/tls_pair.hpp"

namespace heloport::transports {

namespace {

using test::certificate_file;

// Files that a test may change.
class TlsFiles : public testing::Test {
 protected:
  TlsFiles() { bring("server"); }
  ~TlsFiles() override { std::filesystem::remove_all(folder_); }

  void bring(const std::string& name) {
    std::filesystem::create_directories(folder_);
    const auto over = std::filesystem::copy_options::overwrite_existing;
    std::filesystem::copy_file(certificate_file(name + ".pem"), files_.certificate, over);
    std::filesystem::copy_file(certificate_file(name + ".key"), files_.key, over);
  }
  std::shared_ptr<TlsServerContext> open() { return std::get<0>(TlsServerContext::open(files_)); }

  // Which certificate a new session gets.
  static bool serves(const std::shared_ptr<TlsServerContext>& server, const std::string& name) {
    TlsPairing pairing;
    pairing.server_name = name;
    TlsPair pair(client_context(pairing), server, name);
    pair.implicit();
    return pair.run() && pair.open();
  }

  std::string folder_ = testing::TempDir() + "tls_files_" + std::to_string(getpid());
  TlsServerFiles files_{folder_ + "/certificate.pem", folder_ + "/key.pem", {}};
};

TEST_F(TlsFiles, AreReadAgain) {
  const auto server = open();
  ASSERT_TRUE(serves(server, "mx.example.org"));
  bring("wrong");
  EXPECT_TRUE(serves(server, "mx.example.org"));
  EXPECT_EQ(server->reload(), std::nullopt);
  EXPECT_FALSE(serves(server, "mx.example.org"));
  EXPECT_TRUE(serves(server, "elsewhere.example.net"));
}

TEST_F(TlsFiles, ThatAreBrokenChangeNothing) {
  const auto server = open();
  std::ofstream(files_.certificate) << "-----BEGIN CERTIFICATE-----\nno\n";
  const auto fault = server->reload();
  ASSERT_TRUE(fault);
  EXPECT_TRUE(fault->text.starts_with("cannot read the certificate in " + files_.certificate))
      << fault->text;
  EXPECT_TRUE(serves(server, "mx.example.org"));
}

TEST_F(TlsFiles, AreReloadedWhileSessionsRun) {
  const auto server = open();
  TlsPair shaking(client_context(), server);
  shaking.implicit();
  shaking.link.stall(Direction::to_client);
  ASSERT_TRUE(shaking.run());
  TlsPair talking(client_context(), server);
  talking.implicit();
  ASSERT_TRUE(talking.run());
  bring("wrong");
  ASSERT_EQ(server->reload(), std::nullopt);
  shaking.link.stall(Direction::to_client, false);
  ASSERT_TRUE(shaking.run());
  EXPECT_TRUE(shaking.open()) << shaking.client.layer.failure();
  talking.client.talk.say("EHLO\n");
  ASSERT_TRUE(talking.run());
  EXPECT_EQ(talking.server.talk.heard(), "EHLO\n");
}

TEST_F(TlsFiles, AreSharedByThreadsWhileTheyAreReloaded) {
  const auto server = open();
  const auto client = client_context();
  std::atomic<int> opened{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int sessions = 0; sessions < 10; ++sessions) {
        TlsPair pair(client, server);
        pair.implicit();
        if (pair.run() && pair.open()) ++opened;
      }
    });
  }
  for (int times = 0; times < 20; ++times) EXPECT_EQ(server->reload(), std::nullopt);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(opened, 40);
}

TEST_F(TlsFiles, MayHoldTheKeyWithTheCertificate) {
  std::ofstream(files_.certificate, std::ios::app) << std::ifstream(files_.key).rdbuf();
  files_.key.clear();
  EXPECT_TRUE(serves(open(), "mx.example.org"));
}

// A flight that does not fit into a block leaves in parts.
class TlsLongChain : public TlsFiles {
 protected:
  TlsLongChain() {
    for (int times = 0; times < 60; ++times) {
      std::ofstream(files_.certificate, std::ios::app)
          << std::ifstream(certificate_file("ca.pem")).rdbuf();
    }
  }
};

TEST_F(TlsLongChain, IsSentWhole) {
  for (const std::size_t octets : {1U, 1000U, 100'000U}) {
    TlsPair pair(client_context(), open());
    pair.chunks(octets);
    pair.implicit();
    ASSERT_TRUE(pair.run());
    EXPECT_TRUE(pair.open()) << pair.client.layer.failure();
    EXPECT_GT(pair.server.sent.size(), tls_block_octets);
  }
}

TEST_F(TlsLongChain, IsNotTheEndOfAPeerThatIsGone) {
  TlsPair pair(client_context(), open());
  pair.implicit();
  pair.client.serve();
  ASSERT_TRUE(hand_over(take_output(pair.client) + "\x16", pair.server));
  pair.server.layer.end_of_input();
  pair.server.serve();
  EXPECT_EQ(pair.server.layer.state(), TlsLayer::State::handshaking);
  while (!take_output(pair.server).empty()) {
  }
  EXPECT_EQ(pair.server.layer.state(), TlsLayer::State::failed);
  EXPECT_EQ(pair.server.layer.failure(), "the connection ended before the handshake did");
  EXPECT_EQ(pair.server.talk.ends(), 1);
}

struct Bad {
  std::string certificate;
  std::string key;
  std::string client_ca;
  std::string text;  // with a % for the folder
  std::errc error = std::errc::invalid_argument;
};

TEST(TlsServerContext, SaysWhichFileItCannotUseAndWhy) {
  const std::errc none = std::errc::no_such_file_or_directory;
  const std::vector<Bad> all{
      {"none.pem", "server.key", "",
       "cannot read the certificate in %/none.pem: No such file or directory", none},
      {"server.pem", "none.key", "", "cannot use the key in %/none.key: No such file or directory",
       none},
      {"server.pem", "server.key", "none.pem",
       "cannot read the CA in %/none.pem: No such file or directory", none},
      {"server.pem", "second.key", "", "cannot use the key in %/second.key: key values mismatch"},
      {"server.key", "server.key", "",
       "cannot read the certificate in %/server.key: no start line"},
      {"server.pem", "server.key", "server.key", "cannot read the CA in %/server.key: "},
      {"server.pem", "locked.key", "", "cannot use the key in %/locked.key: "},
  };
  for (const Bad& bad : all) {
    TlsServerFiles files{certificate_file(bad.certificate), certificate_file(bad.key), {}};
    if (!bad.client_ca.empty()) files.client_ca = certificate_file(bad.client_ca);
    const auto opened = TlsServerContext::open(files);
    ASSERT_TRUE(std::holds_alternative<Fault>(opened)) << bad.text;
    const Fault& fault = std::get<Fault>(opened);
    std::string expected = bad.text;
    expected.replace(expected.find('%'), 2, certificate_file(""));
    EXPECT_EQ(fault.text.substr(0, expected.size()), expected) << fault.text;
    EXPECT_EQ(fault.error, bad.error) << fault.text;
  }
}

TEST(TlsClientContext, SaysWhichFileItCannotUseAndWhy) {
  const auto opened = TlsClientContext::open({certificate_file("none.pem"), {}, {}});
  ASSERT_TRUE(std::holds_alternative<Fault>(opened));
  EXPECT_EQ(std::get<Fault>(opened).text, "cannot read the CA in " + certificate_file("none.pem") +
                                              ": No such file or directory");
}

// No certificate of ours leads to it, so a connection shows that it is asked.
TEST(TlsClientContext, TrustsTheStoreOfTheSystemWhenNoneIsNamed) {
  const auto client = std::get<0>(TlsClientContext::open({}));
  TlsPair pair(client, server_context());
  pair.implicit();
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.client.layer.failure(),
            "certificate verify failed: unable to get local issuer certificate");
}

}  // namespace

}  // namespace heloport::transports
