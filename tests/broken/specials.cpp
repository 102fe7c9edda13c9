// See specials.hpp.

#include "specials.hpp"

namespace heloport::broken {

const Special* special_named(std::string_view name) {
  for (const auto& table : {framing_specials(), state_specials(), reply_specials()}) {
    for (const Special& special : table) {
      if (special.name == name) return &special;
    }
  }
  return nullptr;
}

}  // namespace heloport::broken
