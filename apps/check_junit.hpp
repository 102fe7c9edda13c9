#pragma once
// The report of `heloport check` for CI servers: JUnit XML.

#include <string>

#include "apps/check_report.hpp"
#include "conformance/verdict.hpp"

namespace heloport::apps {

/// A testsuite a section, a testcase a case. What is violated is a failure that explains itself;
/// latitude passes and says so in system-out; what is inconclusive or not applicable is skipped.
std::string junit_of(const conformance::Run& run, const AgainCommand& again);

}  // namespace heloport::apps
