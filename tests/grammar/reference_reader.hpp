#pragma once
// The words of the reference recogniser: a place in a text, and the productions that can be read
// from it. A reader is copied to read ahead and assigned back when that went well.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace heloport::reference {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ == text_.size(); }
  bool take(char octet);                 // that octet, or nothing
  bool word(std::string_view expected);  // in any case; `expected` in upper case
  std::string letters_in_upper_case();   // *ALPHA

  /// From here up to where `later` is.
  std::string_view text_up_to(const Reader& later) const;
  bool beyond_ascii_up_to(const Reader& later) const;

  // RFC 5321, 4.1.2, with RFC 6531, 3.3. False or empty: not there, and the place is undefined.
  std::optional<std::string_view> local_part();
  bool domain();
  std::string_view literal();  // its kind
  bool free_text();            // words with spaces between
  std::string_view keyword();
  std::string_view parameter_value();

  // RFC 3461, 4
  std::string_view xtext();
  // RFC 3030, 2; RFC 4954, 4 and 8
  std::string_view digits();
  std::string_view mechanism();
  std::string_view initial_response();

 private:
  unsigned char peek() const { return static_cast<unsigned char>(text_[at_]); }
  bool quoted_string();
  bool atom();
  bool sub_domain();
  bool utf8_non_ascii();  // one character beyond ASCII
  bool word_of_text();

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace heloport::reference
