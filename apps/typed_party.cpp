// A session that is typed by hand: the Enter key ends a line.

#include "apps/typed_party.hpp"

#include <algorithm>

namespace heloport::apps {

void TypedParty::serve() {
  do {
    behind_->serve();
  } while (hand_on());
}

std::span<char> TypedParty::input() {
  if (!typed_.empty() || behind_->octets().input().empty()) return {};
  return room_;
}

void TypedParty::received(std::size_t n) {
  for (char c : std::string_view(room_.data(), n)) {
    if (c == '\n' && !after_cr_) typed_ += '\r';
    typed_ += c;
    after_cr_ = c == '\r';
  }
  hand_on();
}

void TypedParty::end_of_input() {
  ended_ = true;
  if (typed_.empty()) behind_->octets().end_of_input();
}

// True when the session got something that it has not seen yet.
bool TypedParty::hand_on() {
  if (typed_.empty()) return false;
  const std::span<char> room = behind_->octets().input();
  if (room.empty()) return false;
  const std::size_t n = typed_.copy(room.data(), room.size());
  behind_->octets().received(n);
  typed_.erase(0, n);
  if (typed_.empty() && ended_) behind_->octets().end_of_input();
  return true;
}

}  // namespace heloport::apps
