// See case_player.hpp.

#include "conformance/case_player.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "conformance/case_steps.hpp"
#include "conformance/executed_content.hpp"
#include "conformance/spoken_session.hpp"
#include "grammar/transcript.hpp"

namespace heloport::conformance {
namespace {

using Clock = std::chrono::steady_clock;
using Heard = SpokenSession::Heard;

constexpr int service_closing = 421;
constexpr int start_input = 354;
constexpr int closing = 221;
// TLS or a login is asked for first (RFC 3207, 4; RFC 4954, 6): the question does not come up.
constexpr int not_yet = 530;

/// What a step found. Nothing found: the case goes on.
struct Finding {
  enum class Kind : std::uint8_t { end, inconclusive, breach };
  Kind kind = Kind::breach;
  std::string reason{};
  std::string allowed{};
  std::string came{};
};
using Found = std::optional<Finding>;

Finding inconclusive(std::string reason) {
  return {Finding::Kind::inconclusive, std::move(reason)};
}

Finding breach(std::string reason, std::string allowed = {}, std::string came = {}) {
  return {Finding::Kind::breach, std::move(reason), std::move(allowed), std::move(came)};
}

/// It was heard just now; what is no whole reply is not shown.
Finding unasked_reply(const SpokenSession& session, Heard heard) {
  const bool whole = heard == Heard::reply && !session.last().lines.empty();
  return breach("a reply came that nothing asked for: one more than the case has `S:` lines",
                "no reply", whole ? grammar::escape(session.last().lines.back()) : "");
}

std::string seconds(std::chrono::milliseconds time) {
  std::string text = std::to_string(time.count() / 1000);
  if (time.count() % 1000 != 0) text += "." + std::to_string(time.count() % 1000 / 100);
  return text + (text == "1" ? " second" : " seconds");
}

// Commands are looked for in content of this size; the larger one is about sizes.
constexpr std::size_t content_octets_max = 1'000'000;

/// What was said, as it is named in a sentence.
std::string named(std::string_view octets, bool is_content) {
  constexpr std::size_t shown_max = 60;
  if (is_content && (octets == ".\r\n" || octets.ends_with("\r\n.\r\n"))) return "the dot";
  if (octets == "\r\n") return "an empty line";
  if (octets.ends_with("\r\n")) octets.remove_suffix(2);
  const bool shortened = octets.size() > shown_max;
  return grammar::escape(octets.substr(0, shown_max)) + (shortened ? "..." : "");
}

/// One play of one case.
class CasePlayer {
 public:
  CasePlayer(const Case& subject, const LinkFactory& connect, const Circumstances& here,
             const Patience& patience)
      : case_(subject), connect_(connect), here_(here), patience_(patience) {}

  CaseResult play();

 private:
  Found perform(const Step& step);
  Found perform(const Say& say);
  Found perform(const Hear& hear);
  Found perform(const StaySilent&);
  Found perform(const ExpectClose&);
  Found perform(const CloseOurSide&);
  Found perform(const Leave& leave);
  Found perform(const Demand& demand);
  Found perform(const ShakeHands& handshake);
  Found perform(const ConnectAgain&);
  Found perform(const Pause& pause);
  Found say_goodbye();
  Finding one_too_many(Finding plain, bool quit_was_said);
  void remember(const Say& say);
  Found judge(const Hear& hear, Heard heard);
  std::string missing(Heard heard);
  std::string instead(Heard heard) const;
  bool may_leave() const;
  bool leaves() const;
  std::string asked() const;
  void conclude(const Found& found, CaseResult& result) const;

  const Case& case_;
  const LinkFactory& connect_;
  const Circumstances& here_;
  const Patience& patience_;
  std::optional<SpokenSession> session_;
  std::string said_;     // the last write, shortened
  std::string content_;  // what was said since 354 came
  bool handshake_failed_ = false;
  bool paused_ = false;  // right before this
  bool in_vain_ = false;
};

CaseResult CasePlayer::play() {
  CaseResult result;
  result.subject = &case_;
  const auto steps = steps_of(case_, here_);
  if (const auto* failure = std::get_if<Failure>(&steps)) {
    result.line = failure->line;
    result.reason = "the case has a mistake: " + failure->what;
    return result;
  }
  auto link = connect_();
  if (const auto* why = std::get_if<std::string>(&link)) {
    result.reason = "no connection: " + *why;
    result.connected = false;
    return result;
  }
  session_.emplace(std::get<std::unique_ptr<PeerLink>>(std::move(link)), patience_);
  Found found;
  for (const Step& step : std::get<std::vector<Step>>(steps)) {
    result.line = step.line;
    found = perform(step);
    if (found) break;
  }
  const bool goes_on = !found || found->kind == Finding::Kind::end;
  if (goes_on) {
    if (Found goodbye = say_goodbye()) found = std::move(goodbye);
  }
  conclude(found, result);
  return result;
}

Found CasePlayer::perform(const Step& step) {
  return std::visit([&](const auto& kind) { return perform(kind); }, step.kind);
}

Found CasePlayer::perform(const Say& say) {
  // Behind a pause the answers to what was complete before it may have come already.
  if (!std::exchange(paused_, false) && session_->speaks_up({})) {
    const Heard heard = session_->hear();
    if (leaves()) return inconclusive("the server ends the session");
    return one_too_many(unasked_reply(*session_, heard), false);
  }
  remember(say);
  if (session_->say(say.octets, say.shown)) return std::nullopt;
  if (may_leave()) return inconclusive("the server has closed the connection");
  return breach("the server has closed the connection", "an open connection");
}

void CasePlayer::remember(const Say& say) {
  const auto& replies = session_->replies();
  const bool is_content = !replies.empty() && replies.back().code == start_input;
  if (!is_content) content_.clear();
  if (is_content && content_.size() + say.octets.size() <= content_octets_max) {
    content_ += say.octets;
  }
  constexpr std::string_view from_us = "C: ";
  said_ = say.shown.empty() ? named(say.octets, is_content) : say.shown.substr(from_us.size());
}

/// Where commands stand in the content of a message, a reply too many may be the answer to one. A
/// single one may be a stammer: two and more are answers, and then the message had ended.
Finding CasePlayer::one_too_many(Finding plain, bool quit_was_said) {
  const auto executed = executed_content(content_);
  if (!executed) return plain;
  constexpr std::size_t replies_max = 20;
  std::size_t surplus = 1;
  if (!quit_was_said) session_->say("QUIT\r\n");
  while (surplus < replies_max && session_->hear() == Heard::reply &&
         session_->last().code != closing) {
    ++surplus;
  }
  if (surplus < 2) return plain;
  return breach(*executed, "the message ends at CRLF . CRLF only", std::move(plain.came));
}

Found CasePlayer::perform(const Hear& hear) {
  return judge(hear, session_->hear());
}

Found CasePlayer::judge(const Hear& hear, Heard heard) {
  const std::string allowed = spoken(hear.codes) + (hear.or_closed ? " or a close" : "");
  if (heard == Heard::closed && hear.or_closed) return Finding{Finding::Kind::end};
  if (heard != Heard::reply) {
    const bool excused = heard == Heard::closed && may_leave();
    if (!hear.judged || excused) {
      return inconclusive(missing(heard) + " where " + allowed + " was needed to go on");
    }
    return breach(missing(heard), allowed, instead(heard));
  }
  const HeardReply& reply = session_->last();
  if (code_fits(hear.codes, reply.code)) return std::nullopt;
  const std::string came = reply.code == 0 ? "what is no reply" : std::to_string(reply.code);
  if (!hear.judged) {
    return inconclusive(asked() + " was answered with " + came + " where " + allowed +
                        " was needed to go on");
  }
  if (reply.code == service_closing && !case_.judges_421) {
    return inconclusive("the server ends the session with 421");
  }
  if (reply.code == not_yet) return inconclusive("the server wants TLS or a login first");
  return breach(asked() + " was answered with " + came, allowed,
                reply.lines.empty() ? came : grammar::escape(reply.lines.back()));
}

std::string CasePlayer::missing(Heard heard) {
  if (heard == Heard::closed) return "the connection was closed instead of an answer";
  if (heard == Heard::endless) return "the answer has no end";
  in_vain_ = true;
  if (!session_->waiting().empty())
    return "the answer did not end within " + seconds(patience_.reply);
  return "nothing came for " + seconds(patience_.reply);
}

/// The same in as few words as stand behind "came".
std::string CasePlayer::instead(Heard heard) const {
  if (heard == Heard::closed) return "the end of the connection";
  if (heard == Heard::endless) return "an answer without an end";
  const std::string time = " for " + seconds(patience_.reply);
  return (session_->waiting().empty() ? "nothing" : "part of an answer") + time;
}

/// The server said that it goes, or refused, before it went: for whatever reason it may. Cases
/// that are about just that say `judges 421`.
bool CasePlayer::may_leave() const {
  if (case_.judges_421 || session_->replies().empty()) return false;
  const int code = session_->last().code;
  return code == closing || code >= 400;
}

/// What it says without being asked is that it goes. No other reply may come by itself.
bool CasePlayer::leaves() const {
  return !case_.judges_421 && session_->last().code == service_closing;
}

std::string CasePlayer::asked() const {
  return said_.empty() ? "the connection" : said_;
}

Found CasePlayer::perform(const StaySilent&) {
  if (!session_->speaks_up(patience_.silence)) {
    if (!session_->closed() || may_leave()) return std::nullopt;
    return breach("the connection was closed where nothing was to be done", "silence");
  }
  session_->hear();
  const auto& replies = session_->replies();
  if (!replies.empty() && replies.back().code == service_closing && !case_.judges_421) {
    return inconclusive("the server ends the session with 421");
  }
  return breach("the server answers where it must not", "silence",
                replies.empty() ? "" : grammar::escape(replies.back().lines.back()));
}

Found CasePlayer::perform(const ExpectClose&) {
  if (session_->closes(patience_.reply)) return std::nullopt;
  if (session_->speaks_up({})) return breach("the server says more", "a closed connection");
  return breach("the connection stays open for " + seconds(patience_.reply), "a closed connection",
                "an open connection");
}

Found CasePlayer::perform(const CloseOurSide&) {
  session_->end_writing();
  session_->note("! eof");
  return std::nullopt;
}

Found CasePlayer::perform(const Leave& leave) {
  bool holds = false;
  if (leave.codes.empty()) {
    holds = handshake_failed_ || session_->closes(patience_.silence);
  } else if (!session_->replies().empty()) {
    holds = code_fits(leave.codes, session_->last().code);
  }
  if (holds == leave.unless) return std::nullopt;
  if (leave.conclusive) return Finding{Finding::Kind::end};
  return inconclusive(
      asked() + " was answered with " +
      (session_->replies().empty() ? "nothing" : std::to_string(session_->last().code)) +
      ", so the question does not arise");
}

Found CasePlayer::perform(const Demand& demand) {
  if (session_->replies().empty()) return inconclusive("no reply came");
  const auto& replies = session_->replies();
  const std::size_t first = demand.of_every_reply ? 0 : replies.size() - 1;
  for (std::size_t i = first; i < replies.size(); ++i) {
    if (auto why = breach_of(demand.property, replies[i], here_)) {
      if (replies[i].code == not_yet) return inconclusive("the server wants TLS or a login first");
      return breach(*std::move(why), demand.property, grammar::escape(replies[i].lines.front()));
    }
  }
  return std::nullopt;
}

Found CasePlayer::perform(const ShakeHands& handshake) {
  const auto why = session_->start_tls();
  handshake_failed_ = why.has_value();
  if (handshake_failed_ == handshake.must_fail) return std::nullopt;
  if (handshake_failed_ && handshake.may_fail) return Finding{Finding::Kind::end};
  if (!handshake_failed_) return breach("TLS was opened", "no TLS");
  if (!handshake.judged) return inconclusive("no TLS: " + *why);
  return breach("no TLS: " + *why, "TLS");
}

Found CasePlayer::perform(const ConnectAgain&) {
  auto link = connect_();
  if (const auto* why = std::get_if<std::string>(&link)) {
    return breach("no second connection: " + *why, "a second connection");
  }
  SpokenSession second(std::get<std::unique_ptr<PeerLink>>(std::move(link)), patience_);
  session_->note("# a second connection is opened");
  if (second.hear() != Heard::reply) return breach("the second connection is not greeted", "220");
  const int code = second.last().code;
  second.say("QUIT\r\n");
  second.hear();
  if (code == service_closing) return inconclusive("the server takes one connection at a time");
  if (code == 220) return std::nullopt;
  return breach("the second connection is greeted with " + std::to_string(code), "220");
}

Found CasePlayer::perform(const Pause& pause) {
  session_->listen(pause.time);
  paused_ = true;
  return std::nullopt;
}

/// QUIT is answered by 221, and by nothing that an earlier command left behind.
Found CasePlayer::say_goodbye() {
  if (case_.ends_itself || handshake_failed_ || session_->closed()) return std::nullopt;
  if (session_->speaks_up({})) {
    const Heard heard = session_->hear();
    if (heard != Heard::reply || leaves()) return std::nullopt;
    return one_too_many(unasked_reply(*session_, heard), false);
  }
  said_ = "QUIT";
  session_->say("QUIT\r\n");  // where it closed before, what it said last is heard all the same
  const Heard heard = session_->hear();
  if (heard == Heard::closed) return std::nullopt;
  if (heard != Heard::reply) return breach(missing(heard), "221 to QUIT");
  const int code = session_->last().code;
  if (code == closing || code == service_closing) return std::nullopt;
  return one_too_many(breach("QUIT was answered with " + std::to_string(code) +
                                 ": the replies are out of step with the commands",
                             "221", grammar::escape(session_->last().lines.back())),
                      true);
}

void CasePlayer::conclude(const Found& found, CaseResult& result) const {
  result.session = session_->session();
  result.codes = session_->codes();
  result.in_vain = in_vain_;
  if (!found || found->kind == Finding::Kind::end) {
    result.judgement = Judgement::satisfied;
    result.line = 0;
    return;
  }
  result.reason = found->reason;
  result.allowed = found->allowed;
  result.came = found->came;
  const bool broken = found->kind == Finding::Kind::breach;
  result.judgement = !broken              ? Judgement::inconclusive
                     : binds(case_.level) ? Judgement::violated
                                          : Judgement::latitude;
}

}  // namespace

CaseResult play_case(const Case& subject, const LinkFactory& connect, const Circumstances& here,
                     const Patience& patience) {
  const auto begun = Clock::now();
  CaseResult result = CasePlayer(subject, connect, here, patience).play();
  result.duration = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun);
  return result;
}

}  // namespace heloport::conformance
