#pragma once
// The cases of the suite: those that are compiled in, or those of a folder.

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "conformance/case.hpp"
#include "conformance/failure.hpp"

namespace heloport::conformance {

/// Every case that is part of the program, ordered by id: numbers in it count as numbers.
/// Lifetime: as long as the program.
const std::vector<Case>& all_cases();

/// The cases below a folder, in the same order. Errors: the first file that is none, head and body,
/// with its line; line 0 where a folder or file cannot be read.
std::variant<std::vector<Case>, Failure> load_cases(const std::string& folder);

/// True if `selection` names the case or a part that holds it: "rfc5321", "rfc5321/4.1.1",
/// "rfc5321/4.1.1.5/drops-the-recipients".
bool selects(std::string_view selection, std::string_view id);

/// "rfc5321/4.1.1.10/..." stands behind "rfc5321/4.1.1.9/...".
bool before(std::string_view id, std::string_view other);

}  // namespace heloport::conformance
