#pragma once
// The transport, the clock and the application of one played conversation: session_trace.hpp.

#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "fuzz/search_count.hpp"
#include "fuzz/session_trace.hpp"
#include "tests/support/allocations.hpp"

namespace heloport::fuzz {

/// Plays one scenario once, in one way.
///
/// Shape:    session_player.cpp moves octets and time, session_application.cpp answers.
/// Lifetime: scenario, buffers and trace must outlive it.
/// Threads:  none.
class SessionPlayer {
 public:
  SessionPlayer(const Scenario& scenario, engine::Buffers& buffers, const Playing& playing,
                Trace& trace);
  void play(const std::vector<std::size_t>& cuts);

  // The same in steps: start(), go_on() until it is false, finish().
  void start();
  /// Up to the next place where a read ends; false when there is no more to come.
  bool go_on(const std::vector<std::size_t>& cuts);
  void finish();

 private:
  // session_player.cpp: octets and time.
  void begin();
  void end();
  std::size_t next_stop(const std::vector<std::size_t>& cuts);
  void stop_at(std::size_t place);
  void give_until(std::size_t place);
  void move();
  bool give_octets(std::size_t end);
  bool start_tls();
  void pump();
  bool wait_for_reply();
  void drain();
  void send(std::size_t octets_max);
  void perform(const Act& act);
  void advance(engine::Time by);
  void go_on_to(engine::Time time);
  void end_input();
  void leave_mark();
  bool stuck() const { return !trace_.broken.empty() || thrown_away_; }
  bool finished() const { return session_.finished(); }

  // session_application.cpp: events and answers.
  void take(const engine::ServerEvent& event);
  void on(const engine::Connected&);
  void on(const engine::Hello& hello);
  void on(const engine::Sender& sender);
  void on(const engine::Recipient& recipient);
  void on(const engine::MessageBegin& begin);
  void on(const engine::MessageEnd& end);
  void on(const engine::Verify& verify);
  void on(const engine::Expand& expand);
  void on(const engine::List& list);
  void on(const engine::Read& read);
  void on(const engine::StartTls&);
  void on(const engine::Auth& auth);
  void on(const engine::AuthResponse& response);
  void on(const engine::Etrn& etrn);
  void on(const engine::Xclient& xclient);
  void on(const engine::Xforward& xforward);
  void on(const engine::AuthDropped&);
  void on(const engine::FileName& name);
  void on(const engine::BodyChunk& chunk);
  void on(const engine::TransactionDropped& dropped);
  void on(const engine::AnswerWanted&);
  void on(const engine::AwaitVerdict&);
  void on(const engine::NeedInput&) {}
  void on(const engine::AwaitOutput&) {}
  void on(const engine::Closed& closed);

  void ask(Step step);
  Answer::Kind answer_to(Asked about);
  std::optional<Answer::Kind> scripted_answer(Asked about);
  void give(Answer::Kind answer);
  void give_yes();
  void give_no(const engine::Reply& reply);
  void give_challenge();
  void follow(bool accepted);
  void answer_late();
  void answer_all_late();
  void note(std::initializer_list<std::string_view> words);
  void note_body();
  void step(Step step);
  Facts facts() const;
  void broken(std::string_view promise);
  void note_path(std::string_view path);

  template <class Call>
  void watched(Call call) {
    const std::size_t allocations = test::allocations();
    const std::size_t searched = octets_searched();
    call();
    trace_.allocated += test::allocations() - allocations;
    trace_.searched += octets_searched() - searched;
  }

  const Scenario& scenario_;
  const Playing& playing_;
  engine::Buffers& buffers_;
  Trace& trace_;
  engine::ServerSession session_;

  // The transport.
  std::size_t given_ = 0;   // of the octets
  std::size_t goal_ = 0;    // that may be given now
  std::size_t passed_ = 0;  // where the script stands, also behind the end of input
  std::size_t next_cut_ = 0;
  std::size_t next_act_ = 0;
  std::vector<std::size_t> tls_marks_;
  std::size_t next_tls_mark_ = 0;
  engine::Time now_{0};
  bool reading_ = true;  // the peer takes what we say
  bool end_due_ = false;
  bool end_given_ = false;
  bool thrown_away_ = false;

  // The application.
  Step question_;               // the one that was asked last
  bool question_open_ = false;  // and is to be answered later
  bool in_prelude_ = false;     // all is accepted, and no answer is used up
  std::vector<bool> answers_used_;
  std::size_t questions_ = 0;
  std::size_t exchange_steps_ = 0;
  bool binary_offered_ = false;
  bool binary_ = false;    // what the last accepted MAIL declared
  bool body_due_ = false;  // chunks came that stand in no trace yet
  bool authenticated_before_ = false;
  bool last_line_told_ = false;
  std::string_view answer_;  // what is left of the lines of LIST or READ
};

}  // namespace heloport::fuzz
