// Fuzz target T2: ESMTP parameters, their values, xtext. The first octet chooses a value, or, from
// 11 on, what else the rest is: the parameters of a MAIL, of a RCPT, xtext, octets to be encoded.
// Oracles:
//
//   1  a value is one of its parameter exactly when the reference says so, and a SIZE the number of
//      its digits (O3)
//   2  parameters that a server takes are said again by our client, and mean the same (O4)
//   3  xtext stands for what was encoded, and what was decoded is encoded canonically (O4)
//   4  in a command line the parameters are those that stand there, in order, none more
//
// That nothing outside the text is read is AddressSanitizer's to say: see ExactRoom.

#include <cstdint>
#include <string>

#include "engine/extensions/size.hpp"
#include "fuzz/begun.hpp"
#include "fuzz/choices.hpp"
#include "fuzz/exact_room.hpp"
#include "fuzz/value_oracles.hpp"
#include "grammar/command.hpp"
#include "grammar/xtext.hpp"
#include "tests/grammar/reference_recogniser.hpp"

namespace {

using namespace heloport::fuzz;
using heloport::grammar::Command;
using heloport::grammar::SyntaxFault;
using heloport::grammar::ValueOf;

constexpr std::size_t octets_max = 2048;
constexpr std::size_t values = 11;
constexpr std::string_view mail_begin = "MAIL FROM:<> ";
constexpr std::string_view rcpt_begin = "RCPT TO:<a@b> ";

ExactRoom room(octets_max + 64);
std::string line;

void demand(const Complaint& complaint, std::string_view input) {
  stop_on(complaint, "esmtp parameters", input);
}

// The text stands in a command line, one space in front and CRLF behind it.
Command parsed(std::string_view begin, std::string_view text) {
  line.assign(begin).append(text).append("\r\n");
  return heloport::grammar::parse_command(room.put(line));
}

void check_parameters(std::string_view begin, std::string_view text,
                      Complaint (*survive)(std::string_view)) {
  const Command command = parsed(begin, text);
  if (command.fault != SyntaxFault::none || command.parameters.empty()) return;
  const std::string_view list = command.parameters.text();
  std::string again;
  for (const auto parameter : command.parameters) {
    if (!again.empty()) again += ' ';
    again.append(parameter.keyword);
    if (parameter.has_value) again.append("=").append(parameter.value);
  }
  if (again != list) demand("the parameters are not those that stand there", text);
  demand(survive(list), text);
}

// RFC 4954, 5: a mailbox in xtext, or `<>`; 512 octets of it fit.
bool reference_auth(std::string_view value) {
  const std::optional<std::string> decoded = heloport::grammar::decode_xtext(value);
  if (!decoded || decoded->size() > 512) return false;
  const bool mailbox = heloport::reference::recognise_mailbox(*decoded).has_value();
  return *decoded == "<>" || (!decoded->starts_with('<') && mailbox);
}

// The limit stands in the middle of what 64 bits hold, so that there are numbers beyond each of
// them.
void check_size(std::string_view text) {
  using namespace heloport::engine;
  constexpr Limits limits{.message_octets_max = std::uint64_t{1} << 63};
  Parameters parameters;
  const auto said = take_size({.keyword = "SIZE", .value = text, .has_value = true},
                              {limits, ExtensionSet::all()}, parameters);
  demand(size_agrees(text, limits.message_octets_max, said, parameters.mail.size_octets), text);
}

void check_value(ValueOf parameter, std::string_view text) {
  if (parameter == ValueOf::auth) {
    const bool ours = heloport::grammar::is_value_of(parameter, text);
    if (ours != reference_auth(text)) demand("AUTH is a value for one of two only", text);
    return;
  }
  if (parameter == ValueOf::size) check_size(text);
  demand(value_agrees(parameter, text, heloport::grammar::is_value_of(parameter, text)), text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  heloport::fuzz::begun();
  Choices choices(data, size);
  const std::size_t kind = choices.octet() % (values + 4);
  const std::string_view input = choices.text(octets_max);
  const std::string text(input);  // exactly as long, and not moved by what follows
  switch (kind) {
    case values:
      check_parameters(mail_begin, text, mail_parameters_survive);
      break;
    case values + 1:
      check_parameters(rcpt_begin, text, rcpt_parameters_survive);
      break;
    case values + 2:
      demand(xtext_is_canonical(room.put(text)), text);
      break;
    case values + 3:
      demand(xtext_is_inverted(text, heloport::grammar::encode_xtext(room.put(text))), text);
      break;
    default:
      check_value(static_cast<ValueOf>(kind), room.put(text));
  }
  return 0;
}
