#pragma once
// Puts replies on the wire: the words filled in, the form of RFC 5321, 4.2 kept whatever they are.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/output_buffer.hpp"
#include "engine/reply.hpp"

namespace heloport::engine {

/// What $host, $client and $detail in a reply's text stand for.
struct ReplyWords {
  std::string_view host;
  std::string_view client;
  std::string_view detail;
};

/// Writes reply lines into an OutputBuffer.
///
/// Shape:  each line ends in CRLF and is at most 512 octets (RFC 5321, 4.5.3.1.5): longer text is
///         cut. Octets outside printable ASCII become `?` (RFC 5321, 4.2), so that nothing a peer
///         said and we repeat can break a line. copy_text() is the one exception.
/// Limits: the caller has seen to it that there is room.
class ReplyWriter {
 public:
  explicit ReplyWriter(OutputBuffer& output) : output_(output) {}

  /// The first or only line; `last` false writes the hyphen of a line that others follow.
  void line(const Reply& reply, bool with_enhanced, const ReplyWords& words, bool last = true);
  /// A further line: the words of `text`, as they are.
  void line(std::uint16_t code, std::string_view text, bool last);

  /// Begins a line whose text comes through copy_text(): nothing but the code and its separator.
  void begin_line(std::uint16_t code, bool last);
  /// Octets of mail, verbatim.
  void copy_text(std::string_view octets) { output_.append(octets); }
  void end_line() { output_.append("\r\n"); }

 private:
  OutputBuffer& output_;
};

}  // namespace heloport::engine
