// One session of a load: says what the script has, and verifies every reply.

#include "apps/load_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "apps/terminal_text.hpp"
#include "engine/limits.hpp"
#include "grammar/parameters.hpp"

namespace heloport::apps {
namespace {

constexpr std::string_view crlf = "\r\n";

// As a client of ours bears them (engine/client_options.hpp).
constexpr std::size_t line_octets_max = 4096;
constexpr std::uint16_t lines_max = 256;

}  // namespace

LoadSession::LoadSession(std::size_t number, LoadShared& shared)
    : shared_(shared), number_(number), due_(shared.ahead + 1) {
  ++shared_.unready;
  if (shared.manners.login) login_ = std::make_unique<LoadLogin>(*shared.manners.login);
}

// Messages.

bool LoadSession::begin_with() {
  const auto due = shared_.schedule.take(shared_.now());
  if (due) begin(*due);
  return due.has_value();
}

void LoadSession::begin(LoadTime due) {
  due_[begun_ % due_.size()] = due;
  ++begun_;
}

void LoadSession::speak() {
  if (phase_ != Phase::mails || shared_.fault) return;
  take_messages();
  if (begun_ > answered_) return;
  const bool full = shared_.manners.session_mails > 0 && begun_ >= shared_.manners.session_mails;
  if (full || shared_.all_answered()) return say(Phase::quit, "QUIT");
  become_idle();
}

void LoadSession::take_messages() {
  while (may_begin()) {
    const auto due = shared_.schedule.take(shared_.now());
    if (!due) return;
    begin(*due);
    idle_ = false;
  }
}

// A message is begun when something of it can leave at once, or its latency would hold the wait for
// answers to the one before.
bool LoadSession::may_begin() const {
  const std::uint64_t most = shared_.manners.session_mails;
  if (most > 0 && begun_ >= most) return false;
  if (begun_ - answered_ >= due_.size()) return false;
  return reach() > begun_ * shared_.script.message_octets();
}

std::uint64_t LoadSession::reach() const {
  return answered_ * shared_.script.message_octets() + shared_.script.steps()[step_].reach;
}

std::uint64_t LoadSession::goal() const {
  return std::min(reach(), begun_ * shared_.script.message_octets());
}

void LoadSession::become_idle() {
  if (idle_) return;
  idle_ = true;
  shared_.idle.push_back(number_);
}

// Octets to the server.

void LoadSession::say(Phase phase, std::string_view command) {
  phase_ = phase;
  command_ = command;
  command_sent_ = 0;
}

engine::Output LoadSession::output() const {
  if (phase_ == Phase::mails) return shared_.script.octets(said_, goal());
  if (!says_command()) return {};
  const std::size_t of_command = std::min(command_sent_, command_.size());
  return {{command_.substr(of_command), crlf.substr(command_sent_ - of_command)}};
}

void LoadSession::sent(std::size_t n) {
  since_ = now_;
  (phase_ == Phase::mails ? said_ : command_sent_) += n;
}

// Octets from the server.

void LoadSession::received(std::size_t n) {
  since_ = now_;
  const std::string_view came(shared_.room.data(), n);
  if (cut_.empty()) {
    cut_ = take_lines(came);
  } else {
    const std::string all = cut_.append(came);
    cut_ = take_lines(all);
  }
  if (cut_.size() > line_octets_most()) {
    accuse(Exit::protocol, command() + " was answered with a line without end", cut_);
  }
}

// A challenge may be longer than any other line.
std::size_t LoadSession::line_octets_most() const {
  return phase_ == Phase::login ? engine::Limits{}.auth_line_octets_max : line_octets_max;
}

// What is left is the beginning of a line.
std::string_view LoadSession::take_lines(std::string_view octets) {
  while (phase_ != Phase::over) {
    const std::size_t lf = octets.find('\n');
    if (lf == std::string_view::npos) return octets;
    const std::string_view line = octets.substr(0, lf + 1);
    octets.remove_prefix(line.size());
    take_line(line);
    // What was said in clear behind the 220 could have been put there by anybody (RFC 3207, 6).
    if (phase_ == Phase::handshake && !octets.empty()) {
      accuse(Exit::protocol, "octets came in clear behind the answer to STARTTLS", octets);
    }
  }
  if (!octets.empty()) accuse(Exit::protocol, "octets came behind the last reply", octets);
  return {};
}

void LoadSession::take_line(std::string_view line) {
  const grammar::ReplyLine reply = grammar::parse_reply_line(line);
  if (!reply.well_formed || line.size() > line_octets_most()) {
    return accuse(Exit::protocol, command() + " was answered with what is no reply", line);
  }
  if (!first_line_ && reply.code != code_) {
    return accuse(Exit::protocol, command() + " was answered with two codes in one reply", line);
  }
  if (++lines_ > lines_max) {
    return accuse(Exit::protocol, command() + " was answered with too many lines", line);
  }
  if (phase_ == Phase::hello && !first_line_) take_offer(reply.text);
  code_ = reply.code;
  first_line_ = reply.last;
  if (!reply.last) return;
  const bool challenge = phase_ == Phase::login && line.front() == '3';
  if (challenge && lines_ > 1) {
    return accuse(Exit::protocol, command() + " was answered with a challenge of many lines", line);
  }
  lines_ = 0;
  hear(reply, line);
}

void LoadSession::take_offer(std::string_view text) {
  const std::string_view keyword = grammar::parse_ehlo_line(text).keyword;
  if (login_) login_->note(text);
  starttls_offered_ |= grammar::equal_ignoring_case(keyword, "STARTTLS");
  const auto& needed = shared_.manners.needed;
  for (std::size_t i = 0; i < needed.size(); ++i) {
    if (grammar::equal_ignoring_case(keyword, needed[i])) offered_ |= std::uint32_t{1} << i;
  }
}

// A refusal tells more than that it came early.
void LoadSession::hear(const grammar::ReplyLine& reply, std::string_view line) {
  const char digit = line.front();
  if (digit == '4' || digit == '5') {
    const Exit for_good = phase_ == Phase::login ? Exit::no_permission : Exit::unavailable;
    return accuse(digit == '4' ? Exit::temporary : for_good, command() + " was refused", line);
  }
  if (!was_asked()) return accuse(Exit::protocol, "a reply came that nothing had asked for", line);
  if (!fits(digit)) {
    const char allowed = phase_ == Phase::mails ? shared_.script.steps()[step_].answer : '2';
    return accuse(Exit::protocol,
                  fmt::format("{} was answered, where only {}yz is right", command(), allowed),
                  line);
  }
  go_on(reply);
}

bool LoadSession::fits(char digit) const {
  if (phase_ == Phase::mails) return digit == shared_.script.steps()[step_].answer;
  return digit == '2' || (digit == '3' && phase_ == Phase::login);
}

void LoadSession::go_on(const grammar::ReplyLine& reply) {
  switch (phase_) {
    case Phase::greeting:
      greeted_ = true;
      return say(Phase::hello, shared_.manners.hello);
    case Phase::hello:
      return hear_hello();
    case Phase::starttls:
      return say(Phase::handshake, {});
    case Phase::login:
      return hear_login(reply);
    case Phase::mails:
      return hear_step(shared_.script.steps()[step_]);
    case Phase::handshake:
    case Phase::quit:
    case Phase::over:
      phase_ = Phase::over;
      return;
  }
}

void LoadSession::hear_hello() {
  if (shared_.manners.starttls && !tls_) {
    if (starttls_offered_) return say(Phase::starttls, "STARTTLS");
    return accuse(Exit::unavailable, "the server does not offer STARTTLS");
  }
  const auto& needed = shared_.manners.needed;
  for (std::size_t i = 0; i < needed.size(); ++i) {
    if ((offered_ >> i & 1U) != 0) continue;
    return accuse(Exit::unavailable, "the server does not offer " + needed[i]);
  }
  if (login_) return log_in(login_->begin());
  become_ready();
}

void LoadSession::become_ready() {
  --shared_.unready;
  say(Phase::mails, {});
}

// What was offered in clear does not count inside TLS (RFC 3207, 4.2).
void LoadSession::tls_started(const SaslChannel& channel) {
  assert(phase_ == Phase::handshake || phase_ == Phase::greeting);
  tls_ = true;
  offered_ = 0;
  if (login_) login_->tls_is(channel);
  if (phase_ == Phase::handshake) say(Phase::hello, shared_.manners.hello);
}

void LoadSession::hear_login(const grammar::ReplyLine& reply) {
  if (reply.code / 100 == 3) return log_in(login_->answer(reply.text));
  if (const auto fault = login_->succeed()) return accuse(fault->exit, fault->text);
  login_.reset();
  become_ready();
}

void LoadSession::log_in(const std::optional<LoadFault>& fault) {
  if (fault) return accuse(fault->exit, fault->text);
  say(Phase::login, login_->line());
}

void LoadSession::hear_step(const LoadStep& step) {
  if (++step_replies_ < step.replies) return;
  step_replies_ = 0;
  if (++step_ < shared_.script.steps().size()) return;
  step_ = 0;
  shared_.record.delivered(due_[answered_ % due_.size()], shared_.now());
  ++answered_;
}

// A response of a login may be an empty line.
bool LoadSession::says_command() const {
  return phase_ == Phase::hello || phase_ == Phase::starttls || phase_ == Phase::login ||
         phase_ == Phase::quit;
}

bool LoadSession::was_asked() const {
  if (phase_ == Phase::greeting) return true;
  if (phase_ != Phase::mails) {
    return says_command() && command_sent_ == command_.size() + crlf.size();
  }
  const LoadScript& script = shared_.script;
  return answered_ < begun_ &&
         said_ >= answered_ * script.message_octets() + script.steps()[step_].end;
}

// The end of a session that owed something.

void LoadSession::end_of_input() {
  if (phase_ == Phase::over) return;
  unanswered_ = command();
  phase_ = Phase::over;
}

std::optional<engine::Time> LoadSession::deadline() const {
  if (phase_ == Phase::over || idle() || !since_) return std::nullopt;
  return *since_ + shared_.manners.patience;
}

void LoadSession::expire(engine::Time now) {
  now_ = now;
  if (phase_ == Phase::over) return;
  if (!since_ || idle()) {
    since_ = now;
  } else if (now - *since_ >= shared_.manners.patience) {
    accuse(Exit::temporary,
           fmt::format("{} was not answered for {} s", command(),
                       std::chrono::floor<std::chrono::seconds>(now - *since_).count()));
  }
}

/// What is answered next, as it was said.
std::string LoadSession::command() const {
  if (phase_ == Phase::greeting) return "the connection";
  if (phase_ == Phase::handshake) return "the handshake";
  if (phase_ == Phase::login) return login_->command();
  if (phase_ != Phase::mails) return std::string(command_);
  const std::string& said = shared_.script.steps()[step_].command;
  return said == "." ? "the dot that ends the data" : said;
}

void LoadSession::accuse(Exit exit, const std::string& what) {
  phase_ = Phase::over;
  if (!shared_.fault) shared_.fault = LoadFault{exit, what};
}

void LoadSession::accuse(Exit exit, const std::string& what, std::string_view reply) {
  constexpr std::size_t shown_octets_max = 200;
  std::string_view shown = reply.substr(0, shown_octets_max);
  while (shown.ends_with('\n') || shown.ends_with('\r')) shown.remove_suffix(1);
  accuse(exit, fmt::format("{}: {}", what, terminal_text(shown)));
}

}  // namespace heloport::apps
