#pragma once
// The application behind one server session: policy, storing, listing.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "apps/answer_lines.hpp"
#include "apps/service.hpp"
#include "apps/trace_fields.hpp"
#include "engine/server_session.hpp"
#include "mailbox/store.hpp"
#include "transports/party.hpp"

namespace heloport::apps {

/// One session and what it has in hand. Commits and look-ups wait for the disk on the service's
/// pool: the question stays open, nothing is read from the peer, and wake() brings the answer.
/// A long message is written, and a mail read, on the loop: page cache, not disk, as a rule.
///
/// Lifetime: a job on the pool may outlive the party; it holds only what is its own, so a message
///           whose client went away during the commit is stored or refused like any other.
/// Threads:  as transports::Party.
class ServerParty final : public transports::Party {
 public:
  ServerParty(Service& service, engine::Buffers& buffers, const transports::Arrival& arrival);

  engine::OctetSide& octets() override { return session_; }
  void serve() override;
  void stop(transports::Urgency urgency) override;

 private:
  /// A message between MAIL and its 250.
  struct Envelope {
    Trace trace;
    std::vector<mailbox::Address> recipients;
    std::optional<std::string> name;
    std::uint64_t octets = 0;  // of the content
    std::unique_ptr<mailbox::Delivery> delivery;
  };
  /// A job on the pool. `tell` is written before `done`, and run on the party's own thread.
  struct Errand {
    std::function<void(ServerParty&)> tell;
    std::atomic<bool> done{false};
  };

  // One overload for each event; true: there may be another one.
  bool on(const engine::NeedInput&) { return false; }
  bool on(const engine::AwaitVerdict&);
  bool on(const engine::AwaitOutput&) { return false; }
  bool on(const engine::Connected&);
  bool on(const engine::Hello&);
  bool on(const engine::Sender& sender);
  bool on(const engine::Recipient& recipient);
  bool on(const engine::MessageBegin&);
  bool on(const engine::FileName& file);
  bool on(const engine::BodyChunk& chunk);
  bool on(const engine::MessageEnd& end);
  bool on(const engine::TransactionDropped& dropped);
  bool on(const engine::Verify& question);
  bool on(const engine::Expand& question);
  bool on(const engine::List& question);
  bool on(const engine::Read& question);
  bool on(const engine::StartTls& question);
  bool on(const engine::Auth& question);
  bool on(const engine::AuthResponse& question);
  bool on(const engine::AuthDropped&);
  bool on(const engine::Etrn& question);
  bool on(const engine::Xclient& question);
  bool on(const engine::Xforward& question);
  bool on(const engine::AnswerWanted&);
  bool on(const engine::Closed& closed);

  mailbox::Delivery& delivery();
  bool refuse(const engine::Reply& reply, const std::string& what);
  void tell_stored(const std::variant<mailbox::Committed, mailbox::StoreFault>& result);
  std::string stored_line(const Envelope& envelope, const mailbox::Committed& committed) const;
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
  const std::string peer_address_;
  const bool local_;
  engine::ServerSession session_;
  std::unique_ptr<Envelope> envelope_;  // an idle session holds none
  std::unique_ptr<AnswerLines> lines_;  // while LIST or READ is answered
  std::shared_ptr<Errand> errand_;      // while a question waits for the pool
  bool ended_ = false;
};

}  // namespace heloport::apps
