// The head of every page that the program writes.
#include "apps/page_head.hpp"

#include <span>

#include "conformance/embedded_text.hpp"

namespace heloport::conformance {

std::span<const EmbeddedText> page_styles();  // written by cmake/embed.cmake

}  // namespace heloport::conformance

namespace heloport::apps {
namespace {

constexpr std::string_view policy = "default-src 'none'; style-src 'unsafe-inline'";

}  // namespace

void write_page_head(Markup& page, std::string_view title) {
  page.open("head");
  page.empty("meta", {{"charset", "utf-8"}});
  page.empty("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy}});
  page.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  page.empty("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  page.leaf("title", {}, title);
  page.open("style");
  for (const auto& sheet : conformance::page_styles()) page.ours(sheet.text);
  page.close();
  page.close();
  page.line_end();
}

}  // namespace heloport::apps
