#pragma once
// A load as a page: its figures, and plots that read without scripts.

#include <string>
#include <string_view>

#include "apps/load_report.hpp"

namespace heloport::apps {

/// A whole HTML document that loads nothing and needs no scripts; the plots are SVG inside.
/// `version`: of the program that writes it.
std::string load_html_of(const LoadResult& result, std::string_view version);

}  // namespace heloport::apps
