#pragma once
// What somebody who mistyped a word may have meant.

#include <span>
#include <string>
#include <string_view>

namespace heloport::apps {

/// The one of `known` that is nearest to `word`; empty when none is near enough to be meant.
std::string suggestion(std::string_view word, std::span<const std::string> known);

/// The same for ids, which are paths. Whoever shortens one, or the name at its end, knows how it
/// begins: the shortest that begins so comes before what is merely near.
std::string suggested_id(std::string_view id, std::span<const std::string> known);

}  // namespace heloport::apps
