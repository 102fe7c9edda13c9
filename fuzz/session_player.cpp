// How octets and time reach a played session: see session_player.hpp.

#include "fuzz/session_player.hpp"

#include <algorithm>
#include <cstring>
#include <variant>

namespace heloport::fuzz {
namespace {

using namespace engine;

// How much leaves at a time while the session waits: no reply, and no line, has this length.
constexpr std::size_t reluctant_octets = 7;

void find_tls_marks(std::string_view octets, std::vector<std::size_t>& marks) {
  std::size_t at = octets.find(tls_mark);
  while (at != std::string_view::npos) {
    marks.push_back(at);
    at = octets.find(tls_mark, at + 1);
  }
}

}  // namespace

void Trace::clear() {
  conversation.clear();
  events.clear();
  replies.clear();
  messages.clear();
  steps.clear();
  acts.clear();
  closed.reset();
  octets_given = std::string_view::npos;
  logins = allocated = pulls = reads = searched = answer_octets = blocks_max = 0;
  idle_blocks = path_octets = local_part_octets = 0;
  cut_off = false;
  broken.clear();
}

SessionPlayer::SessionPlayer(const Scenario& scenario, Buffers& buffers, const Playing& playing,
                             Trace& trace)
    : scenario_(scenario),
      playing_(playing),
      buffers_(buffers),
      trace_(trace),
      session_(scenario.options, buffers, scenario.peer),
      in_prelude_(playing.arrive != nullptr),
      answers_used_(scenario.answers.size(), false) {
  find_tls_marks(scenario.octets, tls_marks_);
}

void SessionPlayer::play(const std::vector<std::size_t>& cuts) {
  start();
  while (go_on(cuts)) continue;
  finish();
}

void SessionPlayer::start() {
  begin();
  stop_at(0);
}

bool SessionPlayer::go_on(const std::vector<std::size_t>& cuts) {
  if (stuck()) return false;
  const std::size_t place = next_stop(cuts);
  give_until(place);
  const bool all = place == scenario_.octets.size() && next_act_ == scenario_.acts.size();
  if (all || stuck()) return false;
  stop_at(place);
  return !stuck();
}

void SessionPlayer::finish() {
  if (!stuck()) end();
  trace_.octets_given = given_;
  note_body();
}

void SessionPlayer::begin() {
  if (scenario_.tls_from_the_start) {
    session_.tls_started(false);
    step({.kind = Step::Kind::tls, .facts = {}});
  }
  session_.expire(now_);
  pump();
}

void SessionPlayer::end() {
  // In the end the peer reads what it was told.
  if (!reading_ && playing_.listener != nullptr) {
    playing_.listener->acted({.kind = Act::Kind::reading_on});
  }
  reading_ = true;
  drain();
  pump();
  move();
  answer_all_late();
  if (!finished() && !end_given_) {
    end_input();
    move();
    answer_all_late();
  }
  if (stuck()) return;
  if (!finished()) return broken("the session outlives the end of its input");
  if (!std::holds_alternative<Closed>(session_.next())) broken("Closed is not sticky");
  drain();
}

// An answer may lead to a command whose question is answered late as well.
void SessionPlayer::answer_all_late() {
  while (question_open_ && !finished() && !stuck()) {
    answer_late();
    move();
  }
  move();
}

// The place where the next read ends at the latest. Cuts and acts behind the end are at the end.
std::size_t SessionPlayer::next_stop(const std::vector<std::size_t>& cuts) {
  std::size_t place = scenario_.octets.size();
  while (next_cut_ < cuts.size() && cuts[next_cut_] <= passed_) ++next_cut_;
  if (next_cut_ < cuts.size()) place = std::min(place, cuts[next_cut_]);
  if (next_act_ < scenario_.acts.size()) {
    place = std::min(place, std::max(scenario_.acts[next_act_].at, passed_));
  }
  const auto consider = [&](std::size_t mark) {
    if (mark > passed_) place = std::min(place, mark);
  };
  if (playing_.leave != nullptr) consider(playing_.leave->at);
  if (playing_.arrive != nullptr) consider(playing_.arrive_at);
  return place;
}

void SessionPlayer::stop_at(std::size_t place) {
  if (playing_.leave != nullptr && playing_.leave->at == place) leave_mark();
  if (playing_.arrive != nullptr && playing_.arrive_at == place) {
    questions_ = playing_.arrive->questions;
    exchange_steps_ = playing_.arrive->exchange_steps;
    answers_used_ = playing_.arrive->answers_used;
    in_prelude_ = false;
  }
  while (next_act_ < scenario_.acts.size() && scenario_.acts[next_act_].at <= place && !stuck()) {
    perform(scenario_.acts[next_act_++]);
  }
}

void SessionPlayer::leave_mark() {
  Mark& mark = *playing_.leave;
  const bool at_rest = !finished() && !question_open_ && given_ == mark.at &&
                       std::holds_alternative<NeedInput>(session_.next());
  note_body();
  drain();
  mark.reached = at_rest && trace_.broken.empty();
  mark.conversation = trace_.conversation.size();
  mark.messages = trace_.messages.size();
  mark.facts = facts();
  mark.questions = questions_;
  mark.exchange_steps = exchange_steps_;
  mark.answers_used = answers_used_;
}

// Octets.

void SessionPlayer::give_until(std::size_t place) {
  passed_ = place;
  if (end_due_) return;
  goal_ = place;
  move();
}

// Moves what can move. What is not taken while a question is open, or while the peer does not read,
// waits for the next call.
void SessionPlayer::move() {
  while (given_ < goal_ && !finished() && !stuck() && !question_open_) {
    while (next_tls_mark_ < tls_marks_.size() && tls_marks_[next_tls_mark_] < given_) {
      ++next_tls_mark_;
    }
    const bool marked = next_tls_mark_ < tls_marks_.size();
    const std::size_t mark = marked ? tls_marks_[next_tls_mark_] : goal_;
    bool moved = false;
    if (given_ < mark) {
      moved = give_octets(std::min(mark, goal_));
    } else if (session_.phase() == Phase::handshake) {
      moved = start_tls();
    } else {
      moved = give_octets(given_ + 1);
    }
    if (!moved) break;
  }
  const bool all = given_ >= goal_ && !question_open_ && !stuck();
  if (!all || !end_due_ || end_given_ || finished()) return;
  end_input();
}

void SessionPlayer::end_input() {
  end_given_ = true;
  if (playing_.listener != nullptr) playing_.listener->ended();
  session_.end_of_input();
  pump();
}

bool SessionPlayer::give_octets(std::size_t end) {
  std::span<char> room = session_.input();
  if (room.empty()) {
    if (!reading_) return false;
    drain();  // backpressure: it wants its replies gone first
    pump();
    if (finished() || question_open_ || stuck()) return false;
    room = session_.input();
  }
  if (room.empty()) {
    broken("no question is open and yet there is no room for input");
    return false;
  }
  const std::size_t n = std::min(end - given_, room.size());
  std::memcpy(room.data(), scenario_.octets.data() + given_, n);
  if (playing_.listener != nullptr) {
    playing_.listener->wrote(scenario_.octets.substr(given_, n));
  }
  watched([&] { session_.received(n); });
  ++trace_.reads;
  given_ += n;
  pump();
  return true;
}

// Whoever speaks TLS has waited for the 220.
bool SessionPlayer::start_tls() {
  if (!reading_) return false;
  drain();
  given_ += tls_mark.size();
  note({"tls"});
  if (playing_.listener != nullptr) playing_.listener->tls_started();
  watched([&] { session_.tls_started(false); });
  const bool forgotten = session_.client_name().empty() && !session_.extended() &&
                         !session_.authenticated() && !session_.transaction_open();
  if (!forgotten) broken("what was said in clear is known inside TLS");
  if (!session_.inside_tls()) broken("TLS stands and is not known");
  step({.kind = Step::Kind::tls, .facts = {}});
  pump();
  return true;
}

// Pulls events until there are none. Bounded: a session that spins is a finding.
void SessionPlayer::pump() {
  std::size_t events_left = 64 + 4 * scenario_.octets.size();
  while (events_left > 0 && !stuck()) {
    ServerEvent event;
    watched([&] { event = session_.next(); });
    ++trace_.pulls;
    if (std::holds_alternative<AwaitOutput>(event)) {
      if (!reading_) return;
      if (!session_.output().empty()) {
        send(reluctant_octets);
      } else if (!wait_for_reply()) {
        return broken("waits for output that is not there");
      }
      continue;
    }
    if (playing_.draining == Draining::at_once) drain();
    if (std::holds_alternative<NeedInput>(event)) break;
    if (std::holds_alternative<AwaitVerdict>(event) && question_open_) break;
    const bool over = std::holds_alternative<Closed>(event);
    if (!over || !trace_.closed) take(event);
    if (over || question_open_) break;
    --events_left;
  }
  if (events_left == 0) broken("the session spins");
  const std::size_t blocks = buffers_.input.leased() + buffers_.output.leased();
  trace_.blocks_max = std::max(trace_.blocks_max, blocks);
  const bool at_rest =
      events_left > 0 && buffers_.input.leased() > 0 && !stuck() && !question_open_ && !finished();
  // All room of a block: it is held and nothing is in it.
  if (at_rest && session_.input().size() == input_block_octets) trace_.idle_blocks = blocks;
}

// A reply is held back until its time has come.
bool SessionPlayer::wait_for_reply() {
  const std::optional<Time> due = session_.deadline();
  if (!due || *due <= now_) return false;
  go_on_to(*due);
  return true;
}

void SessionPlayer::drain() {
  while (reading_ && !session_.output().empty()) send(session_.output().size());
}

void SessionPlayer::send(std::size_t octets_max) {
  const std::string_view run = session_.output().runs[0];
  const std::size_t n = std::min(run.size(), octets_max);
  trace_.conversation += run.substr(0, n);
  trace_.replies += run.substr(0, n);
  if (playing_.listener != nullptr) playing_.listener->said(run.substr(0, n));
  watched([&] { session_.sent(n); });
}

// The world.

void SessionPlayer::perform(const Act& act) {
  drain();
  if (playing_.listener != nullptr) playing_.listener->acted(act);
  trace_.acts.push_back({act.kind, session_.phase()});
  switch (act.kind) {
    case Act::Kind::advance:
      advance(act.by);
      break;
    case Act::Kind::expire:
      if (const auto due = session_.deadline()) advance(std::max(*due - now_, Time{0}));
      break;
    case Act::Kind::end_of_input:
      end_due_ = true;
      break;
    case Act::Kind::reset:
      for (const std::string_view run : session_.output().runs) trace_.replies += run;
      thrown_away_ = trace_.cut_off = true;
      return;
    case Act::Kind::reading_off:
      reading_ = false;
      break;
    case Act::Kind::reading_on:
      reading_ = true;
      drain();
      break;
    case Act::Kind::stop_idle:
      session_.stop_when_idle();
      break;
    case Act::Kind::stop_now:
      session_.stop_now();
      break;
  }
  pump();
  if (question_open_ && !finished()) answer_late();
  move();
}

// Time goes from deadline to deadline, as a transport's timer does.
void SessionPlayer::advance(Time by) {
  const Time target = now_ + by;
  const auto due_until = [this](Time limit) {
    const auto due = finished() ? std::nullopt : session_.deadline();
    return due && *due <= limit;
  };
  while (due_until(target) && !stuck()) {
    go_on_to(std::max(now_, *session_.deadline()));
    pump();
    move();  // what had to wait for this moment has waited with the transport
    if (due_until(now_)) return broken("a deadline stays in the past");
  }
  go_on_to(target);
}

void SessionPlayer::go_on_to(Time time) {
  if (playing_.listener != nullptr && time > now_) playing_.listener->advanced(time - now_);
  now_ = time;
  watched([&] { session_.expire(now_); });
}

void play(const Scenario& scenario, const std::vector<std::size_t>& cuts, const Playing& playing,
          Trace& trace) {
  static Buffers own(1);
  Buffers& buffers = playing.buffers == nullptr ? own : *playing.buffers;
  const std::size_t before = buffers.input.leased() + buffers.output.leased();
  trace.clear();
  SessionPlayer(scenario, buffers, playing, trace).play(cuts);
  if (buffers.input.leased() + buffers.output.leased() != before) {
    trace.broken = "a session that is gone keeps a block";
  }
}

Trace play(const Scenario& scenario, const std::vector<std::size_t>& cuts, Draining draining) {
  Trace trace;
  play(scenario, cuts, Playing{.draining = draining}, trace);
  return trace;
}

}  // namespace heloport::fuzz
