#pragma once
// One SMTP session, client side.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/block_pool.hpp"
#include "engine/body_encoder.hpp"
#include "engine/client_events.hpp"
#include "engine/dialect.hpp"
#include "engine/octet_side.hpp"

namespace heloport::engine {

/// What a client says of itself, and its patience.
struct ClientOptions {
  std::string hello_name = "localhost";  // a Domain or an address literal
  /// Skips EHLO and HELO: the next command is the application's (LIST and READ need no HELO).
  bool say_hello = true;
  // RFC 5321, 4.5.3.2.
  std::chrono::seconds greeting_timeout{300};
  std::chrono::seconds command_timeout{300};
  std::chrono::seconds data_timeout{120};
  std::chrono::seconds block_timeout{180};
  std::chrono::seconds message_timeout{600};
  std::size_t reply_line_octets_max = 4096;  // twice what anyone sends; LIST and READ excepted
  std::size_t reply_lines_max = 256;         // likewise
};

/// What MAIL may carry. A field that the server did not offer is left out, except where leaving
/// it out would change the message: then the call says not_offered.
struct MailOptions {
  std::optional<std::uint64_t> size_octets;
  bool eight_bit = false;  // BODY=8BITMIME
  bool smtputf8 = false;
};

/// Why a command was not sent. Nothing of it left.
enum class CommandFault : std::uint8_t {
  none,
  not_your_turn,  // a reply is awaited that must come first, or the output is full
  bad_argument,   // not what the grammar allows: would have been a broken or injected command
  not_offered,    // needs an extension that the server does not have
  too_big,        // the server announced a smaller SIZE
};

/// One SMTP session, client side. Octets in, events out, commands out.
///
/// Use:      fill input(), call received(n); call next() until it returns NeedReply, DrainOutput
///           or ClientClosed; give commands on YourTurn, body()/finish() on BodyWanted; send
///           output(), call sent(n). The session says EHLO by itself, and HELO if that is refused.
/// Shape:    each command that was taken is answered by exactly one Answered, in order, or by
///           ClientClosed. With PIPELINING offered, mail(), rcpt() and data() may follow each
///           other without waiting; YourTurn says when not to.
/// Limits:   32 commands in flight; reply lines as in ClientOptions. No call allocates.
/// Lifetime: views inside an event die at the next call of input(), received(), end_of_input(),
///           expire() or next().
/// Errors:   a server's mistake is ClientClosed{protocol_error}. A command that the grammar does
///           not allow is refused before any octet of it leaves, so no argument can inject a line.
/// Threads:  none. One session belongs to one thread at a time.
/// Source:   RFC 5321, 3.1 to 3.3, 4.2, 4.5.3.2; RFC 2920; RFC 6531, 3.4.
class ClientSession final : public OctetSide {
 public:
  ClientSession(const ClientOptions& options, Buffers& buffers);

  // The event side.

  ClientEvent next();

  CommandFault mail(std::string_view reverse_path, const MailOptions& options = {});
  CommandFault rcpt(std::string_view forward_path);  // both without brackets
  CommandFault data();
  CommandFault reset();
  CommandFault noop();
  CommandFault verify(std::string_view argument);
  CommandFault list(std::string_view user);
  CommandFault read(std::string_view user, std::string_view name);
  CommandFault quit();

  /// Simple dialect: the first line of the data. Before the first body().
  CommandFault file_name(std::string_view name);
  /// Lends content, any split; returns how many octets were taken. Foul content (NUL, a CR
  /// without LF) ends the session without ending the message: check BodyEncoder::can_send().
  std::size_t body(std::string_view content);
  /// The content is complete: CRLF.CRLF. False when there is no room yet.
  bool finish();
  /// Drops the session at once; what is unanswered stays unknown.
  void abandon();

  /// Known once the greeting came.
  const Dialect& dialect() const { return *dialect_; }
  /// Known once EHLO was answered; empty after HELO.
  ExtensionSet offered() const { return offered_; }
  /// SIZE as announced; nothing when it was not, 0 for no fixed limit.
  std::optional<std::uint64_t> size_octets_max() const { return size_octets_max_; }

  // The octet side.

  std::span<char> input() override;
  void received(std::size_t n) override;
  void end_of_input() override;
  Output output() const override;
  void sent(std::size_t n) override;
  std::optional<Time> deadline() const override;
  void expire(Time now) override;
  bool finished() const override { return closed_.has_value(); }

 private:
  const ClientOptions& options_;
  const Dialect* dialect_ = &standard;
  ExtensionSet offered_;
  std::optional<std::uint64_t> size_octets_max_;
  std::optional<ClientClose> closed_;
};

}  // namespace heloport::engine
