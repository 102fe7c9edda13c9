// Facts about the form of faults: what is read, and what is said of what is none.

#include "fault_text.hpp"

#include <gtest/gtest.h>

namespace heloport::broken {
namespace {

std::string error_of(const std::string& rule) {
  const LoadedFaults loaded = parse_faults("fault one\n" + rule + "\n", "x.faults");
  return loaded.errors.empty() ? "" : loaded.errors.front();
}

TEST(FaultText, BlocksEndAtABlankLine) {
  const LoadedFaults loaded = parse_faults(
      "# Of the file.\n\nfault one\n# Why.\nwith lmtp\nwith size 70000\non NOOP twice\n\n"
      "fault two\nwith 100 recipients\nwithout SIZE DSN\nspecial one-session-only\n",
      "x.faults");
  EXPECT_EQ(loaded.errors, std::vector<std::string>());
  ASSERT_EQ(loaded.faults.size(), 2u);
  EXPECT_EQ(loaded.faults[0].name, "one");
  EXPECT_EQ(loaded.faults[0].why, "Why. ");
  EXPECT_TRUE(loaded.faults[0].server.lmtp);
  EXPECT_EQ(loaded.faults[0].server.message_octets_max, 70'000u);
  EXPECT_EQ(loaded.faults[1].line, 9u);
  EXPECT_EQ(loaded.faults[1].server.recipients_max, 100u);
  EXPECT_EQ(loaded.faults[1].server.without, (std::vector<std::string>{"SIZE", "DSN"}));
}

TEST(FaultText, PlacesAreRead) {
  const LoadedFaults loaded =
      parse_faults("fault one\nin mail,tls after 3 on a say b say 250 Ok and close\n", "x.faults");
  ASSERT_EQ(loaded.errors, std::vector<std::string>());
  const CommandRule& rule = loaded.faults[0].commands[0];
  EXPECT_TRUE(rule.place.holds(Phase::mail, true));
  EXPECT_FALSE(rule.place.holds(Phase::mail, false));
  EXPECT_FALSE(rule.place.holds(Phase::rcpt, true));
  EXPECT_EQ(rule.place.after, 3u);
  EXPECT_EQ(rule.action.text, "b say 250 Ok\r\n");
  EXPECT_TRUE(rule.action.closes);
}

TEST(FaultText, WhatIsWrongIsNamedWithItsLine) {
  EXPECT_EQ(error_of("on NOOP"),
            "x.faults:2: what is done? say TEXT, hear TEXT, answer TEXT, twice, mute or close");
  EXPECT_EQ(error_of("in mial on NOOP mute"), "x.faults:2: there is no phase called `mial`");
  EXPECT_TRUE(error_of("on ( mute").starts_with("x.faults:2: `(` is no regular expression: "));
  EXPECT_EQ(error_of("reply s/a/b"), "x.faults:2: s/A/B/ wants three slashes");
  EXPECT_EQ(error_of("reply s/a/b/x"), "x.faults:2: `x` stands behind s/A/B/");
  EXPECT_EQ(error_of("on a say \\q"),
            "x.faults:2: only \\r, \\n, \\t, \\\\, \\/ and \\xHH are known in a text");
  EXPECT_EQ(error_of("special nothing"), "x.faults:2: there is no special called `nothing`");
  EXPECT_EQ(error_of("without SIZES"), "x.faults:2: there is no extension called `SIZES`");
  EXPECT_EQ(error_of("with a lot"),
            "x.faults:2: with what? lmtp, implicit tls, tls required, auth required, nothing, "
            "size N, N recipients, and without KEYWORDS");
  EXPECT_EQ(error_of("say 250"),
            "x.faults:2: no rule begins like this; see tests/broken/README.md");
  EXPECT_EQ(error_of("greeting mute\ngreeting close"), "x.faults:3: there is such a rule already");
  EXPECT_EQ(error_of("# nothing"), "x.faults:1: the fault has no rule");
  EXPECT_EQ(error_of("special one-session-only\ngreeting mute"),
            "x.faults:1: a special stands alone");
  EXPECT_EQ(parse_faults("on NOOP mute\n", "x.faults").errors.front(),
            "x.faults:1: a block begins with `fault NAME`");
  EXPECT_EQ(parse_faults("fault A b\non NOOP mute\n", "x.faults").errors.front(),
            "x.faults:1: a name is small letters, digits and hyphens");
}

TEST(FaultText, EveryFileOfTheFolderIsRead) {
  const LoadedFaults loaded = load_faults(HELOPORT_FAULTS);
  EXPECT_EQ(loaded.errors, std::vector<std::string>());
  EXPECT_GE(loaded.faults.size(), 100u);
}

TEST(FaultText, SubstitutionsTakeTheFirstOrAll) {
  EXPECT_EQ(Substitution("a", "b", false).in_line("aaa\r\n"), "baa\r\n");
  EXPECT_EQ(Substitution("a", "b", true).in_line("aaa\r\n"), "bbb\r\n");
  EXPECT_EQ(Substitution(".*", "b", false).in_line("aaa\r\n"), "b\r\n");
  EXPECT_EQ(Substitution("a$", "b", false).in_line("aaa\r\n"), "aab\r\n");
  EXPECT_EQ(Substitution("\\r\\n", "\n", false).in_content("a\r\nb\r\n"), "a\nb\r\n");
}

}  // namespace
}  // namespace heloport::broken
