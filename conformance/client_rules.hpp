#pragma once
// What holds for everything that a client ever says, whatever a case is about.

#include <optional>
#include <string>
#include <string_view>

#include "conformance/client_conversation.hpp"

namespace heloport::conformance {

struct Offence {
  std::string reason;  // a sentence without a full stop
  std::string came;    // the line of the transcript
};

bool is_client_rule(std::string_view name);

/// The first breach of the rule in a conversation; nothing: it holds. Rules about manners do not
/// hold where the server broke the protocol itself (Conversation::misbehaved).
std::optional<Offence> breach_of(std::string_view rule, const Conversation& conversation);

}  // namespace heloport::conformance
