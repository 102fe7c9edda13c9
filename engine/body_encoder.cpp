// See body_encoder.hpp. Plain content is copied in runs; here are mostly the exceptions.

#include "engine/body_encoder.hpp"

#include <algorithm>
#include <cstring>

#include "engine/octet_scan.hpp"

namespace heloport::engine {

BodyEncoder::Step BodyEncoder::encode(std::string_view content, std::span<char> room) {
  Step all;
  while (all.taken < content.size() || owed_ != '\0') {
    const Step step = advance(content.substr(all.taken), room.subspan(all.written));
    all.taken += step.taken;
    all.written += step.written;
    all.foul = step.foul;
    if (step.taken == 0 && step.written == 0) break;  // foul, or no room
  }
  return all;
}

BodyEncoder::Step BodyEncoder::advance(std::string_view content, std::span<char> room) {
  if (owed_ != '\0') {
    if (room.empty()) return {};
    room[0] = owed_;
    owed_ = '\0';
    return {0, 1, false};
  }
  const char first = content.front();
  if (cr_held_ && first != '\n') return {0, 0, true};
  if (line_start_ && first == '.') return exception(first, room);
  const std::string_view window = content.substr(0, std::min(content.size(), room.size()));
  const std::size_t plain = plain_prefix(window);
  if (plain == 0) return exception(first, room);
  std::memcpy(room.data(), window.data(), plain);
  line_start_ = window[plain - 1] == '\n';  // plain LFs all follow a CR
  return {plain, plain, false};
}

// One octet that is not copied as it is, or that found no room.
BodyEncoder::Step BodyEncoder::exception(char octet, std::span<char> room) {
  if (octet == '\0') return {0, 0, true};
  if (octet == '\r') {  // the last octet that fits or that there is: what follows decides
    cr_held_ = true;
    line_start_ = false;
    return {1, 0, false};
  }
  if (room.empty()) return {};
  // RFC 5321, 4.5.2: a dot that begins a line is doubled. Any LF, held CR or not, becomes CRLF.
  room[0] = octet == '\n' ? '\r' : '.';
  owed_ = octet;
  cr_held_ = false;
  line_start_ = octet == '\n';
  return {1, 1, false};
}

BodyEncoder::Step BodyEncoder::finish(std::span<char> room) {
  if (cr_held_) return {0, 0, true};
  std::string_view end = "\r\n.\r\n";
  if (line_start_) end.remove_prefix(owed_ == '\n' ? 1 : 2);
  const std::size_t owed_dot = owed_ == '.' ? 1 : 0;
  if (room.size() < owed_dot + end.size()) return {};
  if (owed_dot != 0) room[0] = '.';
  std::memcpy(room.data() + owed_dot, end.data(), end.size());
  *this = {};
  return {0, owed_dot + end.size(), false};
}

bool BodyEncoder::can_send(std::string_view content) {
  if (content.find('\0') != std::string_view::npos) return false;
  std::size_t cr = content.find('\r');
  while (cr != std::string_view::npos) {
    if (cr + 1 == content.size() || content[cr + 1] != '\n') return false;
    cr = content.find('\r', cr + 2);
  }
  return true;
}

}  // namespace heloport::engine
