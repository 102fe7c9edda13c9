// What strangers call mails and mailboxes, and what becomes of it: one safe component, always.

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <utility>

#include "mailbox/charset.hpp"
#include "mailbox/file_name.hpp"
#include "mailbox/store.hpp"

namespace heloport::mailbox {
namespace {

using namespace std::string_literals;

bool is_safe_component(std::string_view name) {
  if (name.empty() || name.size() > 255 || name.front() == '.') return false;
  for (const char octet : name) {
    if (octet == '/' || static_cast<unsigned char>(octet) < 0x20 || octet == 0x7F) return false;
  }
  return is_utf8(name);
}

TEST(FileStem, KeepsWhatPeopleRead) {
  for (const char* subject :
       {"Test message", "Re: hello (again) [list] #1", "Grüße aus Köln", "件名", "a.b.c",
        "💌 with 👩‍💻", "50% off & more; $(echo)"}) {
    EXPECT_EQ(file_stem(subject), subject);
  }
}

TEST(FileStem, CannotLeaveTheMailbox) {
  EXPECT_EQ(file_stem("../../etc/passwd"), "_._.._etc_passwd");
  EXPECT_EQ(file_stem("/etc/passwd"), "_etc_passwd");
  EXPECT_EQ(file_stem("..\\..\\x"), "_._.._x");
  EXPECT_EQ(file_stem(".."), "_.");
  EXPECT_EQ(file_stem(".bashrc"), "_bashrc");
  EXPECT_EQ(file_stem("a\0b"s), "a_b");
}

TEST(FileStem, CannotBeAnOptionOfACommand) {
  EXPECT_EQ(file_stem("--checkpoint-action=exec=sh x"), "_-checkpoint-action=exec=sh x");
}

TEST(FileStem, HoldsNoControlAndNothingThatDeceivesTheEye) {
  EXPECT_EQ(file_stem("a\x1B[2Jb\x7F"), "a_[2Jb_");
  EXPECT_EQ(file_stem("a\xC2\x85z"), "a_z");
  EXPECT_EQ(file_stem("invoice\u202Efdp.exe"), "invoicefdp.exe");
  EXPECT_EQ(file_stem("pay\u200Bpal\uFEFF"), "paypal");
}

TEST(FileStem, WhiteSpaceIsOneSpaceBetweenWords) {
  EXPECT_EQ(file_stem("  a \t\r\n b\u2028c  "), "a b c");
  EXPECT_EQ(file_stem(" \t "), "");
  EXPECT_EQ(file_stem(""), "");
}

TEST(FileStem, OctetsThatAreNoUtf8AreReplaced) {
  EXPECT_EQ(file_stem("caf\xE9"), "caf_");
  EXPECT_EQ(file_stem("\xC0\xAE\xC0\xAE/"), "_____");  // an overlong ".."
  EXPECT_EQ(file_stem("\xED\xA0\x80"), "___");         // a surrogate
  EXPECT_EQ(file_stem("\xF4\x90\x80\x80"), "____");    // beyond U+10FFFF
  EXPECT_EQ(file_stem("\xE2\x82"), "__");              // cut
}

TEST(FileStem, DoesNotRepeatTheEnding) {
  EXPECT_EQ(file_stem("report.txt"), "report");
  EXPECT_EQ(file_stem("report.txt "), "report");
  EXPECT_EQ(file_stem(".txt"), "");
}

TEST(FileStem, LeavesRoomForTheEnding) {
  EXPECT_EQ(file_stem(std::string(251, 'a')).size(), 251U);
  EXPECT_EQ(file_stem(std::string(252, 'a')).size(), 251U);
  EXPECT_EQ(file_stem(std::string(100'000, 'a')).size(), 251U);
}

TEST(FileStem, IsNeverCutInsideACharacter) {
  for (std::size_t before = 240; before <= 251; ++before) {
    for (const std::string character : {"é", "件", "💌"}) {
      const std::string stem = file_stem(std::string(before, 'a') + character + character +
                                         character + character + character + character);
      EXPECT_TRUE(is_utf8(stem)) << before << character;
      EXPECT_LE(stem.size(), 251U);
      EXPECT_GT(stem.size() + character.size(), 251U);
    }
  }
}

TEST(FileName, IsNumberedFromTwo) {
  EXPECT_EQ(file_name("a", 1), "a.txt");
  EXPECT_EQ(file_name("a", 2), "a-2.txt");
  EXPECT_EQ(file_name("a", 18'000'000'000'000'000'000U), "a-18000000000000000000.txt");
}

TEST(FileName, MakesRoomForItsNumberBetweenCharacters) {
  std::string stem;
  while (stem.size() < 250) stem += "é";
  for (const std::uint64_t number : {1U, 2U, 10U, 100U, 1'000U, 1'000'000'000U}) {
    const std::string name = file_name(stem, number);
    EXPECT_TRUE(is_safe_component(name)) << number;
    EXPECT_GE(name.size(), 254U);
  }
}

TEST(FileName, IsSafeWhateverTheSubjectSays) {
  std::mt19937 random(5321);
  const std::string alphabet =
      "./\\-\0 \r\n\x1B\x7F\xC3\xA9\xE2\x80\xAE\xFF"
      "az"s;
  for (int round = 0; round < 20'000; ++round) {
    std::string subject;
    for (std::size_t left = random() % 300; left > 0; --left) {
      subject += alphabet[random() % alphabet.size()];
    }
    const std::string stem = file_stem(subject);
    if (stem.empty()) continue;
    for (const std::uint64_t number : {1U, 2U, 123'456U}) {
      ASSERT_TRUE(is_safe_component(file_name(stem, number))) << testing::PrintToString(subject);
    }
    ASSERT_NE(stem.front(), '-');
  }
}

TEST(MailboxName, IsTheAddressAsPeopleWriteIt) {
  EXPECT_EQ(mailbox_name({"bob", "example.com"}), "bob@example.com");
  EXPECT_EQ(mailbox_name({"Bob.Jones+x", "example.com"}), "Bob.Jones+x@example.com");
  EXPECT_EQ(mailbox_name({"Postmaster", ""}), "Postmaster");
  EXPECT_EQ(mailbox_name({"bob", "[IPv6:::1]"}), "bob@[IPv6:::1]");
  EXPECT_EQ(mailbox_name({"grüße", "köln.example"}), "grüße@köln.example");
}

TEST(MailboxName, EscapesWhatAPathMustNotHold) {
  EXPECT_EQ(mailbox_name({"..", "x"}), "%2E.@x");
  EXPECT_EQ(mailbox_name({"../../etc", "x"}), "%2E.%2F..%2Fetc@x");
  EXPECT_EQ(mailbox_name({".tmp", ""}), "%2Etmp");
  EXPECT_EQ(mailbox_name({"a\0b"s, "x"}), "a%00b@x");
  EXPECT_EQ(mailbox_name({"a\r\nb\x7F", "x"}), "a%0D%0Ab%7F@x");
  EXPECT_EQ(mailbox_name({"100%", "x"}), "100%25@x");
  EXPECT_EQ(mailbox_name({"\xFF", "x"}), "%FF@x");
  EXPECT_EQ(mailbox_name({"bob", "../x"}), "bob@..%2Fx");
}

TEST(MailboxName, TellsADomainFromAnAtSignInTheLocalPart) {
  EXPECT_EQ(mailbox_name({"a@b", ""}), "a%40b");
  EXPECT_EQ(mailbox_name({"a", "b"}), "a@b");
  EXPECT_EQ(mailbox_name({"a@b", "c"}), "a%40b@c");
}

TEST(MailboxName, IsNothingWhenThereIsNoneOrItIsTooLong) {
  EXPECT_EQ(mailbox_name({"", ""}), std::nullopt);
  EXPECT_EQ(mailbox_name({std::string(127, 'a'), std::string(127, 'b')})->size(), 255U);
  EXPECT_EQ(mailbox_name({std::string(128, 'a'), std::string(127, 'b')}), std::nullopt);
  EXPECT_EQ(mailbox_name({std::string(64, '/'), std::string(64, '/')}), std::nullopt);
}

TEST(MailboxName, IsSafeAndDifferentForDifferentAddresses) {
  const std::string alphabet =
      "./%@25\0\n\xC3\xA9"
      "a"s;
  std::map<std::string, std::pair<std::string, std::string>> seen;
  std::mt19937 random(5321);
  for (int round = 0; round < 50'000; ++round) {
    std::string local_part;
    std::string domain;
    for (std::size_t left = 1 + random() % 4; left > 0; --left) {
      local_part += alphabet[random() % alphabet.size()];
    }
    for (std::size_t left = random() % 3; left > 0; --left) {
      domain += alphabet[random() % alphabet.size()];
    }
    const auto name = mailbox_name({local_part, domain});
    ASSERT_TRUE(name.has_value());
    ASSERT_TRUE(is_safe_component(*name)) << *name;
    const auto entry = seen.try_emplace(*name, local_part, domain).first;
    ASSERT_EQ(entry->second, std::pair(local_part, domain)) << *name;
  }
}

}  // namespace
}  // namespace heloport::mailbox
