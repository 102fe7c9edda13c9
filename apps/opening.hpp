#pragma once
// What a client does before its task: TLS, and logging in.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "apps/exit_codes.hpp"
#include "apps/sasl_client.hpp"
#include "engine/client_session.hpp"

namespace heloport::apps {

/// How much TLS is wanted.
enum class TlsWish : std::uint8_t {
  none,
  opportunistic,  // STARTTLS where it is offered; whoever answers is taken at its word
  starttls,       // or nothing
  implicit,       // from the first octet
};

/// What is to be done before the task begins.
struct OpeningWishes {
  TlsWish tls = TlsWish::none;
  bool log_in = false;
  SaslLogin login;  // without a password: by certificate
};

/// Says STARTTLS and AUTH as far as they are wished for, and refuses to go on without.
///
/// Use:     speak() at each turn until done(); hear() each answer; respond() to each challenge.
///          When wants_tls() becomes true, start the TLS layer; tls_is() tells how it ended.
/// Errors:  failure() says why there is no going on, with the exit code that fits it; the session
///          is left with QUIT.
class Opening {
 public:
  explicit Opening(OpeningWishes wishes) : wishes_(std::move(wishes)) {}
  ~Opening();
  Opening(Opening&&) = default;
  Opening& operator=(Opening&&) = default;

  struct Failure {
    Exit exit;
    std::string text;
  };

  bool done() const { return stage_ == Stage::done && !failure_; }
  bool speak(engine::ClientSession& session);
  bool respond(engine::ClientSession& session, const engine::Challenge& challenge);
  void hear(const engine::Answered& answer);
  /// STARTTLS was taken: once true, until tls_is().
  bool wants_tls() const { return stage_ == Stage::handshake; }
  void tls_is(const SaslChannel& channel);
  const std::optional<Failure>& failure() const { return failure_; }

 private:
  enum class Stage : std::uint8_t { tls, starttls, handshake, login, exchange, done };

  bool begin_tls(engine::ClientSession& session);
  bool begin_login(engine::ClientSession& session);
  bool fail_with(Exit exit, std::string text);
  void hear_starttls(const engine::Answered& answer);
  void hear_login(const engine::Answered& answer);

  OpeningWishes wishes_;
  Stage stage_ = Stage::tls;
  SaslChannel channel_;
  std::unique_ptr<SaslClient> exchange_;
  std::string initial_response_;  // lives until the server has it
  std::optional<Failure> failure_;
};

/// The strongest mechanism that both sides have and the channel allows, or why there is none.
std::variant<std::string, Opening::Failure> mechanism_for(const engine::ExtensionSet& extensions,
                                                          engine::MechanismSet mechanisms,
                                                          const SaslChannel& channel,
                                                          bool have_password);

}  // namespace heloport::apps
