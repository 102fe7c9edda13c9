// Report and progress on one terminal: lines come out above, the progress is redrawn below.
#include "apps/check_screen.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "apps/check_report.hpp"
#include "apps/terminal_text.hpp"

namespace heloport::apps {
namespace {

constexpr std::chrono::milliseconds redraw_interval{100};

std::string progress_text(const CheckProgress& progress) {
  std::string text = fmt::format("{}/{}", number_text(progress.done), number_text(progress.total));
  if (progress.violated > 0) text += fmt::format(", {} violated", number_text(progress.violated));
  return text + "  " + terminal_text(progress.section);
}

void write_now(std::FILE* file, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file);
  std::fflush(file);
}

}  // namespace

void CheckScreen::print(std::string_view text) {
  waiting_ += text;
  if (err_columns_ == 0) print_waiting();
}

void CheckScreen::progress(const CheckProgress& progress, Time now) {
  if (due(now)) draw(progress_text(progress), now);
}

void CheckScreen::progress(std::string_view line, Time now) {
  if (due(now)) draw(line, now);
}

bool CheckScreen::due(Time now) const {
  return err_columns_ > 0 && !(drawn_at_ && now - *drawn_at_ < redraw_interval);
}

void CheckScreen::draw(std::string_view line, Time now) {
  if (!waiting_.empty()) erase();
  print_waiting();
  // The last column stays free: a character there would begin a new line.
  write_now(err_, fmt::format("\r{}\x1b[K", line.substr(0, err_columns_ - 1)));
  drawn_ = true;
  drawn_at_ = now;
}

void CheckScreen::close() {
  erase();
  print_waiting();
}

void CheckScreen::erase() {
  if (drawn_) write_now(err_, "\r\x1b[K");
  drawn_ = false;
}

void CheckScreen::print_waiting() {
  if (!waiting_.empty()) write_now(out_, waiting_);
  waiting_.clear();
}

std::size_t terminal_columns(int descriptor) {
  const char* const type = std::getenv("TERM");
  if (isatty(descriptor) != 1 || type == nullptr || std::string_view(type) == "dumb") return 0;
  winsize size{};
  constexpr std::size_t usual = 80;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col < 20) return usual;
  return size.ws_col;
}

// The first of the three that is set decides, as for setlocale().
bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale = value;
    for (std::string_view spelling : {"UTF-8", "utf8", "UTF8", "utf-8"}) {
      if (locale.find(spelling) != std::string_view::npos) return true;
    }
    return false;
  }
  return false;
}

}  // namespace heloport::apps
