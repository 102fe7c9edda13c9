#pragma once
// Drives a ServerSession as a transcript tells: the client, the application, the clock.

#include <optional>
#include <string>
#include <string_view>

#include "conformance/player.hpp"
#include "conformance/recorded_side.hpp"
#include "conformance/recorder.hpp"
#include "conformance/wire.hpp"
#include "engine/server_session.hpp"

namespace heloport::conformance {

/// A server session whose application accepts everything that no verdict is about.
///
/// Shape:  see Wire. What is not taken while a question is open waits. A recorder is told all.
/// Errors: what no transport and no application could live with is a complaint: octets that are
///         neither taken nor refused, a deadline that stays in the past, a message whose length
///         is not that of its chunks, no rest.
class EnginePlayer final : public Player {
 public:
  EnginePlayer(const Settings& settings, std::size_t chunk_octets, Recorder* recorder = nullptr);
  Seen perform(const Exchange& exchange) override;

 private:
  enum class Rest : std::uint8_t { input, verdict, output, closed, broken };

  void perform(const Write& write);
  void perform(const EndOfInput&);
  void perform(const Advance& advance);
  void perform(const Stop& stop);
  void perform(const Reading& reading);
  void perform(const TlsStarted& tls);
  void perform(const Decide& decide);
  void perform(const ClientCommand&);

  engine::OctetSide& side();
  void settle();
  Rest pull();
  void take(const engine::ServerEvent& event);
  void answer_shown(const engine::ServerEvent& event);
  void answer_silent(std::string_view question);
  void give(const Verdict& verdict);
  void record(const Verdict& verdict);
  void give_lines();
  void count_octets(const engine::ServerEvent& event);
  void check_verdicts(const Exchange& exchange);
  void complain(std::string what, std::size_t line = 0);

  engine::Buffers buffers_{1};
  engine::ServerSession session_;
  Recorder* recorder_;
  std::optional<RecordedSide> recorded_side_;
  engine::OctetSide& octets_;  // the session's, or the recorded one
  Wire wire_;

  // The application.
  bool question_open_ = false;  // left open by `later`
  bool question_is_listing_ = false;
  bool question_takes_answer_ = false;     // Verify, Expand, Etrn
  bool question_takes_challenge_ = false;  // Auth, AuthResponse
  std::string lines_;                      // what List or Read is answered with
  std::size_t lines_given_ = 0;
  bool last_line_told_ = false;
  std::uint64_t body_octets_ = 0;
  bool closed_ = false;

  // The exchange.
  const Exchange* exchange_ = nullptr;
  std::size_t questions_ = 0;
  std::vector<bool> silent_used_;
  std::size_t steps_left_ = 0;
  Seen seen_;
};

}  // namespace heloport::conformance
