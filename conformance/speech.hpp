#pragma once
// How far what was said fits what a transcript says.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "conformance/transcript.hpp"

namespace heloport::conformance {

struct SpeechMatch {
  enum class Kind : std::uint8_t {
    complete,    // every line was said; octets may follow
    unfinished,  // what came is a beginning
    differs,     // whatever comes next, it does not fit
  };
  Kind kind = Kind::complete;
  std::size_t lines = 0;   // of the speech that fit; the next one is the first that does not
  std::size_t octets = 0;  // that they took
};

SpeechMatch match_speech(const std::vector<Speech>& speech, std::string_view octets);

}  // namespace heloport::conformance
