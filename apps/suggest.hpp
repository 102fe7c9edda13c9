#pragma once
// What somebody who mistyped a word may have meant.

#include <span>
#include <string>
#include <string_view>

namespace heloport::apps {

/// The one of `known` that is nearest to `word`; empty when none is near enough to be meant.
std::string suggestion(std::string_view word, std::span<const std::string> known);

}  // namespace heloport::apps
