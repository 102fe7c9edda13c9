#pragma once
// Which Heloport this is.

namespace heloport::apps {

inline constexpr const char* version = "heloport 0.1.0";

}  // namespace heloport::apps
