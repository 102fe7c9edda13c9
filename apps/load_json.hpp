#pragma once
// A load as JSON, for programs that compare runs.

#include <string>
#include <string_view>

#include "apps/load_report.hpp"

namespace heloport::apps {

/// One object; `format` is "heloport-load", `version` 1. docs/load.md says what stands in it.
/// `written_by`: the program's version.
std::string load_json_of(const LoadResult& result, std::string_view written_by);

}  // namespace heloport::apps
