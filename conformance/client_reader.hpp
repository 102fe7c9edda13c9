#pragma once
// Cuts what a client sends into what it said, as leniently as can be: judging comes later.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heloport::conformance {

/// Octets in, one piece at a time out.
///
/// Use:     append() what came; tell what is expected now (lines, content, a chunk); next().
/// Shape:   a line ends at LF, whatever stands before it. Content ends at CRLF.CRLF, or is ".CRLF"
///          alone; looks_ended() tells that a client which knows no CRLF believes it has ended.
/// Limits:  a line without an end is cut at line_octets_max.
class ClientReader {
 public:
  static constexpr std::size_t line_octets_max = std::size_t{1} << 20;

  void append(std::string_view octets) { waiting_ += octets; }

  std::optional<std::string> next_line();
  /// The content with its dot line.
  std::optional<std::string> next_content();
  /// Everything that waits ends like content whose line ends are wrong: "\n.\n", "\n.\r\n".
  bool looks_ended() const;
  std::optional<std::string> next_chunk(std::uint64_t octets);
  /// All that waits.
  std::string rest();

  /// What waits, up to its first line end; stays.
  std::string front_line() const { return waiting_.substr(0, waiting_.find('\n') + 1); }
  bool empty() const { return waiting_.empty(); }
  std::size_t size() const { return waiting_.size(); }

 private:
  std::string take(std::size_t octets);

  std::string waiting_;
};

}  // namespace heloport::conformance
