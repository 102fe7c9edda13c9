#pragma once
// The report of `heloport check` for harnesses: TAP version 14.

#include <string>

#include "apps/check_report.hpp"
#include "conformance/verdict.hpp"

namespace heloport::apps {

/// A test point a case, in their order. What is violated is `not ok`, with a YAML block that
/// explains it; latitude is `ok` with a comment; what is inconclusive or not applicable is skipped.
std::string tap_of(const conformance::Run& run, const AgainCommand& again);

}  // namespace heloport::apps
