// Facts about whose mail is taken.

#include "apps/policy.hpp"

#include <gtest/gtest.h>

namespace heloport::apps {
namespace {

grammar::Path bare_postmaster(std::string_view text) {
  grammar::Path path;
  path.text = path.local_part = text;
  path.is_postmaster = true;
  return path;
}

TEST(Policy, WithDomainsOnlyTheyAreServed) {
  const Policy policy({"Example.COM", "[192.0.2.1]"}, "mx.example.net");
  EXPECT_FALSE(policy.refusal(grammar::parse_mailbox("bob@example.com")));
  EXPECT_FALSE(policy.refusal(grammar::parse_mailbox("bob@EXAMPLE.com")));
  EXPECT_FALSE(policy.refusal(grammar::parse_mailbox("bob@[192.0.2.1]")));
  const auto refusal = policy.refusal(grammar::parse_mailbox("bob@sub.example.com"));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, 550);
  EXPECT_EQ(refusal->enhanced, "5.7.1");
}

TEST(Policy, PostmasterIsAlwaysServed) {
  const Policy policy({"example.com"}, "mx.example.net");
  EXPECT_FALSE(policy.refusal(bare_postmaster("PostMaster")));
  EXPECT_FALSE(policy.refusal(grammar::parse_mailbox("POSTMASTER@mx.Example.net")));
  EXPECT_TRUE(policy.refusal(grammar::parse_mailbox("postmaster@elsewhere.example")));
  EXPECT_TRUE(policy.refusal(grammar::parse_mailbox("bob@mx.example.net")));
}

TEST(Policy, WithoutDomainsEveryoneIsStoredHere) {
  const Policy policy({}, "mx.example.net");
  EXPECT_FALSE(policy.refusal(grammar::parse_mailbox("anyone@anywhere.example")));
}

TEST(AddressOf, UnquotesTheLocalPartAndLowersTheDomain) {
  const auto quoted = address_of(grammar::parse_mailbox("\"B\\ob\"@Example.COM"));
  EXPECT_EQ(quoted.local_part, "Bob");
  EXPECT_EQ(quoted.domain, "example.com");
}

TEST(AddressOf, PostmasterHasOneMailboxPerDomain) {
  EXPECT_EQ(address_of(bare_postmaster("POSTMASTER")).local_part, "postmaster");
  EXPECT_EQ(address_of(bare_postmaster("Postmaster")).domain, "");
  EXPECT_EQ(address_of(grammar::parse_mailbox("PostMaster@example.com")).local_part, "postmaster");
}

}  // namespace
}  // namespace heloport::apps
