// The answers to LIST and READ: mail as the lines of one reply.

#include <algorithm>
#include <cassert>

#include "engine/server_session.hpp"

namespace heloport::engine {
namespace {

// What one call of take_line_piece() may add beside the text: a code, a held CR, a line end.
constexpr std::size_t line_overhead_octets = 8;

}  // namespace

void ServerSession::accept_lines(std::string_view detail) {
  const Question question = close_question();
  assert(question == Question::list || question == Question::read);
  const bool list = question == Question::list;
  const Reply& reply = options_.dialect->says(list ? Say::mail_list : Say::mail_content);
  replies_.line(reply, enhanced(), words(detail), false);
  // Both verbs are allowed before HELO too: the phase to come back to is kept in the answer.
  answer_.emplace();
  answer_->back = phase_;
  advance(list ? grammar::Verb::list : grammar::Verb::read);
}

std::size_t ServerSession::answer_text(std::string_view text) {
  assert(answer_);
  std::size_t taken = 0;
  while (taken < text.size() && output_.room() >= reply_octets_max) {
    taken += take_line_piece(text.substr(taken));
  }
  return taken;
}

// Puts out the text up to the end of its line, or as much as there is room for.
std::size_t ServerSession::take_line_piece(std::string_view text) {
  open_line();
  const std::size_t room = output_.room() - line_overhead_octets;
  // What has no room now is not looked at: of a long line that would be all of it, each time.
  const std::string_view near = text.substr(0, room + 1);
  const std::string_view line = near.substr(0, std::min(near.find('\n'), room));
  const bool ends = line.size() < text.size() && text[line.size()] == '\n';
  std::string_view octets = line;
  // A held CR belongs to the line unless the LF follows right here.
  if (answer_->cr_held && !(octets.empty() && ends)) replies_.copy_text("\r");
  answer_->cr_held = octets.ends_with('\r');
  if (answer_->cr_held) octets.remove_suffix(1);
  replies_.copy_text(octets);
  if (!ends) return line.size();
  replies_.end_line();
  answer_->cr_held = answer_->line_open = false;
  return line.size() + 1;
}

void ServerSession::open_line() {
  if (answer_->line_open) return;
  replies_.begin_line(options_.dialect->says(Say::mail_content).code, answer_->last_line);
  answer_->line_open = true;
  answer_->last_begun = answer_->last_line;
}

void ServerSession::answer_last_line() {
  assert(answer_ && !answer_->line_open);
  answer_->last_line = true;
}

void ServerSession::answer_end() {
  assert(answer_);
  if (answer_->line_open) {
    if (answer_->cr_held) replies_.copy_text("\r");
    replies_.end_line();
    answer_->line_open = false;
  }
  if (!answer_->last_begun) {
    answer_->last_line = true;
    open_line();
    replies_.end_line();
  }
  enter(answer_->back);
  answer_.reset();
  waiting_since_ = now_.value_or(Time{});
}

}  // namespace heloport::engine
