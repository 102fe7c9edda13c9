// See recorded_side.hpp.

#include "conformance/recorded_side.hpp"

#include <algorithm>
#include <string_view>

namespace heloport::conformance {

std::span<char> RecordedSide::input() {
  input_ = behind_.input();
  return input_;
}

void RecordedSide::received(std::size_t n) {
  listen();
  tell_time();
  if (n > 0) recorder_.client_wrote({input_.data(), n});
  behind_.received(n);
}

void RecordedSide::end_of_input() {
  listen();
  tell_time();
  recorder_.client_ended();
  behind_.end_of_input();
}

void RecordedSide::sent(std::size_t n) {
  listen();
  behind_.sent(n);
  told_octets_ -= std::min(n, told_octets_);
}

// Time is told where it does something: before octets, and when a deadline has come.
void RecordedSide::expire(engine::Time now) {
  listen();
  now_ = now;
  if (!told_time_) told_time_ = now;
  const auto due = behind_.deadline();
  if (due && now >= *due && !behind_.finished()) tell_time();
  behind_.expire(now);
}

void RecordedSide::tell_time() {
  if (!told_time_) told_time_ = now_;
  recorder_.clock_advanced(now_ - *told_time_);
  // Pauses too short to be shown add up until they are not.
  if (now_ - *told_time_ >= std::chrono::seconds(1)) told_time_ = now_;
}

void RecordedSide::listen() {
  std::size_t skip = told_octets_;
  for (std::string_view run : behind_.output().runs) {
    const std::size_t known = std::min(skip, run.size());
    skip -= known;
    if (known < run.size()) recorder_.server_said(run.substr(known));
    told_octets_ += run.size() - known;
  }
}

}  // namespace heloport::conformance
