// See limits.hpp.

#include "engine/extensions/limits.hpp"

#include <algorithm>
#include <charconv>

namespace heloport::engine {

std::string_view announce_limits(const Standing& standing, std::span<char> room) {
  std::size_t size = 0;
  const auto add = [&](std::string_view name, std::size_t value) {
    if (value == 0) return;
    if (size > 0) room[size++] = ' ';
    size += name.copy(room.data() + size, room.size() - size);
    size = static_cast<std::size_t>(
        std::to_chars(room.data() + size, room.data() + room.size(), value).ptr - room.data());
  };
  // RFC 9422, 4.1 and 4.2: at most six digits. A higher limit is none that anyone reaches.
  constexpr std::size_t most = 999'999;
  add("RCPTMAX=", std::min(standing.limits.recipients_max, most));
  add("MAILMAX=", std::min(standing.limits.mails_max, most));
  return {room.data(), size};
}

}  // namespace heloport::engine
