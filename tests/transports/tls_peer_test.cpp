// A client that is not ours, and does what ours never would.

#include <gtest/gtest.h>
#include <malloc.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <cstdio>
#include <functional>
#include <memory>
#include <vector>

#include "tests/support/certificates.hpp"
#include "tests/transports/tls_pair.hpp"

namespace heloport::transports {

namespace {

struct ContextFree {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct SessionFree {
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using Session = std::unique_ptr<SSL_SESSION, SessionFree>;

// OpenSSL's own client over its own buffers, joined by hand to a server of ours.
class Peer {
 public:
  explicit Peer(TlsEnd& server, const std::function<void(SSL_CTX*)>& set = {}) : server_(server) {
    SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_CLIENT);
    if (set) set(context_.get());
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_bio(ssl(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(ssl());
    server_.layer.start_at_once();
  }

  SSL* ssl() { return ssl_.get(); }

  // OpenSSL's number of what went wrong in a handshake.
  int reason() const { return reason_; }

  // 1 when it is done; another number when it cannot be.
  int shake_hands() {
    int done = 0;
    for (int turns = 0; turns < 6; ++turns) {
      done = SSL_do_handshake(ssl());
      if (ERR_peek_last_error() != 0) reason_ = ERR_GET_REASON(ERR_peek_last_error());
      exchange();
    }
    return done;
  }
  void say(const std::string& text) {
    SSL_write(ssl(), text.data(), static_cast<int>(text.size()));
    exchange();
  }
  std::string heard() {
    std::string all;
    std::array<char, 4096> room{};
    std::size_t octets = 0;
    while (SSL_read_ex(ssl(), room.data(), room.size(), &octets) == 1) {
      all.append(room.data(), octets);
    }
    exchange();
    return all;
  }
  void exchange() {
    server_.serve();
    std::array<char, 4096> passing{};
    int octets = 0;
    while ((octets = BIO_read(SSL_get_wbio(ssl()), passing.data(), passing.size())) > 0) {
      hand_over({passing.data(), static_cast<std::size_t>(octets)}, server_);
    }
    const std::string back = take_output(server_);
    BIO_write(SSL_get_rbio(ssl()), back.data(), static_cast<int>(back.size()));
  }
  // With the ticket that came, if any.
  Session session() { return Session(SSL_get1_session(ssl())); }

 private:
  TlsEnd& server_;
  int reason_ = 0;
  std::unique_ptr<SSL_CTX, ContextFree> context_{SSL_CTX_new(TLS_client_method())};
  Ssl ssl_;
};

void only_tls_1_2(SSL_CTX* context) {
  SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
}

// What a server of ours says to a client that is set up so.
std::string failure_for(const std::function<void(SSL_CTX*)>& set) {
  TlsEnd server(server_context());
  Peer peer(server, set);
  EXPECT_NE(peer.shake_hands(), 1);
  EXPECT_EQ(server.talk.ends(), 1);
  return server.layer.failure();
}

TEST(TlsPeer, IsServed) {
  TlsEnd server(server_context());
  Peer peer(server);
  ASSERT_EQ(peer.shake_hands(), 1);
  peer.say("EHLO\n");
  server.talk.say("250\n");
  peer.exchange();
  EXPECT_EQ(server.talk.heard(), "EHLO\n");
  EXPECT_EQ(peer.heard(), "250\n");
}

TEST(TlsPeer, WhoAsksForARenegotiationIsRefusedAndTheSessionUnharmed) {
  TlsEnd server(server_context());
  Peer peer(server, only_tls_1_2);
  ASSERT_EQ(peer.shake_hands(), 1);
  peer.say("before\n");
  SSL_renegotiate(peer.ssl());
  EXPECT_NE(peer.shake_hands(), 1);
  EXPECT_EQ(peer.reason(), SSL_R_NO_RENEGOTIATION);
  EXPECT_EQ(server.talk.heard(), "before\n");
  EXPECT_NE(server.layer.state(), TlsLayer::State::handshaking);
}

TEST(TlsPeer, WhoAsksForNewKeysGetsThem) {
  TlsEnd server(server_context());
  Peer peer(server);
  ASSERT_EQ(peer.shake_hands(), 1);
  for (int times = 0; times < 100; ++times) {
    ASSERT_EQ(SSL_key_update(peer.ssl(), SSL_KEY_UPDATE_REQUESTED), 1);
    peer.say("x");
    server.talk.say("y");
    peer.exchange();
    ASSERT_EQ(peer.heard(), "y") << times;
  }
  EXPECT_EQ(server.talk.heard(), std::string(100, 'x'));
}

TEST(TlsPeer, WhoIsTooOldOrTooWeakIsRefused) {
  EXPECT_EQ(failure_for([](SSL_CTX* context) {
              SSL_CTX_set_security_level(context, 0);
              SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
              SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
            }),
            "unsupported protocol");
  EXPECT_EQ(failure_for([](SSL_CTX* context) {
              only_tls_1_2(context);
              SSL_CTX_set_cipher_list(context, "ECDHE-ECDSA-AES128-SHA:AES128-GCM-SHA256");
            }),
            "no shared cipher");
  EXPECT_EQ(failure_for([](SSL_CTX* context) {
              only_tls_1_2(context);
              SSL_CTX_set_security_level(context, 0);
              SSL_CTX_set1_sigalgs_list(context, "ECDSA+SHA1");
            }),
            "no shared signature algorithms");
}

TEST(TlsPeer, GetsTheCipherThatWePrefer) {
  TlsEnd server(server_context());
  Peer peer(server, [](SSL_CTX* context) {
    only_tls_1_2(context);
    SSL_CTX_set_cipher_list(context, "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384");
  });
  ASSERT_EQ(peer.shake_hands(), 1);
  EXPECT_EQ(server.layer.facts()->cipher, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
}

TEST(TlsPeer, MayOfferAnyApplicationProtocolAndGetsNone) {
  TlsEnd server(server_context());
  Peer peer(server, [](SSL_CTX* context) {
    constexpr std::array<unsigned char, 9> offered{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    SSL_CTX_set_alpn_protos(context, offered.data(), offered.size());
  });
  ASSERT_EQ(peer.shake_hands(), 1);
  const unsigned char* selected = nullptr;
  unsigned octets = 0;
  SSL_get0_alpn_selected(peer.ssl(), &selected, &octets);
  EXPECT_EQ(octets, 0U);
}

TEST(TlsPeer, ResumesAtTheSameServiceOnly) {
  TlsServerFiles files;
  files.certificate = test::certificate_file("server.pem");
  files.key = test::certificate_file("server.key");
  const auto mx = std::get<0>(TlsServerContext::open(files, {"mx", {}}));
  const auto submission = std::get<0>(TlsServerContext::open(files, {"submission", {}}));
  for (const bool newest : {false, true}) {
    const auto set =
        newest ? std::function<void(SSL_CTX*)>() : std::function<void(SSL_CTX*)>(only_tls_1_2);
    TlsEnd first(mx);
    Peer peer(first, set);
    ASSERT_EQ(peer.shake_hands(), 1);
    peer.heard();  // takes the ticket
    const Session session = peer.session();
    EXPECT_EQ(SSL_SESSION_get_max_early_data(session.get()), 0U);
    for (const bool same : {true, false}) {
      TlsEnd again(same ? mx : submission);
      Peer returning(again, set);
      SSL_set_session(returning.ssl(), session.get());
      ASSERT_EQ(returning.shake_hands(), 1);
      EXPECT_EQ(again.layer.facts()->resumed, same);
      if (newest) continue;
      // Whoever finished first is bound to: the server when a session is resumed.
      std::array<char, 64> finished{};
      const std::size_t octets =
          same ? SSL_get_peer_finished(returning.ssl(), finished.data(), finished.size())
               : SSL_get_finished(returning.ssl(), finished.data(), finished.size());
      EXPECT_EQ(again.layer.facts()->channel_binding_unique, std::string(finished.data(), octets));
    }
  }
}

TEST(TlsPeer, LeavesNoErrorBehindForOthersOfTheThread) {
  TlsEnd server(server_context());
  server.layer.start_at_once();
  hand_over("EHLO client.example.org\r\n", server);
  ASSERT_EQ(server.layer.state(), TlsLayer::State::failed);
  EXPECT_EQ(ERR_peek_error(), 0U);
}

// What an idle session holds beside itself: OpenSSL's state, and no block of ours.
TEST(TlsMemory, AnIdleSessionHoldsNoBlock) {
  constexpr std::size_t pairs = 32;
  const auto client = client_context();
  const auto server = server_context();
  std::vector<std::unique_ptr<Talker>> talkers;
  for (std::size_t i = 0; i < 2 * pairs; ++i) talkers.push_back(std::make_unique<Talker>());
  std::vector<std::unique_ptr<TlsLayer>> layers;
  layers.reserve(2 * pairs);
  const std::size_t before = mallinfo2().uordblks;
  for (std::size_t i = 0; i < pairs; ++i) {
    Talker& asking = *talkers[2 * i];
    Talker& answering = *talkers[2 * i + 1];
    layers.push_back(std::make_unique<TlsLayer>(asking, client, "mx.example.org"));
    TlsLayer& ours = *layers.back();
    layers.push_back(std::make_unique<TlsLayer>(answering, server));
    TlsLayer& theirs = *layers.back();
    ours.start_at_once();
    theirs.start_at_once();
    const auto serve = [](TlsLayer& layer) {
      return [&layer] {
        while (layer.exchange()) {
        }
      };
    };
    MemoryLink link({ours, serve(ours)}, {theirs, serve(theirs)});
    ASSERT_TRUE(link.run_until_quiet());
    ASSERT_EQ(theirs.state(), TlsLayer::State::open);
  }
  const std::size_t each = (mallinfo2().uordblks - before) / (2 * pairs);
  RecordProperty("octets_of_an_idle_session", static_cast<int>(each));
  std::printf("an idle TLS session holds %zu octets\n", each);
  EXPECT_LT(each, 2 * tls_block_octets);
  EXPECT_LE(sizeof(TlsLayer), 1024U);
}

}  // namespace

}  // namespace heloport::transports
