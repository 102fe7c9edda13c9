// Fuzz target T8, what SASL is written in: base64 and the messages of SCRAM. The first octet
// chooses what the rest is. Oracles:
//
//   1  base64 is decoded as the reference decodes it, in place too, and has one spelling (O3, O4)
//   2  octets are encoded so that they come back (O4)
//   3  each message of SCRAM is one exactly when the reference says so, and has its parts (O3)
//   4  a name, unescaped and escaped again, is the same (O4)
//
// That nothing outside the text is touched is AddressSanitizer's to say: see ExactRoom.

#include <cstdint>

#include "fuzz/choices.hpp"
#include "fuzz/exact_room.hpp"
#include "fuzz/reference_sasl.hpp"
#include "fuzz/sasl_oracles.hpp"
#include "grammar/base64.hpp"

namespace {

using namespace heloport;
using fuzz::Complaint;

constexpr std::size_t octets_max = 4096;

fuzz::ExactRoom source(octets_max);
fuzz::ExactRoom target(2 * octets_max);

void demand(const Complaint& complaint, std::string_view input) {
  fuzz::stop_on(complaint, "sasl text", input);
}

void check_base64(std::string_view text) {
  const std::span<char> room = target.room(grammar::decoded_octets_max(text.size()));
  demand(fuzz::base64_agrees(text, grammar::decode_base64(text, room)), text);
  const std::span<char> itself = target.room(text.size());
  std::copy(text.begin(), text.end(), itself.begin());
  const auto in_place = grammar::decode_base64({itself.data(), itself.size()}, itself);
  demand(fuzz::base64_agrees(text, in_place), text);
}

void check_client_first(std::string_view text) {
  const auto first = grammar::parse_scram_client_first(text);
  demand(fuzz::scram_agrees(text, first), text);
  if (!first) return;
  const std::string name = grammar::scram_name(first->username);
  demand(fuzz::scram_name_is_inverted(first->username, name), text);
}

void check_finals(std::string_view text) {
  if (grammar::is_scram_client_final(text) != fuzz::reference_client_final(text)) {
    demand("client-final for one of two only", text);
  }
  if (grammar::parse_scram_server_final(text) != fuzz::reference_server_final(text)) {
    demand("server-final for one of two only", text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Choices choices(data, size);
  const std::uint8_t kind = choices.octet() % 5;
  const std::string_view text = source.put(choices.text(octets_max));
  switch (kind) {
    case 0:
      check_base64(text);
      break;
    case 1: {
      const std::span<char> room = target.room(grammar::encoded_octets(text.size()));
      demand(fuzz::base64_is_inverted(text, grammar::encode_base64(text, room)), text);
      break;
    }
    case 2:
      check_client_first(text);
      break;
    case 3:
      demand(fuzz::scram_agrees(text, grammar::parse_scram_server_first(text)), text);
      break;
    default:
      check_finals(text);
  }
  return 0;
}
