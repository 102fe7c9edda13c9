#pragma once
// The report of `heloport check` for harnesses: TAP version 14.

#include <string>
#include <string_view>

#include "conformance/verdict.hpp"

namespace heloport::apps {

/// A test point a case, in their order. What is violated is `not ok`, with a YAML block that
/// explains it; latitude is `ok` with a comment; what is inconclusive or not applicable is skipped.
/// `program` is what stands before the id to play one case again; empty: it is not said.
std::string tap_of(const conformance::Run& run, std::string_view program);

}  // namespace heloport::apps
