#pragma once
// The application behind one client session: an opening, a task that speaks, a view that prints.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "apps/exit_codes.hpp"
#include "apps/opening.hpp"
#include "apps/printed_view.hpp"
#include "engine/client_session.hpp"
#include "transports/party.hpp"
#include "transports/tap.hpp"
#include "transports/tls_layer.hpp"

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

/// TLS as a client; without a context there is none.
struct ClientTls {
  std::shared_ptr<const transports::TlsClientContext> context;
  std::string server_name;       // that the certificate must be for
  bool at_once = false;          // from the first octet
  bool has_certificate = false;  // one of ours, for EXTERNAL
};

/// What logging in must know of a finished handshake.
SaslChannel channel_of(const transports::TlsFacts& facts, bool has_certificate);

/// Drives one session for one task.
///
/// Shape:   an onlooker stands inside TLS: it sees what was said.
/// Threads: as transports::Party.
class ClientParty final : public transports::Party {
 public:
  ClientParty(ClientTask& task, PrintedView& view, HelloNames names, engine::ClientOptions options,
              engine::Buffers& buffers);

  // Before it is run.
  void open_with(OpeningWishes wishes) { opening_ = Opening(std::move(wishes)); }
  void look_on(transports::Onlooker onlooker);
  void use(const ClientTls& tls);

  engine::OctetSide& octets() override;
  void serve() override;
  void stop(transports::Urgency urgency) override;

  /// Why the task never had its turn; nothing where it had, or the connection ended before.
  std::optional<Opening::Failure> failure() const;

 private:
  // One overload for each event; true: there may be another one.
  bool on(const engine::NeedReply&) { return false; }
  bool on(const engine::DrainOutput&) { return false; }
  bool on(const engine::YourTurn&);
  bool on(const engine::BodyWanted&) { return task_.write(session_); }
  bool on(const engine::Challenge& challenge) { return opening_.respond(session_, challenge); }
  bool on(const engine::ReplyText& line);
  bool on(const engine::Answered& answer);
  bool on(const engine::ClientClosed& closed);
  engine::OctetSide& clear_octets();
  void note_tls();

  ClientTask& task_;
  PrintedView& view_;
  const HelloNames names_;
  engine::ClientOptions options_;  // read by session_: must stay before it
  engine::ClientSession session_;
  Opening opening_{OpeningWishes{}};
  std::unique_ptr<transports::Tap> tap_;
  std::unique_ptr<transports::TlsLayer> tls_;
  bool tls_noted_ = false;
  bool certificate_ = false;
};

}  // namespace heloport::apps
