#pragma once
// Keeps what AUTH says out of everything that is written down.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace heloport::conformance {

/// What stands in a recording where something secret stood.
inline constexpr std::string_view hidden_text = "(hidden)";

/// Watches both directions of a session and hides the octets of AUTH: what follows the mechanism,
/// every line of the client from there to the reply that is no 334, and the text of each 334.
///
/// Use:    give it all octets in the order in which they are said, and show what it returns.
/// Shape:  a line keeps its CRLF, so that lines stay lines. Where it cannot know it hides: a line
///         of a BDAT chunk that looks like AUTH, or commands behind AUTH in the same write.
/// Limits: constant memory, however long a line is.
class CredentialFilter {
 public:
  std::string client(std::string_view octets);
  std::string server(std::string_view octets);
  /// Something was hidden, so what is shown is not what was said.
  bool hid() const { return hid_; }

 private:
  enum class Place : std::uint8_t { verb, size, mechanism, hidden, shown };

  void begin_line();
  void end_line();
  void take(char c, std::string& shown);
  void match_verb(char c);
  void take_chunk_size(char c);
  void begin_after_chunk();
  void hide(std::string& shown, bool& placed);
  void end_server_line();

  bool exchange_ = false;  // what the client says now may be a response
  bool hid_ = false;

  // The line of the client that goes on.
  Place place_ = Place::verb;
  /// How many letters of AUTH and BDAT stood since the beginning of the line, and since the end of
  /// a chunk in the middle of it; `none` when others did.
  static constexpr std::size_t none = 99;
  std::array<std::size_t, 2> auth_{0, none};
  std::size_t bdat_ = 0;
  std::size_t octets_ = 0;  // of this line, CRLF not counted
  std::size_t mechanism_octets_ = 0;
  bool is_auth_ = false;  // the line began with AUTH
  bool dot_first_ = false;
  bool cr_ = false;      // the last octet was a CR
  bool placed_ = false;  // the placeholder stands
  bool data_ = false;    // between 354 and the dot
  std::uint64_t chunk_octets_ = 0;
  std::uint64_t chunk_left_ = 0;  // of a BDAT, if it was taken

  // The line of the server that goes on.
  std::string reply_;  // its first four octets
  bool reply_placed_ = false;
};

}  // namespace heloport::conformance
