// What a local part means.

#include "grammar/path.hpp"

namespace heloport::grammar {

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
