#pragma once
// What the RFCs ask for, in our words: requirements.tsv as the program knows it.

#include <span>
#include <string_view>

#include "conformance/case.hpp"

namespace heloport::conformance {

/// Lifetime: the views live as long as the program.
struct Requirement {
  std::string_view id;       // "R5321-4.1.1.5-01"
  std::string_view rfc;      // "5321"
  std::string_view section;  // "4.1.1.5"
  Level level = Level::must;
  std::string_view summary;  // one sentence without its full stop
};

/// All of them, ordered by id as text.
std::span<const Requirement> requirements();

/// The requirement of this id; null when there is none.
const Requirement* requirement(std::string_view id);

/// What it asks for; empty when there is none of this id.
std::string_view requirement_text(std::string_view id);

}  // namespace heloport::conformance
