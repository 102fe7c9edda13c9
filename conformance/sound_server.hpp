#pragma once
// What a server without faults replies: the part of every session that its case is not about.

#include <string>
#include <string_view>
#include <vector>

#include "conformance/client_case.hpp"
#include "conformance/client_conversation.hpp"
#include "conformance/client_pattern.hpp"

namespace heloport::conformance {

/// The state of one session, and the sound reply to what comes next.
///
/// Use:   reply_to() says what would be right; learn() is told what was really replied.
/// Shape: replies are whole, CRLF included. The state follows the first digit of what was replied,
///        never what should have been.
class SoundServer {
 public:
  SoundServer(const ClientCase& subject, const CaseWords& words)
      : subject_(subject), words_(words) {}

  static std::string greeting();
  std::string reply_to(const Said& said) const;
  void learn(const Said& said, std::string_view reply);
  void greeted(std::string_view reply);
  void tls_started();

  const Standing& standing() const { return standing_; }
  /// The next octets are content, or the response to a challenge.
  bool reads_content() const { return reading_ == Reading::content; }
  bool reads_response() const { return reading_ == Reading::response; }

 private:
  enum class Reading : std::uint8_t { commands, content, response };

  std::string reply_to_response(std::string_view line) const;
  std::string reply_to_auth(std::string_view line) const;
  std::string hello_reply() const;
  bool password_fits(std::string_view plain) const;
  void learn_auth(const Said& said, unsigned code);
  void end_transaction();

  const ClientCase& subject_;
  const CaseWords& words_;
  Standing standing_;
  Reading reading_ = Reading::commands;
  std::string mechanism_;      // of the exchange that goes on
  std::string login_name_;     // LOGIN: what was answered first
  std::size_t responses_ = 0;  // of the exchange
};

}  // namespace heloport::conformance
