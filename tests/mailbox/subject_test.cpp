// The Subject of a message that comes in pieces, and RFC 2047 in it.

#include <gtest/gtest.h>

#include <algorithm>

#include "mailbox/charset.hpp"
#include "mailbox/encoded_word.hpp"
#include "mailbox/subject.hpp"

namespace heloport::mailbox {
namespace {

std::string subject_in_pieces(std::string_view message, std::size_t piece_octets) {
  SubjectFinder finder;
  for (; !message.empty(); message.remove_prefix(std::min(piece_octets, message.size()))) {
    finder.write(message.substr(0, piece_octets));
  }
  return finder.subject();
}

// Whole, octet by octet and in other pieces, it is the same.
std::string subject_of(std::string_view message) {
  const std::string whole = subject_in_pieces(message, message.size() + 1);
  for (const std::size_t octets : {1U, 2U, 3U, 7U}) {
    EXPECT_EQ(subject_in_pieces(message, octets), whole) << "in pieces of " << octets;
  }
  return whole;
}

TEST(SubjectFinder, FindsTheFieldWhereverItStandsInTheHeader) {
  EXPECT_EQ(subject_of("Subject: one\r\n\r\n"), " one");
  EXPECT_EQ(subject_of("From: a@b\r\nsUBJECT:one\r\nTo: c\r\n\r\nbody\r\n"), "one");
  EXPECT_EQ(subject_of("Subject : old syntax\r\n\r\n"), " old syntax");
  EXPECT_EQ(subject_of("Subject: no body"), " no body");
}

TEST(SubjectFinder, TakesTheFirstOfSeveral) {
  EXPECT_EQ(subject_of("Subject:one\r\nSubject:two\r\n\r\n"), "one");
  EXPECT_EQ(subject_of("Subject:\r\nSubject:two\r\n\r\n"), "");
}

TEST(SubjectFinder, Unfolds) {
  EXPECT_EQ(subject_of("Subject: one\r\n two\r\n\tthree\r\nTo: x\r\n\r\n"), " one two\tthree");
  EXPECT_EQ(subject_of("X-Long: a\r\n Subject: not this\r\nSubject:this\r\n\r\n"), "this");
}

TEST(SubjectFinder, DoesNotLookBehindTheHeader) {
  EXPECT_EQ(subject_of("From: a\r\n\r\nSubject: body\r\n"), "");
  EXPECT_EQ(subject_of("\r\nSubject: body\r\n"), "");
  EXPECT_EQ(subject_of("Project for CSCI-351\r\nSubject: body\r\n"), "");
}

TEST(SubjectFinder, IsNotFooledByNamesThatAreAlike) {
  EXPECT_EQ(subject_of("X-Subject: a\r\nSubjects: b\r\nSub ject: c\r\nSubjec: d\r\n\r\n"), "");
  EXPECT_EQ(subject_of("Subject" + std::string(100, 'x') + ": a\r\n\r\n"), "");
}

TEST(SubjectFinder, HoldsABoundedPartOfAnEndlessField) {
  EXPECT_EQ(subject_of("Subject:" + std::string(1'000'000, 'x') + "\r\n\r\n").size(), 2048U);
}

TEST(SubjectFinder, FindsItBehindAHeaderOfAnySize) {
  std::string message;
  for (int field = 0; field < 2000; ++field) message += "Received: from somewhere\r\n by us\r\n";
  EXPECT_EQ(subject_in_pieces(message + "Subject: late\r\n\r\n", 4096), " late");
}

TEST(SubjectFinder, DecodesWhatItFinds) {
  EXPECT_EQ(subject_of("Subject:=?utf-8?Q?Gr=C3=BC?=\r\n =?utf-8?Q?=C3=9Fe?=\r\n\r\n"), "Grüße");
}

TEST(DecodedWords, KnowsBothEncodings) {
  EXPECT_EQ(decoded_words("=?UTF-8?B?R3LDvMOfZQ==?="), "Grüße");
  EXPECT_EQ(decoded_words("=?utf-8?q?Gr=C3=BC=c3=9fe_aus=20K=C3=B6ln?="), "Grüße aus Köln");
  EXPECT_EQ(decoded_words("=?ISO-8859-1?Q?caf=E9?="), "café");
  EXPECT_EQ(decoded_words("=?US-ASCII*EN?Q?Keith_Moore?="), "Keith Moore");
}

// RFC 2047, 8: the examples of the section, with their white space.
TEST(DecodedWords, JoinsWordsAsRfc2047Shows) {
  EXPECT_EQ(decoded_words("(=?ISO-8859-1?Q?a?=)"), "(=?ISO-8859-1?Q?a?=)");  // not in an atom
  EXPECT_EQ(decoded_words("=?ISO-8859-1?Q?a?= b"), "a b");
  EXPECT_EQ(decoded_words("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?="), "ab");
  EXPECT_EQ(decoded_words("=?ISO-8859-1?Q?a?=  \t =?ISO-8859-1?Q?b?="), "ab");
  EXPECT_EQ(decoded_words("=?ISO-8859-1?Q?a_b?="), "a b");
  EXPECT_EQ(decoded_words("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?="), "a b");
}

TEST(DecodedWords, LeavesPlainTextAlone) {
  for (const char* text : {"", " a  b ", "Re: [x] =?", "a =? b ?= c", "1=1?"}) {
    EXPECT_EQ(decoded_words(text), text);
  }
}

TEST(DecodedWords, KeepsTheTextBetween) {
  EXPECT_EQ(decoded_words("Re: =?utf-8?Q?caf=C3=A9?= at noon"), "Re: café at noon");
  EXPECT_EQ(decoded_words("=?utf-8?Q?a?= and =?utf-8?Q?b?="), "a and b");
}

TEST(DecodedWords, ACharacterMayBeDividedBetweenWords) {
  EXPECT_EQ(decoded_words("=?UTF-8?B?R3LD?= =?UTF-8?B?vMOfZQ==?="), "Grüße");
}

TEST(DecodedWords, AWordThatCannotBeDecodedStaysAsItIs) {
  for (const char* word :
       {"=?utf-8?Q?=ZZ?=", "=?utf-8?Q?=C?=", "=?utf-8?B?R3L*?=", "=?utf-8?X?a?=",
        "=?utf-8?Q?=C3=28?=", "=?us-ascii?Q?=E9?=", "=?x-unknown?Q?a?=", "=?utf-8?Q?a", "=??Q?a?=",
        "=?utf-8?Q?a?b?=", "=?utf-8?QQ?a?=", "=?/etc/passwd?Q?a?=", "=?UTF-8//TRANSLIT?Q?a?="}) {
    EXPECT_EQ(decoded_words(word), word);
  }
  EXPECT_EQ(decoded_words("=?utf-8?Q?=ZZ?= =?utf-8?Q?a?="), "=?utf-8?Q?=ZZ?= a");
}

TEST(DecodedWords, KnowsTheOtherCharacterSetsOfMail) {
  EXPECT_EQ(decoded_words("=?windows-1252?Q?=80_and_=93quotes=94?="), "€ and “quotes”");
  EXPECT_EQ(decoded_words("=?koi8-r?B?8NLJ18XU?="), "Привет");
  EXPECT_EQ(decoded_words("=?ISO-2022-JP?B?GyRCN29MPhsoQg==?="), "件名");
  EXPECT_EQ(decoded_words("=?gb18030?B?1tDOxA==?="), "中文");
  EXPECT_EQ(decoded_words("=?Shift_JIS?B?jI+WvA==?="), "件名");
}

TEST(ToUtf8, AsksIconvForNothingRare) {
  EXPECT_EQ(to_utf8("ISO-2022-CN-EXT", "a"), std::nullopt);
  EXPECT_EQ(to_utf8("UTF-7", "a"), std::nullopt);
  EXPECT_EQ(to_utf8("", "a"), std::nullopt);
}

TEST(IsUtf8, AgreesWithRfc3629) {
  for (const char* good :
       {"", "a", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_utf8(good)) << testing::PrintToString(good);
  }
  for (const char* bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2z", "\xE0\x9F\xBF",
                          "\xED\xA0\x80", "\xE2\x82", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
                          "\xF5\x80\x80\x80", "\xF0\x90\x80", "\xFF", "a\xE2\x28\xA1"}) {
    EXPECT_FALSE(is_utf8(bad)) << testing::PrintToString(bad);
  }
}

}  // namespace
}  // namespace heloport::mailbox
