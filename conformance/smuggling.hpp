#pragma once
// Does a server end a message where only CRLF.CRLF may? Every way to write it nearly so.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/case_player.hpp"
#include "conformance/circumstances.hpp"
#include "conformance/verdict.hpp"

namespace heloport::conformance {

/// The part that these cases are.
inline constexpr std::string_view vectors_part = "smuggling/vectors";

/// A case for each middle: "smuggling/vectors/dot". No body: they are judged, not played.
/// Lifetime: as long as the program.
const std::vector<Case>& vector_cases();

/// Where in the content a vector stands.
enum class Position : std::uint8_t { first_line, after_header, after_body_line, last_line };
std::string_view position_name(Position position);

struct Vector {
  std::string octets;
  std::string_view middle;  // the name of what stands between the line ends: "dot"
  /// CRLF.CRLF is in it, or comes to be at its position: the message ends there.
  bool is_end = false;
};

/// P M S: P and S any of the 15 sequences of up to three CR and LF, M one of eight with a dot in
/// it. 1,800 of them, and 9 hold CRLF.CRLF.
std::vector<Vector> end_of_data_vectors();

/// One session: a message with the vector in it, then two commands that would be executed if it
/// had ended, then the true end, then QUIT. What was executed is counted by its replies, so
/// nothing depends on how long anything takes.
EndOfData probe_end_of_data(const Vector& vector, Position position, const LinkFactory& connect,
                            const Circumstances& here, const Patience& patience);

/// What the rows say in the suite's terms: one result for each of vector_cases() that was tried.
std::vector<CaseResult> judge_end_of_data(const std::vector<EndOfData>& rows);

}  // namespace heloport::conformance
