// XML and HTML that other people's text cannot break out of.
#include "apps/markup.hpp"

#include <array>
#include <cassert>

#include "apps/terminal_text.hpp"

namespace heloport::apps {
namespace {

struct Escape {
  std::string_view text;
  std::string_view written;
};
// U+FFFE and U+FFFF are no characters of XML (XML 1.0, 2.2).
constexpr std::array escapes{
    Escape{"&", "&amp;"},
    Escape{"<", "&lt;"},
    Escape{">", "&gt;"},
    Escape{"\"", "&quot;"},
    Escape{"'", "&#39;"},
    Escape{"\xEF\xBF\xBE", "\\xEF\\xBF\\xBE"},
    Escape{"\xEF\xBF\xBF", "\\xEF\\xBF\\xBF"},
};

}  // namespace

std::string markup_text(std::string_view text) {
  // Control octets and what is no UTF-8 first: what a terminal must not see, no reader may.
  const std::string printable = terminal_text(text);
  std::string_view rest = printable;
  std::string written;
  while (!rest.empty()) {
    std::string_view step = rest.substr(0, 1);
    std::string_view as = step;
    for (const Escape& escape : escapes) {
      if (!rest.starts_with(escape.text)) continue;
      step = escape.text;
      as = escape.written;
    }
    written += as;
    rest.remove_prefix(step.size());
  }
  return written;
}

void Markup::open(std::string_view name, Attributes attributes) {
  begin(name, attributes);
  written_ += '>';
  open_.emplace_back(name);
}

void Markup::close() {
  assert(!open_.empty());
  written_ += "</";
  written_ += open_.back();
  written_ += '>';
  open_.pop_back();
}

void Markup::text(std::string_view text) {
  written_ += markup_text(text);
}

void Markup::leaf(std::string_view name, Attributes attributes, std::string_view content) {
  open(name, attributes);
  text(content);
  close();
}

void Markup::empty(std::string_view name, Attributes attributes) {
  begin(name, attributes);
  written_ += "/>";
}

std::string Markup::take() {
  assert(open_.empty());
  return std::move(written_);
}

void Markup::begin(std::string_view name, Attributes attributes) {
  written_ += '<';
  written_ += name;
  for (const auto& [key, value] : attributes) {
    written_ += ' ';
    written_ += key;
    written_ += "=\"";
    written_ += markup_text(value);
    written_ += '"';
  }
}

}  // namespace heloport::apps
