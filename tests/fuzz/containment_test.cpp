// The oracle of containment: that it can complain.

#include "fuzz/containment.hpp"

#include <gtest/gtest.h>

namespace heloport::fuzz {
namespace {

TEST(Containment, FindsANameThatIsNoComponent) {
  EXPECT_FALSE(is_one_component("ann@example.org"));
  EXPECT_TRUE(is_one_component(""));
  EXPECT_TRUE(is_one_component("a/b"));
  EXPECT_TRUE(is_one_component("."));
  EXPECT_TRUE(is_one_component(".."));
  EXPECT_TRUE(is_one_component(".hidden"));
  EXPECT_TRUE(is_one_component("a\nb"));
  EXPECT_TRUE(is_one_component(std::string_view("a\0b", 3)));
  EXPECT_TRUE(is_one_component(std::string(256, 'a')));
}

TEST(Containment, FindsAPathThatLeadsOut) {
  EXPECT_FALSE(stays_inside("/var/mail", "ann"));
  EXPECT_FALSE(stays_inside("/var/mail", "a/../b"));
  EXPECT_TRUE(stays_inside("/var/mail", ".."));
  EXPECT_TRUE(stays_inside("/var/mail", "../mail/ann"));
  EXPECT_TRUE(stays_inside("/var/mail", "a/../../etc"));
  EXPECT_TRUE(stays_inside("/var/mail", "."));
  EXPECT_TRUE(stays_inside("/var/mail", std::string_view("..\0.txt", 7)));
}

TEST(Containment, FindsANameOfAnotherAddress) {
  const mailbox::Address ann{"ann", "example.org"};
  EXPECT_FALSE(names_its_address("ann@example.org", ann));
  EXPECT_TRUE(names_its_address("ann", ann));
  EXPECT_TRUE(names_its_address("ANN@example.org", ann));
  const mailbox::Address slash{"a/b", "example.org"};
  EXPECT_FALSE(names_its_address("a%2Fb@example.org", slash));
  EXPECT_TRUE(names_its_address("a_b@example.org", slash));
  const mailbox::Address at{"a@b", ""};
  EXPECT_FALSE(names_its_address("a%40b", at));
  EXPECT_TRUE(names_its_address("a@b", at));
}

}  // namespace
}  // namespace heloport::fuzz
