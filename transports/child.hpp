#pragma once
// A command that is started to be talked to, and its end.

#include <sys/types.h>

#include <optional>
#include <string>
#include <variant>

#include "transports/descriptor.hpp"
#include "transports/fault.hpp"

namespace heloport::transports {

/// A process that is always waited for.
/// Limits: what has not ended by itself after child_patience gets SIGTERM, and after as long again
///         SIGKILL. Only the process itself: what it started in turn is its own affair.
class Child {
 public:
  Child(pid_t process, std::string command) : process_(process), command_(std::move(command)) {}
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();

  /// SIGTERM, without waiting.
  void ask_to_end() const;
  /// Whether it has ended: then end() does not wait.
  bool ended();
  /// Waits for its end, once. Close the socket before. The fault says with what status it ended,
  /// if that was not 0.
  std::optional<Fault> end();

 private:
  std::optional<int> wait_a_while() const;

  std::optional<pid_t> process_;  // none once it was waited for
  std::optional<int> status_;     // that ended() has seen
  std::string command_;
};

struct Started {
  Child child;
  Descriptor socket;  // its standard input and output
};

/// Whom a signal from the keyboard reaches. A command in a group of its own cannot ask the terminal
/// for anything; it is in ours until it has begun, for some microseconds.
enum class ChildGroup { ours, of_its_own };

/// `errors` becomes its standard error; -1: it has ours.
std::variant<Started, Fault> start_child(const std::string& command, int errors = -1,
                                         ChildGroup group = ChildGroup::ours);

}  // namespace heloport::transports
