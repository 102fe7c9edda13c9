// What comes out is what went in, octet for octet, in both stores of files.

#include <algorithm>

#include "mailbox/file_delivery.hpp"
#include "tests/mailbox/store_test.hpp"

namespace heloport::mailbox {
namespace {

class Content : public ::testing::TestWithParam<const char*> {
 protected:
  // Delivers `content` in pieces and opens what arrived.
  std::unique_ptr<MailReader> through_the_store(std::string_view content,
                                                std::size_t piece_octets) {
    const auto before = names_in(*store_, bob);
    const auto delivery = store_->begin({{bob}, {}});
    for (std::string_view left = content; !left.empty();) {
      const std::string_view piece = left.substr(0, piece_octets);
      delivery->write(piece);
      left.remove_prefix(piece.size());
    }
    delivered(delivery->commit());
    for (const std::string& name : names_in(*store_, bob)) {
      if (std::find(before.begin(), before.end(), name) == before.end()) {
        return opened_mail(*store_, bob, name);
      }
    }
    return nullptr;
  }
  std::size_t last_line_of(std::string_view content) {
    return through_the_store(content, content.size() + 1)->last_line_offset();
  }

  TemporaryFolder folder_{memory()};
  std::unique_ptr<Store> store_ = opened(GetParam() + (folder_ / "mail").string());
};

std::string every_octet() {
  std::string octets;
  for (int octet = 0; octet < 256; ++octet) octets += static_cast<char>(octet);
  return octets;
}

TEST_P(Content, IsKeptOctetForOctet) {
  for (const std::string& content :
       {std::string(), std::string("\r\n"), std::string("no end"), std::string("bare\nand\rbare"),
        std::string(3, '\0'), every_octet(), std::string("..dots\r\n.\r\n"),
        std::string(1'000, ' ') + "\r\n"}) {
    const auto mail = through_the_store(content, 5);
    ASSERT_TRUE(mail);
    EXPECT_EQ(mail->size_octets(), content.size());
    EXPECT_EQ(read_all(*mail), content);
  }
}

TEST_P(Content, IsKeptAroundTheSizeThatFitsIntoMemory) {
  for (const std::size_t size : {gathered_octets_max - 1, gathered_octets_max,
                                 gathered_octets_max + 1, 2 * gathered_octets_max}) {
    std::string content;
    while (content.size() < size) content += every_octet();
    content.resize(size);
    for (const std::size_t piece : {std::size_t{1000}, gathered_octets_max, 3 * size}) {
      const auto mail = through_the_store(content, piece);
      ASSERT_TRUE(mail);
      EXPECT_TRUE(read_all(*mail) == content) << size << " in pieces of " << piece;
    }
  }
}

TEST_P(Content, OfTwentyMegabytesIsKept) {
  std::string content;
  content.reserve(20'000'000);
  for (unsigned line = 0; content.size() < 20'000'000; ++line) {
    content += std::to_string(line * 2654435761U) + "\r\n";
  }
  const auto mail = through_the_store(content, 8'192);
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->size_octets(), content.size());
  EXPECT_TRUE(read_all(*mail, 100'000) == content);
}

TEST_P(Content, IsReadInPiecesOfAnySize) {
  const auto mail = through_the_store("twelve octet", 100);
  EXPECT_EQ(read_all(*mail, 1), "twelve octet");
  EXPECT_EQ(read_all(*mail, 1), "");
}

TEST_P(Content, IsReadToItsEndAlthoughItWasRemoved) {
  const auto mail = through_the_store("still here\r\n", 100);
  std::filesystem::remove_all(folder_ / "mail");
  EXPECT_EQ(read_all(*mail), "still here\r\n");
}

TEST_P(Content, HasALastLineThatBeginsBehindTheLastLineFeedBeforeIt) {
  EXPECT_EQ(last_line_of(""), 0U);
  EXPECT_EQ(last_line_of("a"), 0U);
  EXPECT_EQ(last_line_of("a\r\n"), 0U);
  EXPECT_EQ(last_line_of("\r\n"), 0U);
  EXPECT_EQ(last_line_of("\r\n\r\n"), 2U);
  EXPECT_EQ(last_line_of("\r\na"), 2U);
  EXPECT_EQ(last_line_of("a\r\nb"), 3U);
  EXPECT_EQ(last_line_of("a\r\nb\r\n"), 3U);
  EXPECT_EQ(last_line_of("a\r\n\r\n"), 3U);
  EXPECT_EQ(last_line_of("a\r\nb\nc\rd"), 5U);  // somebody else's file may have bare LF
  EXPECT_EQ(last_line_of("a\nb\n"), 2U);
  EXPECT_EQ(last_line_of("\n"), 0U);
}

TEST_P(Content, HasALastLineHoweverLongItIsAndWhereverABlockEnds) {
  // Around the multiples of the block that the search reads, counted from the end.
  for (const std::size_t block : {16'384U, 32'768U}) {
    for (std::size_t length = block - 3; length <= block + 3; ++length) {
      const std::string last(length, 'x');
      EXPECT_EQ(last_line_of("first\r\n" + last), 7U) << length;
      EXPECT_EQ(last_line_of("a\r\nfirst\r\n" + last + "\r\n"), 10U) << length;
      EXPECT_EQ(last_line_of(last), 0U) << length;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Stores, Content, ::testing::Values("directory:", "maildir:"),
                         [](const auto& store) {
                           const std::string url = store.param;
                           return url.substr(0, url.size() - 1);
                         });

}  // namespace
}  // namespace heloport::mailbox
