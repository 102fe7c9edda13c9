// Decisions that somebody else makes.

#include "fuzz/storage/choices.hpp"

namespace heloport::fuzz {

// Steele, Lea, Flood 2014.
std::uint64_t Dice::next() {
  std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15U;
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
  return mixed ^ (mixed >> 31U);
}

std::size_t EveryChoice::among(std::size_t count) {
  if (asked_ == digits_.size()) digits_.push_back({0, count});
  return digits_[asked_++].value;
}

// Counts up at the last place that can, and forgets what was asked behind it: that may be another
// question now.
bool EveryChoice::next() {
  asked_ = 0;
  while (!digits_.empty() && digits_.back().value + 1 == digits_.back().count) digits_.pop_back();
  if (digits_.empty()) return false;
  ++digits_.back().value;
  return true;
}

std::size_t OctetChoices::among(std::size_t count) {
  if (octets_.empty()) return 0;
  const auto octet = static_cast<unsigned char>(octets_.front());
  octets_.remove_prefix(1);
  return octet % count;
}

}  // namespace heloport::fuzz
