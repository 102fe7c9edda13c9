#pragma once
// Sending one mail: the envelope, the content, and what became of it.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/client_party.hpp"
#include "apps/mail_order.hpp"
#include "apps/send_outcome.hpp"

namespace heloport::apps {

/// One mail to one or more recipients, in either dialect, by DATA or by BDAT. With PIPELINING the
/// envelope is one write. A recipient that is refused does not keep the mail from the others. Where
/// the server announced fewer recipients a message than there are (RFC 9422), it goes out in as
/// many transactions as that takes.
///
/// Errors: whatever happens, conclude() says one of three things of each recipient: sent, refused
///         (or not sent, and safe to send again), unknown (promise R6).
class SendTask final : public ClientTask {
 public:
  explicit SendTask(MailOrder order);

  bool speak(engine::ClientSession& session) override;
  bool write(engine::ClientSession& session) override;
  void hear(engine::ClientSession& session, const engine::Answered& answer) override;
  bool shows(engine::Step) const override { return true; }
  Exit conclude() override;

 private:
  /// Where one transaction stands.
  enum class Stage : std::uint8_t {
    sender,      // MAIL is next
    recipients,  // RCPT
    content,     // DATA or BDAT
    answer,      // what was said is awaited
  };

  engine::CommandFault say_next(engine::ClientSession& session);
  engine::CommandFault say_mail(engine::ClientSession& session);
  engine::CommandFault say_rcpt(engine::ClientSession& session);
  engine::CommandFault say_content(engine::ClientSession& session);
  void begin_transaction();
  void hear_message(const engine::Answered& answer);
  void give_up(engine::CommandFault fault);
  bool settled() const;
  bool nobody() const { return outcome_.accepted(begin_, end_) == 0; }
  bool all_answered() const { return answered_ == end_; }

  const MailOrder order_;
  SendOutcome outcome_;
  WireContent content_;
  bool chunked_ = false;
  Stage stage_ = Stage::sender;
  std::size_t begin_ = 0;     // the recipients of this transaction are [begin_, end_)
  std::size_t end_ = 0;       // those that were said so far
  std::size_t answered_ = 0;  // of them
  std::size_t verdicts_ = 0;  // LMTP: on the message, in this transaction
  bool named_ = false;        // FILENAME was written
  std::size_t written_ = 0;   // octets of the content
};

}  // namespace heloport::apps
