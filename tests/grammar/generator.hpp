#pragma once
// Strings to put to both recognisers: sentences of the grammar, sentences with a few octets
// changed, and noise. Seeded, so that a run can be repeated.

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace heloport::test {

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  /// A command line with its CRLF: mostly a sentence, or near to one, or noise.
  std::string line();
  /// The same for what may be a mailbox or a domain.
  std::string address();
  /// What stands between the brackets of a literal, without its tag.
  std::string ipv4();
  std::string ipv6();
  /// The text with one or two octets changed, taken out, said twice, or replaced by what is
  /// hostile.
  std::string mutated(std::string text);

  /// A whole number below `bound`.
  std::size_t below(std::size_t bound);

 private:
  std::string sentence();
  std::string envelope(std::string_view keyword);
  std::string path_or_bare();
  std::string path();
  std::string user();
  std::string parameters();
  std::string host();

  std::string mailbox();
  std::string local_part();
  std::string quoted_string();
  std::string domain();
  std::string literal();
  std::string ipv6_groups(std::size_t count);

  std::string words();
  std::string base64();
  std::string word_of(std::string_view alphabet, std::size_t octets_max);
  std::string utf8();
  std::string any_case(std::string_view word);
  std::string noise();
  std::string_view hostile_token();

  bool one_in(std::size_t count) { return below(count) == 0; }
  char octet_of(std::string_view alphabet) { return alphabet[below(alphabet.size())]; }

  std::mt19937_64 random_;
};

}  // namespace heloport::test
