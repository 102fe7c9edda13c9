#pragma once
// Drives a ClientSession as a transcript tells: the server, the application, the clock.

#include <string>
#include <string_view>

#include "conformance/player.hpp"
#include "conformance/wire.hpp"
#include "engine/client_session.hpp"

namespace heloport::conformance {

/// A client session whose application does what the world lines say and nothing else.
///
/// Shape:  as EnginePlayer. A command that is refused is shown (`E: fault ...`); content is lent
///         in pieces.
/// Errors: as EnginePlayer.
class ClientPlayer final : public Player {
 public:
  ClientPlayer(const Settings& settings, std::size_t chunk_octets);
  Seen perform(const Exchange& exchange) override;

 private:
  enum class Rest : std::uint8_t { reply, turn, body, closed, broken };

  void perform(const Write& write);
  void perform(const EndOfInput&);
  void perform(const Advance& advance);
  void perform(const Stop&);
  void perform(const Reading& reading);
  void perform(const TlsStarted& tls);
  void perform(const Decide&);
  void perform(const ClientCommand& command);

  engine::CommandFault give(const ClientCommand& command);
  void lend_body(std::string_view content);
  void finish();
  void settle();
  void pull();
  void take(const engine::ClientEvent& event);
  void take_text(const engine::ReplyText& text);
  void complain(std::string what);

  engine::Buffers buffers_{1};
  engine::ClientSession session_;
  Wire wire_;
  Rest rest_ = Rest::reply;

  std::string reply_line_;  // of the reply that is being read, until it ends
  bool several_lines_ = false;
  bool closed_ = false;

  std::size_t steps_left_ = 0;
  Seen seen_;
};

}  // namespace heloport::conformance
