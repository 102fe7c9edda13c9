#pragma once
// Faults that rules cannot say: each is a Spoiler of its own.

#include <memory>
#include <span>
#include <string_view>

#include "spoiled_link.hpp"

namespace heloport::broken {

struct Special {
  std::string_view name;
  std::unique_ptr<Spoiler> (*make)();
};

/// Null: there is none of that name.
const Special* special_named(std::string_view name);

// The table, by what is wrong.
std::span<const Special> framing_specials();  // where a line, a chunk or the content ends
std::span<const Special> state_specials();    // what is forgotten, and what is not
std::span<const Special> reply_specials();    // what is said, and when

template <class Kind>
std::unique_ptr<Spoiler> made() {
  return std::make_unique<Kind>();
}

}  // namespace heloport::broken
