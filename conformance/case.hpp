#pragma once
// One case of the suite: what is claimed about a server, and the transcript that shows it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "conformance/failure.hpp"

namespace heloport::conformance {

enum class Level : std::uint8_t { must, must_not, should, should_not, may };

/// "MUST NOT".
std::string_view level_name(Level level);
std::optional<Level> level_named(std::string_view name);
/// True for the levels whose breach is a violation: MUST and MUST NOT.
bool binds(Level level);

/// How far the suite has come with a server when the case's own lines begin.
/// secure: EHLO, and STARTTLS where it is asked for. hello: a user has logged in too.
enum class Beginning : std::uint8_t { nothing, greeting, secure, hello, mail, rcpt, data };

/// One condition of `! needs`: a keyword of the EHLO reply, or a word in small letters that
/// Circumstances knows.
struct Need {
  std::string word;
  bool absent = false;  // `! needs no CHUNKING`
};

/// A line of a case as it stands in the file.
struct CaseLine {
  std::string text;
  std::size_t number = 0;  // from 1
};

/// Shape: header lines are taken apart; the body is kept as text, because it names addresses that
///        are known only once a server was chosen (case_steps.hpp).
struct Case {
  std::string id;                         // "rfc5321/4.1.1.5/drops-the-recipients"
  std::string title;                      // one sentence without its full stop
  std::vector<std::string> requirements;  // "R5321-4.1.1.5-01"; the first gives the level
  Level level = Level::must;
  std::vector<Need> needs;
  Beginning begin = Beginning::nothing;
  bool smtp = true;   // played against SMTP servers
  bool lmtp = false;  // played against LMTP servers
  /// 421 and a close may come at any time (RFC 5321, 3.8), so they prove nothing; here they do.
  bool judges_421 = false;
  bool ends_itself = false;  // no QUIT follows its last line
  std::vector<CaseLine> body;

  /// "rfc5321/4.1.1.5".
  std::string_view section_path() const { return std::string_view(id).substr(0, id.rfind('/')); }
};

/// Errors: the line that is no line of a case, and why. Steps are checked by steps_of().
std::variant<Case, Failure> parse_case(std::string id, std::string_view text);

}  // namespace heloport::conformance
