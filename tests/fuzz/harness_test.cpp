// The harness of the targets: choices, splittings, texts of exactly their size.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "fuzz/choices.hpp"
#include "fuzz/exact_room.hpp"
#include "fuzz/splitting.hpp"

namespace heloport::fuzz {
namespace {

std::vector<std::string> reads_of(std::string_view text, const Splitting& splitting) {
  std::vector<std::string> reads;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = splitting.end_after(at, text);
    reads.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return reads;
}

TEST(Choices, GiveZeroWhereNothingIsLeft) {
  const std::uint8_t data[] = {7, 'a', 'b'};
  Choices choices(data, sizeof data);
  EXPECT_EQ(choices.octet(), 7);
  EXPECT_EQ(choices.text(5), "ab");
  EXPECT_EQ(choices.octet(), 0);
  EXPECT_EQ(choices.rest(), "");
}

TEST(Splitting, CutsWhereItSays) {
  using Reads = std::vector<std::string>;
  const auto all = splittings(4, 1);
  EXPECT_EQ(reads_of("a\r\nbc", all[0]), (Reads{"a\r\nbc"}));
  EXPECT_EQ(reads_of("a\r\nbc", all[1]), (Reads{"a", "\r", "\n", "b", "c"}));
  EXPECT_EQ(reads_of("a\r\nbc", all[2]), (Reads{"a\r", "\nbc"}));
  EXPECT_EQ(reads_of("a\r\nbc", all[3]), (Reads{"a", "\r\nb", "c"}));
  EXPECT_EQ(reads_of("abc", cut_at(9)), (Reads{"abc"}));
}

TEST(ExactRoom, HoldsOneTextAtATime) {
  ExactRoom room(16);
  EXPECT_EQ(room.put("hello"), "hello");
  EXPECT_EQ(room.put(""), "");
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(room.put(std::string(16, 'a')).size(), 16u);
}

#ifdef HELOPORT_POISON
TEST(ExactRoomDeathTest, FindsAReadBesideTheText) {
  ExactRoom room(16);
  const std::string_view text = room.put("hello");
  EXPECT_DEATH(
      {
        const volatile char octet = text.data()[5];
        static_cast<void>(octet);
      },
      "AddressSanitizer");
}

TEST(ExactRoomDeathTest, FindsAReadOfATextThatIsGone) {
  ExactRoom room(16);
  const std::string_view text = room.put("hello");
  room.put("again");
  EXPECT_DEATH(
      {
        const volatile char octet = text.data()[0];
        static_cast<void>(octet);
      },
      "AddressSanitizer");
}
#endif

}  // namespace
}  // namespace heloport::fuzz
