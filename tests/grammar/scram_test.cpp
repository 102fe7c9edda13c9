// The messages of SCRAM: their parts, and that the parsers accept what the pure grammar accepts.

#include "grammar/scram.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/grammar/pure_recogniser.hpp"

namespace heloport::grammar {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

const std::string proof = ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";

TEST(ScramClientFirst, HasItsParts) {
  const auto first =
      parse_scram_client_first("p=tls-exporter,a=adm=2Cin,n=us=3Der,r=fyko+d2lbbF,x=1,y=a=b");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->flag, 'p');
  EXPECT_EQ(first->binding, "tls-exporter");
  EXPECT_EQ(first->authzid, "adm=2Cin");
  EXPECT_EQ(first->username, "us=3Der");
  EXPECT_EQ(first->nonce, "fyko+d2lbbF");
  EXPECT_FALSE(first->extension_demanded);
  EXPECT_EQ(parse_scram_client_first("y,,n=a,r=b")->flag, 'y');
  EXPECT_EQ(parse_scram_client_first("n,,n=a,r=b")->binding, "");
  EXPECT_TRUE(parse_scram_client_first("n,,m=x,n=a,r=b")->extension_demanded);
}

TEST(ScramServerFirst, HasItsParts) {
  const auto first = parse_scram_server_first("r=rOprNGfw%hvYD,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->nonce, "rOprNGfw%hvYD");
  EXPECT_EQ(first->salt, "W22ZaJ0SNY7soEsUEjb6gQ==");
  EXPECT_EQ(first->iterations, 4096u);
  EXPECT_TRUE(parse_scram_server_first("m=x,r=a,s=AAAA,i=1")->extension_demanded);
  EXPECT_EQ(parse_scram_server_first("r=a,s=AAAA,i=18446744073709551615")->iterations,
            18446744073709551615u);
  EXPECT_EQ(parse_scram_server_first("r=a,s=AAAA,i=18446744073709551616")->iterations, 0u);
}

TEST(ScramServerFinal, IsAVerifierOrAnError) {
  EXPECT_EQ(parse_scram_server_final("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="), ScramServerFinal::verifier);
  EXPECT_EQ(parse_scram_server_final("v=AAAA,x=1"), ScramServerFinal::verifier);
  EXPECT_EQ(parse_scram_server_final("e=invalid-proof"), ScramServerFinal::error);
  EXPECT_EQ(parse_scram_server_final("e=a,v=AAAA"), ScramServerFinal::error);
  for (const std::string& bad : {""s, "v="s, "v=AAA"s, "e="s, "x=1"s, "v=AAAA,"s, "v=AAAA\0"s}) {
    EXPECT_EQ(parse_scram_server_final(bad), ScramServerFinal::none) << bad;
  }
}

TEST(ScramClientFinal, HasItsFieldsInOrder) {
  EXPECT_TRUE(is_scram_client_final("c=biws,r=abc" + proof));
  EXPECT_TRUE(is_scram_client_final("c=biws,r=abc,x=1" + proof));
  EXPECT_FALSE(is_scram_client_final("r=abc,c=biws" + proof));
  EXPECT_FALSE(is_scram_client_final("c=biws" + proof));
  EXPECT_FALSE(is_scram_client_final("c=biws,r=abc"));
  EXPECT_FALSE(is_scram_client_final("c=biw,r=abc" + proof));
}

TEST(ScramName, StandsForCommasAndEqualsSigns) {
  EXPECT_EQ(scram_name("a=2Cb=3Dc"), "a,b=c");
  EXPECT_EQ(scram_name("=3D2C"), "=2C");
  EXPECT_EQ(scram_name("bob"), "bob");
  for (const std::string bad : {"a=b", "=", "=2c", "=3d", "=2", "=00", "a=3"}) {
    EXPECT_FALSE(parse_scram_client_first("n,,n=" + bad + ",r=x")) << bad;
  }
}

TEST(PureGrammar, AcceptsTheMessagesOfScramThatTheParsersAccept) {
  const std::vector<std::string> seeds{"p=tls-exporter,a=adm=2Cin,n=us=3Der,r=fyko,x=1,y=a=b",
                                       "n,,n=\xC3\xA9,r=b",
                                       "y,,m=x,n=a,r=b",
                                       "r=rOprNGfw%hvYD,s=W22ZaQ==,i=4096,x=1",
                                       "m=x,r=a,s=AAAA,i=10",
                                       "c=biws,r=abc,x=1" + proof,
                                       "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=,x=1",
                                       "e=other-error,x=1"};
  constexpr auto telling = "\0,=2CDanyprcsivem\xC3\xA9\x01+"sv;
  std::mt19937 random(4713);
  std::size_t accepted = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string text = seeds[random() % seeds.size()];
    for (std::size_t times = random() % 3; times > 0; --times) {
      const std::size_t at = random() % text.size();
      if (random() % 2 == 0) text[at] = telling[random() % telling.size()];
      if (random() % 4 == 0 && text.size() > 1) text.erase(at, 1);
      if (random() % 4 == 0) text.insert(at, 1, telling[random() % telling.size()]);
    }
    const bool client_first = parse_scram_client_first(text).has_value();
    ASSERT_EQ(test::pure_client_first(text), client_first) << text;
    ASSERT_EQ(test::pure_server_first(text), parse_scram_server_first(text).has_value()) << text;
    ASSERT_EQ(test::pure_client_final(text), is_scram_client_final(text)) << text;
    ASSERT_EQ(test::pure_server_final(text),
              parse_scram_server_final(text) != ScramServerFinal::none)
        << text;
    accepted += client_first ? 1 : 0;
  }
  EXPECT_GT(accepted, 1000u);
}

}  // namespace
}  // namespace heloport::grammar
