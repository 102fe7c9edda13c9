#pragma once
// Headers of the PROXY protocol as a proxy makes them, whether they are right or not.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace heloport::test {

inline constexpr std::string_view proxy_signature("\r\n\r\n\0\r\nQUIT\n", 12);

/// Version 2, which announces `payload_octets`, whatever follows.
inline std::string proxy_binary(int command, int family, std::size_t payload_octets,
                                std::string_view payload) {
  std::string header(proxy_signature);
  header += static_cast<char>(command);
  header += static_cast<char>(family);
  header += static_cast<char>(payload_octets >> 8 & 0xFF);
  header += static_cast<char>(payload_octets & 0xFF);
  return header.append(payload);
}

inline std::string proxy_binary(int command, int family, std::string_view payload) {
  return proxy_binary(command, family, payload.size(), payload);
}

/// From 192.0.2.1:56324 to 198.51.100.7:25.
inline constexpr std::string_view proxy_ipv4("\xC0\0\2\1\xC6\x33\x64\7\xDC\4\0\x19", 12);
/// From [2001:db8::1]:1 to [2001:db8::2]:65535.
inline constexpr std::string_view proxy_ipv6(
    "\x20\1\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\1\x20\1\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\2\0\1\xFF\xFF", 36);

}  // namespace heloport::test
