// The oracles of values, xtext, replies, base64 and SCRAM: that each of them can complain.

#include <gtest/gtest.h>

#include "fuzz/reference_sasl.hpp"
#include "fuzz/reply_oracles.hpp"
#include "fuzz/sasl_oracles.hpp"
#include "fuzz/value_oracles.hpp"

namespace heloport::fuzz {
namespace {

using engine::ReplyBounds;
using grammar::ValueOf;

TEST(ValueOracle, FindsAParserThatTakesTooMuchOrTooLittle) {
  EXPECT_FALSE(value_agrees(ValueOf::size, "12", true));
  EXPECT_TRUE(value_agrees(ValueOf::size, "12", false));
  EXPECT_TRUE(value_agrees(ValueOf::size, "123456789012345678901", true));
  EXPECT_TRUE(value_agrees(ValueOf::notify, "NEVER,DELAY", true));
  EXPECT_TRUE(value_agrees(ValueOf::orcpt, "utf-8;\\x{D800}", true));
  EXPECT_TRUE(value_agrees(ValueOf::by, "0;R", true));
  EXPECT_TRUE(value_agrees(ValueOf::holduntil, "2026-13-01T00:00:00Z", true));
  EXPECT_TRUE(value_agrees(ValueOf::mt_priority, "-0", true));
}

TEST(SizeOracle, FindsASizeThatIsReadWrongly) {
  using engine::Say;
  constexpr std::uint64_t limit = 1000;
  EXPECT_FALSE(size_agrees("1000", limit, std::nullopt, 1000));
  EXPECT_FALSE(size_agrees("1001", limit, Say::message_too_big, 1001));
  EXPECT_FALSE(size_agrees("99999999999999999999", limit, Say::message_too_big, ~0ULL));
  EXPECT_FALSE(size_agrees("000000000000000000001", limit, Say::bad_parameter_value, std::nullopt));
  EXPECT_TRUE(size_agrees("000000000000000000001", limit, std::nullopt, 1));
  EXPECT_TRUE(size_agrees("99999999999999999999", limit, std::nullopt, 0));
  EXPECT_TRUE(size_agrees("1000", limit, std::nullopt, 100));
  EXPECT_TRUE(size_agrees("1000", limit, Say::message_too_big, 1000));
}

TEST(XtextOracle, FindsACodecThatIsNoInverse) {
  EXPECT_FALSE(xtext_is_inverted("a=b", "a+3Db"));
  EXPECT_TRUE(xtext_is_inverted("a=b", "a=b"));
  EXPECT_TRUE(xtext_is_inverted("ab", "a+62"));
  EXPECT_TRUE(xtext_is_inverted("a+b", "a+2Bc"));
  EXPECT_FALSE(xtext_is_canonical("a+2Bb"));
}

TEST(ParameterOracle, FindsEachParameterThatChanged) {
  const engine::MailParameters none;
  engine::MailParameters mail;
  EXPECT_FALSE(parameters_are_equal(none, mail));
  EXPECT_TRUE(parameters_are_equal(none, {.size_octets = 1}));
  EXPECT_TRUE(parameters_are_equal(none, {.body = engine::BodyType::binary_mime}));
  EXPECT_TRUE(parameters_are_equal(none, {.smtputf8 = true}));
  EXPECT_TRUE(parameters_are_equal(none, {.ret = engine::Ret::full}));
  EXPECT_TRUE(parameters_are_equal(none, {.envid = "a"}));
  EXPECT_TRUE(parameters_are_equal({.envid = "+61"}, {.envid = "b"}));
  EXPECT_TRUE(parameters_are_equal(none, {.auth = "<>"}));
  EXPECT_TRUE(parameters_are_equal({.deliver_by = engine::DeliverBy{.seconds = 1}},
                                   {.deliver_by = engine::DeliverBy{.seconds = 2}}));
  EXPECT_TRUE(parameters_are_equal({.hold = engine::Hold{.seconds = 1}},
                                   {.hold = engine::Hold{.seconds = 2}}));
  EXPECT_TRUE(parameters_are_equal(none, {.priority = 1}));
  EXPECT_TRUE(parameters_are_equal(none, {.requiretls = true}));
  const engine::RcptParameters nobody;
  EXPECT_TRUE(parameters_are_equal(nobody, {.notify = engine::Notify{.never = true}}));
  EXPECT_TRUE(parameters_are_equal(nobody, {.orcpt = "rfc822;a"}));
}

TEST(ParameterOracle, EveryParameterSurvivesAClient) {
  EXPECT_EQ(mail_parameters_survive("SIZE=5 BODY=8BITMIME RET=HDRS ENVID=a+2Bb AUTH=<> BY=5;RT "
                                    "MT-PRIORITY=-3 SMTPUTF8 REQUIRETLS"),
            std::nullopt);
  EXPECT_EQ(mail_parameters_survive("HOLDUNTIL=2030-01-01T00:00:00Z"), std::nullopt);
  EXPECT_EQ(rcpt_parameters_survive("NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+2Bb@c"), std::nullopt);
}

TEST(ReplyOracle, FindsALineThatIsReadWrongly) {
  const std::string_view line = "250-2.1.0 Ok\r\n";
  grammar::ReplyLine reply = grammar::parse_reply_line(line);
  EXPECT_FALSE(reply_line_agrees(line, reply));
  reply.last = true;
  EXPECT_TRUE(reply_line_agrees(line, reply));
  reply = grammar::parse_reply_line(line);
  reply.enhanced = {};
  EXPECT_TRUE(reply_line_agrees(line, reply));
  reply = grammar::parse_reply_line(line);
  reply.code = 251;
  EXPECT_TRUE(reply_line_agrees(line, reply));
  EXPECT_TRUE(reply_line_agrees(line, grammar::ReplyLine{}));
  const std::string elsewhere(line);
  EXPECT_TRUE(reply_line_agrees(line, grammar::parse_reply_line(elsewhere)));
}

TEST(ReplyOracle, FindsAnExtensionThatIsReadWrongly) {
  const std::string_view text = "SIZE 5 ";
  EXPECT_FALSE(ehlo_line_agrees(text, grammar::parse_ehlo_line(text)));
  EXPECT_TRUE(ehlo_line_agrees(text, {text.substr(0, 3), text.substr(5, 1)}));
  EXPECT_TRUE(ehlo_line_agrees(text, {text.substr(0, 4), text.substr(5)}));
  EXPECT_TRUE(ehlo_line_agrees("AUTH=LOGIN", {"AUTH", ""}));
}

TEST(ReplyOracle, FindsAReaderThatCutsElsewhere) {
  const ReplyBounds bounds{.line_octets_max = 4096, .lines_max = 256};
  const std::string_view wire = "250-a\r\n250 b\r\n550 5.1.1 c\r\n";
  ReplyReading ours;
  ReplyReading theirs;
  reference_replies(wire, bounds, theirs);
  for (const Splitting& each : splittings(4, 9)) {
    read_replies(wire, bounds, each, ours);
    EXPECT_EQ(readings_agree(ours, theirs, wire.size()), std::nullopt);
  }
  ReplyReading other = ours;
  other.lines.pop_back();
  EXPECT_TRUE(readings_agree(other, theirs, wire.size()));
  other = ours;
  other.broken = true;
  EXPECT_TRUE(readings_agree(other, theirs, wire.size()));
  other = ours;
  other.steps = 1000;
  EXPECT_TRUE(readings_agree(other, theirs, wire.size()));
  other.fault = "is hungry and has no room";
  EXPECT_TRUE(readings_agree(other, theirs, wire.size()));
}

TEST(ReplyOracle, FindsAReplyThatIsSaidWrongly) {
  const engine::Reply reply{250, "2.0.0", "Ok"};
  EXPECT_FALSE(reply_is_said(reply, "250 2.0.0 Ok\r\n"));
  EXPECT_TRUE(reply_is_said(reply, "251 2.0.0 Ok\r\n"));
  EXPECT_TRUE(reply_is_said(reply, "250 Ok\r\n"));
  EXPECT_TRUE(reply_is_said(reply, "250-2.0.0 Ok\r\n"));
  EXPECT_TRUE(reply_is_said(reply, "250 2.0.0 O\tk\r\n"));
  EXPECT_TRUE(reply_is_said(reply, "250 2.0.0 Ok\r\n250 x\r\n"));
  EXPECT_TRUE(reply_is_said(reply, "250 2.0.0 " + std::string(600, 'a') + "\r\n"));
  EXPECT_TRUE(reply_is_said(reply, ""));
}

TEST(Base64Oracle, FindsADecoderThatIsLenientOrWrong) {
  EXPECT_FALSE(base64_agrees("QUI=", "AB"));
  EXPECT_TRUE(base64_agrees("QUI=", "AC"));
  EXPECT_TRUE(base64_agrees("QUJ=", "AB"));  // a bit too many
  EXPECT_TRUE(base64_agrees("QUI", "AB"));
  EXPECT_TRUE(base64_agrees("QUI=", std::nullopt));
  EXPECT_FALSE(base64_is_inverted("AB", "QUI="));
  EXPECT_TRUE(base64_is_inverted("AB", "QUM="));
  EXPECT_TRUE(base64_is_inverted("AB", "QUI"));
}

TEST(ScramOracle, FindsPartsThatAreOthers) {
  const std::string_view text = "n,a=b,n=ann,r=xyz";
  auto first = grammar::parse_scram_client_first(text);
  ASSERT_TRUE(first);
  EXPECT_FALSE(scram_agrees(text, first));
  first->username = "bob";
  EXPECT_TRUE(scram_agrees(text, first));
  EXPECT_TRUE(scram_agrees(text, std::optional<grammar::ScramClientFirst>{}));
  const std::string_view server = "r=xyz,s=QUI=,i=4096";
  auto answer = grammar::parse_scram_server_first(server);
  ASSERT_TRUE(answer);
  EXPECT_FALSE(scram_agrees(server, answer));
  answer->iterations = 1;
  EXPECT_TRUE(scram_agrees(server, answer));
  EXPECT_TRUE(scram_agrees("r=xyz", answer));
  EXPECT_FALSE(scram_name_is_inverted("a=2Cb", "a,b"));
  EXPECT_TRUE(scram_name_is_inverted("a=2Cb", "a=b"));
}

TEST(ScramOracle, ReadsFinalMessages) {
  EXPECT_TRUE(reference_client_final("c=biws,r=xyz,p=QUI="));
  EXPECT_TRUE(reference_client_final("c=biws,r=xyz,p=a,p=QUI="));
  EXPECT_FALSE(reference_client_final("c=biws,r=xyz"));
  EXPECT_EQ(reference_server_final("v=QUI="), grammar::ScramServerFinal::verifier);
  EXPECT_EQ(reference_server_final("e=no"), grammar::ScramServerFinal::error);
  EXPECT_EQ(reference_server_final("v=,"), grammar::ScramServerFinal::none);
}

}  // namespace
}  // namespace heloport::fuzz
