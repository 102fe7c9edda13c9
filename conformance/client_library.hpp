#pragma once
// The cases of the client suite: those that are compiled in, or those of a folder.

#include <string>
#include <variant>
#include <vector>

#include "conformance/client_case.hpp"
#include "conformance/failure.hpp"

namespace heloport::conformance {

/// What every id begins with, so that no server's case is meant.
inline constexpr std::string_view client_part = "client/";

/// Every case that is part of the program, ordered by id.
/// Lifetime: as long as the program.
const std::vector<ClientCase>& all_client_cases();

/// The cases below a folder, in the same order. Errors: the first file that is none.
std::variant<std::vector<ClientCase>, Failure> load_client_cases(const std::string& folder);

}  // namespace heloport::conformance
