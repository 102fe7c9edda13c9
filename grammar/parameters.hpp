#pragma once
// ESMTP parameters of MAIL and RCPT: `SP keyword [= value]`, already checked by the grammar.

#include <string_view>

namespace heloport::grammar {

/// One esmtp-param (RFC 5321, 4.1.2). Compare keywords with equal_ignoring_case().
struct Parameter {
  std::string_view keyword;
  std::string_view value;
  bool has_value = false;  // `SIZE` and `SIZE=` differ; the second is malformed
};

/// The parameters of one command in order: a view of well-formed text that is split as it is
/// walked, so a line with any number of parameters needs no storage.
/// Lifetime: as the line that was parsed.
class ParameterList {
 public:
  ParameterList() = default;
  /// `text`: `key=value key ...`, single spaces, well formed.
  explicit ParameterList(std::string_view text) : text_(text) {}

  class Iterator {
   public:
    explicit Iterator(std::string_view rest) : rest_(rest) {}
    Parameter operator*() const {
      const std::string_view word = rest_.substr(0, rest_.find(' '));
      const std::size_t equals = word.find('=');
      if (equals == std::string_view::npos) return {word, {}, false};
      return {word.substr(0, equals), word.substr(equals + 1), true};
    }
    Iterator& operator++() {
      const std::size_t space = rest_.find(' ');
      rest_ = space == std::string_view::npos ? std::string_view{} : rest_.substr(space + 1);
      return *this;
    }
    bool operator!=(const Iterator& other) const { return rest_.size() != other.rest_.size(); }

   private:
    std::string_view rest_;
  };
  Iterator begin() const { return Iterator(text_); }
  Iterator end() const { return Iterator({}); }
  bool empty() const { return text_.empty(); }
  std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

/// ASCII only, as the RFCs compare keywords, verbs and domains (RFC 5321, 2.4).
constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  constexpr auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  };
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

}  // namespace heloport::grammar
