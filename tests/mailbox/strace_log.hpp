#pragma once
// The lines of an strace log, as calls that begin and end.

#include <istream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heloport::mailbox {

/// One system call. It may end on a later line than it began: then others came between.
struct TracedCall {
  std::string name;
  std::vector<std::string> arguments;
  long result = 0;  // of a call that ended
  std::size_t begin_line = 0;

  /// The text of an argument that is a string, its escapes as strace wrote them; empty for others.
  std::string text(std::size_t argument) const;
  /// The number that an argument begins with ("5", "5</tmp/x>"); nothing for AT_FDCWD.
  std::optional<long> number(std::size_t argument) const;
};

/// What a line of the log says: that a call begins, that one ends, or both.
struct TracedLine {
  std::size_t line = 0;
  std::optional<TracedCall> begun;
  std::optional<TracedCall> ended;
};

class StraceLog {
 public:
  explicit StraceLog(std::istream& stream) : stream_(stream) {}
  /// The next line that tells of a call; nothing at the end.
  std::optional<TracedLine> next();

 private:
  struct Unfinished {
    std::string text;
    std::size_t line;
  };
  std::optional<TracedLine> parse(std::string_view text);

  std::istream& stream_;
  std::size_t line_ = 0;
  std::map<std::string, Unfinished, std::less<>> unfinished_;  // by thread
};

}  // namespace heloport::mailbox
