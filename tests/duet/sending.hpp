#pragma once
// The application of the client: it sends two messages and says what became of each recipient.

#include <array>
#include <string>
#include <vector>

#include "engine/client_session.hpp"
#include "setup.hpp"

namespace heloport::duet {

/// A failed expectation of an application ends the program: for whoever is no test.
void stop_at_failures();

class Sending {
 public:
  Sending(const Setup& setup, engine::Buffers& buffers);
  engine::ClientSession& session() { return session_; }
  void serve();

  struct Message {
    std::string content;
    std::array<Outcome, recipients.size()> outcomes{};
    std::vector<std::size_t> accepted;  // recipients, by their index
    std::size_t recipients_said = 0;
    std::size_t recipients_answered = 0;
    std::size_t written = 0;  // octets of the content
    bool said = false;        // MAIL
    bool data_said = false;
    bool complete = false;  // the end of the content was handed over
    bool over = false;      // nothing is left to say of it
  };
  /// Once the session is over, or nothing moves any more: no outcome is open.
  void conclude();
  const std::array<Message, messages>& sent() const { return messages_; }
  const std::vector<Envelope>& envelopes() const { return envelopes_; }
  /// The session says that nothing is left open.
  bool ended_well() const { return ended_well_; }
  bool inside_tls() const { return session_.inside_tls(); }
  bool authenticated() const { return session_.authenticated(); }

 private:
  bool on(const engine::YourTurn&) { return speak(); }
  bool on(const engine::BodyWanted&) { return write(); }
  bool on(const engine::Answered& answer);
  bool on(const engine::Challenge& challenge);
  bool on(const engine::ReplyText&) { return true; }
  bool on(const engine::ClientClosed& closed) {
    ended_well_ = closed.reason == engine::ClientClose::quit;
    return false;
  }
  template <class Other>
  bool on(const Other&) {
    return false;
  }

  bool offers(engine::ExtensionId id) const { return session_.offered().has(id); }
  bool speak();
  engine::CommandFault say_next();
  engine::CommandFault say_mail(Message& message);
  engine::CommandFault say_content(Message& message);
  bool write();
  void settle(Message& message, Outcome outcome);

  const Setup& setup_;
  engine::ClientOptions options_;
  engine::ClientSession session_;
  std::array<Message, messages> messages_;
  std::size_t current_ = 0;   // of messages_, what is being said
  std::size_t answered_ = 0;  // what answers are about
  bool tls_tried_ = false;
  bool auth_tried_ = false;
  bool binary_ = false;
  bool ended_well_ = false;
  std::vector<Envelope> envelopes_;
};

}  // namespace heloport::duet
