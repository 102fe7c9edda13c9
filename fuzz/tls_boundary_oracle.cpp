// See tls_boundary_oracle.hpp.

#include "fuzz/tls_boundary_oracle.hpp"

#include <algorithm>
#include <array>

#include "fuzz/session_trace.hpp"

namespace heloport::fuzz {
namespace {

constexpr std::string_view starttls = "STARTTLS\r\n";
constexpr std::string_view tls_event = "E: tls\n";

// Octets that a TLS peer could not send: they would begin its handshake.
std::string without_marks(std::string_view octets) {
  std::string clear(octets);
  for (std::size_t at = clear.find(tls_mark); at != std::string::npos; at = clear.find(tls_mark)) {
    clear.erase(at, tls_mark.size());
  }
  while (clear.ends_with('\x16') || clear.ends_with('\x03')) clear.pop_back();
  return clear;
}

Trace heard(const Scenario& model, const std::string& octets) {
  Scenario scenario = model;
  scenario.octets = octets;
  return play(scenario, {});
}

// The last command was STARTTLS, and taken: not the end of a line, of content, or of a chunk.
bool waits_for_handshake(const Trace& trace) {
  const auto is_answer = [](const Step& step) { return step.kind == Step::Kind::answered; };
  const auto last = std::find_if(trace.steps.rbegin(), trace.steps.rend(), is_answer);
  return last != trace.steps.rend() && last->facts.phase == engine::Phase::handshake;
}

std::string inside_of(const std::string& conversation) {
  const std::size_t at = conversation.find(tls_event);
  return at == std::string::npos ? "" : conversation.substr(at);
}

// Glue in front is no octet on the wire.
std::string_view without_glue(std::string_view behind) {
  behind.remove_prefix(std::min(behind.find_first_not_of(glue), behind.size()));
  return behind;
}

// Lines of an offer: anything printable, and a keyword for each control character.
std::string lines_of(std::string_view text) {
  static constexpr std::array<std::string_view, 16> keywords{"PIPELINING",
                                                             "SIZE 100",
                                                             "8BITMIME",
                                                             "SMTPUTF8",
                                                             "CHUNKING",
                                                             "BINARYMIME",
                                                             "DSN",
                                                             "EXPN",
                                                             "REQUIRETLS",
                                                             "AUTH PLAIN",
                                                             "DELIVERBY",
                                                             "XLIST",
                                                             "LIMITS RCPTMAX=1",
                                                             "XREAD",
                                                             "AUTH SCRAM-SHA-256",
                                                             "MT-PRIORITY"};
  std::string lines;
  const auto begin = [&lines] { lines += "250-"; };
  const auto end = [&lines] {
    if (!lines.empty() && !lines.ends_with("\r\n")) lines += "\r\n";
  };
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    const bool keyword = octet < ' ';
    if (keyword || c == ';') end();
    if (c == ';') continue;
    if (lines.empty() || lines.ends_with("\r\n")) begin();
    if (!keyword) lines += octet > '~' ? 'X' : c;
    if (keyword) lines += keywords[octet % keywords.size()];
    if (keyword) end();
  }
  end();
  return lines;
}

std::string_view take_text(std::string_view& input) {
  if (input.empty()) return {};
  const std::size_t size = static_cast<unsigned char>(input[0]);
  input.remove_prefix(1);
  const std::string_view text = input.substr(0, size);
  input.remove_prefix(text.size());
  return text;
}

// What is said inside depends on what was offered there: each of these calls on something.
std::vector<WishedCommand> calls_of(bool verified) {
  const auto requiretls = static_cast<std::uint8_t>(verified ? 128 : 0);
  return {{.wish = Wish::starttls, .text = {}},
          {.wish = Wish::auth, .text = "ann"},
          {.wish = Wish::verify, .text = "j\xc3\xbcrgen"},
          {.wish = Wish::mail, .options = requiretls, .text = "eve@example.org"},
          {.wish = Wish::mail, .options = 1 + 8 + 64, .text = "ann@example.org"},
          {.wish = Wish::rcpt, .text = "bob@example.org"},
          {.wish = Wish::data, .text = {}}};
}

ClientTrace play_boundary(const ClientBoundary& boundary, std::string_view offered,
                          std::string_view behind) {
  ClientScenario scenario = boundary.scenario;
  scenario.calls = calls_of(scenario.verified);
  std::string server = "220 mx.example.org ESMTP\r\n250-mx.example.org\r\n";
  server.append(offered).append("250 STARTTLS\r\n").append(boundary.answer).append("\r\n");
  if (!behind.empty()) server.append(1, glue).append(behind);
  server += boundary.inside;
  scenario.server = server;
  ClientTrace trace = play(scenario, 0);
  trace.intents.clear();  // their views die with the scenario
  return trace;
}

// Whoever answers STARTTLS with no has no TLS, and is spoken to in clear or not at all.
bool is_refused(std::string_view answer) {
  return answer.starts_with('4') || answer.starts_with('5');
}

// What comes behind the 220 in clear ends the session, and the client says nothing more.
Complaint octets_in_clear_end_it(const ClientBoundary& boundary, std::string_view behind) {
  const ClientTrace trace = play_boundary(boundary, "", behind);
  const bool further = trace.wire.find(starttls) + starttls.size() != trace.wire.size();
  if (further) return "a client goes on behind octets in clear: " + trace.wire;
  if (trace.closed == engine::ClientClose::protocol_error) return std::nullopt;
  return "octets in clear behind the 220 do not end the session";
}

// Inside, a client says and tells the same, whatever was offered outside.
Complaint offers_are_forgotten(const ClientBoundary& boundary) {
  const ClientTrace some = play_boundary(boundary, boundary.offered, "");
  const ClientTrace none = play_boundary(boundary, "", "");
  if (!some.broken.empty()) return some.broken;
  // An offer that is longer than a reply may be ends the session before there is a boundary.
  if (some.wire.find(starttls) == std::string::npos) return std::nullopt;
  const auto tail = [](const std::string& text, std::string_view from) {
    const std::size_t at = text.find(from);
    return at == std::string::npos ? std::string() : text.substr(at);
  };
  const bool alike = tail(some.wire, starttls) == tail(none.wire, starttls) &&
                     tail(some.answers_text, "tls\n") == tail(none.answers_text, "tls\n");
  if (alike) return std::nullopt;
  return "what was offered in clear is believed inside TLS:\n" + some.wire + "\nand\n" + none.wire;
}

}  // namespace

Complaint nothing_in_clear_is_heard_inside_tls(const ServerBoundary& boundary) {
  const std::string before = without_marks(boundary.before);
  const std::string behind = without_marks(boundary.behind);
  const std::string inside = std::string(tls_mark) + boundary.inside;
  const std::string in_clear = before + std::string(starttls);
  if (!waits_for_handshake(heard(boundary.scenario, in_clear))) return std::nullopt;
  const std::string with = heard(boundary.scenario, in_clear + behind + inside).conversation;
  const std::string without = heard(boundary.scenario, in_clear + inside).conversation;
  const std::string there = inside_of(without);
  if (with != without) {
    return "octets behind STARTTLS are heard:\n" + with + "\nand\n" + without;
  }
  // What was said before ends with it: what is inside is as if nothing had been.
  const std::string fresh =
      inside_of(heard(boundary.scenario, std::string(starttls) + inside).conversation);
  if (fresh == there) return std::nullopt;
  return "what was said in clear is known inside TLS:\n" + there + "\nand\n" + fresh;
}

Complaint nothing_in_clear_is_heard_inside_tls(const ClientBoundary& boundary) {
  if (is_refused(boundary.answer)) {
    const ClientTrace trace = play_boundary(boundary, boundary.offered, "");
    return trace.broken.empty() ? std::nullopt : Complaint(trace.broken);
  }
  const std::string_view behind = without_glue(boundary.behind);
  return behind.empty() ? offers_are_forgotten(boundary) : octets_in_clear_end_it(boundary, behind);
}

Complaint check_boundary(std::string_view input) {
  if (input.empty()) return std::nullopt;
  const unsigned role = static_cast<unsigned char>(input[0]);
  input.remove_prefix(1);
  const std::string_view first = take_text(input);
  const std::string_view second = take_text(input);
  if ((role & 1u) == 0) {
    ServerBoundary boundary;
    boundary.scenario.options.hostname = "mx.example.org";
    boundary.scenario.options.provided = engine::ExtensionSet::all();
    boundary.scenario.options.mechanisms = {engine::MechanismId::plain,
                                            engine::MechanismId::scram_sha_256};
    // What counts over the whole session is meant to be remembered.
    engine::Limits& limits = boundary.scenario.options.limits;
    limits.errors_max = limits.idle_commands_max = limits.auth_failures_max = 1'000'000;
    limits.auth_failure_delay = std::chrono::seconds(0);
    boundary.scenario.peer.trusted = (role & 2u) != 0;
    boundary.scenario.refusal = no_such_user;
    boundary.before = first;
    boundary.behind = second;
    boundary.inside = input;
    return nothing_in_clear_is_heard_inside_tls(boundary);
  }
  ClientBoundary boundary;
  boundary.scenario.verified = (role & 2u) != 0;
  boundary.scenario.content = "Hello\r\n";
  // What is left to say inside is said well, and little is offered there.
  boundary.scenario.obliging = true;
  boundary.scenario.withheld = 0xFFFF;
  boundary.scenario.options.passwords_in_clear = true;
  if ((role & 4u) != 0) boundary.answer = (role & 8u) != 0 ? "554 5.7.3 No" : "454 4.7.0 No";
  boundary.offered = lines_of(first);
  boundary.behind = second;
  boundary.inside = input;
  return nothing_in_clear_is_heard_inside_tls(boundary);
}

}  // namespace heloport::fuzz
