#pragma once
// Writes a server's session down as a transcript that plays again as a test.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/credentials.hpp"
#include "conformance/transcript.hpp"
#include "engine/reply.hpp"
#include "engine/server_events.hpp"

namespace heloport::conformance {

/// What stands at the top of a recording.
struct RecordingHead {
  std::string claim = "A recorded session.";
  std::vector<std::string> settings{};  // "dialect simple", "hostname mx.example.org", "local"
  /// Only octets are told: events and verdicts are not known. Such a recording plays again where
  /// the application accepted everything; what it refused shows as a difference.
  bool wire_only = false;
  std::size_t octets_max = std::size_t{1} << 20;  // of the text; what comes later is left out
  /// What AUTH says is told too, and every pause, also while a question is open: for sessions that
  /// hold no secret, such as those of a fuzzer.
  bool tells_all = false;
};

/// The scribe: is told what happens, in order, and has the text at any time.
///
/// Use:      RecordedSide tells it the octets and the time. An application that wants refused
///           mail to play again tells it each event as it came from next(), and each answer.
/// Shape:    what was written between two replies is one write, since a session cannot tell.
/// Limits:   RecordingHead::octets_max, then a line of prose says that it was cut.
///           What AUTH says is hidden, in octets and events; such a recording says so at its top
///           and does not play again.
/// Lifetime: copies everything.
/// Threads:  none.
class Recorder {
 public:
  explicit Recorder(RecordingHead head);

  void client_wrote(std::string_view octets);
  void client_ended();
  void server_said(std::string_view octets);
  void clock_advanced(std::chrono::milliseconds by);

  void event(const engine::ServerEvent& event);
  void accepted(std::string_view detail);
  void accepted_lines(std::string_view detail);
  void line_text(std::string_view text);  // of LIST and READ, as given to answer_text()
  void rejected(const engine::Reply& reply);
  void answered(const engine::Reply& reply);
  void challenged(std::string_view octets);
  void tls_started(bool client_certificate);
  void stopped(bool now);
  void reading(bool on);  // whether the peer takes what is said to it

  std::string text() const;

 private:
  /// An event, with the lines that tell its verdict before it.
  struct Told {
    ShownEvent event;
    std::vector<std::string> verdict;
  };
  /// One exchange: acts, then what came of them.
  struct Group {
    std::vector<std::string> acts;  // world lines
    std::string written;            // after them
    bool ended = false;             // after it
    std::vector<std::string> silent_verdicts;
    std::vector<Told> told;
    std::string said;
    bool has_acts() const { return !acts.empty() || !written.empty() || ended; }
    bool has_outcome() const { return !silent_verdicts.empty() || !told.empty() || !said.empty(); }
  };

  void act(std::string line);
  Group& group_for_octets();
  void answer(std::string words);
  void add_answer_line(std::string line);
  std::vector<std::string>& verdicts();
  void leave_open();
  void finish_group();
  static std::string text_of(const Group& group);
  std::string head() const;

  RecordingHead head_;
  CredentialFilter credentials_;
  std::string text_;  // behind the head
  bool cut_ = false;
  Group group_;
  std::string silent_question_;  // open and not shown: "connect", "hello", "data"
  bool question_open_ = false;
  bool deferred_ = false;  // something happened since: the answer will be a `now`
  /// Where line_text() goes on; null where no lines were promised. Points into group_.
  std::vector<std::string>* answer_lines_ = nullptr;
};

}  // namespace heloport::conformance
