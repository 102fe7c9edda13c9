// The client's printed view of a session, as the documented sessions show it.

#include "apps/printed_view.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "apps/terminal_text.hpp"

namespace heloport::apps {

PrintedView::PrintedView(std::FILE* out, Replies replies)
    : out_(out), replies_(replies), terminal_(isatty(fileno(out)) == 1) {}

void PrintedView::show(const engine::ReplyText& line) {
  const bool lookup = line.step == engine::Step::list || line.step == engine::Step::read;
  if (lookup && line.code < 400) {
    show_answer(line);
  } else {
    show_reply(line);
  }
}

// The first line says what follows and is printed as a reply; the others are the answer itself,
// and leave the program as they came unless a terminal would act on them.
void PrintedView::show_answer(const engine::ReplyText& line) {
  if (!answer_begun_) {
    if (replies_ == Replies::shown && line.begins_line) fmt::print(out_, "Server: {} ", line.code);
    if (replies_ == Replies::shown) fmt::print(out_, "{}", terminal_text(line.text));
    if (replies_ == Replies::shown && line.ends_line) fmt::print(out_, "\n");
    answer_begun_ = line.ends_line;
    return;
  }
  const std::string text = terminal_ ? terminal_text(line.text) : std::string(line.text);
  std::fwrite(text.data(), 1, text.size(), out_);
  if (line.ends_line) std::fputc('\n', out_);
}

// A challenge tells salt and iterations: with the client's half, passwords could be tried on it
// (RFC 5802, 9).
void PrintedView::show_reply(const engine::ReplyText& line) {
  constexpr std::uint16_t challenge = 334;
  if (replies_ == Replies::hidden) return;
  if (line.begins_line) fmt::print(out_, "Server: {}{}", line.code, line.last_line ? ' ' : '-');
  fmt::print(out_, "{}", line.code == challenge ? "(hidden)" : terminal_text(line.text));
  if (line.ends_line) fmt::print(out_, "\n");
}

}  // namespace heloport::apps
