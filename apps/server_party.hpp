#pragma once
// The application behind one server session: policy, storing, listing, logging in.

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "apps/answer_lines.hpp"
#include "apps/envelope.hpp"
#include "apps/sasl_server.hpp"
#include "apps/service.hpp"
#include "engine/server_session.hpp"
#include "mailbox/store.hpp"
#include "transports/party.hpp"
#include "transports/tap.hpp"
#include "transports/tls_upgrade.hpp"

namespace heloport::apps {

/// One session and what it has in hand. Commits, look-ups and the steps of a login wait for disk
/// and processor on the service's pool: the question stays open, nothing is read from the peer,
/// and wake() brings the answer. A long message is written, and a mail read, on the loop: page
/// cache, not disk, as a rule.
///
/// Shape:    octets() is the session's, or where there is a certificate a TlsUpgrade in front of
///           it. A trace looks on between the two: it shows what was said, not its records.
/// Lifetime: a job on the pool may outlive the party; it holds only what is its own, so a message
///           whose client went away during the commit is stored or refused like any other.
/// Threads:  as transports::Party.
class ServerParty final : public transports::Party {
 public:
  ServerParty(Service& service, engine::Buffers& buffers, const transports::Arrival& arrival);

  engine::OctetSide& octets() override;
  void serve() override;
  void stop(transports::Urgency urgency) override;

 private:
  /// A job on the pool. `tell` is written before `done`, and run on the party's own thread.
  struct Errand {
    std::function<void(ServerParty&)> tell;
    std::atomic<bool> done{false};
  };

  // One overload for each event; true: there may be another one.

  // server_party.cpp: the session.
  bool on(const engine::NeedInput&) { return false; }
  bool on(const engine::AwaitVerdict&);
  bool on(const engine::AwaitOutput&) { return false; }
  bool on(const engine::Connected&);
  bool on(const engine::Hello&);
  bool on(const engine::Closed& closed);

  // server_party_mail.cpp: the way of a message from MAIL to its 250.
  bool on(const engine::Sender& sender);
  bool on(const engine::Recipient& recipient);
  bool on(const engine::MessageBegin&);
  bool on(const engine::FileName& file);
  bool on(const engine::BodyChunk& chunk);
  bool on(const engine::MessageEnd& end);
  bool on(const engine::TransactionDropped& dropped);
  mailbox::Delivery& delivery();
  std::optional<mailbox::Address> sender_mailbox() const;
  bool wants_report(const engine::Recipient& recipient);
  void tell_stored(StoreResult result);
  void give_verdict(std::size_t recipient);

  // server_party_login.cpp: who the peer is.
  bool on(const engine::StartTls&);
  bool on(const engine::Auth& auth);
  bool on(const engine::AuthResponse& response);
  bool on(const engine::AuthDropped&);
  bool on(const engine::Etrn& question);
  bool on(const engine::Xclient& question);
  bool on(const engine::Xforward& question);
  bool ready_to_talk();
  bool moved_inside_tls();
  const transports::TlsFacts* tls_facts() const;
  void note_tls();
  bool step_login(std::optional<std::string> response);
  void tell_login(const SaslStep& step);
  SaslChannel channel() const;

  // server_party_answers.cpp: what is asked about addresses and mail.
  bool on(const engine::Verify& question);
  bool on(const engine::Expand& question);
  bool on(const engine::List& question);
  bool on(const engine::Read& question);
  bool on(const engine::AnswerWanted&);
  bool may_read(const grammar::Path& user) const;
  bool refuse_reading();

  engine::OctetSide& clear_octets();
  void name_peer(const std::string& name);
  const std::string& identity() const;
  bool refuse(const engine::Reply& reply, const std::string& what);
  std::string peer() const;

  /// Runs `work` on the pool and then `tell(party, its result)` here, unless the session is over.
  template <class Work, class Tell>
  bool send_errand(Work work, Tell tell) {
    auto errand = std::make_shared<Errand>();
    errand_ = errand;
    service_.pool.run([errand, work = std::move(work), tell = std::move(tell), wake = wake_] {
      errand->tell = [result = std::make_shared<decltype(work())>(work()),
                      tell](ServerParty& party) { tell(party, *result); };
      errand->done.store(true, std::memory_order_release);
      wake();
    });
    return true;
  }

  Service& service_;
  const std::function<void()> wake_;
  std::string peer_address_;  // of the client: XCLIENT may say who that is
  engine::ServerSession session_;
  std::unique_ptr<transports::Tap> tap_;   // with --trace
  transports::TlsUpgrade tls_;             // octets pass it where there is a certificate
  std::shared_ptr<SaslServer> login_;      // while an exchange runs
  std::unique_ptr<std::string> identity_;  // who logged in; nobody has as a rule
  std::unique_ptr<Envelope> envelope_;     // an idle session holds none
  std::unique_ptr<AnswerLines> lines_;     // while LIST or READ is answered
  std::shared_ptr<Errand> errand_;         // while a question waits for the pool
  bool local_;
  bool spoken_for_ = false;  // XCLIENT was said: the client is not the peer
  bool tls_noted_ = false;   // the session knows how the handshake ended
  bool ended_ = false;
};

}  // namespace heloport::apps
