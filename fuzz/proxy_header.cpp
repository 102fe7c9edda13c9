// Fuzz target: the header of a proxy. The input is what came on the connection. Oracles:
//
//   1  whole equals octet by octet: the verdict comes at one length and is the same for all more
//   2  what is refused or accepted is within its bound, and never needs more beyond it
//   3  a header ends within what came, and only a proxied one has addresses
//   4  the header alone gives the same as with what follows
//   5  of version 1, the grammar without actions accepts the same lines
//   6  of version 2, a second reader finds the same header, its TLVs and checksum included
//
// That nothing outside the input is read is AddressSanitizer's to say: each prefix of it stands in
// memory of exactly its size.

#include "grammar/proxy_header.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/proxy_headers.hpp"
#include "fuzz/reference_proxy.hpp"
#include "fuzz/sentence_fuzzing.hpp"
#include "tests/grammar/pure_recogniser.hpp"

namespace {

using namespace heloport::grammar;

void demand(bool fact, const char* oracle, std::size_t octets) {
  if (fact) return;
  std::fprintf(stderr, "proxy header: %s, at %zu octets\n", oracle, octets);
  std::abort();
}

ProxyReading read_alone(std::string_view octets) {
  const std::vector<char> copy(octets.begin(), octets.end());
  return parse_proxy_header({copy.data(), copy.size()});
}

// How many octets it takes to decide; all of them when it stays open.
std::size_t decided_at(std::string_view octets) {
  for (std::size_t size = 0; size < octets.size(); ++size) {
    if (!std::holds_alternative<ProxyNeedsMore>(read_alone(octets.substr(0, size)))) return size;
  }
  return octets.size();
}

void check_header(std::string_view octets, const ProxyHeader& header) {
  demand(header.octets <= octets.size(), "it ends where nothing came", header.octets);
  demand(header.octets <= proxy_header_octets_max, "it is too long", header.octets);
  demand(read_alone(octets.substr(0, header.octets)) == ProxyReading{header},
         "it depends on what follows", header.octets);
  if (header.kind != ProxyKind::proxied) {
    demand(header.source == ProxyEndpoint{} && header.destination == ProxyEndpoint{},
           "it has addresses of nobody", header.octets);
  }
  demand(header.source.family == header.destination.family, "it has two families", header.octets);
}

// Version 1 has a second reader, which only says yes or no.
void check_line(std::string_view octets, const ProxyReading& reading) {
  const std::size_t line_feed = std::min(octets.find('\n'), octets.size() - 1);
  const std::string_view line = octets.substr(0, line_feed + 1);
  const bool pure = heloport::test::pure_proxy_line(line) && line.size() <= proxy_line_octets_max;
  const auto* header = std::get_if<ProxyHeader>(&reading);
  demand((header != nullptr) == pure, "the pure grammar disagrees", line.size());
  if (header != nullptr) demand(header->octets == line.size(), "a line ends at LF", line.size());
}

}  // namespace

std::string heloport::fuzz::fresh_sentence(heloport::test::Generator& generator) {
  return proxy_header(generator);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  const ProxyReading whole = read_alone(octets);
  const std::size_t decided = decided_at(octets);
  demand(read_alone(octets.substr(0, decided)) == whole, "the verdict depends on the split",
         decided);
  demand(decided <= proxy_header_octets_max, "it needs more than its bound", decided);
  if (const auto* header = std::get_if<ProxyHeader>(&whole)) {
    check_header(octets, *header);
    demand(header->octets == decided, "it could have been decided earlier", decided);
  }
  if (octets.starts_with('P')) {
    demand(decided <= proxy_line_octets_max, "a line needs more than its bound", decided);
    check_line(octets, whole);
  } else {
    const auto complaint = heloport::fuzz::proxy_reading_agrees(octets, whole);
    demand(!complaint, complaint ? complaint->c_str() : "", decided);
  }
  return 0;
}
