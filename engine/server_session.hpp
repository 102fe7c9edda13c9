#pragma once
// One SMTP session, server side.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/block_pool.hpp"
#include "engine/dialect.hpp"
#include "engine/input_buffer.hpp"
#include "engine/limits.hpp"
#include "engine/line_reader.hpp"
#include "engine/octet_side.hpp"
#include "engine/output_buffer.hpp"
#include "engine/phase.hpp"
#include "engine/protocol.hpp"
#include "engine/reply_writer.hpp"
#include "engine/server_events.hpp"
#include "engine/transaction.hpp"

namespace heloport::engine {

/// What all sessions of one server share. Must outlive them.
struct ServerOptions {
  std::string hostname = "localhost";  // a Domain or an address literal
  const Dialect* dialect = &standard;
  Limits limits;
  LineEndings line_endings = LineEndings::refuse;
  Protocol protocol = Protocol::smtp;
  /// Extensions that need something behind them, and have it: STARTTLS a certificate, AUTH users,
  /// DSN a way for reports, ETRN and FUTURERELEASE a queue. The others of the kind are not there.
  ExtensionSet provided;
  /// Extensions of the dialect that the operator does not want.
  ExtensionSet switched_off;
  /// Offered where TLS allows it.
  MechanismSet mechanisms;
  bool tls_required = false;   // 530 before STARTTLS (RFC 3207, 4)
  bool auth_required = false;  // 530 before AUTH (RFC 4954, 6)

  /// What is on, whoever the peer is.
  ExtensionSet extensions() const;
};

/// What is particular to one session.
struct ServerPeer {
  /// LIST and READ show other people's mail: only for a peer on this machine.
  bool may_list = false;
  /// XCLIENT and XFORWARD say who somebody else is: only for a peer that is known.
  bool trusted = false;
};

/// One SMTP session, server side. Octets in, events out, replies out.
///
/// Use:      expire(now); fill input(), call received(n); call next() until it returns
///           NeedInput, AwaitVerdict, AwaitOutput or Closed; answer each question with accept()
///           or reject(); send output(), call sent(n). apps/server_party.cpp is the loop.
/// Shape:    every reply follows from one command or one verdict, in order. While a question is
///           open or the output is full, input() is empty.
/// Limits:   see Limits. No call allocates. Holds at most one input and one output block, none
///           while idle.
/// Lifetime: views inside an event die at the next call of next(), input() or received(). They
///           survive the verdict.
/// Errors:   a peer's mistake becomes a reply. Only Closed ends a session, and it repeats.
///           A verdict with no question open is a mistake of the caller: assert.
/// Threads:  none. One session belongs to one thread at a time.
/// Source:   RFC 5321, 3, 4.1, 4.5.3; RFC 2920 for pipelining; RFC 2034 for enhanced codes.
class ServerSession final : public OctetSide {
 public:
  ServerSession(const ServerOptions& options, Buffers& buffers, ServerPeer peer = {});

  // The event side.

  ServerEvent next();
  /// Yes to the open question. `detail` stands for $detail in the reply.
  void accept(std::string_view detail = {});
  /// Yes to List or Read, when lines follow: answer_text() as AnswerWanted asks for it.
  void accept_lines(std::string_view detail = {});
  /// No to the open question, with a 4yz or 5yz reply. A 421 ends the session.
  void reject(const Reply& reply);
  /// Any other answer to Verify, Expand or Etrn, such as 252.
  void answer(const Reply& reply);
  /// Neither yes nor no to Auth or AuthResponse: 334 with these octets, and another AuthResponse.
  void challenge(std::string_view octets);

  /// TLS stands: after StartTls was accepted, or before anything else where it is implicit. What
  /// was said in clear is forgotten (RFC 3207, 4.2).
  void tls_started(bool client_certificate);

  /// Text of the lines, as much as there is room for; returns how many octets were taken. CRLF
  /// and bare LF both end a line; every other octet is passed through.
  std::size_t answer_text(std::string_view text);
  /// The next octet of answer_text() begins the last line: its code is followed by a space.
  void answer_last_line();
  /// No more text. Without a last line before it an empty one is put out.
  void answer_end();

  /// Graceful stop: 421 as soon as no transaction runs.
  void stop_when_idle();
  /// 421 now, unless a verdict on a complete message is still open: that one is awaited, because
  /// the message may be on disk already and its 250 must be told.
  void stop_now();

  Phase phase() const { return phase_; }
  bool transaction_open() const { return transaction_.has_value(); }
  /// The name given with HELO or EHLO; empty before.
  std::string_view client_name() const { return {client_name_.data(), client_name_octets_}; }
  bool extended() const { return extended_; }  // EHLO or LHLO, not HELO
  bool inside_tls() const { return tls_; }
  bool authenticated() const { return authenticated_; }

  // The octet side.

  std::span<char> input() override;
  void received(std::size_t n) override;
  void end_of_input() override { end_of_input_ = true; }
  Output output() const override { return {{output_.unsent(), {}}}; }
  void sent(std::size_t n) override;
  std::optional<Time> deadline() const override;
  void expire(Time now) override;
  bool finished() const override { return closed_.has_value(); }
  bool peer_is_done() const override { return closed_ == CloseReason::quit; }

  /// What is allowed when: one row a verb. The diagram in docs/sessions.md is made from it.
  struct Rule;
  /// What a command may lack and yet be taken, where the server requires it.
  enum class MayLack : std::uint8_t { nothing, tls, auth, both };
  static std::span<const Rule> rules();

 private:
  using Outcome = std::optional<ServerEvent>;
  enum class Question : std::uint8_t {
    connected,
    hello,
    sender,
    recipient,
    begin,
    end,
    verify,
    expand,
    list,
    read,
    starttls,
    auth,
    etrn,
    xclient,
    xforward,
  };
  struct Verdict;
  static const Rule& rule_for(grammar::Verb verb);

  // server_session.cpp: the loop, verdicts and ends.
  Outcome step();
  Outcome rest();
  Outcome ask(Question question, ServerEvent event);
  Question close_question();
  void close(CloseReason reason);
  void enter(Phase phase) { phase_ = phase; }
  void drop_transaction(DropReason reason);
  void say(Say what, std::string_view detail = {});
  void say_last(Say what);
  Outcome end_with(Say what, CloseReason reason);
  Outcome mistake(Say what, std::string_view enhanced_code = {});  // else the reply's own
  Outcome mistake_in(const grammar::Command& command, Say what);
  ReplyWords words(std::string_view detail) const;
  /// Whether replies bear an enhanced code now: no reply to a hello does (RFC 2034, 4).
  bool enhanced() const {
    return extensions_.has(ExtensionId::enhancedstatuscodes) && !answers_hello_;
  }
  bool lmtp() const { return options_.protocol == Protocol::lmtp; }
  bool may_read() const { return peer_.may_list || authenticated_; }
  void forget_client();  // the state after the greeting (RFC 3207, 4.2)
  void accept_connected();
  void accept_hello();
  void accept_sender();
  void accept_recipient();
  void accept_begin();
  void accept_answer();   // Verify, Expand, and List or Read without lines
  void accept_forward();  // Etrn, Xforward
  void advance(grammar::Verb verb);
  std::size_t room_needed() const;

  // server_offer.cpp: what EHLO and HELP list.
  Standing standing() const;
  void say_hello();
  Outcome on_help(const grammar::Command& command);

  // server_commands.cpp: one function a verb.
  Outcome next_command();
  Outcome run(const grammar::Command& command);
  bool speaks(grammar::Verb verb) const;
  Say out_of_sequence(const Rule& rule) const;
  std::optional<Say> unmet_requirement(const Rule& rule) const;
  Outcome on_hello(const grammar::Command& command);
  Outcome on_mail(const grammar::Command& command);
  Outcome on_rcpt(const grammar::Command& command);
  Outcome on_data(const grammar::Command& command);
  Outcome on_rset(const grammar::Command& command);
  Outcome on_noop(const grammar::Command& command);
  Outcome on_quit(const grammar::Command& command);
  Outcome on_vrfy(const grammar::Command& command);
  Outcome on_expn(const grammar::Command& command);
  Outcome on_list(const grammar::Command& command);
  Outcome on_read(const grammar::Command& command);
  std::optional<Say> take_parameters(const grammar::Command& command, Parameters& out) const;
  std::optional<Say> check_path(const grammar::Path& path, bool smtputf8) const;

  // server_tls.cpp: STARTTLS.
  Outcome on_starttls(const grammar::Command& command);
  Outcome discard_clear_octets();
  void accept_starttls();

  // server_auth.cpp: AUTH and its exchange.
  bool reads_auth_line() const;
  Outcome on_auth(const grammar::Command& command);
  Outcome next_response();
  Outcome drop_exchange(Say what);
  void accept_auth();
  void reject_auth(const Reply& reply);
  void let_failure_go();

  // server_peer.cpp: ETRN, XCLIENT and XFORWARD.
  Outcome on_etrn(const grammar::Command& command);
  Outcome on_xclient(const grammar::Command& command);
  Outcome on_xforward(const grammar::Command& command);
  void accept_xclient();

  // server_body.cpp: from 354 to the end of the data.
  Outcome next_body();
  Outcome next_file_name();
  Outcome take_content(std::string_view octets);
  Outcome refuse_message(Say refusal, DropReason reason);
  bool message_too_big() const;
  bool is_flood(std::uint64_t octets) const;
  Time pace_deadline() const;

  // server_chunks.cpp: BDAT and its octets.
  static bool is_chunk_line(std::string_view line);
  Outcome run_chunk(const grammar::Command& command);
  Outcome on_bdat(const grammar::Command& command);
  void take_chunk();
  void swallow_chunk(DropReason reason);
  void begin_octets();
  Outcome next_chunk();
  Outcome next_refused_chunk();
  std::string_view chunk_text() const;
  BodyPiece next_piece(std::string_view text, bool over);
  Outcome end_of_chunk();
  Outcome refuse_chunk(Say refusal, DropReason reason);

  // server_verdicts.cpp: behind the last octet of a message.
  Outcome end_of_data();
  Outcome next_verdict();
  void end_verdict();
  std::size_t verdicts_wanted() const;
  void accept_end();

  // server_answers.cpp: the lines of LIST and READ.
  std::size_t take_line_piece(std::string_view text);
  void open_line();

  const ServerOptions& options_;
  const ServerPeer peer_;
  const ExtensionSet extensions_;  // that are on, whoever the peer is
  const std::size_t command_octets_max_;

  InputBuffer input_;
  OutputBuffer output_;
  ReplyWriter replies_{output_};
  LineReader lines_;

  // From here on the widest come first: what lies between them would be lost in each idle session.
  std::optional<Transaction> transaction_;
  std::optional<Chunk> chunk_;

  // The name of a HELO or EHLO that waits for its verdict; it is in the input block.
  std::string_view name_offered_;

  /// The reply to a failed AUTH is held back until then; nothing is read meanwhile.
  std::optional<Time> failure_held_until_;
  // Nothing until expire() was called once: before that there is no time.
  std::optional<Time> now_;
  Time waiting_since_{};  // for the command that is read now
  Time input_came_{};
  Time output_waits_since_{};

  Count errors_ = 0;
  Count mails_ = 0;  // MAIL commands
  Count idle_commands_ = 0;
  Count auth_failures_ = 0;
  ExtensionSet offered_;  // in the reply to the last EHLO; empty after HELO

  Phase phase_ = Phase::connecting;  // written by enter() alone
  std::optional<Question> question_;
  std::optional<Answer> answer_;
  std::optional<DropReason> dropped_;  // waits to be told
  std::optional<CloseReason> closed_;
  bool end_of_input_ = false;
  bool stopping_ = false;

  bool extended_ = false;
  bool tls_ = false;
  bool client_certificate_ = false;
  bool authenticated_ = false;
  bool skips_auth_line_ = false;  // what is thrown away began as a line of AUTH
  bool extended_offered_ = false;
  bool answers_hello_ = false;  // the reply that is owed is one to EHLO, HELO or LHLO
  Declared declared_;           // of a MAIL that waits for its verdict
  std::uint8_t client_name_octets_ = 0;
  std::array<char, 255> client_name_{};  // RFC 5321, 4.5.3.1.2
};

/// One row of the rule table.
struct ServerSession::Rule {
  grammar::Verb verb;
  PhaseSet allowed;
  Say otherwise;                         // what a phase outside `allowed` draws
  std::optional<ExtensionId> extension;  // must be on, else 502
  MayLack may_lack;                      // else 530, where it is required
  bool counts_as_idle;                   // brings no mail forward, see Limits::idle_commands_max
  Outcome (ServerSession::*run)(const grammar::Command&);
  std::optional<Phase> then;  // where an accepted command leads; nothing: stays
};

}  // namespace heloport::engine
