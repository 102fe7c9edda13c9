#pragma once
// The message that a client is told to send.

#include <string>
#include <string_view>
#include <vector>

#include "conformance/client_pattern.hpp"

namespace heloport::conformance {

struct CaseMessage {
  std::string sender = "ann@example.org";  // empty: the null sender
  std::vector<std::string> recipients{"bob@example.net"};
  std::vector<std::string> header;  // fields beside the usual ones, without line ends
  /// Lines end in LF. A bare LF, which is no line end, is bare_lf.
  std::string body = "Hello.\n";

  /// What stands for a bare LF in `body`: an octet that no case may have in a message.
  static constexpr char bare_lf = '\x01';
};

/// The header fields, the usual ones first: From, To, Subject, Date, Message-ID.
std::vector<std::string> header_of(const CaseMessage& message, std::string_view case_id);

/// The whole message with this line end, as it stands in the file that the client is given.
std::string octets_of(const CaseMessage& message, std::string_view case_id,
                      std::string_view line_end);

/// The body with this line end.
std::string body_of(const CaseMessage& message, std::string_view line_end);

}  // namespace heloport::conformance
