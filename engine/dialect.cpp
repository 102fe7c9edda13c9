// Which dialects there are, and how a client tells them apart.

#include "engine/dialect.hpp"

#include <array>

namespace heloport::engine {

const Dialect* dialect_named(std::string_view name) {
  for (const Dialect* dialect : {&standard, &simple, &reference}) {
    if (dialect->name == name) return dialect;
  }
  return nullptr;
}

const Dialect& dialect_of_greeting(std::string_view text) {
  return text == simple.says(Say::greeting).text ? simple : standard;
}

}  // namespace heloport::engine
