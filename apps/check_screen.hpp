#pragma once
// Report and progress on one terminal: lines come out above, the progress is redrawn below.

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

namespace heloport::apps {

/// How far a run is.
struct CheckProgress {
  std::size_t done = 0;
  std::size_t total = 0;
  std::size_t violated = 0;
  std::string_view section;  // "rfc5321/4.1.1.5"
};

/// Use:      print() and progress() as the run goes, close() when it is over.
/// Shape:    the report goes to `out`. With a terminal on `err` the progress is its last line,
///           drawn at most ten times a second, and what is printed between waits for the next
///           drawing, so that the two never mix; without one nothing is ever drawn.
/// Units:    times of the caller's clock.
/// Threads:  none.
class CheckScreen {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// `err_columns` is the width of the terminal on `err`; 0: it is none.
  CheckScreen(std::FILE* out, std::FILE* err, std::size_t err_columns)
      : out_(out), err_(err), err_columns_(err_columns) {}
  ~CheckScreen() { close(); }
  CheckScreen(const CheckScreen&) = delete;
  CheckScreen& operator=(const CheckScreen&) = delete;

  void print(std::string_view text);
  void progress(const CheckProgress& progress, Time now);
  /// The same in other words, of one line; whatever is longer than the terminal is cut.
  void progress(std::string_view line, Time now);
  /// Erases the progress and prints what waits. Again: nothing.
  void close();

 private:
  bool due(Time now) const;
  void draw(std::string_view line, Time now);
  void erase();
  void print_waiting();

  std::FILE* out_;
  std::FILE* err_;
  std::size_t err_columns_;
  std::string waiting_;
  bool drawn_ = false;
  std::optional<Time> drawn_at_;
};

/// The width of the terminal behind a descriptor; 0 where there is none, or one that cannot erase.
std::size_t terminal_columns(int descriptor);
/// True if the locale's characters are UTF-8.
bool locale_is_utf8();

}  // namespace heloport::apps
