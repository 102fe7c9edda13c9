#pragma once
// The messages that a client sent, and what can be demanded of them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/client_case.hpp"
#include "conformance/client_conversation.hpp"

namespace heloport::conformance {

struct ReceivedMessage {
  std::string raw;   // by DATA with its dot line, by BDAT the chunks
  std::string text;  // what it means: dots unstuffed, the dot line gone
};

/// Those that came to their end.
std::vector<ReceivedMessage> messages_of(const Conversation& conversation);

bool is_content_property(std::string_view name);

/// Why the message has not this property of `! content`, one sentence; nothing: it has.
///
/// Shape: `whole`: the body that was to be sent, line for line, behind a header that holds the
///        fields that were to be sent, in their order; `ends once`: no line end more than there
///        was to send; `crlf only`; `7bit`; `ascii header`; `not empty`; `decoded whole`: as
///        whole, after quoted-printable or base64; `empty`: nothing but the dot.
std::optional<std::string> content_complaint(std::string_view property,
                                             const ReceivedMessage& message,
                                             const ClientCase& subject);

}  // namespace heloport::conformance
