// O8 and O12: what a session may remember. See oracles.hpp.

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

#include "fuzz/oracles.hpp"

namespace heloport::fuzz {
namespace {

constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max() / 2;

/// Fills what sessions will find in their blocks.
void dirty(engine::BlockPool& pool, char octet) {
  const std::span<char> block = pool.lease();
  std::memset(block.data(), octet, block.size());
  pool.give_back(block);
}

// What counts over a whole session would tell an old one from a new one, and is meant to.
void lift_counting_limits(engine::Limits& limits) {
  limits.errors_max = limits.idle_commands_max = no_limit;
  limits.auth_failures_max = no_limit;
  limits.mails_max = 0;
  limits.auth_failure_delay = std::chrono::seconds(0);
}

/// What was said that stays: each replaces what it makes void.
class Standing {
 public:
  void hello(std::string_view line) {
    (login_.empty() ? hello_ : second_hello_) = line;
    if (login_.empty()) second_hello_ = {};
  }
  void login(std::string_view line) { login_ = line; }
  void tls(std::string_view line) {
    *this = {};
    tls_ = line;
  }
  void xclient(std::string_view line) {
    const std::string_view tls = tls_;
    *this = {};
    tls_ = tls;
    xclient_ = line;
  }

  std::string prelude() const {
    std::string octets;
    if (!tls_.empty()) octets.append(tls_).append("\r\n").append(tls_mark);
    for (const std::string_view line : {xclient_, hello_, login_, second_hello_}) {
      if (!line.empty()) octets.append(line).append("\r\n");
    }
    return octets;
  }

 private:
  std::string_view tls_;
  std::string_view xclient_;
  std::string_view hello_;
  std::string_view login_;
  std::string_view second_hello_;  // EHLO lists something else once the client has logged in
};

/// A place where no transaction is open, and what was said until there that stays.
struct Rest {
  std::size_t at = 0;
  Standing standing;
};

/// Goes along the wire and finds the places to rest.
class RestFinder {
 public:
  explicit RestFinder(std::string_view octets) : octets_(octets) {}

  void take(const WireCommand& command) {
    const bool accepted = command.code != 0 && command.code < 400;
    const bool hello = command.verb == "EHLO" || command.verb == "HELO" || command.verb == "LHLO";
    if (command.verb == "AUTH") login_ = command.line;
    exchange_ = command.code == 334;
    if (accepted) stand(command, hello);
    const bool ends = command.verb == "RSET" || command.verb == "QUIT" ||
                      command.verb == "XCLIENT" || command.data.has_value();
    if (command.verb == "MAIL" && accepted) open_ = true;
    if ((accepted && (hello || ends)) || command.data) open_ = false;
    if (command.chunk && (command.code >= 400 || command.chunk->last)) open_ = false;
    note_rest(command);
  }
  const std::vector<Rest>& rests() const { return rests_; }

 private:
  void stand(const WireCommand& command, bool hello) {
    if (hello) standing_.hello(command.line);
    if (command.code == 235) standing_.login(login_);
    if (command.verb == "STARTTLS") standing_.tls(command.line);
    if (command.verb == "XCLIENT") standing_.xclient(command.line);
  }

  void note_rest(const WireCommand& command) {
    std::size_t end =
        static_cast<std::size_t>(command.line.data() - octets_.data()) + command.line.size() + 2;
    if (command.chunk) end += command.chunk->octets.size();
    if (command.data) end += command.data->size() + 3;
    const bool handshake = command.verb == "STARTTLS" && command.code == 220;
    if (handshake) {
      const std::size_t mark = octets_.find(tls_mark, end);
      if (mark == std::string_view::npos) return;
      end = mark + tls_mark.size();
    }
    const bool unfinished = command.code == 0 || (command.code == 354 && !command.data);
    if (!open_ && !exchange_ && !unfinished) rests_.push_back({end, standing_});
  }

  std::string_view octets_;
  Standing standing_;
  std::string_view login_;
  bool open_ = false;
  bool exchange_ = false;
  std::vector<Rest> rests_;
};

Complaint tails_agree(const Trace& old, const Mark& mark, const Trace& fresh, std::size_t begin) {
  const auto old_tail = std::string_view(old.conversation).substr(mark.conversation);
  const auto new_tail = std::string_view(fresh.conversation).substr(begin);
  if (old_tail == new_tail) return std::nullopt;
  return "it does not go on as a new session would: \n" + std::string(old_tail) + "\nand\n" +
         std::string(new_tail);
}

}  // namespace

Complaint it_happens_again(const Scenario& scenario, const Trace& whole) {
  static engine::Buffers buffers(1);
  static Trace again;
  dirty(buffers.input, '\n');
  dirty(buffers.output, '5');
  play(scenario, {}, {.buffers = &buffers}, again);
  if (again.conversation == whole.conversation && again.messages == whole.messages &&
      again.broken == whole.broken) {
    return std::nullopt;
  }
  return "the same octets had another effect: \n" + whole.conversation + "\nand\n" +
         again.conversation;
}

Complaint reset_equals_new(const Scenario& scenario, std::size_t choice) {
  if (!scenario.acts.empty()) return std::nullopt;  // a new session has another clock
  Scenario lifted = scenario;
  lift_counting_limits(lifted.options.limits);
  static Trace trace;
  play(lifted, {}, {}, trace);
  const auto reading = read_session(lifted, trace);
  if (!reading || reading->greeting != 220) return std::nullopt;
  RestFinder finder(lifted.octets);
  for (const WireCommand& command : reading->wire.commands) finder.take(command);
  if (finder.rests().empty()) return std::nullopt;
  const Rest rest = finder.rests()[choice % finder.rests().size()];

  Mark mark{.at = rest.at};
  play(lifted, {}, {.leave = &mark}, trace);
  if (!mark.reached) return std::nullopt;
  std::string octets = rest.standing.prelude();
  const std::size_t begin = octets.size();
  octets += lifted.octets.substr(rest.at);
  Scenario fresh = lifted;
  fresh.octets = octets;
  static Trace fresh_trace;
  Mark arrived{.at = begin};
  play(fresh, {}, {.leave = &arrived, .arrive = &mark, .arrive_at = begin}, fresh_trace);
  if (begin > 0 && (!arrived.reached || arrived.facts != mark.facts)) {
    return "a new session cannot be brought where the old one is";
  }
  return tails_agree(trace, mark, fresh_trace, arrived.conversation);
}

}  // namespace heloport::fuzz
