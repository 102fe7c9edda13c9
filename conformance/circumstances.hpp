#pragma once
// What a case may count on: who is spoken to, with which addresses, and what the server offers.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/case.hpp"

namespace heloport::conformance {

/// How the suite comes into a session that may send mail.
struct Entrance {
  bool lmtp = false;
  bool tls_at_once = false;  // the connection begins with TLS
  bool starttls = false;     // STARTTLS before anything else
  std::string hello_name = "client.example.org";
  std::string user;  // not empty: AUTH PLAIN before MAIL
  std::string password;
};

/// What stands between the suite and a message: cases behind it say nothing about the server.
struct Obstacle {
  enum class Kind : std::uint8_t {
    none,
    silence,   // no greeting, or no answer to EHLO or LHLO
    protocol,  // the other one is spoken: SMTP or LMTP
    login,     // the credentials were refused for good
    session,   // no way to MAIL: the greeting, EHLO, STARTTLS or AUTH is not answered as it must be
    sender,    // every MAIL was refused
    recipient,  // every RCPT was refused
  };
  Kind kind = Kind::none;
  std::string why;  // one sentence
};

/// Found by reconnoitre(), or told by the user. An empty address: there is none.
struct Circumstances {
  Entrance entrance;
  bool can_start_tls = false;  // the link knows how to
  std::string from;            // may be empty: the null reverse path
  bool refuses_mail = false;   // every MAIL was answered with 4yz or 5yz
  std::string rcpt;
  std::string rcpt2;
  std::string nobody;   // local, refused
  std::string foreign;  // elsewhere, refused
  std::string domain;
  std::string server;                       // the name in the greeting
  std::string greeting;                     // its first line
  std::vector<std::string> clear_keywords;  // lines of the EHLO reply before STARTTLS
  std::vector<std::string> keywords;        // those that hold when mail may be sent
  Obstacle obstacle;

  bool inside_tls() const { return entrance.tls_at_once || entrance.starttls; }
};

/// The line of the EHLO reply with this keyword, whatever its letter case.
std::optional<std::string> line_of(const std::vector<std::string>& keywords,
                                   std::string_view keyword);

/// Nothing: the case can be played. Else why it is not applicable, one sentence.
std::optional<std::string> not_applicable(const Case& subject, const Circumstances& here);

/// What `! needs` asks for and no server can have, as far as anybody knows: a word that is neither
/// a circumstance nor a registered keyword. Nothing: there is none.
std::optional<std::string> unknown_need(const Case& subject);

/// `text` with its words in braces replaced (docs/cases.md).
/// Shape:  escaped: what replaces a word stands as octets in a text with escapes.
/// Errors: nothing for a word that nobody knows; it is written to `unknown`.
std::optional<std::string> filled_in(std::string_view text, const Circumstances& here, bool escaped,
                                     std::string& unknown);

}  // namespace heloport::conformance
