#pragma once
// What the user wants sent, and the form in which one server gets it.

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "apps/compose.hpp"
#include "engine/client_session.hpp"

namespace heloport::apps {

/// One mail: a letter to be composed, or a message that is one already (`--data`).
struct MailOrder {
  Letter letter;  // from and to are those of the envelope in any case
  std::optional<std::string> message{};
  std::optional<engine::Notify> notify{};
  std::optional<engine::Ret> ret{};
  std::string envid{};
  bool requiretls = false;
  bool lmtp = false;
};

/// The content as it goes over the wire, dots not yet stuffed, and what MAIL says of it.
struct WireContent {
  std::string octets;
  engine::BodyType body = engine::BodyType::seven_bit;
  bool smtputf8 = false;
};

/// The form follows from what the server offers. A letter is encoded as far as it must be; a
/// message goes out as it is or not at all. Errors: a sentence that says why it cannot.
std::variant<WireContent, std::string> content_for(const MailOrder& order,
                                                   const engine::ClientSession& session);

/// What MAIL carries for it.
engine::MailOptions mail_options(const MailOrder& order, const WireContent& content);

}  // namespace heloport::apps
