#pragma once
// XML and HTML that other people's text cannot break out of.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heloport::apps {

/// `text` as character data or as the value of an attribute: `&`, `<`, `>` and quotes as entities,
/// and every octet that is no printable UTF-8, or may not stand in XML, as \xHH.
std::string markup_text(std::string_view text);

/// A document, written from front to back. Whatever is given as text is escaped.
///
/// Use:      open() and close() nest; text() between them. take() when all are closed.
/// Shape:    names of elements and attributes are the program's own and written as they are.
/// Errors:   close() without an open element, and take() with one, are the caller's mistakes.
class Markup {
 public:
  using Attribute = std::pair<std::string_view, std::string_view>;
  using Attributes = std::initializer_list<Attribute>;

  explicit Markup(std::string_view preamble) : written_(preamble) {}

  void open(std::string_view name, Attributes attributes = {});
  void close();
  void text(std::string_view text);
  /// Text of the program's own that is markup, or a style sheet.
  void ours(std::string_view markup) { written_ += markup; }
  /// An element that holds text alone.
  void leaf(std::string_view name, Attributes attributes, std::string_view content);
  /// An element that holds nothing. In HTML: one that never does, or one of SVG.
  void empty(std::string_view name, Attributes attributes);
  void line_end() { written_ += '\n'; }

  std::string take();

 private:
  void begin(std::string_view name, Attributes attributes);

  std::string written_;
  std::vector<std::string> open_;
};

}  // namespace heloport::apps
