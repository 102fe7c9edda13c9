// AUTH (RFC 4954): lines in, octets to the application, challenges and verdicts out. What the
// octets mean is the mechanism's business, and that is the application's.

#include <cassert>

#include "engine/extensions/auth.hpp"
#include "engine/server_session.hpp"
#include "grammar/base64.hpp"

namespace heloport::engine {
namespace {

constexpr std::uint16_t temporary_failure = 454;  // RFC 4954, 6: nobody's guess was wrong

}  // namespace

// RFC 4954, 4: a line of an exchange, AUTH itself included, may be longer than other commands.
// The rest of a line whose beginning was thrown away is what its beginning was.
bool ServerSession::reads_auth_line() const {
  constexpr std::string_view verb = "AUTH ";
  if (phase_ == Phase::exchange) return true;
  if (lines_.skipping()) return skips_auth_line_;
  return extensions_.has(ExtensionId::auth) &&
         grammar::equal_ignoring_case(input_.unread().substr(0, verb.size()), verb);
}

// Decoded where it stands: the octets are fewer than the text.
ServerSession::Outcome ServerSession::on_auth(const grammar::Command& command) {
  if (!extended_) return mistake(Say::ehlo_first);
  if (authenticated_) return mistake(Say::auth_twice);
  const Mechanism* const mechanism = mechanism_named(command.argument);
  if (mechanism == nullptr || !may_offer(*mechanism, standing())) {
    return mistake(Say::unknown_mechanism);
  }
  const std::string_view text = command.second_argument;
  if (text.empty()) return ask(Question::auth, Auth{mechanism->name, std::nullopt});
  if (text == "=") return ask(Question::auth, Auth{mechanism->name, std::string_view{}});
  const auto octets = grammar::decode_base64(text, input_.writable(text));
  if (!octets) return mistake(Say::bad_base64);
  return ask(Question::auth, Auth{mechanism->name, octets});
}

// One line of the client in an exchange. An empty one is an empty response.
ServerSession::Outcome ServerSession::next_response() {
  const Limits& limits = options_.limits;
  const LineStep step = lines_.next(input_, limits.auth_line_octets_max, limits.skipped_octets_max);
  if (step.kind == LineStep::Kind::none) return rest();
  waiting_since_ = now_.value_or(Time{});
  if (step.kind == LineStep::Kind::too_long) return drop_exchange(Say::auth_line_too_long);
  if (step.kind == LineStep::Kind::flood) {
    return end_with(Say::too_many_octets, CloseReason::too_many_errors);
  }
  const std::string_view text = step.line.substr(0, step.line.size() - 2);
  if (text == "*") return drop_exchange(Say::auth_cancelled);
  const auto octets = grammar::decode_base64(text, input_.writable(text));
  if (!octets) return drop_exchange(Say::bad_base64);
  return ask(Question::auth, AuthResponse{*octets});
}

ServerSession::Outcome ServerSession::drop_exchange(Say what) {
  enter(Phase::ready);
  mistake(what);
  return AuthDropped{};
}

// The space stays when there is nothing behind it (RFC 4954, 4).
void ServerSession::challenge(std::string_view octets) {
  assert(octets.size() <= challenge_octets_max);
  const Question question = close_question();
  assert(question == Question::auth);
  (void)question;
  output_.append("334 ");
  output_.wrote(grammar::encode_base64(octets, output_.writable()).size());
  output_.append("\r\n");
  enter(Phase::exchange);
}

void ServerSession::accept_auth() {
  authenticated_ = true;
  enter(Phase::ready);
}

// A guess that was wrong is answered late, and later each time; without a clock at once.
void ServerSession::reject_auth(const Reply& reply) {
  enter(Phase::ready);
  const bool ends = reply.code == 421;
  if (!ends && reply.code != temporary_failure) {
    ++auth_failures_;
    const Time delay =
        options_.limits.auth_failure_delay * static_cast<std::int64_t>(auth_failures_);
    if (now_ && delay > Time{0}) {
      output_.hold_back();
      failure_held_until_ = *now_ + delay;
    }
  }
  replies_.line(reply, enhanced(), words({}));
  if (ends) return close(CloseReason::refused);
  if (!failure_held_until_) let_failure_go();
}

void ServerSession::let_failure_go() {
  output_.let_go();
  failure_held_until_.reset();
  waiting_since_ = output_waits_since_ = now_.value_or(Time{});
  if (auth_failures_ > options_.limits.auth_failures_max) {
    end_with(Say::too_many_auth_failures, CloseReason::too_many_errors);
  }
}

}  // namespace heloport::engine
