#pragma once
// Sending one mail: the envelope, the content, and what became of it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "apps/client_party.hpp"
#include "apps/compose.hpp"

namespace heloport::apps {

/// One mail to one or more recipients, in either dialect. With PIPELINING the envelope is one
/// write. A recipient that is refused does not keep the mail from the others.
///
/// Errors: whatever happens, conclude() says one of three things: sent, refused (or not sent, and
///         safe to send again), unknown (promise R6).
class SendTask final : public ClientTask {
 public:
  explicit SendTask(Letter letter) : letter_(std::move(letter)) {}

  bool speak(engine::ClientSession& session) override;
  bool write(engine::ClientSession& session) override;
  void hear(engine::ClientSession& session, const engine::Answered& answer) override;
  bool shows(engine::Step) const override { return true; }
  Exit conclude() override;

 private:
  /// A reply that was no.
  struct Refusal {
    std::uint16_t code = 0;
    std::string text;
  };
  struct RefusedRecipient {
    std::string address;
    Refusal refusal;
  };

  engine::CommandFault say_next(engine::ClientSession& session);
  engine::CommandFault say_mail(engine::ClientSession& session);
  void prepare(const engine::ClientSession& session);
  void give_up(engine::CommandFault fault);
  bool settled() const;
  Exit report_sent() const;
  Exit report_refused() const;

  const Letter letter_;
  std::string content_;  // as it goes over the wire, dots not yet stuffed
  bool eight_bit_ = false;
  bool smtputf8_ = false;
  std::size_t said_ = 0;  // 0: nothing; 1: MAIL; then one for each RCPT; then DATA
  std::size_t recipients_answered_ = 0;
  bool named_ = false;       // FILENAME was written
  std::size_t written_ = 0;  // octets of content_
  bool finished_ = false;    // the end of the data was handed over: the outcome is open
  bool sent_ = false;
  std::vector<RefusedRecipient> refused_;
  Refusal refusal_;    // of the whole mail; code 0 while there is none
  std::string fault_;  // why we cannot send it at all
};

}  // namespace heloport::apps
