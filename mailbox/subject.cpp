// The Subject field of a message that comes in pieces.

#include "mailbox/subject.hpp"

#include "mailbox/encoded_word.hpp"

namespace heloport::mailbox {

namespace {

constexpr std::string_view wanted = "subject";
constexpr std::size_t name_octets_max = 78;  // RFC 5322, 2.1.1; a longer name is no Subject
// A file name takes 255 octets of it; encoding makes them at most some six times as long.
constexpr std::size_t subject_octets_max = 2048;

char lower(char octet) {
  return octet >= 'A' && octet <= 'Z' ? static_cast<char>(octet - 'A' + 'a') : octet;
}

bool is_space(char octet) {
  return octet == ' ' || octet == '\t';
}

}  // namespace

void SubjectFinder::write(std::string_view octets) {
  for (const char octet : octets) {
    if (state_ == State::done) return;
    take(octet);
  }
}

std::string SubjectFinder::subject() const {
  return decoded_words(body_);
}

void SubjectFinder::take(char octet) {
  switch (state_) {
    case State::line_start:
      return begin_line(octet);
    case State::name:
      return take_name(octet);
    case State::other_field:
      if (octet == '\n') state_ = State::line_start;
      return;
    case State::subject:
      return take_subject(octet);
    case State::subject_end:
      state_ = is_space(octet) ? State::subject : State::done;
      if (state_ == State::subject) take_subject(octet);
      return;
    case State::done:
      return;
  }
}

void SubjectFinder::begin_line(char octet) {
  name_.clear();
  if (is_space(octet)) {
    state_ = State::other_field;
  } else if (octet == '\r' || octet == '\n') {
    state_ = State::done;
  } else {
    state_ = State::name;
    take_name(octet);
  }
}

void SubjectFinder::take_name(char octet) {
  if (octet == ':') {
    // White space may stand before the colon (RFC 5322, 4.5).
    name_.erase(name_.find_last_not_of(" \t") + 1);
    state_ = name_ == wanted ? State::subject : State::other_field;
  } else if (octet == '\n') {
    // A line that is no field: there was no header, or it is over.
    state_ = State::done;
  } else if (name_.size() < name_octets_max) {
    name_ += lower(octet);
  }
}

void SubjectFinder::take_subject(char octet) {
  if (octet == '\n') {
    state_ = State::subject_end;
  } else if (octet != '\r' && body_.size() < subject_octets_max) {
    body_ += octet;
  }
}

}  // namespace heloport::mailbox
