#pragma once
// What became of a mail, recipient by recipient, and how the user is told.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/exit_codes.hpp"
#include "engine/client_session.hpp"

namespace heloport::apps {

/// A reply that was no.
struct Refusal {
  std::uint16_t code = 0;
  std::string text;
};

/// Each recipient from unsaid to its end. Only what a reply says moves one; what is left when the
/// session ends is judged in conclude().
class SendOutcome {
 public:
  explicit SendOutcome(const std::vector<std::string>& addresses);

  std::size_t size() const { return recipients_.size(); }
  std::size_t accepted(std::size_t begin, std::size_t end) const;
  /// The recipients of the message that was handed over last.
  std::size_t of_message() const { return open_.size(); }

  void message_begun();
  void recipient_answered(std::size_t index, const engine::Answered& answer);
  /// The whole content of the transaction [begin, end) was handed over: from here on only an
  /// answer tells what became of it.
  void content_complete(std::size_t begin, std::size_t end);
  /// The answer to the message; in LMTP for the n-th of its recipients that were accepted.
  void message_answered(const engine::Answered& answer);
  void message_answered_for(std::size_t nth, const engine::Answered& answer);
  /// Said of the mail as a whole: nobody of those who have no end yet gets it.
  void all_refused(const engine::Answered& answer);
  /// We cannot send it: a sentence.
  void cannot(std::string why);

  bool stopped() const { return refusal_.has_value() || !fault_.empty(); }

  /// Tells the user and gives the exit code. `ended`: how the session did.
  Exit conclude(engine::ClientClose ended) const;

 private:
  enum class State : std::uint8_t {
    unsaid,    // or said, and not answered
    accepted,  // for its RCPT
    open,      // the content was handed over
    sent,
    refused,
  };
  struct Recipient {
    std::string address;
    State state = State::unsaid;
    Refusal refusal{};
  };

  std::size_t count(State state) const;
  void list_refused() const;
  Exit conclude_refused() const;
  Exit conclude_refused_at_once() const;

  std::vector<Recipient> recipients_;
  std::vector<std::size_t> open_;   // of the last message that was handed over, in their order
  std::optional<Refusal> refusal_;  // of the whole mail: the first, which is the cause
  bool refused_at_once_ = false;    // before any recipient was answered: those only echo it
  std::string fault_;
};

}  // namespace heloport::apps
