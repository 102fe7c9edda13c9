// See session_trace.hpp.

#include "fuzz/session_trace.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>
#include <variant>

#include "tests/support/allocations.hpp"

namespace heloport::fuzz {
namespace {

using namespace engine;

// What an application might pass on unseen: the reply must stay one line.
constexpr std::string_view hostile_detail = "a\r\n250 b\n\x01\xc3\xa9$host";
constexpr std::string_view mail_names = "a.txt\r\nb.txt\nc.txt";
constexpr std::string_view mail_text = "From: ann@example.org\r\n\r\n.\r\nThe last line";

// How much leaves at a time while the session waits: no reply, and no line, has this length.
constexpr std::size_t reluctant_octets = 7;

// A challenge may hold any octet: nothing, a few, and as many as there may be.
const std::array<std::string, 3> challenges{std::string(), std::string("\r\n\0\xFF=", 5),
                                            std::string(challenge_octets_max, '\xA5')};

/// The transport and the application of one conversation.
class Player {
 public:
  Player(const Scenario& scenario, Buffers& buffers, Draining draining)
      : scenario_(scenario),
        draining_(draining),
        session_(scenario.options, buffers, scenario.peer) {}

  Trace play(const std::vector<std::size_t>& cuts) {
    session_.expire(Time{0});
    pump();
    std::size_t at = 0;
    for (const std::size_t cut : cuts) at = feed(at, cut);
    feed(at, scenario_.octets.size());
    if (!session_.finished()) {
      session_.end_of_input();
      pump();
    }
    if (!session_.finished()) broken("the session outlives the end of its input");
    if (!std::holds_alternative<Closed>(session_.next())) broken("Closed is not sticky");
    drain();
    note_body();
    return std::move(trace_);
  }

 private:
  // Hands over the octets up to `end` and returns where it stopped. No read crosses the place where
  // TLS may begin: whoever speaks it has waited for the 220.
  std::size_t feed(std::size_t at, std::size_t end) {
    while (at < end && !session_.finished()) {
      const std::size_t mark = std::min(scenario_.octets.find(tls_mark, at), end);
      if (at < mark) {
        at = feed_octets(at, mark);
      } else if (session_.phase() == Phase::handshake) {
        at += tls_mark.size();
        start_tls();
      } else {
        at = feed_octets(at, at + 1);
      }
      if (!trace_.broken.empty()) break;
    }
    return at;
  }

  void start_tls() {
    note("tls");
    watched([&] { session_.tls_started(true); });
    const bool forgotten = session_.client_name().empty() && !session_.extended() &&
                           !session_.authenticated() && !session_.transaction_open();
    if (!forgotten) broken("what was said in clear is known inside TLS");
    if (!session_.inside_tls()) broken("TLS stands and is not known");
    pump();
  }

  std::size_t feed_octets(std::size_t at, std::size_t end) {
    while (at < end && !session_.finished()) {
      if (session_.input().empty()) drain();  // backpressure: it wants its replies gone first
      const std::span<char> room = session_.input();
      if (room.empty()) {
        broken("no question is open and yet there is no room for input");
        break;
      }
      const std::size_t n = std::min(end - at, room.size());
      std::memcpy(room.data(), scenario_.octets.data() + at, n);
      watched([&] { session_.received(n); });
      at += n;
      pump();
    }
    return at;
  }

  // Pulls events until there are none. Bounded: a session that spins is a finding.
  void pump() {
    std::size_t events_left = 16 + 2 * scenario_.octets.size();
    while (events_left > 0) {
      ServerEvent event;
      watched([&] { event = session_.next(); });
      if (std::holds_alternative<AwaitOutput>(event)) {
        if (!session_.output().empty()) {
          send(reluctant_octets);
        } else if (!wait_for_reply()) {
          return broken("waits for output that is not there");
        }
        continue;
      }
      if (draining_ == Draining::at_once) drain();
      if (std::holds_alternative<NeedInput>(event)) return;
      if (const auto* closed = std::get_if<Closed>(&event)) {
        if (!trace_.closed) note("closed " + number(closed->reason));
        trace_.closed = closed->reason;
        return;
      }
      std::visit([this](const auto& each) { on(each); }, event);
      --events_left;
    }
    broken("the session spins");
  }

  // A reply is held back until its time has come.
  bool wait_for_reply() {
    const std::optional<Time> due = session_.deadline();
    if (!due || *due <= now_) return false;
    now_ = *due;
    watched([&] { session_.expire(now_); });
    return true;
  }

  // The octet side.

  void drain() {
    while (!session_.output().empty()) send(session_.output().size());
  }

  void send(std::size_t octets_max) {
    const std::string_view run = session_.output().runs[0];
    const std::size_t n = std::min(run.size(), octets_max);
    trace_.conversation += run.substr(0, n);
    trace_.replies += run.substr(0, n);
    watched([&] { session_.sent(n); });
  }

  // The questions.

  void on(const Connected&) { question("connected"); }
  void on(const Hello& hello) {
    question((hello.extended ? "ehlo " : "helo ") + std::string(hello.name));
  }
  void on(const Sender& sender) {
    const bool binary = sender.parameters.body == BodyType::binary_mime;
    if (question("sender " + std::string(sender.path.text))) binary_ = binary;
  }
  void on(const Recipient& recipient) { question("recipient " + std::string(recipient.path.text)); }
  void on(const MessageBegin& begin) {
    const bool begun = question(begin.chunked ? "begin chunks" : "begin");
    if (!begun && !begin.chunked) return;
    SeenMessage& message = trace_.messages.emplace_back();
    message.chunked = begin.chunked;
    message.begun = begun;
    message.binary = binary_;
  }
  void on(const MessageEnd& end) {
    note_body();
    if (trace_.messages.empty()) return broken("a message ends that did not begin");
    SeenMessage& message = trace_.messages.back();
    if (end.recipient != message.verdicts.size()) broken("a verdict is asked out of order");
    message.octets = end.octets;
    message.verdicts.push_back(question("end " + std::to_string(end.octets)));
  }
  void on(const Verify& verify) { question("verify " + std::string(verify.argument)); }
  void on(const Expand& expand) { question("expand " + std::string(expand.argument)); }
  void on(const List& list) { lines("list " + std::string(list.user.text), mail_names); }
  void on(const Read& read) {
    lines("read " + std::string(read.user.text) + ": " + std::string(read.name), mail_text);
  }

  void on(const StartTls&) { question("starttls"); }
  void on(const Auth& auth) {
    const std::string_view octets = auth.initial_response.value_or("nothing");
    login("auth " + std::string(auth.mechanism) + ' ' + std::string(octets));
  }
  void on(const AuthResponse& response) { login("response " + std::string(response.octets)); }
  void on(const Etrn& etrn) { question("etrn " + std::string(etrn.node)); }
  void on(const Xclient& xclient) { question("xclient " + std::string(xclient.attributes.text())); }
  void on(const Xforward& xforward) {
    question("xforward " + std::string(xforward.attributes.text()));
  }

  // The statements.

  void on(const AuthDropped&) { note("auth dropped"); }
  void on(const FileName& name) {
    note("file name " + std::string(name.name));
    if (!trace_.messages.empty()) trace_.messages.back().file_name = name.name;
  }
  void on(const BodyChunk& chunk) {
    if (trace_.messages.empty()) return broken("content of a message that did not begin");
    trace_.messages.back().body += chunk.octets;
    body_due_ = true;
  }
  void on(const TransactionDropped& dropped) {
    note("dropped " + number(dropped.reason));
    const bool in_body = !trace_.messages.empty() && !trace_.messages.back().octets;
    if (in_body && !trace_.messages.back().dropped) trace_.messages.back().dropped = dropped.reason;
  }
  void on(const AnswerWanted&) {
    std::size_t taken = 0;
    watched([&] { taken = session_.answer_text(answer_); });
    answer_.remove_prefix(taken);
    if (answer_.empty()) session_.answer_end();
  }
  void on(const AwaitVerdict&) { broken("waits for a verdict that was given"); }
  void on(const NeedInput&) {}  // seen by pump(), as the next two
  void on(const AwaitOutput&) {}
  void on(const Closed&) {}

  // Notes a question and gives its verdict; true if it was accepted.
  bool question(std::string event) {
    note(std::move(event));
    if (!stays_open()) return false;
    if (refused()) {
      watched([&] { session_.reject(scenario_.refusal); });
      return false;
    }
    watched([&] { session_.accept(hostile_detail); });
    return true;
  }

  // Some steps of an exchange are challenges, if any are wanted; the others end it.
  void login(std::string event) {
    const std::size_t step = scenario_.challenges ? steps_++ % (challenges.size() + 1) : 0;
    const bool ends = !scenario_.challenges || step == challenges.size();
    if (ends) {
      const bool before = session_.authenticated();
      const bool accepted = question(std::move(event));
      if (accepted) ++trace_.logins;
      if (before) broken("AUTH is asked about who has authenticated");
      if (session_.authenticated() != accepted) broken("authenticated and not accepted");
      return;
    }
    note(std::move(event));
    if (stays_open()) watched([&] { session_.challenge(challenges[step]); });
  }

  void lines(std::string event, std::string_view text) {
    note(std::move(event));
    if (!stays_open()) return;
    if (refused()) return watched([&] { session_.reject(scenario_.refusal); });
    watched([&] { session_.accept_lines(hostile_detail); });
    answer_ = text;
  }

  // Nothing goes on before the verdict: neither events nor input.
  bool stays_open() {
    if (std::holds_alternative<AwaitVerdict>(session_.next()) && session_.input().empty()) {
      return true;
    }
    broken("goes on while a question is open");
    return false;
  }

  bool refused() { return (scenario_.refusals >> (questions_++ % 16) & 1u) != 0; }

  void note(std::string event) {
    note_body();
    event = "E: " + event + "\n";
    trace_.conversation += event;
    trace_.events += event;
  }

  void note_body() {
    if (std::exchange(body_due_, false)) note("body " + trace_.messages.back().body);
  }

  void broken(std::string promise) {
    if (trace_.broken.empty()) trace_.broken = std::move(promise);
  }

  template <class Enum>
  static std::string number(Enum value) {
    return std::to_string(static_cast<int>(value));
  }

  template <class Call>
  void watched(Call call) {
    const std::size_t before = test::allocations();
    call();
    trace_.allocated += test::allocations() - before;
  }

  const Scenario& scenario_;
  Draining draining_;
  ServerSession session_;
  Trace trace_;
  std::string_view answer_;  // what is left of the lines of LIST or READ
  std::size_t questions_ = 0;
  std::size_t steps_ = 0;  // of exchanges of AUTH
  Time now_{0};
  bool binary_ = false;    // what the last accepted MAIL declared
  bool body_due_ = false;  // chunks came that stand in no trace yet
};

}  // namespace

Trace play(const Scenario& scenario, const std::vector<std::size_t>& cuts, Draining draining) {
  static Buffers buffers(1);
  Trace trace = Player(scenario, buffers, draining).play(cuts);
  if (buffers.input.leased() + buffers.output.leased() != 0) {
    trace.broken = "a session that is gone keeps a block";
  }
  return trace;
}

}  // namespace heloport::fuzz
