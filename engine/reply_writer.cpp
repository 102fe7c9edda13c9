// See reply_writer.hpp.

#include "engine/reply_writer.hpp"

#include <algorithm>
#include <array>

namespace heloport::engine {
namespace {

constexpr std::size_t reply_line_octets_max = 512;  // RFC 5321, 4.5.3.1.5, CRLF included

/// One line under construction: takes what fits, keeps it printable, leaves room for CRLF.
class Line {
 public:
  void add(std::string_view text) {
    const std::size_t n = std::min(text.size(), octets_.size() - 2 - size_);
    for (char c : text.substr(0, n)) octets_[size_++] = printable(c);
  }
  void add_code(std::uint16_t code, char separator) {
    const std::array<char, 4> head{digit(code / 100), digit(code / 10 % 10), digit(code % 10),
                                   separator};
    add({head.data(), head.size()});
  }
  void add_filled(std::string_view text, const ReplyWords& words) {
    while (true) {
      const std::size_t dollar = std::min(text.find('$'), text.size());
      add(text.substr(0, dollar));
      text.remove_prefix(dollar);
      if (text.empty()) return;
      text.remove_prefix(add_word(text, words));
    }
  }
  std::string_view ended() {
    while (size_ > 4 && octets_[size_ - 1] == ' ') --size_;  // an empty $detail at the end
    octets_[size_++] = '\r';
    octets_[size_++] = '\n';
    return {octets_.data(), size_};
  }

 private:
  static char digit(int value) { return static_cast<char>('0' + value); }
  static char printable(char c) { return c >= ' ' && c <= '~' ? c : '?'; }

  /// Adds what the word at the beginning of `text` stands for; returns the word's length.
  std::size_t add_word(std::string_view text, const ReplyWords& words) {
    struct Word {
      std::string_view name;
      std::string_view value;
    };
    const std::array known{Word{"$host", words.host}, Word{"$client", words.client},
                           Word{"$detail", words.detail}};
    for (const Word& word : known) {
      if (!text.starts_with(word.name)) continue;
      add(word.value);
      return word.name.size();
    }
    add("$");
    return 1;
  }

  std::size_t size_ = 0;
  std::array<char, reply_line_octets_max> octets_;
};

}  // namespace

void ReplyWriter::line(const Reply& reply, bool with_enhanced, const ReplyWords& words, bool last) {
  Line line;
  line.add_code(reply.code, last ? ' ' : '-');
  if (with_enhanced && !reply.enhanced.empty()) {
    line.add(reply.enhanced);
    line.add(" ");
  }
  line.add_filled(reply.text, words);
  output_.append(line.ended());
}

void ReplyWriter::line(std::uint16_t code, std::string_view text, bool last) {
  Line line;
  line.add_code(code, last ? ' ' : '-');
  line.add(text);
  output_.append(line.ended());
}

void ReplyWriter::begin_line(std::uint16_t code, bool last) {
  Line line;
  line.add_code(code, last ? ' ' : '-');
  std::string_view head = line.ended();
  head.remove_suffix(2);
  output_.append(head);
}

}  // namespace heloport::engine
