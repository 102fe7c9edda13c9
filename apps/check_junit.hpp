#pragma once
// The report of `heloport check` for CI servers: JUnit XML.

#include <string>
#include <string_view>

#include "conformance/verdict.hpp"

namespace heloport::apps {

/// A testsuite a section, a testcase a case. What is violated is a failure that explains itself;
/// latitude passes and says so in system-out; what is inconclusive or not applicable is skipped.
/// `program` is what stands before the id to play one case again; empty: it is not said.
std::string junit_of(const conformance::Run& run, std::string_view program);

}  // namespace heloport::apps
