// See stand_in.hpp.

#include "stand_in.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "grammar/parameters.hpp"

namespace heloport::broken {
namespace {

constexpr std::array<std::string_view, 2> nobodies{"heloport-check-nobody@example.org",
                                                   "nobody@example.org"};
// A domain that our server refuses to take mail for.
constexpr std::string_view elsewhere = "nobody@elsewhere.example";

bool is(std::string_view line, std::string_view verb) {
  return grammar::equal_ignoring_case(line.substr(0, verb.size()), verb);
}

/// Where somebody who is nobody is named; npos: nowhere.
std::size_t nobody_in(std::string_view line, std::string_view& nobody) {
  const auto same = [](char one, char other) {
    return std::tolower(static_cast<unsigned char>(one)) == other;
  };
  for (const std::string_view each : nobodies) {
    const auto at = std::search(line.begin(), line.end(), each.begin(), each.end(), same);
    if (at == line.end()) continue;
    const auto begin = static_cast<std::size_t>(at - line.begin());
    if (begin == 0 || (line[begin - 1] != '<' && line[begin - 1] != ' ')) continue;
    nobody = each;
    return begin;
  }
  return std::string_view::npos;
}

bool names_nobody(std::string_view line) {
  std::string_view nobody;
  return (is(line, "RCPT") || is(line, "VRFY")) &&
         nobody_in(line, nobody) != std::string_view::npos;
}

}  // namespace

std::string StandIn::heard(std::string_view line) {
  std::string heard(line);
  std::string_view nobody;
  if (!names_nobody(line)) return heard;
  const std::size_t at = nobody_in(line, nobody);
  return heard.replace(at, nobody.size(), elsewhere);
}

std::string StandIn::told(std::string_view line, std::string reply) {
  if (names_nobody(line) && reply.starts_with("550 5.7.1")) return "550 5.1.1 No such user\r\n";
  if (is(line, "ETRN") && reply.starts_with("459")) return "250 2.0.0 Queuing started\r\n";
  return reply;
}

}  // namespace heloport::broken
