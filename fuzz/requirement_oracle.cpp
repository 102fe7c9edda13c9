// See requirement_oracle.hpp.

#include "fuzz/requirement_oracle.hpp"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "grammar/command.hpp"

namespace heloport::fuzz {
namespace {

bool is_accepted(const WireCommand& command) {
  return command.code != 0 && command.code < 400;
}

bool is_one_of(std::string_view verb, std::initializer_list<std::string_view> verbs) {
  return std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
}

/// The parts of an accepted line: what they may be is what the grammar does not say.
grammar::Command parts_of(const Scenario& scenario, const std::string& line) {
  return grammar::parse_command(line, scenario.options.dialect->leniency);
}

/// The octets of content that the application may have seen at the most; normalised, an octet may
/// have become two. Nothing when the end of some data is unknown.
class ContentCount {
 public:
  explicit ContentCount(const Scenario& scenario)
      : limit_(scenario.options.limits.message_octets_max) {}

  void take(const WireCommand& command) {
    const bool accepted = is_accepted(command);
    if (accepted && is_one_of(command.verb, {"MAIL", "RSET", "EHLO", "HELO", "LHLO"})) chunks_ = 0;
    if (command.code == 354 && !command.data) open_data_ = true;
    if (command.data) content_ += command.data->size();
    if (command.chunk) take_chunk(*command.chunk, command.code);
  }

  std::optional<std::uint64_t> octets_max() const {
    return open_data_ ? std::nullopt : std::optional(2 * content_);
  }

 private:
  void take_chunk(const WireChunk& chunk, int code) {
    const bool too_big = limit_ != 0 && chunk.announced > limit_ - chunks_;
    if (too_big) return;
    chunks_ += chunk.octets.size();
    content_ += chunk.octets.size();
    if (chunk.last || code >= 400) chunks_ = 0;
  }

  std::uint64_t limit_;
  std::uint64_t chunks_ = 0;   // octets of the message that comes in chunks
  std::uint64_t content_ = 0;  // octets that may be content
  bool open_data_ = false;
};

/// What was established, and what is accepted without it.
class RequirementWalk {
 public:
  explicit RequirementWalk(const Scenario& scenario)
      : scenario_(scenario), tls_(scenario.tls_from_the_start) {}

  Complaint take(const WireCommand& command) {
    if (!is_accepted(command)) return std::nullopt;
    if (command.code == 235) authenticated_ = true;
    if (command.verb == "HELO") extended_ = false;
    if (command.verb == "EHLO" || command.verb == "LHLO") extended_ = true;
    if (command.verb == "XCLIENT") authenticated_ = false;
    if (command.verb == "STARTTLS") return take_starttls();
    if (command.verb == "AUTH") return take_auth(command.line);
    if (command.verb == "MAIL" || command.verb == "RCPT") return take_path(command);
    return std::nullopt;
  }

 private:
  Complaint take_starttls() {
    authenticated_ = false;
    if (std::exchange(tls_, true)) return "STARTTLS was accepted inside TLS";
    return std::nullopt;
  }

  // RFC 4954, 4 and 9: what shows a password needs TLS.
  Complaint take_auth(std::string_view line) const {
    const std::string_view rest = line.substr(std::min(line.size(), std::size_t{5}));
    const std::string_view mechanism = rest.substr(0, rest.find_first_of(" \t"));
    for (const std::string_view shown : {"PLAIN", "LOGIN"}) {
      if (!tls_ && grammar::equal_ignoring_case(mechanism, shown)) {
        return "a password was accepted without TLS";
      }
    }
    return std::nullopt;
  }

  Complaint take_path(const WireCommand& command) {
    const std::string line = std::string(command.line) + "\r\n";
    const grammar::Command parts = parts_of(scenario_, line);
    if (command.verb == "MAIL") smtputf8_ = declares_smtputf8(parts);
    const engine::ServerOptions& options = scenario_.options;
    if (options.tls_required && !tls_) return command.verb + " was accepted without TLS";
    if (options.auth_required && !authenticated_) {
      return command.verb + " was accepted without a login";
    }
    if (!extended_ && !parts.parameters.empty()) {
      return command.verb + " was accepted without EHLO and with a parameter";
    }
    if (parts.path.is_utf8 && !smtputf8_) return command.verb + " was accepted without SMTPUTF8";
    return std::nullopt;
  }

  static bool declares_smtputf8(const grammar::Command& parts) {
    for (const grammar::Parameter parameter : parts.parameters) {
      if (grammar::equal_ignoring_case(parameter.keyword, "SMTPUTF8")) return true;
    }
    return false;
  }

  const Scenario& scenario_;
  bool tls_;
  bool authenticated_ = false;
  bool extended_ = false;
  bool smtputf8_ = false;
};

}  // namespace

Complaint refused_chunks_bring_nothing(const Scenario& scenario, const Trace& trace,
                                       const WireReading& wire) {
  ContentCount count(scenario);
  for (const WireCommand& command : wire.commands) count.take(command);
  std::uint64_t seen = 0;
  for (const SeenMessage& message : trace.messages) seen += message.body.size();
  const std::optional<std::uint64_t> most = count.octets_max();
  if (most && seen > *most) return "content came of a chunk that is too big";
  return std::nullopt;
}

Complaint requirements_are_met(const Scenario& scenario, const WireReading& wire) {
  RequirementWalk walk(scenario);
  for (const WireCommand& command : wire.commands) {
    if (const Complaint complaint = walk.take(command)) return complaint;
  }
  return std::nullopt;
}

}  // namespace heloport::fuzz
