#pragma once
// What happens after a machine has taken the parts of a path. Internal to the parsers.

#include "grammar/path.hpp"

namespace heloport::grammar {

/// Sets the views that follow from source_route, local_part and domain.
void complete_path(Path& path);

}  // namespace heloport::grammar
