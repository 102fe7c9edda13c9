#pragma once
// One SMTP session, server side.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/block_pool.hpp"
#include "engine/body_decoder.hpp"
#include "engine/dialect.hpp"
#include "engine/limits.hpp"
#include "engine/octet_side.hpp"
#include "engine/phase.hpp"
#include "engine/reply_writer.hpp"
#include "engine/line_reader.hpp"
#include "engine/server_events.hpp"

namespace heloport::engine {

/// What all sessions of one server share. Must outlive them.
struct ServerOptions {
  std::string hostname = "localhost";  // a Domain or an address literal
  const Dialect* dialect = &standard;
  Limits limits;
  LineEndings line_endings = LineEndings::refuse;
};

/// What is particular to one session.
struct ServerPeer {
  /// LIST and READ show other people's mail: only for a peer on this machine.
  bool may_list = false;
};

/// One SMTP session, server side. Octets in, events out, replies out.
///
/// Use:      fill input(), call received(n); call next() until it returns NeedInput,
///           AwaitVerdict, AwaitOutput or Closed; answer each question with accept() or
///           reject(); send output(), call sent(n). apps/server_party.cpp is the loop.
/// Shape:    every reply follows from one command or one verdict, in order. While a question is
///           open or the output is full, input() is empty.
/// Limits:   see Limits. No call allocates.
/// Lifetime: views inside an event die at the next call of input(), received(), end_of_input(),
///           expire() or next().
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
  /// No to the open question, with a 4yz or 5yz reply.
  void reject(const Reply& reply);
  /// Any other answer to Verify or Expand, such as 252.
  void answer(const Reply& reply);

  /// After List or Read was accepted: the text as lines of the reply, as much of it as there is
  /// room for. Returns how many octets were taken. CRLF and bare LF both end a line.
  std::size_t answer_text(std::string_view text);
  /// What follows of answer_text() is the last line.
  void answer_last_line();
  /// The answer is complete. Needs no answer_last_line() before it when there was no text.
  void answer_end();

  /// Graceful stop: 421 as soon as no transaction runs.
  void stop_when_idle();
  /// 421 now, unless a verdict on a complete message is still open: that one is awaited, because
  /// the message may be on disk already and its 250 must be told.
  void stop_now();

  Phase phase() const { return phase_; }
  bool transaction_open() const { return transaction_.has_value(); }
  /// The name given with HELO or EHLO; empty before.
  std::string_view client_name() const { return {client_name_.data(), client_name_size_}; }
  bool extended() const { return extended_; }  // EHLO, not HELO

  // The octet side.

  std::span<char> input() override;
  void received(std::size_t n) override;
  void end_of_input() override;
  Output output() const override { return replies_.output(); }
  void sent(std::size_t n) override;
  std::optional<Time> deadline() const override;
  void expire(Time now) override;
  bool finished() const override { return closed_.has_value(); }
