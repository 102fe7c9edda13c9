#pragma once
// The application behind one client session: a task that speaks, and a view that prints.

#include <string>
#include <string_view>

#include "apps/exit_codes.hpp"
#include "apps/printed_view.hpp"
#include "engine/client_session.hpp"
#include "transports/party.hpp"

namespace heloport::apps {

/// What a client wants of one session. Each function is called as the session's events come.
class ClientTask {
 public:
  virtual ~ClientTask() = default;
  /// A command may be given. False: nothing to say until an answer comes.
  virtual bool speak(engine::ClientSession& session) = 0;
  /// Content is wanted. False: nothing fitted.
  virtual bool write(engine::ClientSession& session);
  virtual void hear(engine::ClientSession& session, const engine::Answered& answer) = 0;
  /// False hides a reply from the printed view.
  virtual bool shows(engine::Step step) const = 0;
  /// The session is over: tells the user what became of the task.
  virtual Exit conclude() = 0;
  void end(engine::ClientClose reason) { ended_ = reason; }

 protected:
  /// A connection that broke under the session ends it without a word.
  engine::ClientClose ended() const { return ended_; }

 private:
  engine::ClientClose ended_ = engine::ClientClose::server_gone;
};

/// What a client calls itself: in the simple dialect as documented, elsewhere by its host.
struct HelloNames {
  std::string simple = "client";
  std::string standard;
};

/// Drives one session for one task.
///
/// Threads: as transports::Party.
class ClientParty final : public transports::Party {
 public:
  ClientParty(ClientTask& task, PrintedView& view, HelloNames names, engine::ClientOptions options,
              engine::Buffers& buffers);

  engine::OctetSide& octets() override { return session_; }
  void serve() override;
  void stop(transports::Urgency urgency) override;

 private:
  // One overload for each event; true: there may be another one.
  bool on(const engine::NeedReply&) { return false; }
  bool on(const engine::DrainOutput&) { return false; }
  bool on(const engine::YourTurn&) { return task_.speak(session_); }
  bool on(const engine::BodyWanted&) { return task_.write(session_); }
  // No task says AUTH.
  bool on(const engine::Challenge&) { return session_.cancel_auth() == engine::CommandFault::none; }
  bool on(const engine::ReplyText& line);
  bool on(const engine::Answered& answer);
  bool on(const engine::ClientClosed& closed);

  ClientTask& task_;
  PrintedView& view_;
  const HelloNames names_;
  engine::ClientOptions options_;  // read by session_: must stay before it
  engine::ClientSession session_;
};

}  // namespace heloport::apps
