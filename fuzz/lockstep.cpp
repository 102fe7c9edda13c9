// O8: where a session stands, by a second table of the states. It knows the questions and answers
// and nothing of the engine's rules: RFC 5321, 3.1, 3.3 and 4.1.4 for the order, RFC 3030, 2 for
// chunks, RFC 3207, 4.2 for TLS, RFC 4954, 4 for AUTH.

#include <array>

#include "fuzz/oracles.hpp"

namespace heloport::fuzz {
namespace {

using engine::Phase;
using engine::PhaseSet;
using enum engine::Phase;

enum class Open : std::uint8_t { no, yes, either };

/// Where a question may be asked, and whether inside a transaction.
struct Place {
  PhaseSet phases;
  Open transaction;
};
constexpr PhaseSet any{connected, ready, sender, recipients, chunks};

// In the order of Asked.
constexpr std::array<Place, asked_kinds> places{{
    {{connecting}, Open::no},           // connected
    {any, Open::either},                // hello
    {{ready}, Open::no},                // sender
    {{sender, recipients}, Open::yes},  // recipient
    {{recipients}, Open::yes},          // begin
    {{verdicts}, Open::yes},            // end
    {any, Open::either},                // verify
    {any, Open::either},                // expand
    {{connected, ready}, Open::no},     // list
    {{connected, ready}, Open::no},     // read
    {{connected, ready}, Open::no},     // starttls
    {{ready}, Open::no},                // auth
    {{exchange}, Open::no},             // response
    {{ready}, Open::no},                // etrn
    {{connected, ready}, Open::no},     // xclient
    {{connected, ready}, Open::no},     // xforward
}};

bool phase_has_transaction(Phase phase) {
  return PhaseSet{sender, recipients, body, chunks, verdicts}.has(phase);
}

/// Follows the steps of one trace.
class Lockstep {
 public:
  Complaint take(const Step& step) {
    switch (step.kind) {
      case Step::Kind::asked:
        return asked(step);
      case Step::Kind::answered:
        return answered(step);
      case Step::Kind::tls:
        // Before the greeting, where TLS is implicit.
        expected_ = {.phase = expected_.phase == connecting ? connecting : connected,
                     .inside_tls = true};
        open_ = Open::no;
        return compare(step);
      case Step::Kind::dropped:
        return dropped(step);
      case Step::Kind::auth_dropped:
        // The line that ended it may have been one mistake too many, which ends the session.
        go(step.facts.phase == over ? over : ready, Open::no);
        return compare(step);
      case Step::Kind::lines_end:
        expected_.phase = before_lines_;
        return compare(step);
      case Step::Kind::closed:
        expected_.phase = over;
        open_ = Open::no;
        return compare(step);
    }
    return std::nullopt;
  }

 private:
  Complaint asked(const Step& step) {
    const Place& place = places[static_cast<std::size_t>(step.about)];
    if (!place.phases.has(step.facts.phase)) return wrong("asked in the wrong phase", step);
    if (place.transaction == Open::no && step.facts.transaction_open) {
      return wrong("asked inside a transaction", step);
    }
    if (place.transaction == Open::yes && !step.facts.transaction_open) {
      return wrong("asked outside a transaction", step);
    }
    if (open_ != Open::either && step.facts.transaction_open != (open_ == Open::yes)) {
      return wrong("a transaction came or went unseen", step);
    }
    if (phase_has_transaction(step.facts.phase) != step.facts.transaction_open) {
      return wrong("phase and transaction do not fit", step);
    }
    expected_.phase = step.facts.phase;  // commands that ask nobody, and octets, lead on
    expected_.transaction_open = step.facts.transaction_open;
    open_ = step.facts.transaction_open ? Open::yes : Open::no;
    return compare(step);
  }

  Complaint answered(const Step& step) {
    if (step.answer == Answer::Kind::goodbye) {
      go(over, Open::no);
    } else if (step.answer == Answer::Kind::accept) {
      accepted(step);
    } else {
      refused(step);
    }
    return compare(step);
  }

  void accepted(const Step& step) {
    switch (step.about) {
      case Asked::connected:
        return go(connected, Open::no);
      case Asked::hello:
        expected_.extended = step.extended;
        expected_.named = true;
        return go(ready, Open::no);
      case Asked::sender:
        return go(sender, Open::yes);
      case Asked::recipient:
        return go(recipients, Open::yes);
      case Asked::begin:
        return go(step.chunked ? chunk : body, Open::yes);
      case Asked::end:
        return end(step);
      case Asked::list:
      case Asked::read:
        before_lines_ = expected_.phase;
        return go(answering, Open::no);
      case Asked::starttls:
        return go(handshake, Open::no);
      case Asked::auth:
      case Asked::response:
        expected_.authenticated = true;
        return go(ready, Open::no);
      case Asked::xclient:
        expected_ = {.inside_tls = expected_.inside_tls};
        return go(connected, Open::no);
      case Asked::verify:
      case Asked::expand:
      case Asked::etrn:
      case Asked::xforward:
        return;
    }
  }

  void refused(const Step& step) {
    if (step.about == Asked::connected) return go(engine::Phase::refused, Open::no);
    if (step.about == Asked::begin && step.chunked) return go(chunk, Open::no);
    if (step.about == Asked::end) return end(step);
    if (step.about != Asked::auth && step.about != Asked::response) return;
    const bool challenged = step.answer == Answer::Kind::challenge;
    // One failure too many ends the session, at once where it is not answered late.
    const bool last = !challenged && step.facts.phase == over;
    go(challenged ? exchange : last ? over : ready, Open::no);
  }

  // In LMTP there may be another recipient (RFC 2033, 4.2).
  void end(const Step& step) {
    const bool more = step.facts.phase == verdicts;
    go(more ? verdicts : ready, more ? Open::yes : Open::no);
  }

  // RSET, EHLO and a refused chunk end a transaction; content that is refused is read to its end
  // first, which nobody is told.
  Complaint dropped(const Step& step) {
    const bool refused_content = step.reason == engine::DropReason::too_big ||
                                 step.reason == engine::DropReason::bad_line_ending;
    const PhaseSet allowed = refused_content ? PhaseSet{body, chunk, verdicts, ready, over}
                                             : PhaseSet{ready, connected, chunk, over, handshake};
    if (!allowed.has(step.facts.phase)) return wrong("dropped in the wrong phase", step);
    open_ = refused_content && step.facts.transaction_open ? Open::either : Open::no;
    if (!refused_content && step.facts.transaction_open) {
      return wrong("a transaction outlives its end", step);
    }
    expected_.phase = step.facts.phase;
    return compare(step);
  }

  void go(Phase phase, Open transaction) {
    expected_.phase = phase;
    open_ = transaction;
  }

  Complaint compare(const Step& step) {
    if (open_ != Open::either) expected_.transaction_open = open_ == Open::yes;
    if (open_ == Open::either) expected_.transaction_open = step.facts.transaction_open;
    if (step.facts == expected_) return std::nullopt;
    return wrong("the state is not the one that follows", step);
  }

  Complaint wrong(std::string what, const Step& step) const {
    what += ": question " + std::to_string(static_cast<int>(step.about)) + ", phase ";
    what += engine::name_of(step.facts.phase);
    what += ", expected ";
    return what += engine::name_of(expected_.phase);
  }

  Facts expected_;
  Open open_ = Open::no;
  Phase before_lines_ = ready;
};

}  // namespace

Complaint states_are_in_step(const Trace& trace) {
  Lockstep lockstep;
  for (const Step& step : trace.steps) {
    if (auto complaint = lockstep.take(step)) return complaint;
  }
  return std::nullopt;
}

}  // namespace heloport::fuzz
