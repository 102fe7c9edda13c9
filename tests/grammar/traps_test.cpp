// The traps of the SMTP grammar: places where a parser that was written from memory goes wrong.
// They are numbered as in the specification that this folder was written from. Where the answer
// is not the grammar's, it is said here whose it is:
//
//   11  path limit of 256 octets                the engine's (limits); here: the grammar has none
//   13  SIZE over 64 bits is saturated          the engine's; here: 20 digits are a value
//   14  swallowing the octets of a failed BDAT  the engine's; here: digits of any length
//   19  AUTH lines of 12288 octets              the engine's; here: "=" and the empty challenge
//   21  UTF-8 path without SMTPUTF8             the engine's; here: the path is flagged
//   25  ETRN queues nothing that we have        the engine's; here: its argument
//   26  221 and 421 name the host               the engine's; here: codes are found in replies
//   27  X.7.16 and X.7.17 have two meanings     the engine's reply texts, no grammar
//   28  550 or 553 for UTF-8                    the engine's; here: as 21
//   29  errata of RFC 5321                      5414 and 4315 are traps 6 and 4; the others are
//                                               of the trace fields, which the client writes
//   30  rfc5321bis                              nothing is taken from it

#include <gtest/gtest.h>

#include <string>

#include "grammar/command.hpp"
#include "grammar/parameter_value.hpp"
#include "grammar/reply.hpp"
#include "grammar/xtext.hpp"

namespace heloport::grammar {
namespace {

bool is_mailbox(std::string_view text) {
  return !parse_mailbox(text).is_null;
}

SyntaxFault fault_of(std::string_view line, Leniency allowed = Leniency::none) {
  return parse_command(std::string(line) + "\r\n", allowed).fault;
}

TEST(Traps, T01_LabelsMayHoldHyphensButNotBeginOrEndWithOne) {
  EXPECT_TRUE(is_mailbox("a@b-c"));
  EXPECT_TRUE(is_mailbox("a@b--c"));
  EXPECT_FALSE(is_mailbox("a@-b"));
  EXPECT_FALSE(is_mailbox("a@b-"));
  EXPECT_FALSE(is_mailbox("a@b-.c"));
  EXPECT_TRUE(is_mailbox("a@1.2.3.4"));                  // a Domain, not an address
  EXPECT_TRUE(is_mailbox("a@" + std::string(64, 'b')));  // no limit of 63 in the grammar
}

TEST(Traps, T02_ADomainHasNoTrailingDot) {
  EXPECT_FALSE(is_mailbox("a@b."));
  EXPECT_FALSE(is_domain("example.com."));
}

TEST(Traps, T03_ABadIpv6AddressIsNoGeneralLiteral) {
  EXPECT_FALSE(is_domain("[IPv6:zzz]"));
  EXPECT_FALSE(is_domain("[X-foo:bar]"));
  EXPECT_EQ(fault_of("MAIL FROM:<a@[IPv6:zzz]>"), SyntaxFault::bad_address_literal);
}

TEST(Traps, T04_DoubleColonMayStandForOneGroup) {
  EXPECT_TRUE(is_domain("[IPv6:1:2:3:4:5:6:7::]"));
  EXPECT_TRUE(is_domain("[IPv6:::2:3:4:5:6:7:8]"));
  EXPECT_FALSE(is_domain("[IPv6:1:2:3:4:5:6:7:8::]"));
  EXPECT_TRUE(is_domain("[IPv6:::]"));
  EXPECT_TRUE(is_domain("[IPv6:::1]"));
  EXPECT_FALSE(is_domain("[IPv6::1]"));
}

TEST(Traps, T05_LeadingZerosOfIpv4AreDecimal) {
  EXPECT_TRUE(is_domain("[001.002.003.004]"));
  EXPECT_TRUE(is_domain("[099.010.000.255]"));  // 099 is no octal number
  EXPECT_FALSE(is_domain("[256.1.1.1]"));
  EXPECT_FALSE(is_domain("[0001.1.1.1]"));
}

TEST(Traps, T06_QuotedStringsHideDelimiters) {
  EXPECT_TRUE(is_mailbox("\"\"@d"));
  EXPECT_TRUE(is_mailbox("\" \"@d"));
  EXPECT_FALSE(is_mailbox("\"\t\"@d"));
  EXPECT_FALSE(is_mailbox("\"a\".\"b\"@d"));
  const Command command = parse_command("MAIL FROM:<\"a>b@c SIZE=1\"@d> SIZE=2\r\n");
  EXPECT_EQ(command.path.local_part, "\"a>b@c SIZE=1\"");
  EXPECT_EQ(command.path.domain, "d");
  EXPECT_EQ(command.parameters.text(), "SIZE=2");
}

TEST(Traps, T07_ABackslashQuotesOnlyPrintableAscii) {
  EXPECT_TRUE(is_mailbox("\"\\\"\\\\\\ \"@d"));
  for (const std::string octet : {"\r", "\n", "\t", "\x7F", "\xC3\xA9"}) {
    EXPECT_FALSE(is_mailbox("\"\\" + octet + "\"@d"));
  }
  EXPECT_FALSE(is_mailbox(std::string("\"\\\0\"@d", 6)));
  EXPECT_EQ(unquoted("\"\\a\""), "a");
  EXPECT_EQ(unquoted("\"\\a\""), unquoted("a"));
}

TEST(Traps, T08_VrfyTakesTheRestOfTheLine) {
  EXPECT_EQ(parse_command("VRFY user@host\r\n").argument, "user@host");
  EXPECT_EQ(parse_command("VRFY Joe Smith\r\n").argument, "Joe Smith");
  EXPECT_EQ(parse_command("EXPN \"Joe Smith\"\r\n").argument, "\"Joe Smith\"");
}

TEST(Traps, T09_LiteralsInHeloAndTextAfterThemAreLeniencies) {
  EXPECT_EQ(fault_of("HELO [192.0.2.1]"), SyntaxFault::bad_address_literal);
  EXPECT_EQ(fault_of("HELO [192.0.2.1]", Leniency::helo_literal), SyntaxFault::none);
  EXPECT_EQ(fault_of("EHLO [192.0.2.1] text"), SyntaxFault::bad_argument);
  EXPECT_EQ(fault_of("EHLO [192.0.2.1] text", Leniency::ehlo_trailing_text), SyntaxFault::none);
  EXPECT_EQ(fault_of("EHLO host text", Leniency::ehlo_trailing_text), SyntaxFault::bad_argument);
}

TEST(Traps, T10_PostmasterStandsAloneOnlyInRcpt) {
  for (const std::string word : {"Postmaster", "postmaster", "POSTMASTER", "pOsTmAsTeR"}) {
    const std::string line = "RCPT TO:<" + word + ">\r\n";
    const Command command = parse_command(line);
    EXPECT_TRUE(command.path.is_postmaster);
    EXPECT_TRUE(command.path.domain.empty());
    EXPECT_EQ(fault_of("MAIL FROM:<" + word + ">"), SyntaxFault::bad_domain);
  }
  EXPECT_EQ(fault_of("RCPT TO:<Postmasters>"), SyntaxFault::bad_domain);
  EXPECT_FALSE(parse_command("RCPT TO:<postmaster@a>\r\n").path.is_postmaster);
}

TEST(Traps, T11_TheGrammarKnowsNoLengths) {
  const std::string mailbox = std::string(64, 'a') + "@" + std::string(255, 'b');
  EXPECT_EQ(fault_of("MAIL FROM:<" + mailbox + ">"), SyntaxFault::none);
  EXPECT_TRUE(is_mailbox(std::string(100'000, 'a') + "@" + std::string(100'000, 'b')));
}

TEST(Traps, T12_AValueHoldsNoEqualsSignAndIsNotEmpty) {
  EXPECT_EQ(fault_of("MAIL FROM:<a@b> X=a=b"), SyntaxFault::bad_parameter);
  EXPECT_EQ(fault_of("MAIL FROM:<a@b> SIZE="), SyntaxFault::bad_parameter);
  EXPECT_EQ(fault_of("MAIL FROM:<a@b> UNKNOWN=a"), SyntaxFault::none);
}

TEST(Traps, T13_SizeMayExceedSixtyFourBits) {
  EXPECT_TRUE(is_value_of(ValueOf::size, "0"));
  EXPECT_TRUE(is_value_of(ValueOf::size, "99999999999999999999"));
  EXPECT_FALSE(is_value_of(ValueOf::size, "100000000000000000000"));
  EXPECT_FALSE(is_value_of(ValueOf::size, "-1"));
}

TEST(Traps, T14_ChunkSizesHaveAnyNumberOfDigits) {
  const std::string digits(400, '9');
  EXPECT_EQ(parse_command("BDAT " + digits + " LAST\r\n").argument, digits);
  EXPECT_EQ(fault_of("BDAT 0"), SyntaxFault::none);
  EXPECT_EQ(fault_of("BDAT"), SyntaxFault::missing_argument);
  EXPECT_EQ(fault_of("BDAT x"), SyntaxFault::bad_argument);
}

TEST(Traps, T15_XtextIsOfUpperCaseAndHidesNoControls) {
  EXPECT_TRUE(is_xtext("a+2Bb"));
  EXPECT_FALSE(is_xtext("a+2bb"));
  EXPECT_TRUE(is_xtext(""));
  EXPECT_EQ(fault_of("MAIL FROM:<a@b> ENVID="), SyntaxFault::bad_parameter);
  for (const std::string_view control : {"a+00", "a+0D", "a+0A", "a+7F"}) {
    EXPECT_TRUE(is_xtext(control));
    EXPECT_FALSE(decode_xtext(control)) << control;
    EXPECT_FALSE(is_value_of(ValueOf::envid, control)) << control;
  }
}

TEST(Traps, T16_NotifyIsNeverOrAListWithoutGaps) {
  EXPECT_TRUE(is_value_of(ValueOf::notify, "SUCCESS,FAILURE,DELAY"));
  EXPECT_TRUE(is_value_of(ValueOf::notify, "never"));
  EXPECT_FALSE(is_value_of(ValueOf::notify, "NEVER,SUCCESS"));
  EXPECT_FALSE(is_value_of(ValueOf::notify, "SUCCESS,,FAILURE"));
  EXPECT_FALSE(is_value_of(ValueOf::notify, "SUCCESS, FAILURE"));
}

TEST(Traps, T17_OrcptIsNotHeldToItsAddressType) {
  EXPECT_TRUE(is_value_of(ValueOf::orcpt, "rfc822;no+20address"));
  EXPECT_TRUE(is_value_of(ValueOf::orcpt, "x400;/c+3Dus/"));
  EXPECT_FALSE(is_value_of(ValueOf::orcpt, "rfc822"));
  const Command command = parse_command("RCPT TO:<a@b> ORCPT=rfc822;A+2BB@c\r\n");
  EXPECT_EQ((*command.parameters.begin()).value, "rfc822;A+2BB@c");  // octet for octet
}

TEST(Traps, T18_AuthNamesAMailboxWithoutBracketsOrNobody) {
  EXPECT_TRUE(is_value_of(ValueOf::auth, "e+3Dmc2@example.com"));
  EXPECT_TRUE(is_value_of(ValueOf::auth, "<>"));
  EXPECT_FALSE(is_value_of(ValueOf::auth, "<a@b>"));
  EXPECT_FALSE(is_value_of(ValueOf::auth, "a"));
}

TEST(Traps, T19_AnInitialResponseOfOneEqualsSignIsEmpty) {
  EXPECT_EQ(parse_command("AUTH PLAIN =\r\n").second_argument, "=");
  EXPECT_EQ(fault_of("AUTH PLAIN =="), SyntaxFault::bad_base64);
  const ReplyLine challenge = parse_reply_line("334 \r\n");
  EXPECT_TRUE(challenge.well_formed);
  EXPECT_EQ(challenge.text, "");
}

TEST(Traps, T20_PrioritiesAndTimesHaveOneSpelling) {
  for (const std::string_view good : {"0", "9", "-9"}) {
    EXPECT_TRUE(is_value_of(ValueOf::mt_priority, good)) << good;
  }
  for (const std::string_view bad : {"+3", "03", "-0", "10", ""}) {
    EXPECT_FALSE(is_value_of(ValueOf::mt_priority, bad)) << bad;
  }
  EXPECT_FALSE(is_value_of(ValueOf::holdfor, "012"));
  EXPECT_TRUE(is_value_of(ValueOf::by, "-0012;N"));
  EXPECT_FALSE(is_value_of(ValueOf::by, "0;R"));
  EXPECT_FALSE(is_value_of(ValueOf::by, "-1;R"));
  EXPECT_FALSE(is_value_of(ValueOf::by, ";N"));
}

TEST(Traps, T21_ParametersThatTakeNoValueAreToldApart) {
  const auto first = [](std::string_view line) { return *parse_command(line).parameters.begin(); };
  EXPECT_FALSE(first("MAIL FROM:<a@b> SMTPUTF8\r\n").has_value);
  EXPECT_TRUE(first("MAIL FROM:<a@b> SMTPUTF8=1\r\n").has_value);
  EXPECT_EQ(fault_of("MAIL FROM:<a@b> SMTPUTF8="), SyntaxFault::bad_parameter);
  // The parameter comes after the path that it licenses.
  EXPECT_TRUE(parse_command("MAIL FROM:<\xC3\xA9@b> SMTPUTF8\r\n").path.is_utf8);
  EXPECT_TRUE(parse_command("MAIL FROM:<\xC3\xA9@b>\r\n").path.is_utf8);
  EXPECT_FALSE(parse_command("MAIL FROM:<a@b> X=\xC3\xA9\r\n").path.is_utf8);
}

// RFC 5321, 4.2 prints 0 to 5; a client goes by the first digit of what it does not know (4.2.1).
TEST(Traps, T22_TheSecondDigitOfAReplyMayBeAny) {
  for (const std::string code : {"521", "556", "450", "220", "354", "560", "571", "299", "399"}) {
    EXPECT_TRUE(parse_reply_line(code + " x\r\n").well_formed) << code;
  }
  for (const std::string code : {"199", "600", "2x0", "25", "2500"}) {
    EXPECT_FALSE(parse_reply_line(code + " x\r\n").well_formed) << code;
  }
}

TEST(Traps, T23_TheLastLineOfAGreetingNeedsNoDomain) {
  EXPECT_FALSE(parse_reply_line("220-mx.example.org ESMTP\r\n").last);
  const ReplyLine last = parse_reply_line("220\r\n");
  EXPECT_TRUE(last.well_formed);
  EXPECT_TRUE(last.last);
}

TEST(Traps, T24_AnEhloKeywordHoldsNoEqualsSign) {
  EXPECT_EQ(parse_ehlo_line("AUTH=LOGIN PLAIN").keyword, "");
  EXPECT_EQ(parse_ehlo_line("AUTH LOGIN PLAIN").keyword, "AUTH");
}

TEST(Traps, T25_TheOptionOfEtrnIsPartOfItsArgument) {
  EXPECT_EQ(parse_command("ETRN example.org\r\n").argument, "example.org");
  EXPECT_EQ(parse_command("ETRN @example.org\r\n").argument, "@example.org");
  EXPECT_EQ(parse_command("ETRN #queue\r\n").argument, "#queue");
  EXPECT_EQ(fault_of("ETRNexample.org"), SyntaxFault::unknown_verb);
}

TEST(Traps, T26_AStatusCodeIsTheFirstWordOfTheText) {
  EXPECT_EQ(parse_reply_line("221 2.0.0 Bye\r\n").enhanced, "2.0.0");
  EXPECT_EQ(parse_reply_line("421 4.3.2 Shutting down\r\n").enhanced, "4.3.2");
  EXPECT_EQ(parse_reply_line("221 mx.example.org 2.0.0\r\n").enhanced, "");
  EXPECT_EQ(parse_reply_line("221 2.0.0 Bye\r\n").text, "2.0.0 Bye");
}

TEST(Traps, T28_Utf8IsWellFormedOrRefused) {
  EXPECT_TRUE(is_mailbox("\xC3\xA9@b\xC3\xBC.c"));
  EXPECT_FALSE(is_mailbox("\xC0\xAE@b"));      // overlong
  EXPECT_FALSE(is_mailbox("\xED\xA0\x80@b"));  // a surrogate
  EXPECT_FALSE(is_mailbox("\xF4\x90\x80\x80@b"));
  EXPECT_EQ(fault_of("RCPT TO:<\xC3@b>"), SyntaxFault::bad_character);
}

TEST(Traps, T29_ErratumFiveFourOneFourIsNotFollowed) {
  EXPECT_TRUE(is_mailbox("\"\"@d"));  // 1*QcontentSMTP would refuse it; the print accepts it
}

}  // namespace
}  // namespace heloport::grammar
