// A party that answers lines.

#include "tests/transports/line_party.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace heloport::transports {

namespace {

// What a flood produces at a time, so that it never stands in memory as a whole.
constexpr std::size_t flood_octets = 4096;
// A session takes no more input while this much waits to be sent.
constexpr std::size_t output_octets_max = std::size_t{16} << 10;

}  // namespace

LineParty::LineParty(Tally& tally, Arrival arrival, std::size_t room)
    : tally_(tally), arrival_(std::move(arrival)), room_(room) {
  ++tally_.made;
}

LineParty::~LineParty() {
  if (waker_) waker_->join();
  ++tally_.gone;
}

std::span<char> LineParty::input() {
  ++tally_.inputs;
  if (deaf_ || waker_ || finished_ || flood_ > 0) return {};
  if (output_.size() >= output_octets_max) return {};
  tally_.lent = 1;
  return room_;
}

void LineParty::received(std::size_t n) {
  unread_.append(room_.data(), n);
  heard_.append(room_.data(), n);
}

void LineParty::end_of_input() {
  ++tally_.ends;
  serve();
  finish("end\n");
}

engine::Output LineParty::output() const {
  // In two runs, as a command and the content behind it.
  const std::string_view all = output_;
  const std::size_t half = all.size() / 2;
  return {{all.substr(0, half), all.substr(half)}};
}

void LineParty::sent(std::size_t n) {
  output_.erase(0, n);
}

void LineParty::expire(engine::Time now) {
  ++tally_.expiries;
  now_ = now;
  if (deadline_ && now >= *deadline_) finish("expired\n");
}

void LineParty::serve() {
  if (woken_.exchange(false)) {
    std::exchange(waker_, std::nullopt)->join();
    output_ += "woken\n";
  }
  while (!finished_ && !waker_ && !deaf_) {
    if (flood_ > 0 && !output_.empty()) break;
    const std::size_t produced = std::min(flood_, flood_octets);
    output_.append(produced, 'x');
    flood_ -= produced;
    const std::size_t line_feed = unread_.find('\n');
    if (flood_ > 0 || line_feed == unread_.npos) break;
    const std::string line = unread_.substr(0, line_feed + 1);
    unread_.erase(0, line_feed + 1);
    answer(line);
  }
  if (stopping_ && !busy_) finish("stopping\n");
  if (unread_.empty()) tally_.lent = 0;
}

void LineParty::answer(std::string_view line) {
  const std::string_view word = line.substr(0, line.find_first_of(" \n"));
  const auto number = [&] { return std::stoul(std::string(line.substr(word.size()))); };
  if (line == last_line_) return finish("");
  if (word == "leave") peer_is_done_ = true;
  if (word == "quit" || word == "leave") return finish("bye\n");
  if (word == "throw") throw std::runtime_error("a party that throws");
  if (word == "deaf") {
    deaf_ = true;
  } else if (word == "flood") {
    flood_ = number();
  } else if (word == "expire") {
    deadline_ = now_ + engine::Time(number());
  } else if (word == "wake") {
    waker_.emplace([this, wake = arrival_.wake] {
      woken_ = true;
      for (int times = 0; times < 3; ++times) wake();
    });
  } else if (!last_line_) {
    if (word == "hold") busy_ = true;
    if (word == "done") busy_ = false;
    output_ += line;
  }
}

void LineParty::stop(Urgency urgency) {
  urgency == Urgency::now ? ++tally_.late_stops : ++tally_.stops;
  stopping_ = true;
  if (urgency == Urgency::now) busy_ = false;
  serve();
}

void LineParty::finish(std::string_view word) {
  if (std::exchange(finished_, true)) return;
  output_ += word;
  deadline_.reset();
}

Welcome line_parties(Tally& tally, std::size_t room) {
  return [&tally, room](const Arrival& arrival) {
    return std::make_unique<LineParty>(tally, arrival, room);
  };
}

}  // namespace heloport::transports
