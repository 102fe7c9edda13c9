#pragma once
// Finds the end of the data and takes the stuffed dots out, by views.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace heloport::engine {

/// What happens to a bare CR, a bare LF or a NUL in the data. Under both only CRLF.CRLF ends it.
enum class LineEndings : std::uint8_t {
  refuse,     // the message is refused at its end
  normalise,  // a bare CR or LF is handed on as CRLF; NUL is still refused
};

/// One step through the data.
struct BodyPiece {
  enum class Kind : std::uint8_t {
    content,  // octets: to be stored. It may be empty when only a dot was skipped
    end,      // CRLF.CRLF was consumed; the final CRLF of the content was handed on before
    hungry,   // what is left cannot be judged yet: keep it and come back with more
    foul,     // a bare CR, bare LF or NUL that the policy refuses; reading on is possible
  };
  Kind kind = Kind::hungry;
  std::string_view octets;
  std::size_t consumed = 0;  // octets of the input that are done with
};

/// Decodes the data after 354 (RFC 5321, 4.5.2 and 4.1.1.4).
///
/// Use:      call next() with what was not consumed yet until it says hungry or end.
/// Shape:    chunks run to the next stuffed dot, or over as much as there is; a CR that ends the
///           input, and a dot that may be the end, stay unconsumed (at most three octets).
/// Lifetime: octets is a view into `input`, or to a constant for a normalised line end.
/// Source:   RFC 5321, 2.3.8: only CRLF ends a line, whatever else is in the data.
class BodyDecoder {
 public:
  explicit BodyDecoder(LineEndings policy) : policy_(policy) {}
  BodyPiece next(std::string_view input);

 private:
  BodyPiece at_line_start(std::string_view input);
  BodyPiece inside_line(std::string_view input);

  LineEndings policy_;
  // The octet before the input was the LF of a CRLF, or this is the first line of the data: its
  // CRLF is the one that ended the DATA command (RFC 5321, 4.1.1.4).
  bool line_start_ = true;
};

}  // namespace heloport::engine
