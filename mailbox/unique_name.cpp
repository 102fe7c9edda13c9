// Unique names, as https://cr.yp.to/proto/maildir.html describes them.

#include "mailbox/unique_name.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace heloport::mailbox {

namespace {

std::string this_host() {
  std::array<char, 256> name{};  // HOST_NAME_MAX is 64 on Linux
  if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  return maildir_host(name.data());
}

}  // namespace

std::string unique_name() {
  static const std::string host = this_host();
  static std::atomic<std::uint64_t> sequence{0};
  using namespace std::chrono;
  const auto now = duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
  return std::to_string(now / 1'000'000) + ".M" + std::to_string(now % 1'000'000) + "P" +
         std::to_string(::getpid()) + "Q" + std::to_string(++sequence) + "." + host;
}

std::string maildir_host(std::string_view host) {
  std::string safe;
  for (const char octet : host) {
    if (octet == '/') {
      safe += "\\057";
    } else if (octet == ':') {
      safe += "\\072";
    } else {
      safe += octet;
    }
  }
  return safe;
}

}  // namespace heloport::mailbox
