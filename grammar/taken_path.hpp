#pragma once
// What the machines of paths do besides taking a view. Internal to the parsers.

#include "grammar/path.hpp"
#include "grammar/view.hpp"

namespace heloport::grammar {

/// Sets the domain, from `begin` up to `end`, and the views that end where it does. The source
/// route and the local part have been taken before.
inline void take_domain(Path& path, const char* begin, const char* end) {
  const char* const local_part = path.local_part.data();
  path.domain = view(begin, end);
  path.mailbox = view(local_part, end);
  path.text = view(path.source_route.empty() ? local_part : path.source_route.data(), end);
}

}  // namespace heloport::grammar
