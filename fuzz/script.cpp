// Scripts as octets. See script.hpp.

#include "fuzz/script.hpp"

#include <algorithm>
#include <array>

namespace heloport::fuzz {
namespace {

/// What an event of a kind has.
struct Form {
  bool a = false;
  bool b = false;
  bool n = false;
  bool text = false;
};

// In the order of EventKind.
constexpr std::array<Form, event_kinds> forms{{
    {.text = true},                        // line
    {.text = true},                        // octets
    {.a = true},                           // token
    {.a = true, .n = true},                // fill
    {.n = true},                           // again
    {.a = true, .n = true, .text = true},  // chunk
    {.text = true},                        // response
    {},                                    // split
    {.a = true, .b = true},                // answer
    {},                                    // tls
    {.a = true, .n = true},                // act
    {.a = true, .b = true, .n = true},     // setting
}};

/// Reads a script from octets that may end anywhere.
class Decoder {
 public:
  explicit Decoder(std::string_view input) : input_(input) {}
  bool more() const { return at_ < input_.size(); }

  Event event() {
    Event event;
    event.kind = static_cast<EventKind>(octet() % event_kinds);
    const Form form = forms[static_cast<std::size_t>(event.kind)];
    if (form.a) event.a = octet();
    if (form.b) event.b = octet();
    if (form.n) event.n = number();
    if (form.text) event.text = text(number());
    return event;
  }

 private:
  std::uint8_t octet() { return more() ? static_cast<std::uint8_t>(input_[at_++]) : 0; }

  std::uint32_t number() {
    std::uint32_t n = 0;
    for (unsigned shift = 0; shift < 28 && more(); shift += 7) {
      const std::uint32_t group = octet();
      n |= (group & 0x7Fu) << shift;
      if (group < 0x80) break;
    }
    return n;
  }

  std::string text(std::size_t size) {
    const std::string_view view = input_.substr(at_, size);
    at_ += view.size();
    return std::string(view);
  }

  std::string_view input_;
  std::size_t at_ = 0;
};

void encode_number(std::uint32_t n, std::string& out) {
  for (; n >= 0x80; n >>= 7) out += static_cast<char>((n & 0x7Fu) | 0x80u);
  out += static_cast<char>(n);
}

void encode(const Event& event, std::string& out) {
  const Form form = forms[static_cast<std::size_t>(event.kind)];
  out += static_cast<char>(event.kind);
  if (form.a) out += static_cast<char>(event.a);
  if (form.b) out += static_cast<char>(event.b);
  if (form.n) encode_number(event.n, out);
  if (!form.text) return;
  encode_number(static_cast<std::uint32_t>(event.text.size()), out);
  out += event.text;
}

}  // namespace

Script script_of(std::string_view input) {
  Script script;
  Decoder decoder(input);
  while (decoder.more() && script.events.size() < Script::events_max) {
    script.events.push_back(decoder.event());
  }
  return script;
}

void encode(const Script& script, std::string& out) {
  for (const Event& event : script.events) encode(event, out);
}

std::string encoded(const Script& script) {
  std::string out;
  encode(script, out);
  return out;
}

}  // namespace heloport::fuzz
