// Replies that are written before their time.

#include "engine/output_buffer.hpp"

#include <gtest/gtest.h>

namespace heloport::engine {
namespace {

TEST(OutputBuffer, ShowsNothingOfWhatIsHeldBack) {
  BlockPool pool(64, 1);
  OutputBuffer output(pool);
  output.append("first ");
  output.hold_back();
  output.append("second");
  EXPECT_EQ(output.unsent(), "first ");
  EXPECT_EQ(output.room(), 64u - 12u) << "but it takes its room";
  output.sent(6);
  EXPECT_TRUE(output.empty());
  output.let_go();
  EXPECT_EQ(output.unsent(), "second");
  output.sent(6);
  EXPECT_EQ(pool.leased(), 0u);
}

TEST(OutputBuffer, RepeatsWhatItHoldsWhereverItStandsInTheBlock) {
  BlockPool pool(16, 1);
  OutputBuffer output(pool);
  output.append("12345");
  output.hold_back();
  output.append("abc");
  output.sent(5);
  for (int i = 0; i < 20; ++i) {
    output.repeat_held();
    EXPECT_EQ(output.unsent(), "abc") << i;
    output.sent(3);
  }
  output.let_go();
  EXPECT_EQ(output.unsent(), "abc");
}

TEST(OutputBuffer, ForgetsWhatItDrops) {
  BlockPool pool(64, 1);
  OutputBuffer output(pool);
  output.hold_back();
  output.append("second");
  output.drop_held();
  EXPECT_EQ(pool.leased(), 0u);
  output.append("first");
  EXPECT_EQ(output.unsent(), "first") << "and holds nothing back any more";
}

}  // namespace
}  // namespace heloport::engine
