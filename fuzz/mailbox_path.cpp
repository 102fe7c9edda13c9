// Fuzz target T3: from an address to where its mail is. The first octet chooses what the rest is:
// an address as it is written, the two parts of one that nobody checked (apart by NUL), or the
// subject that a file is named by. Oracles:
//
//   1  the parser accepts what the reference accepts, and takes the same parts (O3)
//   2  the canonical address, spelled again, is the same address (O4)
//   3  an address names one component of a path, or none; it stays beneath the root, and no other
//      address has it (O15)
//   4  a subject names a file in its mailbox, whatever its number is (O15)

#include <cstdint>
#include <string>

#include "apps/policy.hpp"
#include "fuzz/choices.hpp"
#include "fuzz/containment.hpp"
#include "fuzz/exact_room.hpp"
#include "grammar/path.hpp"
#include "mailbox/file_name.hpp"
#include "tests/grammar/comparison.hpp"

namespace {

using namespace heloport::fuzz;
using heloport::grammar::Path;
using heloport::mailbox::Address;

constexpr std::size_t octets_max = 2048;
constexpr std::string_view root = "/var/mail/heloport";

ExactRoom room(octets_max);

void demand(const Complaint& complaint, std::string_view input) {
  stop_on(complaint, "mailbox path", input);
}

void check_address(const Address& address, std::string_view input) {
  const std::optional<std::string> name = heloport::mailbox::mailbox_name(address);
  if (!name) {
    const bool fits = !reference_mailbox_name(address).empty();
    return demand(fits ? Complaint("an address has no name") : std::nullopt, input);
  }
  demand(is_one_component(*name), input);
  demand(stays_inside(root, *name), input);
  demand(names_its_address(*name, address), input);
}

void check_mailbox(std::string_view text) {
  const std::string difference = heloport::test::mailbox_difference(text);
  if (!difference.empty()) demand(difference, text);
  const Path path = heloport::grammar::parse_mailbox(text);
  if (path.is_null) return;
  const Address address = heloport::apps::address_of(path);
  check_address(address, text);
  const std::string again = spelled(address);
  const Path spelled_path = heloport::grammar::parse_mailbox(again);
  if (spelled_path.is_null) demand("a canonical address is none", text);
  if (!(heloport::apps::address_of(spelled_path) == address)) demand("it is another address", text);
}

void check_subject(std::uint64_t number, std::string_view subject) {
  const std::string stem = heloport::mailbox::file_stem(subject);
  if (stem.empty()) return;
  const std::string name = heloport::mailbox::file_name(stem, number);
  demand(is_one_component(name), subject);
  demand(stays_inside(root, name), subject);
  if (name.starts_with('-')) demand("a name looks like an option", subject);
  if (!name.ends_with(".txt")) demand("a name has lost its ending", subject);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  const std::uint8_t kind = choices.octet();
  const std::string_view text = room.put(choices.text(octets_max));
  switch (kind % 3) {
    case 0:
      check_mailbox(text);
      break;
    case 1: {
      const std::size_t border = std::min(text.find('\0'), text.size());
      const std::string_view domain = text.substr(std::min(border + 1, text.size()));
      check_address({std::string(text.substr(0, border)), std::string(domain)}, text);
      break;
    }
    default:
      check_subject(kind, text);
  }
  return 0;
}
