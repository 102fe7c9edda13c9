// See engine_player.hpp.

#include "conformance/engine_player.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "conformance/shown.hpp"

namespace heloport::conformance {
namespace {

// How often next() may be called in one exchange before it counts as going round in circles:
// each octet may be an event, each event a few steps.
constexpr std::size_t steps_min = 10'000;
constexpr std::size_t steps_per_octet = 16;

template <class T>
bool is(const engine::ServerEvent& event) {
  return std::holds_alternative<T>(event);
}

std::size_t octets_of(const Exchange& exchange) {
  std::size_t octets = 0;
  for (const PlacedAct& placed : exchange.acts) {
    if (const auto* write = std::get_if<Write>(&placed.act)) octets += write->octets.size();
  }
  for (const auto& verdict : exchange.verdicts) octets += verdict ? verdict->lines.size() : 0;
  return octets;
}

/// Where the last line of a text begins.
std::size_t last_line_offset(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  const std::size_t end = text.rfind('\n');
  return end == std::string_view::npos ? 0 : end + 1;
}

}  // namespace

EnginePlayer::EnginePlayer(const Settings& settings, std::size_t chunk_octets, Recorder* recorder)
    : session_(settings.server, buffers_, settings.peer),
      recorder_(recorder),
      octets_(side()),
      wire_(octets_, chunk_octets) {
  if (settings.implicit_tls) perform(TlsStarted{*settings.implicit_tls});
}

engine::OctetSide& EnginePlayer::side() {
  if (recorder_ == nullptr) return session_;
  return recorded_side_.emplace(session_, *recorder_);
}

Seen EnginePlayer::perform(const Exchange& exchange) {
  seen_ = {};
  exchange_ = &exchange;
  questions_ = 0;
  silent_used_.assign(exchange.silent_verdicts.size(), false);
  const std::size_t left_over = wire_.octets_waiting() + lines_.size() - lines_given_;
  steps_left_ = steps_min + steps_per_octet * (octets_of(exchange) + left_over);
  if (exchange.acts.empty()) settle();
  for (std::size_t i = 0; i < exchange.acts.size() && !seen_.complaint; ++i) {
    std::visit([this](const auto& act) { perform(act); }, exchange.acts[i].act);
    if (!ends_here(exchange, i + 1)) settle();
    if (seen_.complaint && seen_.complaint_line == 0) {
      seen_.complaint_line = exchange.acts[i].line;
    }
  }
  check_verdicts(exchange);
  exchange_ = nullptr;
  return std::move(seen_);
}

// The acts.

void EnginePlayer::perform(const Write& write) {
  if (closed_) return complain("the session is over: nobody reads this");
  if (wire_.end_written()) return complain("octets after the end of input");
  wire_.write(write.octets);
}

void EnginePlayer::perform(const EndOfInput&) {
  wire_.end_of_input();
}

void EnginePlayer::perform(const Advance& advance) {
  if (!wire_.advance(advance.by, [this] { settle(); })) complain("the deadline stays in the past");
}

void EnginePlayer::perform(const Stop& stop) {
  if (recorder_ != nullptr) recorder_->stopped(stop.now);
  if (stop.now) {
    session_.stop_now();
  } else {
    session_.stop_when_idle();
  }
}

void EnginePlayer::perform(const Reading& reading) {
  wire_.reading(reading.on);
}

void EnginePlayer::perform(const TlsStarted& tls) {
  const engine::Phase phase = session_.phase();
  if (phase != engine::Phase::handshake && phase != engine::Phase::connecting) {
    return complain("nobody awaits TLS");
  }
  if (recorder_ != nullptr) recorder_->tls_started(tls.peer_verified);
  session_.tls_started(tls.peer_verified);
}

void EnginePlayer::perform(const Decide& decide) {
  if (!question_open_) return complain("no question was left open");
  give(decide.verdict);
}

void EnginePlayer::perform(const ClientCommand&) {
  complain("only the application of a client gives commands");
}

// The loop that a transport and its party run together.

void EnginePlayer::settle() {
  Rest rest = Rest::broken;
  do {
    rest = pull();
    const bool drained = wire_.drain(seen_.speech);
    if (rest == Rest::output && !drained) return;  // the peer does not read
  } while (!seen_.complaint && (rest == Rest::output || wire_.feed()));
  if (octets_.finished()) wire_.drop_waiting();
  if (rest == Rest::input && wire_.octets_waiting() > 0)
    complain("octets are wanted and none is taken");
  if (rest == Rest::verdict && !question_open_) complain("a verdict is awaited on no question");
}

EnginePlayer::Rest EnginePlayer::pull() {
  while (!seen_.complaint) {
    if (steps_left_-- == 0) {
      complain("the session does not come to rest");
      break;
    }
    const engine::ServerEvent event = session_.next();
    if (is<engine::NeedInput>(event)) return Rest::input;
    if (is<engine::AwaitVerdict>(event)) return Rest::verdict;
    if (is<engine::AwaitOutput>(event)) return Rest::output;
    if (closed_) return Rest::closed;
    take(event);
  }
  return Rest::broken;
}

// The application.

void EnginePlayer::take(const engine::ServerEvent& event) {
  if (is<engine::AnswerWanted>(event)) return give_lines();
  count_octets(event);
  if (recorder_ != nullptr) recorder_->event(event);
  const auto shown = show(event);
  if (shown) append(seen_.events, *shown);
  if (is<engine::Closed>(event)) {
    closed_ = true;
    question_open_ = false;
  } else if (is<engine::Connected>(event)) {
    answer_silent("connect");
  } else if (is<engine::Hello>(event)) {
    answer_silent("hello");
  } else if (is<engine::MessageBegin>(event)) {
    answer_silent("data");
  } else if (shown && is_question(*shown)) {
    answer_shown(event);
  }
}

void EnginePlayer::answer_shown(const engine::ServerEvent& event) {
  question_is_listing_ = is<engine::List>(event) || is<engine::Read>(event);
  question_takes_answer_ =
      is<engine::Verify>(event) || is<engine::Expand>(event) || is<engine::Etrn>(event);
  question_takes_challenge_ = is<engine::Auth>(event) || is<engine::AuthResponse>(event);
  const std::size_t index = questions_++;
  const bool told = index < exchange_->verdicts.size() && exchange_->verdicts[index];
  give(told ? *exchange_->verdicts[index] : Verdict{});
}

void EnginePlayer::answer_silent(std::string_view question) {
  question_is_listing_ = question_takes_answer_ = question_takes_challenge_ = false;
  for (std::size_t i = 0; i < silent_used_.size(); ++i) {
    const Verdict& verdict = exchange_->silent_verdicts[i];
    if (silent_used_[i] || verdict.silent != question) continue;
    silent_used_[i] = true;
    return give(verdict);
  }
  give(Verdict{});
}

void EnginePlayer::give(const Verdict& verdict) {
  using Kind = Verdict::Kind;
  question_open_ = verdict.kind == Kind::later;
  if (question_open_) return;
  if (verdict.kind == Kind::answer && !question_takes_answer_) {
    return complain("`answer` is for verify, expand and etrn", verdict.line);
  }
  if (verdict.kind == Kind::challenge && !question_takes_challenge_) {
    return complain("`challenge` is for auth and response", verdict.line);
  }
  if (verdict.with_lines && !question_is_listing_) {
    return complain("lines are for list and read", verdict.line);
  }
  if (recorder_ != nullptr) record(verdict);
  if (verdict.kind == Kind::reject) return session_.reject(verdict.reply.view());
  if (verdict.kind == Kind::answer) return session_.answer(verdict.reply.view());
  if (verdict.kind == Kind::challenge) return session_.challenge(verdict.detail);
  if (!verdict.with_lines) return session_.accept(verdict.detail);
  lines_ = verdict.lines;
  lines_given_ = 0;
  last_line_told_ = false;
  session_.accept_lines(verdict.detail);
}

void EnginePlayer::record(const Verdict& verdict) {
  switch (verdict.kind) {
    case Verdict::Kind::later:
      break;
    case Verdict::Kind::reject:
      return recorder_->rejected(verdict.reply.view());
    case Verdict::Kind::answer:
      return recorder_->answered(verdict.reply.view());
    case Verdict::Kind::challenge:
      return recorder_->challenged(verdict.detail);
    case Verdict::Kind::accept:
      if (verdict.with_lines) return recorder_->accepted_lines(verdict.detail);
      return recorder_->accepted(verdict.detail);
  }
}

/// The next piece of the lines: pieces end where the last line begins.
void EnginePlayer::give_lines() {
  const std::size_t last = last_line_offset(lines_);
  if (lines_given_ == lines_.size()) return session_.answer_end();
  if (lines_given_ == last && !last_line_told_) {
    session_.answer_last_line();
    last_line_told_ = true;
  }
  const std::size_t end = lines_given_ < last ? last : lines_.size();
  const std::string_view next =
      std::string_view(lines_).substr(lines_given_, wire_.piece(end - lines_given_));
  const std::size_t taken = session_.answer_text(next);
  if (recorder_ != nullptr) recorder_->line_text(next.substr(0, taken));
  lines_given_ += taken;
}

void EnginePlayer::count_octets(const engine::ServerEvent& event) {
  if (is<engine::MessageBegin>(event)) body_octets_ = 0;
  if (const auto* chunk = std::get_if<engine::BodyChunk>(&event)) {
    body_octets_ += chunk->octets.size();
  }
  const auto* end = std::get_if<engine::MessageEnd>(&event);
  if (end != nullptr && end->octets != body_octets_) {
    complain("the message is not as long as its chunks");
  }
}

void EnginePlayer::check_verdicts(const Exchange& exchange) {
  for (std::size_t i = questions_; i < exchange.verdicts.size(); ++i) {
    if (exchange.verdicts[i]) complain("nothing was asked: unused", exchange.verdicts[i]->line);
  }
  for (std::size_t i = 0; i < silent_used_.size(); ++i) {
    if (!silent_used_[i]) complain("nothing was asked: unused", exchange.silent_verdicts[i].line);
  }
}

// The first complaint is the one to read; what follows may follow from it.
void EnginePlayer::complain(std::string what, std::size_t line) {
  if (seen_.complaint) return;
  seen_.complaint = std::move(what);
  seen_.complaint_line = line;
}

}  // namespace heloport::conformance
