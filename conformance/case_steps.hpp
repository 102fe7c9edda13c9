#pragma once
// A case for one server: its lines with their words filled in, as steps to perform in order.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "conformance/case.hpp"
#include "conformance/circumstances.hpp"
#include "conformance/failure.hpp"

namespace heloport::conformance {

/// Octets in one write.
struct Say {
  std::string octets;
  std::string shown{};  // not empty: a password is in it, and this is recorded instead
};
/// The next reply has one of these codes.
struct Hear {
  std::string codes;       // "503|554"
  bool judged = true;      // false: supposed, and the case is inconclusive without it
  bool or_closed = false;  // the server may close instead: the case ends, satisfied so far
};
struct StaySilent {};  // nothing is said now
struct ExpectClose {};
struct CloseOurSide {};
/// `end` or `skip`, `if` or `unless` the last reply has one of these codes, or the server closed.
struct Leave {
  bool conclusive = true;  // `end`
  bool unless = false;
  std::string codes;  // empty: closed
};
struct Demand {
  std::string property;
  bool of_every_reply = false;
};
struct ShakeHands {  // TLS
  bool must_fail = false;
  bool may_fail = false;  // where it fails the case ends, satisfied so far
  bool judged = true;
};
struct ConnectAgain {};
struct Pause {
  std::chrono::milliseconds time{};
};

using StepKind = std::variant<Say, Hear, StaySilent, ExpectClose, CloseOurSide, Leave, Demand,
                              ShakeHands, ConnectAgain, Pause>;
struct Step {
  StepKind kind;
  std::size_t line = 0;  // of the case; 0: the suite's own
};

/// How the suite comes to where the case begins, then the case, then QUIT.
/// Errors: the line that cannot be understood, and why.
std::variant<std::vector<Step>, Failure> steps_of(const Case& subject, const Circumstances& here);

/// The first line of the body that no server could make a step of. Nothing: all can be played.
std::optional<Failure> mistake_in(const Case& subject);

/// The way to `beginning` alone: what every session of the suite opens with.
std::vector<Step> opening_steps(Beginning beginning, const Circumstances& here);

/// A whole small message, without the dot: lines with their CRLF.
std::string small_message(const Circumstances& here);

}  // namespace heloport::conformance
