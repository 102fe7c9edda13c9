// What a client may believe, and what it must not tell. See client_play.hpp. Replies are read by a
// reader of their own.

#include <algorithm>
#include <string>

#include "fuzz/client_calls.hpp"
#include "grammar/command.hpp"

namespace heloport::fuzz {
namespace {

using engine::Step;

/// A reply as it stands in what the server said.
struct SaidReply {
  std::uint16_t code = 0;
  std::size_t lines = 0;
  std::size_t longest = 0;  // octets of a line, CRLF included
};

std::vector<SaidReply> replies_said(std::string_view octets) {
  std::vector<SaidReply> replies;
  bool open = false;
  while (!octets.empty()) {
    const std::size_t end = octets.find("\r\n");
    if (end == std::string_view::npos) break;
    const std::string_view line = octets.substr(0, end + 2);
    octets.remove_prefix(line.size());
    if (!open) replies.emplace_back();
    SaidReply& reply = replies.back();
    for (std::size_t i = 0; i < 3 && i < line.size(); ++i) {
      reply.code = static_cast<std::uint16_t>((i == 0 ? 0 : reply.code * 10) + (line[i] - '0'));
    }
    ++reply.lines;
    reply.longest = std::max(reply.longest, line.size());
    open = line.size() > 4 && line[3] == '-';
  }
  return replies;
}

/// Follows the answers beside what the server said.
class AnswerWalk {
 public:
  AnswerWalk(const ClientScenario& scenario, const ClientTrace& trace)
      : scenario_(scenario), trace_(trace), replies_(replies_said(trace.server)) {}

  Complaint walk() {
    for (const engine::Answered& answer : trace_.answers) {
      if (Complaint complaint = take(answer)) return complaint;
    }
    return end();
  }

 private:
  Complaint take(const engine::Answered& answer) {
    // Any 3yz goes on with the exchange (RFC 5321, 4.2.1); 334 is what RFC 4954 says.
    const auto goes_on = [&] { return replies_[reply_].code / 100 == 3; };
    while (answer.step == Step::auth && reply_ < replies_.size() && goes_on()) ++reply_;
    if (reply_ == replies_.size()) return "an answer that the server did not give";
    const SaidReply& reply = replies_[reply_++];
    if (reply.code != answer.code) return "an answer with another code than the server's";
    if (Complaint complaint = is_within_limits(answer, reply)) return complaint;
    const bool own = answer.step == Step::greeting || answer.step == Step::hello;
    if (own) return std::nullopt;
    if (answer.step == Step::unasked) {
      return answer.code == 421 ? std::nullopt : Complaint("an answer to nothing");
    }
    return is_of_its_turn(answer);
  }

  Complaint is_of_its_turn(const engine::Answered& answer) {
    const bool lmtp = scenario_.options.protocol == engine::Protocol::lmtp;
    const bool another = lmtp && answer.step == Step::message && answer.recipient > 0;
    if (another) return std::nullopt;
    // 421 may come to anything that is outstanding (RFC 5321, 3.8).
    const bool more = intent_ < trace_.intents.size();
    if (more && trace_.intents[intent_].step == answer.step) {
      ++intent_;
      return std::nullopt;
    }
    // The session's own QUIT; and a refusal that came before the end of the content.
    const bool ends = answer.step == Step::quit || answer.code >= 400;
    return ends && !answer.positive()  ? std::nullopt
           : answer.step == Step::quit ? std::nullopt
                                       : Complaint("an answer to what was not said");
  }

  // A session that ended well owes nobody an answer: what has none is not known to be refused or
  // done, and the application may not believe either.
  Complaint end() const {
    if (trace_.closed != engine::ClientClose::quit) return std::nullopt;
    for (std::size_t i = intent_; i < trace_.intents.size(); ++i) {
      const bool ends = trace_.intents[i].step == Step::quit;
      if (!ends) return "an answer is missing where the session is told to have ended well";
    }
    return std::nullopt;
  }

  Complaint is_within_limits(const engine::Answered& answer, const SaidReply& reply) const {
    const bool verbatim = answer.step == Step::list || answer.step == Step::read;
    if (verbatim || answer.step == Step::auth) return std::nullopt;
    if (reply.longest > scenario_.options.reply_line_octets_max + 2) {
      return "a reply line that is too long was taken";
    }
    if (reply.lines > scenario_.options.reply_lines_max) return "a reply of too many lines";
    return std::nullopt;
  }

  const ClientScenario& scenario_;
  const ClientTrace& trace_;
  std::vector<SaidReply> replies_;
  std::size_t reply_ = 0;
  std::size_t intent_ = 0;
};

std::size_t content_octets(const ClientTrace& trace) {
  std::size_t octets = 0;
  for (const Intent& intent : trace.intents) octets += intent.content.size();
  return octets;
}

}  // namespace

Complaint replies_are_answers(const ClientScenario& scenario, const ClientTrace& trace) {
  return AnswerWalk(scenario, trace).walk();
}

Complaint no_password_is_said_in_clear(const ClientScenario& scenario, const ClientTrace& trace) {
  if (scenario.options.passwords_in_clear) return std::nullopt;
  for (const Intent& intent : trace.intents) {
    if (intent.wish != Wish::auth || intent.inside_tls) continue;
    for (const std::string_view shows_it : {"PLAIN", "LOGIN"}) {
      if (grammar::equal_ignoring_case(mechanism_of(intent.call), shows_it))
        return "a password is said in clear";
    }
  }
  return std::nullopt;
}

Complaint client_is_bounded(const ClientScenario& scenario, const ClientTrace& trace) {
  if (!trace.broken.empty()) return trace.broken;
  if (trace.blocks_left != 0) return "a session that is gone keeps a block";
  // A command has at most 2048 octets, and content may double its dots.
  const std::size_t wire_max = 2048 * (scenario.calls.size() + 8) +
                               13'000 * (1 + trace.server.size() / 4) + 2 * content_octets(trace);
  if (trace.wire.size() > wire_max) return "more is said than was asked for";
  return std::nullopt;
}

Complaint client_work_is_linear(const ClientScenario& scenario, const ClientTrace& trace) {
  constexpr std::size_t searched_at_least = 1024;
  constexpr std::size_t searched_per_octet = 8;
  const std::size_t octets = trace.octets_given + trace.wire.size() + scenario.content.size();
  if (trace.searched <= searched_at_least + searched_per_octet * octets) return std::nullopt;
  return std::to_string(trace.searched) + " octets were searched of " + std::to_string(octets);
}

Complaint client_traces_agree(const ClientTrace& whole, const ClientTrace& split) {
  if (whole.wire == split.wire && whole.answers_text == split.answers_text) return std::nullopt;
  return "it depends on how the server's octets were split:\n" + whole.wire + whole.answers_text +
         "\nand\n" + split.wire + split.answers_text;
}

Complaint check_client(const ClientScenario& scenario) {
  const ClientTrace whole = play(scenario, 0);
  if (auto complaint = client_is_bounded(scenario, whole)) return complaint;
  if (auto complaint = client_work_is_linear(scenario, whole)) return complaint;
  if (auto complaint = the_wire_says_what_was_asked(scenario, whole)) return complaint;
  if (auto complaint = replies_are_answers(scenario, whole)) return complaint;
  if (auto complaint = no_password_is_said_in_clear(scenario, whole)) return complaint;
  // A reply that comes together with the one before is seen before a turn that comes with an answer
  // outstanding: what is said then may depend on it, so there is nothing to compare.
  const bool glued = whole.glued || scenario.server.find(glue) != std::string_view::npos;
  if (glued) return std::nullopt;
  const ClientTrace split = play(scenario, 1);
  if (auto complaint = client_is_bounded(scenario, split)) return complaint;
  if (auto complaint = client_work_is_linear(scenario, split)) return complaint;
  return client_traces_agree(whole, split);
}

}  // namespace heloport::fuzz
