// A load from its first connection to its last.

#include "apps/load_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "apps/terminal_text.hpp"

namespace heloport::apps {
namespace {

using transports::ClientLoop;
using transports::Fault;

constexpr LoadTime look_interval = std::chrono::milliseconds(100);

ClientLoop::Clock::time_point point_of(LoadTime time) {
  return ClientLoop::Clock::time_point(time);
}

}  // namespace

LoadTime load_now() {
  return ClientLoop::Clock::now().time_since_epoch();
}

LoadRun::LoadRun(LoadTarget target, LoadShared& shared, std::size_t sessions)
    : target_(std::move(target)), shared_(shared), places_(sessions), loop_(sessions) {
  for (std::size_t number = 0; number < sessions; ++number) to_open_.push_back(number);
  if (const auto* address = std::get_if<transports::Address>(&target_.way)) {
    address_ = transports::socket_address(*address);
  }
}

void LoadRun::run(const Onlooker& begins, const Onlooker& look) {
  const auto begin = [&] {
    const LoadTime now = load_now();
    begins(now);
    shared_.schedule.begin(now);
    shared_.record.begin(now);
  };
  if (!waits_for_all()) begin();
  for (open_some(); !over(); open_some()) {
    loop_.turn(point_of(next_moment()));
    take_ended();
    const bool all_stand = to_open_.empty() && shared_.unready == 0;
    if (!shared_.schedule.begun() && all_stand && !cut_at_) begin();
    const LoadTime now = load_now();
    wake_idle(now);
    if (now >= next_look_) look_around(now, look);
  }
  if (cut_at_) end_commands();
  bury_children(true);
}

// A session may end when it is woken: it is asked what it owed before the run is over.
bool LoadRun::over() const {
  const bool none_left = loop_.connections() == 0 && loop_.ended().empty() && to_open_.empty();
  return shared_.fault || none_left || (cut_at_ && load_now() >= *cut_at_);
}

void LoadRun::look_around(LoadTime now, const Onlooker& look) {
  next_look_ = now + look_interval;
  if (shared_.record.latencies().count() > 0) errors_.hush();
  bury_children(false);
  look(now);
}

void LoadRun::stop(LoadTime now) {
  if (cut_at_) return;
  cut_at_ = now + stop_patience;
  shared_.schedule.stop(now);
}

// Those whose session was cut: all are asked to end before any is waited for.
void LoadRun::end_commands() {
  for (Place& place : places_) {
    if (place.child) place.child->ask_to_end();
  }
}

// Otherwise the first sessions could send all there is before the last ones stand, and the first
// messages of an open loop would be late before anybody could send them.
bool LoadRun::waits_for_all() const {
  return shared_.manners.session_mails == 0 || (shared_.schedule.open_loop() && !one_mail_each());
}

void LoadRun::open_some() {
  while (!to_open_.empty() && !shared_.fault) {
    if (enough_opened()) return to_open_.clear();
    if (shared_.unready >= opening_max || !open(to_open_.front())) return;
    to_open_.pop_front();
  }
}

bool LoadRun::enough_opened() const {
  const auto most = shared_.schedule.sessions_max(shared_.manners.session_mails);
  if (most && connects_ >= *most) return true;
  return shared_.schedule.exhausted(load_now());
}

// False: there is no message yet to open it for, or a signal came while a full backlog was waited
// for: it is looked at first, and the party that is there tries again.
bool LoadRun::open(std::size_t number) {
  Place& place = places_[number];
  if (!place.party) {
    if (one_mail_each() && shared_.schedule.open_loop() && !shared_.schedule.due(load_now()))
      return false;
    place.party.emplace(number, shared_, target_.tls);
    if (one_mail_each()) place.party->session().begin_with();
    ++connects_;
  }
  const auto fault = reach(number);
  if (fault && fault->error == std::errc::interrupted) return false;
  if (fault) {
    shared_.fault = LoadFault{Exit::temporary, fmt::format("{}: {}", target_.name, fault->text)};
  }
  return true;
}

std::optional<Fault> LoadRun::reach(std::size_t number) {
  Place& place = places_[number];
  const auto* command = std::get_if<std::string>(&target_.way);
  if (command == nullptr) return loop_.open(number, address_, *place.party);
  // A signal from the keyboard is ours: what runs is to end as we end it.
  auto started =
      transports::start_child(*command, errors_.descriptor(), transports::ChildGroup::of_its_own);
  if (const auto* fault = std::get_if<Fault>(&started)) return *fault;
  auto& [child, socket] = std::get<transports::Started>(started);
  place.child.emplace(std::move(child));
  return loop_.adopt(number, std::move(socket), *place.party);
}

// When there is something to do that no octet tells of.
LoadTime LoadRun::next_moment() const {
  const bool may_open = one_mail_each() && !to_open_.empty() && shared_.unready < opening_max;
  const auto due = shared_.schedule.next_due();
  if (due && (may_open || !shared_.idle.empty())) return std::min(next_look_, *due);
  return next_look_;
}

void LoadRun::take_ended() {
  for (const ClientLoop::Ended& ended : loop_.ended()) {
    Place& place = places_[ended.key];
    if (!place.party->session().unanswered().empty()) blame(place, ended.error);
    place.party.reset();
    if (place.child) ending_.push_back(std::move(*place.child));
    place.child.reset();
    to_open_.push_back(ended.key);
  }
  loop_.clear_ended();
}

// A connection that ended too early. A command that failed says more than its connection, and TLS
// says more than what runs in it.
void LoadRun::blame(Place& place, const std::error_code& error) {
  if (shared_.fault) return;
  const LoadSession& session = place.party->session();
  const std::string why = error ? ": " + error.message() : "";
  const std::string tls = place.party->tls_failure();
  const auto command = place.child ? place.child->end() : std::nullopt;
  const bool refused = error && !session.greeted();
  if (command) {
    blame_command(command->text);
  } else if (!tls.empty()) {
    shared_.fault = LoadFault{Exit::unavailable, fmt::format("TLS failed: {}", tls)};
  } else if (refused) {
    shared_.fault =
        LoadFault{Exit::temporary,
                  fmt::format("cannot connect to {}{}; is the server running?", target_.name, why)};
  } else {
    shared_.fault = LoadFault{
        Exit::temporary, fmt::format("the server closed the connection{}; {} was not answered", why,
                                     session.unanswered())};
  }
}

// A message that is due goes to whoever has waited longest; when all are answered, all may go.
void LoadRun::wake_idle(LoadTime now) {
  const bool over = shared_.all_answered();
  while (!shared_.idle.empty()) {
    if (!over && !shared_.schedule.due(now)) return;
    const std::size_t number = shared_.idle.front();
    shared_.idle.pop_front();
    loop_.serve(number);
  }
}

void LoadRun::bury_children(bool wait) {
  for (std::size_t left = ending_.size(); left > 0; --left) {
    transports::Child child = std::move(ending_.front());
    ending_.pop_front();
    if (!wait && !child.ended()) {
      ending_.push_back(std::move(child));
      continue;
    }
    if (const auto failed = child.end()) blame_command(failed->text);
  }
}

void LoadRun::blame_command(const std::string& what) {
  if (shared_.fault) return;
  const std::string said = errors_.last_words();
  const std::string text = said.empty() ? what : what + "; it said: " + said;
  shared_.fault = LoadFault{Exit::temporary, terminal_text(text)};
}

}  // namespace heloport::apps
