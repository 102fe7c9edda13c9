// What the application of a played session sees and answers: see session_player.hpp.

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>
#include <variant>

#include "fuzz/oracles.hpp"
#include "fuzz/session_player.hpp"

namespace heloport::fuzz {
namespace {

using namespace engine;

// What an application might pass on unseen: the reply must stay one line.
constexpr std::string_view hostile_detail = "a\r\n250 b\n\x01\xc3\xa9$host";
// With it a reply has no room for all that it was to say (RFC 5321, 4.5.3.1.5). In ASCII: what is
// not would not be said at all to VRFY (RFC 6531, 3.7.4.2), which EXPN shows.
const std::string long_detail = "a\r\n250 b\n\x01$host" + std::string(600, 'x');
constexpr std::string_view mail_names = "a.txt\r\nb.txt\nc.txt";
constexpr std::string_view mail_text = "From: ann@example.org\r\n\r\n.\r\nThe last line";
constexpr Reply perhaps{252, "2.5.0", "Perhaps"};

// A challenge may hold any octet: nothing, a few, and as many as there may be.
const std::array<std::string, 3> challenges{std::string(), std::string("\r\n\0\xFF=", 5),
                                            std::string(challenge_octets_max, '\xA5')};

bool takes_another_answer(Asked about) {
  return about == Asked::verify || about == Asked::expand || about == Asked::etrn;
}
bool takes_challenge(Asked about) {
  return about == Asked::auth || about == Asked::response;
}

/// A number in decimal.
class Digits {
 public:
  explicit Digits(std::uint64_t n) {
    size_ = static_cast<std::size_t>(
        std::to_chars(digits_.data(), digits_.data() + digits_.size(), n).ptr - digits_.data());
  }
  std::string_view text() const { return {digits_.data(), size_}; }

 private:
  std::array<char, 20> digits_{};
  std::size_t size_ = 0;
};

}  // namespace

void SessionPlayer::take(const ServerEvent& event) {
  if (playing_.listener != nullptr) playing_.listener->event(event);
  std::visit([this](const auto& each) { on(each); }, event);
}

// The questions.

void SessionPlayer::on(const Connected&) {
  note({"connected"});
  ask({.about = Asked::connected, .facts = {}});
}
void SessionPlayer::on(const Hello& hello) {
  note({hello.extended ? "ehlo " : "helo ", hello.name});
  ask({.about = Asked::hello, .extended = hello.extended, .facts = {}});
}
void SessionPlayer::on(const Sender& sender) {
  note({"sender ", sender.path.text});
  note_path(sender.path.text);
  binary_offered_ = sender.parameters.body == BodyType::binary_mime;
  ask({.about = Asked::sender, .facts = {}});
}
void SessionPlayer::on(const Recipient& recipient) {
  note({"recipient ", recipient.path.text});
  note_path(recipient.path.text);
  ask({.about = Asked::recipient, .facts = {}});
}
void SessionPlayer::on(const MessageBegin& begin) {
  note({begin.chunked ? "begin chunks" : "begin"});
  if (begin.chunked) {
    SeenMessage& message = trace_.messages.emplace_back();
    message.chunked = true;
    message.begun = false;
    message.binary = binary_;
  }
  ask({.about = Asked::begin, .chunked = begin.chunked, .facts = {}});
}
void SessionPlayer::on(const MessageEnd& end) {
  note_body();
  note({"end ", Digits(end.octets).text()});
  if (trace_.messages.empty()) return broken("a message ends that did not begin");
  SeenMessage& message = trace_.messages.back();
  if (end.recipient != message.verdicts.size()) broken("a verdict is asked out of order");
  message.octets = end.octets;
  ask({.about = Asked::end, .facts = {}});
}
void SessionPlayer::on(const Verify& verify) {
  note({"verify ", verify.argument});
  ask({.about = Asked::verify, .facts = {}});
}
void SessionPlayer::on(const Expand& expand) {
  note({"expand ", expand.argument});
  ask({.about = Asked::expand, .facts = {}});
}
void SessionPlayer::on(const List& list) {
  note({"list ", list.user.text});
  ask({.about = Asked::list, .facts = {}});
}
void SessionPlayer::on(const Read& read) {
  note({"read ", read.user.text, ": ", read.name});
  ask({.about = Asked::read, .facts = {}});
}
void SessionPlayer::on(const StartTls&) {
  note({"starttls"});
  ask({.about = Asked::starttls, .facts = {}});
}
void SessionPlayer::on(const Auth& auth) {
  note({"auth ", auth.mechanism, " ", auth.initial_response.value_or("nothing")});
  ask({.about = Asked::auth, .facts = {}});
}
void SessionPlayer::on(const AuthResponse& response) {
  note({"response ", response.octets});
  ask({.about = Asked::response, .facts = {}});
}
void SessionPlayer::on(const Etrn& etrn) {
  note({"etrn ", etrn.node});
  ask({.about = Asked::etrn, .facts = {}});
}
void SessionPlayer::on(const Xclient& xclient) {
  note({"xclient ", xclient.attributes.text()});
  ask({.about = Asked::xclient, .facts = {}});
}
void SessionPlayer::on(const Xforward& xforward) {
  note({"xforward ", xforward.attributes.text()});
  ask({.about = Asked::xforward, .facts = {}});
}

// The statements.

void SessionPlayer::on(const AuthDropped&) {
  note({"auth dropped"});
  step({.kind = Step::Kind::auth_dropped, .facts = {}});
}
void SessionPlayer::on(const FileName& name) {
  note({"file name ", name.name});
  if (!trace_.messages.empty()) trace_.messages.back().file_name = name.name;
}
void SessionPlayer::on(const BodyChunk& chunk) {
  if (trace_.messages.empty()) return broken("content of a message that did not begin");
  trace_.messages.back().body += chunk.octets;
  body_due_ = true;
}
void SessionPlayer::on(const TransactionDropped& dropped) {
  note({"dropped ", Digits(static_cast<std::uint64_t>(dropped.reason)).text()});
  const bool in_body = !trace_.messages.empty() && !trace_.messages.back().octets;
  if (in_body && !trace_.messages.back().dropped) trace_.messages.back().dropped = dropped.reason;
  step({.kind = Step::Kind::dropped, .reason = dropped.reason, .facts = {}});
}
void SessionPlayer::on(const AnswerWanted&) {
  const std::size_t last = answer_.rfind('\n') + 1;  // where the last line begins; 0 inside it
  if (last == 0 && !last_line_told_) {
    last_line_told_ = true;
    watched([&] { session_.answer_last_line(); });
  }
  const std::string_view next = last == 0 ? answer_ : answer_.substr(0, last);
  std::size_t taken = 0;
  watched([&] { taken = session_.answer_text(next); });
  trace_.answer_octets += taken;
  answer_.remove_prefix(taken);
  if (!answer_.empty()) return;
  watched([&] { session_.answer_end(); });
  step({.kind = Step::Kind::lines_end, .facts = {}});
}
void SessionPlayer::on(const AwaitVerdict&) {
  broken("waits for a verdict that was given");
}
void SessionPlayer::on(const Closed& closed) {
  note({"closed ", Digits(static_cast<std::uint64_t>(closed.reason)).text()});
  trace_.closed = closed.reason;
  const bool asked_for = closed.reason == CloseReason::quit;
  if (session_.peer_is_done() != asked_for) broken("who asked for the end is told wrongly");
  const bool cut = closed.reason == CloseReason::timeout || closed.reason == CloseReason::shutdown;
  trace_.cut_off |= cut;
  question_open_ = false;
  step({.kind = Step::Kind::closed, .facts = {}});
}

// The answers.

// Nothing goes on before the verdict: neither events nor input.
void SessionPlayer::ask(Step asked) {
  question_ = asked;
  authenticated_before_ = session_.authenticated();
  step(asked);
  if (!std::holds_alternative<AwaitVerdict>(session_.next()) || !session_.input().empty()) {
    return broken("goes on while a question is open");
  }
  const Answer::Kind answer = answer_to(asked.about);
  question_open_ = answer == Answer::Kind::later;
  if (!question_open_) give(answer);
}

Answer::Kind SessionPlayer::answer_to(Asked about) {
  if (in_prelude_) return Answer::Kind::accept;
  if (const auto scripted = scripted_answer(about)) return *scripted;
  // Some steps of an exchange are challenges, if any are wanted; the others end it.
  if (takes_challenge(about) && scenario_.challenges) {
    const std::size_t step = exchange_steps_ % (challenges.size() + 1);
    if (step < challenges.size()) return Answer::Kind::challenge;
    ++exchange_steps_;
  }
  const bool refused = (scenario_.refusals >> (questions_++ % 16) & 1u) != 0;
  return refused ? Answer::Kind::reject : Answer::Kind::accept;
}

std::optional<Answer::Kind> SessionPlayer::scripted_answer(Asked about) {
  for (std::size_t i = 0; i < scenario_.answers.size(); ++i) {
    if (answers_used_[i] || scenario_.answers[i].about != about) continue;
    answers_used_[i] = true;
    return scenario_.answers[i].kind;
  }
  return std::nullopt;
}

void SessionPlayer::answer_late() {
  question_open_ = false;
  give(Answer::Kind::accept);
  pump();
}

void SessionPlayer::give(Answer::Kind answer) {
  question_.answer = answer;
  if (answer == Answer::Kind::challenge && takes_challenge(question_.about)) {
    return give_challenge();
  }
  if (answer == Answer::Kind::reject) return give_no(scenario_.refusal);
  if (answer == Answer::Kind::postpone) return give_no(try_again);
  if (answer == Answer::Kind::goodbye) return give_no(go_away);
  if (answer == Answer::Kind::other && takes_another_answer(question_.about)) {
    if (playing_.listener != nullptr) playing_.listener->answered(perhaps);
    watched([&] { session_.answer(perhaps); });
    return follow(false);
  }
  give_yes();
}

void SessionPlayer::give_yes() {
  question_.answer = Answer::Kind::accept;
  const bool list = question_.about == Asked::list;
  const bool lines = list || question_.about == Asked::read;
  const std::string_view detail = question_.about == Asked::verify ? long_detail : hostile_detail;
  if (playing_.listener != nullptr) playing_.listener->accepted(detail, lines);
  if (lines) {
    answer_ = list ? mail_names : mail_text;
    last_line_told_ = false;
    if (playing_.listener != nullptr) playing_.listener->line_text(answer_);
    watched([&] { session_.accept_lines(detail); });
  } else {
    watched([&] { session_.accept(detail); });
  }
  follow(true);
}

void SessionPlayer::give_no(const Reply& reply) {
  question_.answer = reply.code == 421 ? Answer::Kind::goodbye : Answer::Kind::reject;
  if (playing_.listener != nullptr) playing_.listener->rejected(reply);
  watched([&] { session_.reject(reply); });
  follow(false);
}

void SessionPlayer::give_challenge() {
  const std::string& challenge = challenges[exchange_steps_++ % challenges.size()];
  trace_.answer_octets += challenge.size();
  if (playing_.listener != nullptr) playing_.listener->challenged(challenge);
  watched([&] { session_.challenge(challenge); });
  follow(false);
}

// What the answer means for what is still to come.
void SessionPlayer::follow(bool accepted) {
  if (question_.about == Asked::sender && accepted) binary_ = binary_offered_;
  if (question_.about == Asked::begin && accepted) {
    if (!question_.chunked) trace_.messages.emplace_back();
    trace_.messages.back().begun = true;
    trace_.messages.back().binary = binary_;
  }
  if (question_.about == Asked::end) trace_.messages.back().verdicts.push_back(accepted);
  if (takes_challenge(question_.about)) {
    if (accepted) ++trace_.logins;
    if (authenticated_before_) broken("AUTH is asked about who has authenticated");
    if (session_.authenticated() != accepted) broken("authenticated and not accepted");
  }
  question_.kind = Step::Kind::answered;
  step(question_);
}

// The trace.

Facts SessionPlayer::facts() const {
  return {.phase = session_.phase(),
          .transaction_open = session_.transaction_open(),
          .extended = session_.extended(),
          .inside_tls = session_.inside_tls(),
          .authenticated = session_.authenticated(),
          .named = !session_.client_name().empty()};
}

void SessionPlayer::step(Step step) {
  step.facts = facts();
  trace_.steps.push_back(step);
}

void SessionPlayer::note(std::initializer_list<std::string_view> words) {
  note_body();
  const std::size_t begin = trace_.events.size();
  trace_.events += "E: ";
  for (const std::string_view word : words) trace_.events += word;
  trace_.events += '\n';
  trace_.conversation += std::string_view(trace_.events).substr(begin);
}

void SessionPlayer::note_body() {
  if (std::exchange(body_due_, false)) note({"body ", trace_.messages.back().body});
}

void SessionPlayer::note_path(std::string_view path) {
  trace_.path_octets = std::max(trace_.path_octets, path.size());
  trace_.local_part_octets = std::max(trace_.local_part_octets, local_part_octets(path));
}

void SessionPlayer::broken(std::string_view promise) {
  if (trace_.broken.empty()) trace_.broken = promise;
}

}  // namespace heloport::fuzz
