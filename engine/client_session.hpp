#pragma once
// One SMTP session, client side.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/block_pool.hpp"
#include "engine/body_encoder.hpp"
#include "engine/client_command.hpp"
#include "engine/client_events.hpp"
#include "engine/client_offer.hpp"
#include "engine/client_pending.hpp"
#include "engine/client_reply.hpp"
#include "engine/dialect.hpp"
#include "engine/input_buffer.hpp"
#include "engine/octet_side.hpp"
#include "engine/output_buffer.hpp"

namespace heloport::engine {

/// What a client says of itself, and its patience.
struct ClientOptions {
  /// A Domain or an address literal, in ASCII. Read when the greeting was answered: until then it
  /// may still be chosen by dialect().
  std::string hello_name = "localhost";
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
  not_your_turn,  // a reply is awaited that must come first, the output is full, the session is
                  // over, or the transaction is not there yet: MAIL, RCPT, DATA is the order
  bad_argument,   // not what the grammar allows: would have been a broken or injected command
  not_offered,    // needs an extension that the server does not have
  too_big,        // the server announced a smaller SIZE
};

/// One SMTP session, client side. Octets in, events out, commands out.
///
/// Use:      fill input(), call received(n); call next() until it returns NeedReply, DrainOutput
///           or ClientClosed; give commands on YourTurn, body()/finish() on BodyWanted; send
///           output(), call sent(n). The session says EHLO by itself, and HELO if that is refused;
///           a server that refuses the session is told QUIT. After a pause of its own the
///           application calls expire(now) before its next command, so that time counts from
///           there.
/// Shape:    each command that was taken is answered by exactly one Answered, in order, or by
///           ClientClosed. With PIPELINING offered, MAIL, RCPT, RSET and DATA may follow each
///           other without waiting; YourTurn says when not to. While nothing is awaited a turn
///           comes before what the server has sent already, so it makes no difference how early
///           that came; whoever lets the turn pass sees it by calling next() again.
/// Limits:   32 commands in flight; reply lines as in ClientOptions. No call allocates. No block
///           is held while there is nothing to send and no reply has begun.
/// Lifetime: views inside an event die at the next call of input(), received(), end_of_input(),
///           expire() or next(). The options must outlive the session.
/// Errors:   a server's mistake is ClientClosed{protocol_error}: what is no reply, a reply that
///           nobody asked for, a 3yz to anything but DATA and a 2yz to DATA, because after those
///           the two sides disagree on who speaks. A command that the grammar does not allow is
///           refused before any octet of it leaves, so no argument can inject a line.
/// Threads:  none. One session belongs to one thread at a time.
/// Source:   RFC 5321, 3.1 to 3.3, 4.2, 4.5.3.2; RFC 2920; RFC 6531, 3.4.
class ClientSession final : public OctetSide {
 public:
  ClientSession(const ClientOptions& options, Buffers& buffers);

  // The event side.

  ClientEvent next();

  CommandFault mail(std::string_view reverse_path, const MailOptions& options = {});  // "": <>
  CommandFault rcpt(std::string_view forward_path);  // both without brackets; "Postmaster" passes
  CommandFault data();
  CommandFault reset();
  CommandFault noop();
  CommandFault verify(std::string_view argument);
  CommandFault expand(std::string_view argument);
  CommandFault help(std::string_view topic = {});
  CommandFault list(std::string_view user);
  CommandFault read(std::string_view user, std::string_view name);
  CommandFault quit();

  /// Simple dialect: the first line of the data. Before the first body().
  CommandFault file_name(std::string_view name);
  /// Lends content, any split; returns how many octets were taken. Foul content (NUL, a CR
  /// without LF) ends the session without ending the message: check BodyEncoder::can_send().
  std::size_t body(std::string_view content);
  /// The content is complete: CRLF.CRLF. Without content before it the message is empty, which is
  /// what RFC 2920, 3.1 asks for when DATA was taken and every recipient refused. False when
  /// there is no room yet, or when the content ended in a CR, which is foul.
  bool finish();
  /// Drops the session at once; what is unanswered stays unknown.
  void abandon();

  /// Known once the greeting came.
  const Dialect& dialect() const { return *dialect_; }
  /// Known once EHLO was answered; empty after HELO.
  ExtensionSet offered() const { return offer_.extensions; }
  /// SIZE as announced; nothing when it was not, 0 for no fixed limit.
  std::optional<std::uint64_t> size_octets_max() const { return offer_.size_octets_max; }

  // The octet side.

  std::span<char> input() override;
  void received(std::size_t n) override;
  void end_of_input() override;
  Output output() const override { return {{output_.unsent(), {}}}; }
  void sent(std::size_t n) override;
  std::optional<Time> deadline() const override;
  void expire(Time now) override;
  bool finished() const override { return closed_.has_value(); }

 private:
  /// Where the session stands. enter() is the only function that writes it.
  enum class Stage : std::uint8_t {
    greeting,  // the server speaks first
    ehlo,
    helo,
    ready,    // commands are the application's
    body,     // 354 came: what we send is content
    refused,  // the server does not want us; QUIT was said
    leaving,  // the application said QUIT
  };
  /// How far the transaction is, taking for granted what was said and not yet answered.
  enum class Envelope : std::uint8_t { none, sender, recipients };

  // Events.
  ClientEvent read_reply();
  ClientEvent tell(const ReplyPiece& piece);
  ClientEvent answer();
  ClientEvent nothing_to_read();
  ClientEvent offer_turn();
  ClientEvent end(ClientClose reason);

  // What follows from a reply.
  Step step_of_reply() const;
  ReplyBounds bounds() const;
  void learn(const ReplyPiece& piece);
  bool fits(Step step, std::uint16_t code) const;
  void settle(Step step, std::uint16_t code);
  void settle_greeting(std::uint16_t code);
  void settle_hello(std::uint16_t code);
  void say_hello(grammar::Verb verb);
  void refuse();

  // Commands.
  bool command_possible() const;
  bool turn_possible() const { return stage_ == Stage::body || command_possible(); }
  bool room_for_turn() const;
  bool offers(ExtensionId id) const { return offer_.extensions.has(id); }
  Spelling spelling() const;
  CommandFault parameters(const MailOptions& options, CommandLine& text) const;
  CommandFault plain(grammar::Verb verb, Step step);
  CommandFault question(grammar::Verb verb, Step step, std::string_view argument);
  CommandFault listing(const grammar::Command& command, Step step, ExtensionId extension);
  CommandFault say(const grammar::Command& command, Step step);
  void expect(Step step);

  void enter(Stage stage) { stage_ = stage; }
  void close(ClientClose reason);
  void restart_clock();
  std::chrono::seconds patience() const;

  const ClientOptions& options_;
  InputBuffer input_;
  OutputBuffer output_;
  ReplyReader replies_;
  BodyEncoder encoder_;
  PendingSteps pending_;
  const Dialect* dialect_ = &standard;
  Offer offer_;
  std::optional<ClientClose> closed_;

  Stage stage_ = Stage::greeting;
  Envelope envelope_ = Envelope::none;
  bool smtputf8_ = false;             // the transaction's MAIL asked for it
  bool body_begun_ = false;           // this message's, so a FILENAME would come too late
  Step reply_step_ = Step::greeting;  // of the reply that is being read, or was read last
  std::size_t reply_pieces_ = 0;      // of that reply, so far
  bool answer_due_ = false;           // its last line was told; it is still in the input
  bool turn_told_ = false;            // the application knows of this turn
  bool input_lent_ = false;           // between input() and received() the block is the transport's
  bool input_ended_ = false;

  std::optional<Time> now_;         // nothing before the first expire()
  std::optional<Time> since_;       // when what deadline() waits for began
  std::size_t drained_octets_ = 0;  // of content that left since then
};

}  // namespace heloport::engine
