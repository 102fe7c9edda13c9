// The text of an answer to LIST or READ, in the pieces that a session takes it in.

#include "apps/answer_lines.hpp"

#include <utility>

namespace heloport::apps {
namespace {

constexpr std::size_t block_octets = 8 * 1024;  // half of what a session's output block holds

}  // namespace

AnswerLines::AnswerLines(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    last_line_offset_ = text_.size();
    text_ += name;
    text_ += "\r\n";
  }
  octets_total_ = text_.size();
}

AnswerLines::AnswerLines(std::unique_ptr<mailbox::MailReader> mail)
    : mail_(std::move(mail)),
      last_line_offset_(mail_->last_line_offset()),
      octets_total_(mail_->size_octets()) {}

std::variant<std::string_view, mailbox::StoreFault> AnswerLines::peek() {
  if (text_begin_ < text_.size() || mail_ == nullptr) return ahead();
  text_.resize(block_octets);
  text_begin_ = 0;
  auto count = mail_->read(text_);
  if (auto* fault = std::get_if<mailbox::StoreFault>(&count)) return std::move(*fault);
  text_.resize(std::get<std::size_t>(count));
  return ahead();
}

void AnswerLines::taken(std::size_t octets) {
  text_begin_ += octets;
  position_ += octets;
}

std::string_view AnswerLines::ahead() const {
  const std::string_view rest = std::string_view(text_).substr(text_begin_);
  return position_ < last_line_offset_ ? rest.substr(0, last_line_offset_ - position_) : rest;
}

}  // namespace heloport::apps
