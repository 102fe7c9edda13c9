#pragma once
// What a transcript says at its top: who is played, and how it is set up.

#include <optional>
#include <string>
#include <string_view>

#include "engine/client_session.hpp"
#include "engine/server_session.hpp"

namespace heloport::conformance {

/// Whose session a transcript is about. The other side drives.
enum class Played : std::uint8_t {
  server,  // C: lines drive, S: and E: lines are what must come
  client,  // S: lines drive, C: and E: lines are what must come
};

/// The settings of one transcript. The defaults are those of a file without any.
struct Settings {
  Settings() {
    server.hostname = "mx.example.org";
    client.hello_name = "client.example.org";
  }

  Played played = Played::server;
  /// TLS stood before the greeting, with the peer verified or without: `! tls` at the top.
  std::optional<bool> implicit_tls;
  bool credentials_hidden = false;  // a recording: what AUTH said is not there, so it cannot play
  bool wire_only = false;           // no E: lines are written, so events are not compared
  engine::ServerOptions server;
  engine::ServerPeer peer;
  engine::ClientOptions client;
};

enum class SettingFault : std::uint8_t {
  none,
  not_a_setting,  // the line is something else: an act or a verdict
  bad_value,
};

/// Takes one world line (without its `! `) into the settings.
SettingFault take_setting(std::string_view text, Settings& settings);

}  // namespace heloport::conformance
