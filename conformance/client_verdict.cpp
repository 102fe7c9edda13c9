// See client_verdict.hpp.

#include "conformance/client_verdict.hpp"

#include <algorithm>
#include <utility>

#include "conformance/client_content.hpp"
#include "conformance/client_rules.hpp"

namespace heloport::conformance {
namespace {

bool must(Level level) {
  return level == Level::must || level == Level::must_not;
}

Judgement breach_judgement(Level level, bool strict) {
  const bool may = level == Level::may;
  return must(level) || (strict && !may) ? Judgement::violated : Judgement::latitude;
}

/// Collects what was found; the first breach, or else the first doubt, is the result.
class Judge {
 public:
  Judge(const ClientCase& subject, const ClientRun& run, bool strict)
      : subject_(subject), run_(run), strict_(strict) {}

  CaseResult judge();

 private:
  void take(const Finding& finding, const PlayedConnection& where);
  void check_connection(const PlayedConnection& played);
  void check_contents(const PlayedConnection& played);
  void check_rule(const PlayedConnection& played);
  void check_report();

  const ClientCase& subject_;
  const ClientRun& run_;
  bool strict_;
  std::optional<Finding> breach_;
  std::optional<Finding> doubt_;
  const PlayedConnection* where_ = nullptr;  // the connection that is shown
};

CaseResult Judge::judge() {
  if (run_.connections.empty()) {
    const std::string why = run_.trouble.empty() ? "no client came" : run_.trouble;
    doubt_ = Finding{Finding::Kind::inconclusive, 0, why, "", ""};
  }
  for (const PlayedConnection& played : run_.connections) check_connection(played);
  if (!breach_ && !run_.connections.empty()) check_report();
  CaseResult result;
  result.subject = &subject_.head;
  result.judgement = Judgement::satisfied;
  const std::optional<Finding>& finding = breach_ ? breach_ : doubt_;
  if (finding) {
    result.judgement =
        breach_ ? breach_judgement(subject_.head.level, strict_) : Judgement::inconclusive;
    result.reason = finding->reason;
    result.allowed = finding->allowed;
    result.came = finding->came;
    result.line = finding->line;
  }
  if (where_ == nullptr && !run_.connections.empty()) where_ = &run_.connections.front();
  if (where_ != nullptr) {
    result.session = transcript_of(where_->conversation);
    result.codes = codes_of(where_->conversation);
  }
  return result;
}

void Judge::take(const Finding& finding, const PlayedConnection& where) {
  std::optional<Finding>& into = finding.kind == Finding::Kind::violated ? breach_ : doubt_;
  if (into) return;
  into = finding;
  if (where_ == nullptr || finding.kind == Finding::Kind::violated) where_ = &where;
}

void Judge::check_connection(const PlayedConnection& played) {
  if (played.finding) take(*played.finding, played);
  check_contents(played);
  check_rule(played);
}

void Judge::check_contents(const PlayedConnection& played) {
  for (const ReceivedMessage& message : messages_of(played.conversation)) {
    for (const std::string& property : subject_.contents) {
      const auto complaint = content_complaint(property, message, subject_);
      if (complaint) take({Finding::Kind::violated, 0, *complaint, property, ""}, played);
    }
  }
}

void Judge::check_rule(const PlayedConnection& played) {
  if (subject_.rule.empty()) return;
  const auto offence = breach_of(subject_.rule, played.conversation);
  if (offence) take({Finding::Kind::violated, 0, offence->reason, "", offence->came}, played);
}

// What the client reports is judged where the case says so. Elsewhere a client that says it failed,
// though its message was accepted, makes the case doubtful: something went wrong before its point.
void Judge::check_report() {
  const PlayedConnection& last = run_.connections.back();
  // A client that never came to the question has not answered it.
  if (doubt_ && !doubt_->begun) return;
  if (!run_.reported_success) {
    const bool needed = subject_.report != ClientReport::open;
    if (!run_.trouble.empty()) {
      take({Finding::Kind::inconclusive, 0, run_.trouble, "", ""}, last);
    } else if (needed && subject_.scenes.empty() && subject_.contents.empty() &&
               subject_.never.empty() && subject_.rule.empty()) {
      take({Finding::Kind::inconclusive, 0,
            "only a client that is started by --run tells whether it failed", "", ""},
           last);
    }
    return;
  }
  const bool success = *run_.reported_success;
  if (subject_.report == ClientReport::success && !success) {
    take({Finding::Kind::violated, 0, "the client reports failure", "success", "failure"}, last);
  }
  if (subject_.report == ClientReport::failure && success) {
    take({Finding::Kind::violated, 0, "the client reports success", "failure", "success"}, last);
  }
  const bool content_came = std::any_of(
      run_.connections.begin(), run_.connections.end(),
      [](const PlayedConnection& played) { return !messages_of(played.conversation).empty(); });
  if (!subject_.contents.empty() && !content_came && !subject_.may_refuse) {
    take({Finding::Kind::inconclusive, 0, "the client sent no message", "", ""}, last);
  }
  if (!subject_.may_refuse || content_came || !success) return;
  take({Finding::Kind::violated, 0, "the client reports success and sent nothing", "failure",
        "success"},
       last);
}

}  // namespace

CaseResult judge(const ClientCase& subject, const ClientRun& run, bool strict) {
  return Judge(subject, run, strict).judge();
}

std::optional<CaseResult> judge_elsewhere(const ClientCase& rule, const ClientCase& played,
                                          const ClientRun& run, bool strict) {
  for (const PlayedConnection& connection : run.connections) {
    // What a server that breaks the protocol draws is that case's own affair.
    if (connection.conversation.misbehaved) continue;
    const auto offence = breach_of(rule.rule, connection.conversation);
    if (!offence) continue;
    CaseResult result;
    result.subject = &rule.head;
    result.judgement = breach_judgement(rule.head.level, strict);
    result.reason = offence->reason + ", in " + played.head.id;
    result.came = offence->came;
    result.session = transcript_of(connection.conversation);
    result.codes = codes_of(connection.conversation);
    return result;
  }
  return std::nullopt;
}

}  // namespace heloport::conformance
