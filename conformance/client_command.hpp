#pragma once
// What a `! ` line tells the application of a client to do.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "engine/client_options.hpp"

namespace heloport::conformance {

/// A command of the client's application, with its text in memory of its own.
struct ClientCommand {
  enum class Kind : std::uint8_t {
    mail,
    rcpt,
    data,
    chunk,
    reset,
    noop,
    verify,
    expand,
    help,
    list,
    read,
    starttls,
    auth,
    respond,
    cancel_auth,
    quit,
    file_name,
    body,
    finish,
    abandon,
  };
  Kind kind = Kind::quit;
  std::string argument{};
  std::string second_argument{};
  std::optional<std::string> initial_response{};
  std::uint64_t octets = 0;  // chunk
  bool last = false;         // likewise

  // What options() puts together.
  engine::MailOptions mail{};
  std::string envid{};
  std::string auth{};
  std::string hold_until{};
  std::optional<engine::Notify> notify{};
  std::optional<std::string> orcpt{};  // `rfc822;bob@example.org`

  /// Lifetime: as this command.
  engine::MailOptions mail_options() const;
  engine::RcptOptions rcpt_options() const;
};

/// The command, or why it is none; nothing when the word is no command of a client.
std::optional<std::variant<ClientCommand, std::string>> parse_client_command(std::string_view word,
                                                                             std::string_view rest);

}  // namespace heloport::conformance
