// The C++ side of the parsers of paths, and what a local part means.

#include "grammar/path.hpp"

#include "grammar/path_end.hpp"
#include "grammar/view.hpp"

namespace heloport::grammar {

void complete_path(Path& path) {
  if (path.local_part.empty()) return;  // <>
  const char* const begin = path.local_part.data();
  const char* const end =
      path.is_postmaster ? begin + path.local_part.size() : path.domain.data() + path.domain.size();
  if (!path.is_postmaster) path.mailbox = view(begin, end);
  path.text = view(path.source_route.empty() ? begin : path.source_route.data(), end);
}

std::string unquoted(std::string_view local_part) {
  if (!local_part.starts_with('"')) return std::string(local_part);
  std::string result;
  for (std::size_t i = 1; i + 1 < local_part.size(); ++i) {
    if (local_part[i] == '\\') ++i;
    result.push_back(local_part[i]);
  }
  return result;
}

}  // namespace heloport::grammar
