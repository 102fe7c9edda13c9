#pragma once
// Finds the Subject field in a message that comes in pieces.

#include <string>
#include <string_view>

namespace heloport::mailbox {

/// Watches a message go by until its header ends, in constant memory.
///
/// Use:    write() the octets in order, then subject().
/// Source: RFC 5322, 2.2 (fields, folding), 3.6.5 (Subject).
class SubjectFinder {
 public:
  void write(std::string_view octets);
  /// The body of the first Subject field: unfolded, decoded to UTF-8 (RFC 2047), at most
  /// subject_octets_max octets of it. Empty when there is none.
  std::string subject() const;

 private:
  enum class State {
    line_start,   // the first octet decides: a name, a continuation, the end of the header
    name,         // of a field
    other_field,  // in the body of a field that is not it
    subject,      // in the body of the Subject
    subject_end,  // after a line of it: white space continues it
    done,
  };
  void take(char octet);
  void begin_line(char octet);
  void take_name(char octet);
  void take_subject(char octet);

  State state_ = State::line_start;
  std::string name_;  // in lower case
  std::string body_;
};

}  // namespace heloport::mailbox
