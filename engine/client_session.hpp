#pragma once
// One SMTP session, client side.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/block_pool.hpp"
#include "engine/body_encoder.hpp"
#include "engine/canonical_text.hpp"
#include "engine/client_command.hpp"
#include "engine/client_events.hpp"
#include "engine/client_offer.hpp"
#include "engine/client_options.hpp"
#include "engine/client_parameters.hpp"
#include "engine/client_pending.hpp"
#include "engine/client_quota.hpp"
#include "engine/client_reply.hpp"
#include "engine/dialect.hpp"
#include "engine/input_buffer.hpp"
#include "engine/octet_side.hpp"
#include "engine/output_buffer.hpp"

namespace heloport::engine {

/// One SMTP or LMTP session, client side. Octets in, events out, commands out.
///
/// Use:      fill input(), call received(n); call next() until it returns NeedReply, DrainOutput
///           or ClientClosed; give commands on YourTurn, body()/finish() on BodyWanted, respond()
///           on Challenge; send output(), call sent(n). The session says EHLO by itself, and HELO
///           if that is refused; a server that refuses the session is told QUIT. After a pause of
///           its own the application calls expire(now) before its next command, so that time
///           counts from there.
/// Shape:    each command that was taken is answered by exactly one Answered, in order, or by
///           ClientClosed; LMTP answers a message once for each accepted recipient. With PIPELINING
///           offered, MAIL, RCPT, RSET, DATA and BDAT may follow each other without waiting;
///           YourTurn says when not to. While nothing is awaited a turn comes before what the
///           server has sent already, so it makes no difference how early that came; whoever lets
///           the turn pass sees it by calling next() again.
/// Limits:   32 commands in flight; reply lines as in ClientOptions. No call allocates. No block
///           is held while there is nothing to send and no reply has begun.
/// Lifetime: views inside an event die at the next call of input(), received(), end_of_input(),
///           expire(), tls_started() or next(). The options must outlive the session.
/// Errors:   a server's mistake is ClientClosed{protocol_error}: what is no reply, a reply that
///           nobody asked for, a 3yz to anything but DATA and AUTH and a 2yz to DATA, because after
///           those the two sides disagree on who speaks. A command that the grammar does not allow
///           is refused before any octet of it leaves, so no argument can inject a line.
/// Threads:  none. One session belongs to one thread at a time.
/// Source:   RFC 5321, 3.1 to 3.3, 4.2, 4.5.3.2; RFC 2033; RFC 2920; RFC 3030; RFC 3207; RFC 4954;
///           RFC 6531, 3.4; RFC 9422.
class ClientSession final : public OctetSide {
 public:
  ClientSession(const ClientOptions& options, Buffers& buffers);

  // The event side.

  ClientEvent next();

  CommandFault mail(std::string_view reverse_path, const MailOptions& options = {});  // "": <>
  /// Both paths without brackets; "Postmaster" passes here.
  CommandFault rcpt(std::string_view forward_path, const RcptOptions& options = {});
  CommandFault data();
  /// BDAT: announces a chunk of so many octets, 0 too. What body() then takes goes out as it is.
  /// Chunks may follow each other without waiting where PIPELINING is offered; the last one of a
  /// message is followed by nothing, and in LMTP follows nothing that is unanswered. After a chunk
  /// that was refused only reset() and quit() are possible (RFC 3030, 2); what LMTP answers to the
  /// last one is about its recipients. A transaction has DATA
  /// or chunks.
  CommandFault chunk(std::uint64_t octets, bool last);
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
  /// Takes content, any split, and copies it; returns how many octets were taken. After chunk()
  /// none beyond what was announced. Foul content ends the session without ending the message:
  /// in DATA a NUL or a CR without LF, see BodyEncoder::can_send(); in chunks of a message that is
  /// not BINARYMIME a LF without CR too, see CanonicalText (RFC 3030, 2).
  std::size_t body(std::string_view content);
  /// After DATA: the content is complete, CRLF.CRLF. Without content before it the message is
  /// empty, which is what RFC 2920, 3.1 asks for when DATA was taken and every recipient refused.
  /// False when there is no room yet, or when the content ended in a CR, which is foul.
  bool finish();
  /// Drops the session at once; what is unanswered stays unknown.
  void abandon();

  /// STARTTLS, once, outside a transaction, while nothing is awaited. When its Answered is
  /// positive the session waits for tls_started(): the application starts its TLS layer, or
  /// abandons the session. Anything that the server sent in clear behind that answer ends the
  /// session as a protocol error, whenever it came (response injection: CVE-2021-38371 and kin).
  /// A refusal is the application's to judge.
  CommandFault starttls();
  /// TLS stands: after starttls(), or before anything came where it is implicit. What was offered
  /// in clear is forgotten and hello said again (RFC 3207, 4.2).
  /// `verified`: the certificate is the server's; REQUIRETLS asks for it.
  void tls_started(bool verified);
  /// STARTTLS was taken, and tls_started() has not been called.
  bool awaits_tls() const { return stage_ == Stage::handshake && !closed_; }
  bool inside_tls() const { return tls_; }

  /// AUTH, outside a transaction and until it succeeded once. A known mechanism must be among
  /// offered_mechanisms(); any other name is said as it is. An initial response that has no room
  /// in the line is said when the server asks for it (RFC 4954, 4), so it must live until the first
  /// Challenge or Answered{auth}. Octets are plain: the session speaks base64.
  CommandFault auth(std::string_view mechanism,
                    std::optional<std::string_view> initial_response = {});
  /// The answer to a Challenge; empty is one. bad_argument when it is longer than RFC 4954, 4
  /// allows: 9213 octets.
  CommandFault respond(std::string_view octets);
  /// No answer to a Challenge: `*`. What the server says to it is Answered, and never positive.
  /// A challenge that is no base64 is cancelled by the session itself.
  CommandFault cancel_auth();
  bool authenticated() const { return authenticated_; }

  /// EHLO was refused as unknown, and HELO is said: that refusal was not the last word.
  bool tries_helo() const { return stage_ == Stage::helo && !closed_; }
  /// Known once the greeting came.
  const Dialect& dialect() const { return *dialect_; }
  /// Known once EHLO was answered; empty after HELO.
  ExtensionSet offered() const { return offer_.extensions; }
  /// SIZE as announced; nothing when it was not, 0 for no fixed limit.
  std::optional<std::uint64_t> size_octets_max() const { return offer_.size_octets_max; }
  /// Those that we know.
  MechanismSet offered_mechanisms() const { return offer_.mechanisms; }
  /// Of the latest EHLO (RFC 9422, 3.6).
  const OfferedLimits& offered_limits() const { return offer_.limits; }

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
    hello,     // EHLO or LHLO was said
    helo,
    ready,      // commands are the application's
    body,       // 354 came: what we send is content
    chunk,      // BDAT was said: so many octets are content
    challenge,  // 334 came: the application is to respond
    handshake,  // STARTTLS was taken: not an octet until TLS stands
    refused,    // the server does not want us; QUIT was said
    leaving,    // the application said QUIT
  };
  /// How far the transaction is, taking for granted what was said and not yet answered.
  enum class Envelope : std::uint8_t {
    none,
    sender,
    recipients,
    chunks,   // BDAT was said, and not the last one
    spoiled,  // a chunk was refused: RSET first
  };

  // Events.
  ClientEvent read_reply();
  ClientEvent tell(const ReplyPiece& piece);
  ClientEvent answer();
  ClientEvent nothing_to_read();
  ClientEvent offer_turn();
  ClientEvent await_handshake();
  ClientEvent await_response();
  ClientEvent end(ClientClose reason);

  // What follows from a reply.
  Step step_of_reply() const;
  ReplyBounds bounds() const;
  void learn(const ReplyPiece& piece);
  bool fits(Step step, std::uint16_t code) const;
  void settle(Step step, std::uint16_t code);
  void settle_greeting(std::uint16_t code);
  void settle_hello(std::uint16_t code);
  void settle_transaction(Step step, bool positive);
  void say_hello(grammar::Verb verb);
  grammar::Verb hello_verb() const;
  void refuse();

  // Commands.
  bool command_possible() const;
  bool our_turn() const;
  bool turn_possible() const { return content_wanted() || command_possible(); }
  bool content_wanted() const { return stage_ == Stage::body || stage_ == Stage::chunk; }
  bool room_for_turn() const;
  bool offers(ExtensionId id) const { return offer_.extensions.has(id); }
  Spelling spelling() const;
  ParameterTerms terms() const { return {offer_, tls_ && tls_verified_, smtputf8_}; }
  CommandFault plain(grammar::Verb verb, Step step);
  CommandFault question(grammar::Verb verb, Step step, std::string_view argument);
  CommandFault listing(const grammar::Command& command, Step step, ExtensionId extension);
  CommandFault say(const grammar::Command& command, Step step);
  CommandFault say(const grammar::Command& command, Step step, std::size_t octets_max);
  void expect(Step step);

  // Content.
  bool has_recipient() const;
  /// Only chunk(), reset() and quit() make sense.
  bool chunking() const { return envelope_ == Envelope::chunks || envelope_ == Envelope::spoiled; }
  std::size_t encode(std::string_view content);
  std::size_t fill_chunk(std::string_view content);

  // AUTH.
  ClientEvent challenge(const ReplyPiece& piece);
  std::optional<std::string_view> decode_challenge(const ReplyPiece& piece);
  void speak_in_exchange(std::string_view octets);
  void say_cancel();

  void enter(Stage stage) { stage_ = stage; }
  void close(ClientClose reason);
  void restart_clock();
  std::chrono::seconds patience() const;

  const ClientOptions& options_;
  InputBuffer input_;
  OutputBuffer output_;
  ReplyReader replies_;
  BodyEncoder encoder_;
  CanonicalText chunked_text_;
  PendingSteps pending_;
  const Dialect* dialect_ = &standard;
  Offer offer_;
  ClientQuota quota_;
  std::optional<ClientClose> closed_;

  Stage stage_ = Stage::greeting;
  Envelope envelope_ = Envelope::none;
  bool tls_ = false;
  bool tls_verified_ = false;
  bool authenticated_ = false;
  bool auth_cancelled_ = false;       // `*` was said: only a refusal may follow
  bool smtputf8_ = false;             // the transaction's MAIL asked for it
  bool binary_ = false;               // likewise, BODY=BINARYMIME
  bool body_begun_ = false;           // this message's, so a FILENAME would come too late
  bool last_chunk_ = false;           // what was said last is BDAT LAST
  Step reply_step_ = Step::greeting;  // of the reply that is being read, or was read last
  std::size_t reply_pieces_ = 0;      // of that reply, so far
  bool answer_due_ = false;           // its last line was told; it is still in the input
  bool turn_told_ = false;            // the application knows of this turn
  bool input_lent_ = false;           // between input() and received() the block is the transport's
  bool input_ended_ = false;

  std::uint64_t chunk_octets_left_ = 0;  // of the chunk that was announced
  std::size_t recipients_accepted_ = 0;  // of the transaction whose replies are read
  std::size_t recipients_answered_ = 0;  // LMTP: of those, how many know what became of it
  std::optional<std::string_view> unsaid_response_;  // the initial one, when it had no room

  std::optional<Time> now_;         // nothing before the first expire()
  std::optional<Time> since_;       // when what deadline() waits for began
  std::size_t drained_octets_ = 0;  // of content that left since then
};

}  // namespace heloport::engine
