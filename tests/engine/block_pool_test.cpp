// Blocks are leased, given back and leased again.

#include "engine/block_pool.hpp"

#include <gtest/gtest.h>

namespace heloport::engine {
namespace {

TEST(BlockPool, GivesOutEveryBlockOnce) {
  BlockPool pool(64, 3);
  const std::span<char> a = pool.lease();
  const std::span<char> b = pool.lease();
  const std::span<char> c = pool.lease();
  EXPECT_EQ(a.size(), 64u);
  EXPECT_NE(a.data(), b.data());
  EXPECT_NE(b.data(), c.data());
  EXPECT_EQ(pool.leased(), 3u);
}

TEST(BlockPool, LeasesTheLastOneGivenBackFirst) {
  BlockPool pool(64, 2);
  const std::span<char> a = pool.lease();
  const std::span<char> b = pool.lease();
  pool.give_back(a);
  pool.give_back(b);
  EXPECT_EQ(pool.lease().data(), b.data());
  EXPECT_EQ(pool.lease().data(), a.data());
}

TEST(BlockPoolDeath, RunningOutIsTheMistakeOfWhoeverSizedIt) {
#ifdef NDEBUG
  SUCCEED() << "asserts are off in this build";
#else
  BlockPool pool(64, 1);
  pool.lease();
  EXPECT_DEATH(pool.lease(), "sized too small");
#endif
}

}  // namespace
}  // namespace heloport::engine
