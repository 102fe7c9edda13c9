#pragma once
// The data after 354 and the text of chunks, read from the RFCs one octet at a time: where they
// end, what they stand for, what is wrong in them. Shares no code and no method with the engine:
// there is no state, each octet is judged by looking at its neighbours.

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/body_decoder.hpp"

namespace heloport::fuzz {

/// What some octets come to.
struct ReferenceText {
  std::size_t consumed = 0;  // octets whose meaning is settled
  bool ended = false;
  bool foul = false;    // what the policy refuses was among them; it is not in the content
  std::string content;  // its memory is used again when the same object is filled again
};

/// RFC 5321, 4.1.1.4 and 4.5.2; 2.3.8 for the line ends. Unsettled, at the end of a wire that
/// goes on, are a CR, and a dot that begins a line, with a CR behind it or not.
void read_data(std::string_view wire, engine::LineEndings policy, ReferenceText& text);

/// RFC 3030, 2: no dots, no end but that of the text. Without `complete`, a CR at the end is
/// unsettled.
void read_chunks(std::string_view octets, engine::LineEndings policy, bool complete,
                 ReferenceText& text);

/// What `content` must look like on the wire after 354, its end marked; nothing in `text` when
/// it must not be sent: foul is set then.
void write_data(std::string_view content, ReferenceText& text);

}  // namespace heloport::fuzz
