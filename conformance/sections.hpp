#pragma once
// What the sections that cases are about deal with, in a few words: sections.tsv.

#include <string>
#include <string_view>

namespace heloport::conformance {

/// "RSET" for "rfc5321/4.1.1.5", "SMTP" for "rfc5321"; empty where nobody gave it words.
/// Lifetime: as long as the program.
std::string_view section_heading(std::string_view path);

/// How a section is cited: "RFC 5321, 4.1.1.5", or the path itself where it is none of an RFC.
std::string section_citation(std::string_view path);

}  // namespace heloport::conformance
