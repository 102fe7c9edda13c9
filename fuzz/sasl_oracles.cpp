// See sasl_oracles.hpp.

#include "fuzz/sasl_oracles.hpp"

#include "fuzz/reference_sasl.hpp"
#include "grammar/base64.hpp"

namespace heloport::fuzz {
namespace {

std::string encoded_by_us(std::string_view octets) {
  std::string text(grammar::encoded_octets(octets.size()), '\0');
  grammar::encode_base64(octets, text);
  return text;
}

}  // namespace

Complaint base64_agrees(std::string_view text, const std::optional<std::string_view>& ours) {
  std::string theirs;
  const bool is_base64 = reference_base64(text, theirs);
  if (ours.has_value() != is_base64) return "it is base64 for one of two only";
  if (!ours) return std::nullopt;
  if (*ours != theirs) return "base64 stands for other octets";
  if (encoded_by_us(*ours) != text) return "base64 has a second spelling";
  return std::nullopt;
}

Complaint base64_is_inverted(std::string_view octets, std::string_view encoded) {
  std::string theirs;
  if (encoded.size() != (octets.size() + 2) / 3 * 4) return "base64 has another length";
  if (!reference_base64(encoded, theirs)) return "base64 was written that is none";
  return theirs == octets ? std::nullopt : Complaint("base64 stands for other octets");
}

Complaint scram_agrees(std::string_view text,
                       const std::optional<grammar::ScramClientFirst>& ours) {
  const auto theirs = reference_client_first(text);
  if (ours.has_value() != theirs.has_value()) return "client-first for one of two only";
  if (!ours) return std::nullopt;
  const bool same = ours->flag == theirs->flag && ours->binding == theirs->binding &&
                    ours->authzid == theirs->authzid && ours->username == theirs->username &&
                    ours->nonce == theirs->nonce &&
                    ours->extension_demanded == theirs->extension_demanded;
  return same ? std::nullopt : Complaint("client-first has other parts");
}

Complaint scram_agrees(std::string_view text,
                       const std::optional<grammar::ScramServerFirst>& ours) {
  const auto theirs = reference_server_first(text);
  if (ours.has_value() != theirs.has_value()) return "server-first for one of two only";
  if (!ours) return std::nullopt;
  const bool same = ours->nonce == theirs->nonce && ours->salt == theirs->salt &&
                    ours->iterations == theirs->iterations &&
                    ours->extension_demanded == theirs->extension_demanded;
  return same ? std::nullopt : Complaint("server-first has other parts");
}

Complaint scram_name_is_inverted(std::string_view saslname, std::string_view name) {
  std::string again;
  for (const char c : name) {
    if (c == ',') {
      again += "=2C";
    } else if (c == '=') {
      again += "=3D";
    } else {
      again += c;
    }
  }
  return again == saslname ? std::nullopt : Complaint("a name stands for another");
}

}  // namespace heloport::fuzz
