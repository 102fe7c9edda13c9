#pragma once
// The head of every page that the program writes.

#include <string_view>

#include "apps/markup.hpp"

namespace heloport::apps {

/// The element `head`: the style sheet of all pages, and a policy under which nothing is loaded and
/// nothing runs, even if a text of a server broke out of its place.
void write_page_head(Markup& page, std::string_view title);

}  // namespace heloport::apps
