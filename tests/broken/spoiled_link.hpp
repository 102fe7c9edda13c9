#pragma once
// Stands between a client and a sound server, hears both, and lets a Spoiler make it wrong.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "conformance/peer_player.hpp"

namespace heloport::broken {

/// How far the session has come, by the server's own answers.
enum class Phase : std::uint8_t { greeting, hello, mail, rcpt, data, chunks, auth };

class SpoiledLink;

/// One fault, in one session. Each function is told of something before it happens; by itself
/// nothing is spoilt.
/// Lifetime: as its link. Threads: none.
class Spoiler {
 public:
  virtual ~Spoiler() = default;

  /// All that the client writes, as it writes it. What is returned is looked at instead.
  virtual std::string input(SpoiledLink& link, std::string octets);
  /// The first reply of the server.
  virtual void greeting(SpoiledLink& link, const std::string& reply);
  /// A command line, or one of an AUTH exchange, CRLF included.
  virtual void command(SpoiledLink& link, const std::string& line);
  /// Lines of content behind 354, CRLF included, dots as they were sent. Not the last dot.
  virtual void content(SpoiledLink& link, const std::string& lines);
  virtual void end_of_data(SpoiledLink& link);
  /// BDAT and its octets.
  virtual void chunk(SpoiledLink& link, const std::string& line, const std::string& octets);
  /// What is about to be said to the client: whole replies.
  virtual std::string saying(SpoiledLink& link, std::string replies);
  /// True: octets that came together with STARTTLS are kept from the server.
  virtual bool keeps_clear_octets() const { return false; }
  /// Octets that came in clear behind STARTTLS, and were kept or came later.
  virtual void behind_starttls(SpoiledLink& link, const std::string& octets);
  /// The client begins the handshake. Nothing: it went well.
  virtual std::optional<std::string> handshake(SpoiledLink& link);
  /// The client waits, and has begun a line without ending it.
  virtual void unfinished(SpoiledLink& link, std::string& line);
  /// The client ends its side.
  virtual void input_ends(SpoiledLink& link);
};

/// The link that a suite is given.
///
/// Use:      as any PeerLink. TLS is the business of the link behind, so both sides of a session
///           are seen in clear, before the handshake and after.
/// Shape:    one command after the other: the next one is looked at when the server has answered
///           the last. Lines end with CRLF and content with CRLF.CRLF, nowhere else.
/// Limits:   the link behind must answer without letting time pass: read(0) gives all that will
/// come.
class SpoiledLink final : public conformance::PeerLink {
 public:
  SpoiledLink(std::unique_ptr<conformance::PeerLink> behind, std::unique_ptr<Spoiler> spoiler);

  bool write(std::string_view octets) override;
  Received read(std::chrono::milliseconds patience) override;
  void end_writing() override;
  std::optional<std::string> start_tls() override;

  // For spoilers.

  /// The server hears this; what it said then. A whole command moves the phase on.
  std::string hear(std::string_view octets);
  /// The same for the end of the content.
  std::string hear_end_of_data();
  /// Content with whatever ends it, or does not: what stands behind an end is commands.
  std::string hear_content(std::string_view octets);
  void say(const std::string& replies);
  void close() { closed_ = true; }
  /// What was said and not read is lost, too.
  void break_off() {
    closed_ = true;
    to_client_.clear();
  }
  /// What the client has sent and nobody has looked at.
  const std::string& waiting() const { return waiting_; }
  /// Looked at as if the client had sent it next.
  void insert(std::string_view octets) { waiting_.insert(0, octets); }
  /// Takes all of waiting().
  std::string take_waiting() { return std::exchange(waiting_, {}); }
  std::optional<std::string> handshake_behind();

  /// The client was told 354, and the server knows nothing of it: the content is heard by nobody.
  void pretend_data();
  /// The same with 334, for one line.
  void pretend_exchange() { pretended_lines_ = 2; }
  bool pretends_data() const { return pretended_data_; }
  bool pretends_exchange() const { return pretended_lines_ > 0; }

  /// The first reply of the server has come.
  bool greeted() const { return greeted_; }
  Phase phase() const { return pretends_exchange() ? Phase::auth : phase_; }
  bool inside_tls() const { return tls_; }

 private:
  void greet();
  void look();
  bool look_at_line();
  bool look_at_content();
  bool look_at_chunk(const std::string& line);
  void pass_unfinished(bool all);
  std::string listen();
  void follow(std::string_view said, std::string_view reply);

  std::unique_ptr<conformance::PeerLink> behind_;
  std::unique_ptr<Spoiler> spoiler_;
  std::string waiting_;    // from the client, not yet looked at
  std::string to_client_;  // said, not yet read
  Phase phase_ = Phase::greeting;
  Phase before_auth_ = Phase::greeting;
  bool tls_ = false;
  bool awaits_handshake_ = false;  // STARTTLS was taken
  bool greeted_ = false;
  bool mid_line_ = false;  // the beginning of the line was passed on before
  bool pretended_data_ = false;
  int pretended_lines_ = 0;  // 2: until the end of the next line, 1: of this one
  bool closed_ = false;
  bool server_ended_ = false;
};

/// The code of the last line of `replies`; 0: there is none.
int last_code(std::string_view replies);
/// True if the line, without its CRLF, is BDAT with a count that can be counted.
std::optional<std::size_t> chunk_octets(std::string_view line);

}  // namespace heloport::broken
