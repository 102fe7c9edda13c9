// Fuzz target T4: what a server says. The first octet chooses how closely it is looked at, the
// next two say where reads end, the rest is the server's. Oracles:
//
//   1  replies are cut where the independent reader cuts them, however they are split, and what
//      breaks one breaks the other; in steps linear in the octets, off blocks of 64 octets
//   2  each line means what the reference says, as a reply line and as a line of EHLO
//   3  an offer changes only by a line that is one, and a line said twice says nothing new
//   4  what our server writes as a reply is read as that reply (O4), whatever the words are
//
// That nothing outside a line is read is AddressSanitizer's to say: see ExactRoom.

#include <algorithm>
#include <cstdint>

#include "engine/client_offer.hpp"
#include "engine/reply_writer.hpp"
#include "fuzz/choices.hpp"
#include "fuzz/exact_room.hpp"
#include "fuzz/reply_oracles.hpp"

namespace {

using namespace heloport::fuzz;
using namespace heloport::engine;

constexpr std::size_t octets_max = 4096;

ExactRoom room(octets_max);
ReplyReading ours;
ReplyReading theirs;
Buffers buffers(1);

void demand(const Complaint& complaint, std::string_view input) {
  stop_on(complaint, "client reply", input);
}

ReplyBounds bounds_of(std::uint8_t mode) {
  return {.line_octets_max = (mode & 1) != 0 ? std::size_t{100} : std::size_t{4096},
          .lines_max = (mode & 2) != 0 ? std::size_t{2} : std::size_t{256},
          .verbatim = (mode & 4) != 0};
}

bool are_equal(const MechanismSet& one, const MechanismSet& other) {
  return std::all_of(mechanisms.begin(), mechanisms.end(), [&](const Mechanism& mechanism) {
    return one.has(mechanism.id) == other.has(mechanism.id);
  });
}

void check_offer(std::string_view text, Offer& offer) {
  const heloport::grammar::EhloLine line = heloport::grammar::parse_ehlo_line(text);
  demand(ehlo_line_agrees(text, line), text);
  const ExtensionSet before = offer.extensions;
  offer.note(text);
  const ExtensionSet once = offer.extensions;
  const MechanismSet once_mechanisms = offer.mechanisms;
  offer.note(text);
  const bool lost = !before.without(once).empty();
  const bool gained = !(once == before);
  if (lost || (gained && line.keyword.empty())) demand("an offer changed by no line of it", text);
  if (!(once == offer.extensions) || !are_equal(offer.mechanisms, once_mechanisms))
    demand("a line said twice says something new", text);
}

void check_lines(std::string_view wire) {
  Offer offer;
  for (std::size_t at = 0; at < wire.size();) {
    const std::size_t end = wire.find('\n', at);
    const std::size_t size = end == std::string_view::npos ? wire.size() - at : end + 1 - at;
    const std::string_view line = room.put(wire.substr(at, size));
    at += size;
    const heloport::grammar::ReplyLine parsed = heloport::grammar::parse_reply_line(line);
    demand(reply_line_agrees(line, parsed), line);
    check_offer(parsed.well_formed ? parsed.text : line, offer);
  }
}

void check_writer(std::uint8_t mode, std::string_view text) {
  static constexpr std::array replies{
      Reply{250, "2.0.0", "$detail"}, Reply{354, "", "$detail at $host"},
      Reply{451, "4.3.0", "$client$detail"}, Reply{554, "5.7.1", "No $detail $ $$ $hos"}};
  const Reply& reply = replies[mode >> 6];
  OutputBuffer output(buffers.output);
  ReplyWriter writer(output);
  writer.line(reply, true, {.host = "mx.example.org", .client = "c", .detail = text});
  demand(reply_is_said(reply, output.unsent()), text);
  output.sent(output.unsent().size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  const std::uint8_t mode = choices.octet();
  const std::size_t cut = choices.octet();
  const std::size_t other_cut = cut + choices.octet();
  const std::string_view wire = choices.text(octets_max);
  const ReplyBounds bounds = bounds_of(mode);
  reference_replies(wire, bounds, theirs);
  for (const Splitting& each : splittings(cut, other_cut)) {
    read_replies(wire, bounds, each, ours);
    demand(readings_agree(ours, theirs, wire.size()), wire);
  }
  check_lines(wire);
  check_writer(mode, room.put(wire));
  return 0;
}
