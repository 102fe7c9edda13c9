#pragma once
// Which sessions a fault changes at all: what was recorded with the sound server tells.

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "fault.hpp"
#include "spoiled_link.hpp"

namespace heloport::broken {

/// Something that a rule could fit.
struct Event {
  /// `content` is a line of it, `whole_content` all of a message or chunk.
  enum class Kind : std::uint8_t { input, command, content, whole_content, end_of_data, said };
  Kind kind = Kind::command;
  Phase phase = Phase::greeting;
  bool inside_tls = false;
  std::string text;  // a line without its CRLF but for `input`, where it is a write

  auto operator<=>(const Event&) const = default;
};

using Events = std::set<Event>;

/// Spoils nothing and writes down what it is told. `events` must outlive it.
std::unique_ptr<Spoiler> recorder(Events& events);

/// The question that a fault asks of an event.
/// Shape:    false only if no rule of the fault can do anything about it. A session in which no
///           event is touched goes with the fault as it went without: it need not be played.
/// Lifetime: the fault must outlive it.
class Touch {
 public:
  explicit Touch(const Fault& fault);
  /// Every session, whatever is in it.
  bool always() const;
  bool operator()(const Event& event) const;

 private:
  bool rule_fits(const Event& event) const;

  const Fault& fault_;
};

}  // namespace heloport::broken
