// Our client and our server agree, whatever is offered: every pair of extensions on and off, SMTP
// and LMTP, in clear and inside TLS, with recipients accepted and refused.

#include <gtest/gtest.h>

#include "combinations.hpp"
#include "duet.hpp"

namespace heloport::duet {
namespace {

using transports::Direction;

bool tls_is_expected(const Setup& setup) {
  return setup.tls == Tls::implicit ||
         (setup.tls == Tls::starttls && !setup.off.has(engine::ExtensionId::starttls));
}

Outcome expected(const Setup& setup, std::size_t recipient) {
  const bool lmtp = setup.protocol == engine::Protocol::lmtp;
  switch (setup.refusals) {
    case Refusals::nobody:
      return Outcome::sent;
    case Refusals::some:
      return recipient == 1 ? Outcome::refused : Outcome::sent;
    case Refusals::everyone:
      return Outcome::refused;
    case Refusals::message:
      return lmtp && recipient != 1 ? Outcome::sent : Outcome::refused;
  }
  return Outcome::open;
}

class EveryPair : public testing::TestWithParam<Setup> {};

TEST_P(EveryPair, OfOffersLeadsToTheOutcomeThatTheServerMeant) {
  for (std::size_t chunk : {0u, 1u, 3u}) {
    Duet duet(GetParam());
    for (Direction direction : {Direction::to_server, Direction::to_client}) {
      if (chunk > 0) duet.link().chunks(direction, transports::chunks_of(chunk));
    }
    duet.play();
    EXPECT_EQ(duet.disagreement(), "");
    EXPECT_TRUE(duet.certain());
    EXPECT_EQ(duet.client().envelopes(), duet.server().envelopes());
    EXPECT_EQ(duet.client().envelopes().size(), messages);
    for (const Sending::Message& message : duet.client().sent()) {
      for (std::size_t i = 0; i < recipients.size(); ++i) {
        EXPECT_EQ(message.outcomes[i], expected(GetParam(), i)) << i;
      }
    }
    EXPECT_EQ(duet.client().authenticated(), !GetParam().off.has(engine::ExtensionId::auth));
    EXPECT_EQ(duet.client().inside_tls(), tls_is_expected(GetParam()));
  }
}

INSTANTIATE_TEST_SUITE_P(Duet, EveryPair, testing::ValuesIn(every_pair()),
                         [](const auto& instance) { return std::to_string(instance.index); });

TEST(EveryPair, IsThere) {
  EXPECT_GE(every_pair().size(), 12u);  // three choices of four, and of three
  EXPECT_LE(every_pair().size(), 60u);
}

}  // namespace
}  // namespace heloport::duet
