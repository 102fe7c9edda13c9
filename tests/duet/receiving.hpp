#pragma once
// The application of the server: it refuses whom it is told to refuse, and keeps the rest.

#include <string>
#include <vector>

#include "engine/server_session.hpp"
#include "setup.hpp"

namespace heloport::duet {

/// A message that was accepted for one recipient.
struct Kept {
  std::string recipient;
  std::string content;
};

class Receiving {
 public:
  Receiving(const Setup& setup, engine::Buffers& buffers);
  engine::ServerSession& session() { return session_; }
  void serve();

  const std::vector<Kept>& kept() const { return kept_; }
  const std::vector<Envelope>& envelopes() const { return envelopes_; }

 private:
  void on(const engine::Sender& sender);
  void on(const engine::Recipient& recipient);
  void on(const engine::MessageBegin&);
  void on(const engine::BodyChunk& chunk);
  void on(const engine::MessageEnd& end);
  void on(const engine::Auth& auth);
  void on(const engine::AuthResponse& response);
  void on(const engine::Connected&) { session_.accept(); }
  void on(const engine::Hello&) { session_.accept(); }
  void on(const engine::StartTls&) { session_.accept(); }
  template <class Other>
  void on(const Other&) {}

  const Setup& setup_;
  engine::ServerOptions options_;
  engine::ServerSession session_;
  std::vector<std::string> accepted_;  // recipients of the open transaction
  std::size_t asked_ = 0;              // recipients of it, the refused ones too
  std::string content_;
  std::vector<Kept> kept_;
  std::vector<Envelope> envelopes_;
};

}  // namespace heloport::duet
