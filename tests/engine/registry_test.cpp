// What the server says by itself is registered with IANA: keywords, reply codes, status codes.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "engine/dialect.hpp"
#include "engine/extensions/extension.hpp"

namespace heloport::engine {
namespace {

constexpr std::array dialects{&standard, &simple, &reference};

template <typename List, typename Value>
bool contains(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// SMTP Service Extensions, and VRFY, which RFC 5321, 3.5.2 lets stand among them.
constexpr std::array<std::string_view, 30> registered_keywords{
    "SEND",        "SOML",          "SAML",       "EXPN",     "HELP",
    "TURN",        "8BITMIME",      "SIZE",       "CHUNKING", "BINARYMIME",
    "CHECKPOINT",  "DELIVERBY",     "PIPELINING", "DSN",      "ETRN",
    "STARTTLS",    "NO-SOLICITING", "MTRK",       "ATRN",     "AUTH",
    "BURL",        "FUTURERELEASE", "CONPERM",    "CONNEG",   "SMTPUTF8",
    "MT-PRIORITY", "RRVS",          "REQUIRETLS", "LIMITS",   "ENHANCEDSTATUSCODES",
};

TEST(Registry, HoldsEveryKeywordThatDoesNotBeginWithX) {
  for (const Extension& extension : all_extensions()) {
    if (extension.keyword.starts_with('X') || extension.keyword == "VRFY") continue;
    EXPECT_TRUE(contains(registered_keywords, extension.keyword)) << extension.keyword;
  }
}

// RFC 5321, 4.2.3, and what the extensions add: RFC 4954, 4 and 6; RFC 5248, 2.4; RFC 7504, 3, 4.
constexpr std::array codes{211, 214, 220, 221, 235, 250, 251, 252, 334, 354, 421, 432, 450,
                           451, 452, 454, 455, 500, 501, 502, 503, 504, 521, 523, 530, 534,
                           535, 538, 550, 551, 552, 553, 554, 555, 556, 253, 458, 459};

TEST(Registry, HoldsEveryReplyCodeThatIsSaid) {
  for (const Dialect* dialect : dialects) {
    for (const Reply& reply : dialect->replies) {
      EXPECT_TRUE(contains(codes, reply.code)) << dialect->name << " " << reply.text;
    }
  }
}

// The largest detail of each subject (RFC 3463, 3, and the registry of RFC 5248).
constexpr std::array details_max{0, 10, 4, 6, 7, 6, 10, 30};

bool registered(std::string_view enhanced) {
  const std::size_t second = enhanced.find('.', 2);
  if (enhanced.size() < 5 || enhanced[1] != '.' || second != 3) return false;
  const std::size_t subject = static_cast<std::size_t>(enhanced[2] - '0');
  const std::string detail(enhanced.substr(second + 1));
  if (detail.empty() || (detail.size() > 1 && detail.front() == '0')) return false;
  return subject < details_max.size() && std::stoi(detail) <= details_max[subject];
}

TEST(Registry, HoldsEveryEnhancedCodeThatIsSaid) {
  for (const Dialect* dialect : dialects) {
    for (const Reply& reply : dialect->replies) {
      if (reply.enhanced.empty()) continue;
      EXPECT_TRUE(registered(reply.enhanced)) << dialect->name << " " << reply.text;
      EXPECT_EQ(reply.enhanced.front() - '0', reply.code / 100) << reply.text;
    }
  }
}

// RFC 2034, 4: on every 2yz, 4yz and 5yz but the greeting and the reply to EHLO and HELO. The
// answers to LIST and READ are no part of SMTP: their lines are names and lines of mail.
TEST(Registry, HasAnEnhancedCodeForEachReplyOfTheStandardDialectThatNeedsOne) {
  constexpr std::array without{Say::greeting, Say::hello,     Say::lmtp_greeting,
                               Say::data_go,  Say::mail_list, Say::mail_content};
  for (std::size_t i = 0; i < standard.replies.size(); ++i) {
    const Reply& reply = standard.replies[i];
    const bool needed = !contains(without, static_cast<Say>(i)) && reply.code / 100 != 3;
    EXPECT_EQ(!reply.enhanced.empty(), needed) << reply.text;
  }
}

// RFC 5248, 2.4: these stand with one basic code each.
struct Pair {
  std::string_view detail;
  std::uint16_t code;
};
constexpr std::array pairs{Pair{"1.3", 501}, Pair{"5.6", 500}, Pair{"7.8", 535}, Pair{"7.9", 534}};

TEST(Registry, PairsBasicAndEnhancedCodesAsRegistered) {
  for (const Reply& reply : standard.replies) {
    if (reply.enhanced.empty()) continue;
    for (const Pair& pair : pairs) {
      if (reply.enhanced.substr(2) != pair.detail) continue;
      EXPECT_EQ(reply.code, pair.code) << reply.text;
    }
  }
}

}  // namespace
}  // namespace heloport::engine
