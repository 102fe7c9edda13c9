#pragma once
// The messages of SCRAM (RFC 5802, 7; RFC 7677), as views. What they prove is not decided here.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heloport::grammar {

/// client-first-message. Lifetime: views into the parsed text.
struct ScramClientFirst {
  char flag = 'n';            // gs2-cbind-flag: n, y or p
  std::string_view binding;   // cb-name; empty unless the flag is p
  std::string_view authzid;   // escaped, see scram_name(); empty when there is none
  std::string_view username;  // escaped
  std::string_view nonce;
  bool extension_demanded = false;  // m=: who does not know the extension must fail
};

/// server-first-message. Lifetime: views into the parsed text.
struct ScramServerFirst {
  std::string_view nonce;
  std::string_view salt;         // base64
  std::uint64_t iterations = 0;  // 0: more than 64 bits hold
  bool extension_demanded = false;
};

/// Nothing when `text` is not such a message.
std::optional<ScramClientFirst> parse_scram_client_first(std::string_view text);
std::optional<ScramServerFirst> parse_scram_server_first(std::string_view text);
bool is_scram_client_final(std::string_view text);

/// server-final-message: a verifier, or the error instead of it.
enum class ScramServerFinal : std::uint8_t { none, verifier, error };
ScramServerFinal parse_scram_server_final(std::string_view text);

/// What a saslname stands for: `=2C` is a comma and `=3D` an equals sign.
std::string scram_name(std::string_view saslname);

}  // namespace heloport::grammar
