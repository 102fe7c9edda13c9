#pragma once
// Faults as tests/broken/README.md has them: rules, and what fits them.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "sound_server.hpp"
#include "spoiled_link.hpp"

namespace heloport::broken {

/// `s/A/B/`, or `s/A/B/g` for all of a line. `unless C` keeps what C fits as it is.
class Substitution {
 public:
  /// `pattern` and `with` are ECMAScript. Throws std::regex_error.
  Substitution(const std::string& pattern, std::string with, bool everywhere);

  /// One line with its CRLF. The pattern sees it without, unless it names \r or \n itself.
  std::string in_line(const std::string& line) const;
  /// In each line; or, where the pattern names \r or \n, in all of the text at once.
  std::string in_content(const std::string& text) const;
  /// The same for replies: a line of which nothing is left is not said, and the line before it is
  /// the last one then.
  std::string in_replies(const std::string& replies) const;
  bool fits(const std::string& line) const;
  /// In all octets, from the left, but where `unless` fits.
  std::string in_octets(const std::string& octets, const std::optional<std::regex>& unless) const;

 private:
  std::regex pattern_;
  std::string with_;
  bool everywhere_;
  bool sees_line_end_;
};

/// What a command line must begin with.
class LinePattern {
 public:
  /// ECMAScript; letter case is ignored unless `exactly`. Throws std::regex_error.
  LinePattern(const std::string& pattern, bool exactly);
  /// `line` with its CRLF or without.
  bool fits(std::string_view line) const;

 private:
  std::regex pattern_;
  std::size_t octets_min_ = 0;  // of a pattern `.{N}`: nothing else need be looked at
  std::string first_letters_;   // that every fitting line begins with: most need no closer look
};

/// Which command lines a rule is for.
struct Place {
  std::vector<Phase> phases;  // empty: every one but auth and data
  std::optional<bool> tls;    // inside, in clear, or both
  std::size_t after = 0;      // fits from the (after + 1)st time on

  bool holds(Phase phase, bool inside_tls) const;
};

enum class Deed : std::uint8_t { say, hear, answer, twice, mute, close };

/// What is done to a command, a greeting or an end of data.
struct Action {
  Deed deed = Deed::say;
  std::string text;                          // say, hear, answer; CRLF at its end
  std::optional<Substitution> substitution;  // hear, answer: instead of the text
  bool closes = false;                       // `and close`
};

struct CommandRule {
  Place place;
  LinePattern pattern;
  Action action;
};

struct InputRule {
  Substitution substitution;
  std::optional<std::regex> unless;
};

struct Fault {
  std::string name;
  std::string file;
  std::size_t line = 0;
  std::string why;  // its `#` lines
  ServerChoice server;

  std::vector<CommandRule> commands;
  std::vector<Action> greetings;  // one at the most, as below
  std::vector<Action> ends_of_data;
  std::vector<Substitution> replies;
  std::vector<Substitution> contents;
  std::vector<InputRule> inputs;
  std::string special;

  bool has_rules() const;
  /// What is wrong is how the server is set.
  bool is_setting() const { return special.empty() && !has_rules(); }
  /// "rfc3030/chunk-is-one-octet-short": names are each file's own.
  std::string id() const { return file.substr(0, file.rfind('.')) + "/" + name; }
};

/// What the `content` rules make of a message with its last dot, or of a chunk.
std::string changed_content(const Fault& fault, const std::string& content);

/// A spoiler for one session. What is shared between the sessions of one server is kept by whoever
/// calls: see specials.hpp.
/// Lifetime: the fault must outlive it.
std::unique_ptr<Spoiler> spoiler_of(const Fault& fault);

}  // namespace heloport::broken
