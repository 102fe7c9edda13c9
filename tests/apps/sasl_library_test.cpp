// What is taken from GNU SASL and OpenSSL computes what the RFCs say.

#include "apps/sasl_library.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "apps/hmac.hpp"

namespace heloport::apps {
namespace {

using namespace std::string_literals;
using Text = std::optional<std::string>;

std::string hexadecimal(std::string_view octets) {
  std::string text;
  for (const char octet : octets) {
    constexpr std::string_view digits = "0123456789abcdef";
    text += digits[static_cast<unsigned char>(octet) >> 4];
    text += digits[static_cast<unsigned char>(octet) & 15];
  }
  return text;
}

// The examples of RFC 4013, 3.
TEST(Saslprep, FollowsTheExamplesOfRfc4013) {
  EXPECT_EQ(saslprep("I\xC2\xADX"), Text("IX"));    // soft hyphen: mapped to nothing
  EXPECT_EQ(saslprep("user"), Text("user"));        // nothing to do
  EXPECT_EQ(saslprep("USER"), Text("USER"));        // case stays
  EXPECT_EQ(saslprep("\xC2\xAA"), Text("a"));       // NFKC
  EXPECT_EQ(saslprep("\xE2\x85\xA8"), Text("IX"));  // NFKC
  EXPECT_EQ(saslprep("\x07"), std::nullopt);        // prohibited
  EXPECT_EQ(saslprep("\xD8\xA7"
                     "1"),
            std::nullopt);  // bidirectional check
}

TEST(Saslprep, MapsSpacesAndNothings) {
  EXPECT_EQ(saslprep("a\xC2\xA0"
                     "b"),
            Text("a b"));
  EXPECT_EQ(saslprep("a\xE3\x80\x80"
                     "b"),
            Text("a b"));
  EXPECT_EQ(saslprep("\xE2\x80\x8D"), Text(""));
  EXPECT_EQ(saslprep(""), Text(""));
}

TEST(Saslprep, RefusesWhatIsNotToBePrepared) {
  EXPECT_EQ(saslprep("\xFF"), std::nullopt);
  EXPECT_EQ(saslprep("\xC3"), std::nullopt);
  EXPECT_EQ(saslprep("\xED\xA0\x80"), std::nullopt);  // a surrogate
  EXPECT_EQ(saslprep("a\0b"s), std::nullopt);
  EXPECT_EQ(saslprep("\x7F"), std::nullopt);
  EXPECT_EQ(saslprep("\xEF\xBF\xBD"), std::nullopt);  // the replacement character
  EXPECT_EQ(saslprep("\xEE\x80\x80"), std::nullopt);  // private use
  EXPECT_EQ(saslprep(std::string(1025, 'a')), std::nullopt);
  EXPECT_TRUE(saslprep(std::string(1024, 'a')));
}

// Unassigned in Unicode 3.2, of which SASLprep is made: no stored string may hold it (RFC 4013,
// 2.5). The library refuses it in queries too, so a password cannot be made that nobody can type.
TEST(Saslprep, RefusesCharactersThatUnicode32Lacks) {
  EXPECT_EQ(saslprep("\xF0\x9F\x98\x80"), std::nullopt);
  EXPECT_FALSE(scram_secrets("\xF0\x9F\x98\x80", 1, "salt"));
}

// RFC 4231, 4.2 and 4.7
TEST(Hmac, IsThatOfRfc4231) {
  EXPECT_EQ(hexadecimal(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hexadecimal(hmac_sha256(std::string(131, '\xaa'),
                                    "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

// RFC 7914, 11
TEST(Pbkdf2, IsThatOfRfc7914) {
  EXPECT_EQ(hexadecimal(pbkdf2_sha256("passwd", "salt", 1)),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
  EXPECT_EQ(hexadecimal(pbkdf2_sha256("Password", "NaCl", 80'000)),
            "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
}

TEST(ScramSecretsOf, APasswordAreTheOnesOfItsSaltedForm) {
  const auto secrets = scram_secrets("pencil", 4096, "a salt");
  ASSERT_TRUE(secrets);
  EXPECT_EQ(*secrets,
            scram_secrets_from_salted(pbkdf2_sha256("pencil", "a salt", 4096), 4096, "a salt"));
  EXPECT_EQ(secrets->iterations, 4096u);
  EXPECT_EQ(secrets->salt, "a salt");
  EXPECT_EQ(secrets->stored_key.size(), 32u);
  EXPECT_EQ(secrets->server_key.size(), 32u);
}

TEST(ScramSecretsOf, NothingAreNone) {
  const std::uint64_t before = scram_iterations_done();
  for (const std::string& password : {""s, "\xC2\xAD"s, "\x07"s, "\xFF"s, "a\0b"s}) {
    EXPECT_FALSE(scram_secrets(password, 4096, "salt"));
  }
  EXPECT_EQ(scram_iterations_done(), before);
  EXPECT_TRUE(scram_secrets("x", 7, "salt"));
  EXPECT_EQ(scram_iterations_done(), before + 7);
}

TEST(SaslBase64, TakesOneSpellingOnly) {
  EXPECT_EQ(sasl_base64("foob"), "Zm9vYg==");
  EXPECT_EQ(from_sasl_base64("Zm9vYg=="), Text("foob"));
  EXPECT_EQ(from_sasl_base64(""), Text(""));
  for (const std::string& bad : {"Zm9vYh=="s, "Zm9vYg"s, "Zm9vYg="s, "Zm9vYg== "s, " Zm9vYg=="s,
                                 "Zm9v\nYg=="s, "Z"s, "===="s, "Zm9vYg==Zm9v"s, "Zm9v\0"s}) {
    EXPECT_EQ(from_sasl_base64(bad), std::nullopt) << bad;
  }
}

TEST(Secrets, AreComparedWhole) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("a\0b"s, "a\0b"s));
  EXPECT_FALSE(equal_in_constant_time("a\0b"s, "a\0c"s));
  EXPECT_FALSE(equal_in_constant_time("abc", "bbc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

TEST(Secrets, AreOverwritten) {
  std::string secret = "a secret that is longer than what a string holds in place";
  const char* const octets = secret.data();
  wipe(secret);
  EXPECT_TRUE(secret.empty());
  EXPECT_EQ(octets, secret.data());  // the memory is still the string's
  for (std::size_t i = 0; i < 50; ++i) EXPECT_EQ(octets[i], '\0');
}

TEST(RandomOctets, AreNotTheSameTwice) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string octets = random_octets(16);
    EXPECT_EQ(octets.size(), 16u);
    EXPECT_TRUE(seen.insert(octets).second);
  }
}

}  // namespace
}  // namespace heloport::apps
