#pragma once
// Makes an RFC 5322 message of what a user types at the command line.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heloport::apps {

/// What the user gave, and what is unique to this one message.
struct Letter {
  std::string from;             // without brackets
  std::vector<std::string> to;  // likewise
  std::string name;             // becomes the Subject
  std::string content;          // line ends CRLF
  std::string date;
  std::string message_id;
};

/// How the content travels (RFC 2045, 6).
enum class Transfer : std::uint8_t { seven_bit, eight_bit, quoted_printable, base64 };

/// The plainest way in which `content` arrives unchanged.
Transfer transfer_for(std::string_view content, bool eight_bit_offered);

/// The whole message, CRLF line ends. MIME fields only where the content needs them.
std::string compose(const Letter& letter, Transfer transfer);

/// `text` with CRLF line ends where it has LF. What is CRLF already, and a CR alone, stay.
std::string with_crlf(std::string_view text);

}  // namespace heloport::apps
