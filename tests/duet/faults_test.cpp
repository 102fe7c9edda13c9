// A fault between any two octets, in each direction: the connection is cut, or nothing comes any
// more until the timeouts strike. No recipient is told a lie: never sent what was not kept, never
// refused what was kept, nothing kept twice (promise R6).

#include <gtest/gtest.h>

#include "duet.hpp"

namespace heloport::duet {
namespace {

using engine::ExtensionId;
using engine::ExtensionSet;
using engine::Protocol;
using transports::Chunks;
using transports::Direction;

// XCLIENT and the like only make the EHLO reply longer.
const ExtensionSet plain{ExtensionId::etrn,      ExtensionId::xclient,      ExtensionId::xforward,
                         ExtensionId::listing,   ExtensionId::reading,      ExtensionId::help,
                         ExtensionId::vrfy,      ExtensionId::expn,         ExtensionId::limits,
                         ExtensionId::deliverby, ExtensionId::futurerelease};

ExtensionSet plain_and(std::initializer_list<ExtensionId> others) {
  ExtensionSet set = plain;
  for (ExtensionId id : others) set = set.with(id);
  return set;
}

struct Case {
  std::string name;
  Setup setup;
};

const std::vector<Case> cases{
    {"DataInAGroupInsideTlsWithAuth",
     {.off = plain_and({ExtensionId::chunking, ExtensionId::binarymime}),
      .tls = Tls::starttls,
      .refusals = Refusals::some}},
    {"ChunksInAGroupInsideTlsWithAuth",
     {.off = plain, .tls = Tls::starttls, .refusals = Refusals::some}},
    {"DataInLockStep",
     {.off = plain_and({ExtensionId::chunking, ExtensionId::binarymime, ExtensionId::pipelining,
                        ExtensionId::starttls, ExtensionId::auth})}},
    {"ARefusedMessageInChunks",
     {.off = plain_and({ExtensionId::starttls, ExtensionId::auth}), .refusals = Refusals::message}},
    {"LmtpWithData",
     {.protocol = Protocol::lmtp,
      .off = plain_and({ExtensionId::chunking, ExtensionId::starttls, ExtensionId::auth}),
      .refusals = Refusals::message}},
    {"LmtpWithChunks",
     {.protocol = Protocol::lmtp,
      .off = plain_and({ExtensionId::starttls, ExtensionId::auth}),
      .refusals = Refusals::some}},
};

/// After `octets` nothing arrives any more.
Chunks stalling(Duet& duet, Direction direction, std::uint64_t octets, std::size_t size) {
  return [&duet, direction, octets, size] {
    const std::uint64_t left = octets - duet.link().arrived(direction);
    if (left <= 1) duet.link().stall(direction);
    return static_cast<std::size_t>(
        std::min<std::uint64_t>(std::max<std::uint64_t>(left, 1), size));
  };
}

struct Counts {
  std::size_t certain = 0;
  std::size_t unknown = 0;
  std::size_t unsent = 0;
};

void count(const Duet& duet, Counts& counts) {
  for (const Sending::Message& message : duet.client().sent()) {
    for (Outcome outcome : message.outcomes) {
      counts.unknown += outcome == Outcome::unknown ? 1 : 0;
      counts.unsent += outcome == Outcome::unsent ? 1 : 0;
    }
  }
  counts.certain += duet.certain() ? 1 : 0;
}

class Faults : public testing::TestWithParam<Case> {
 protected:
  /// Plays with a fault after each octet of this direction.
  void between_all_octets(Direction faulty, std::size_t size, bool cut) {
    Duet whole(GetParam().setup);
    whole.play();
    ASSERT_TRUE(whole.certain());
    Counts counts;
    const std::uint64_t octets = whole.link().arrived(faulty);
    for (std::uint64_t n = 1; n < octets; ++n) {
      Duet duet(GetParam().setup);
      const Direction other =
          faulty == Direction::to_server ? Direction::to_client : Direction::to_server;
      duet.link().chunks(other, transports::chunks_of(size));
      if (cut) {
        duet.link().chunks(faulty, transports::chunks_of(size));
        duet.link().cut(faulty, n);
      } else {
        duet.link().chunks(faulty, stalling(duet, faulty, n, size));
      }
      duet.play();
      ASSERT_EQ(duet.disagreement(), "") << "after octet " << n << " in pieces of " << size;
      ASSERT_TRUE(duet.finished()) << "after octet " << n;
      count(duet, counts);
    }
    EXPECT_GT(counts.unsent, 0u);
    EXPECT_GT(counts.certain, 0u);  // what was cut off is the goodbye
    if (faulty == Direction::to_client) {
      EXPECT_GT(counts.unknown, 0u);
    }
  }
};

TEST_P(Faults, ACutTowardsTheServer) {
  for (std::size_t size : {1u, 3u, 100'000u}) between_all_octets(Direction::to_server, size, true);
}
TEST_P(Faults, ACutTowardsTheClient) {
  for (std::size_t size : {1u, 3u, 100'000u}) between_all_octets(Direction::to_client, size, true);
}
TEST_P(Faults, SilenceTowardsTheServer) {
  for (std::size_t size : {1u, 3u, 100'000u}) between_all_octets(Direction::to_server, size, false);
}
TEST_P(Faults, SilenceTowardsTheClient) {
  for (std::size_t size : {1u, 3u, 100'000u}) between_all_octets(Direction::to_client, size, false);
}

INSTANTIATE_TEST_SUITE_P(Duet, Faults, testing::ValuesIn(cases),
                         [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace heloport::duet
