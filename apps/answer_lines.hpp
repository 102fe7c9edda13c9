#pragma once
// The text of an answer to LIST or READ, in the pieces that a session takes it in.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mailbox/store.hpp"

namespace heloport::apps {

/// Names as lines, or a mail as it lies in its file.
///
/// Use:      peek() for the next piece, taken(n) for what was used of it; an empty piece is the
///           end. Before each piece ask last_line_begins().
/// Shape:    no piece runs into the last line, which a reply must announce.
/// Lifetime: a piece lives until the next peek().
class AnswerLines {
 public:
  explicit AnswerLines(const std::vector<std::string>& names);
  explicit AnswerLines(std::unique_ptr<mailbox::MailReader> mail);

  bool empty() const { return octets_total_ == 0; }
  bool last_line_begins() const { return position_ == last_line_offset_; }
  std::variant<std::string_view, mailbox::StoreFault> peek();
  void taken(std::size_t octets);

 private:
  std::string_view ahead() const;

  std::unique_ptr<mailbox::MailReader> mail_;  // null for names: text_ holds them all
  std::string text_;                           // read but not taken, from text_begin_
  std::size_t text_begin_ = 0;
  std::size_t position_ = 0;  // of the next octet in the whole
  std::size_t last_line_offset_ = 0;
  std::size_t octets_total_ = 0;
};

}  // namespace heloport::apps
