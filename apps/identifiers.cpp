// Names that are given once: of a message on this server, and of a message in the world.

#include "apps/identifiers.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cstdint>
#include <ctime>
#include <random>

namespace heloport::apps {
namespace {

// Crockford's alphabet: no I, L, O or U, so an id survives being read aloud.
constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string base32(std::uint64_t value, std::size_t digits) {
  std::string text(digits, '0');
  for (std::size_t i = digits; i-- > 0; value /= 32) text[i] = alphabet[value % 32];
  return text;
}

std::uint64_t random64() {
  std::random_device source;
  return (std::uint64_t{source()} << 32) | source();
}

}  // namespace

// Seven digits of seconds (32^7 is beyond the year 3000) and seven of a counter that begins
// anywhere: within one second it would have to pass 2^35 to repeat.
std::string queue_id() {
  static std::atomic<std::uint64_t> counter{random64()};
  return base32(static_cast<std::uint64_t>(std::time(nullptr)), 7) + base32(counter++, 7);
}

std::string message_id(std::string_view host) {
  return fmt::format("<{}.{}@{}>", queue_id(), base32(random64(), 13), host);
}

}  // namespace heloport::apps
