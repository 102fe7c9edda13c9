#pragma once
// Spells the commands of a client, and lets none out that means anything else.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "grammar/command.hpp"

namespace heloport::engine {

/// Room for one command line, CRLF included. What does not fit is not put there, and remembered.
class CommandLine {
 public:
  // More than RFC 5321, 4.5.3.1.4 and every extension that we speak allow together; what is held
  // to is command_octets_max().
  static constexpr std::size_t octets_max = 2048;

  CommandLine& add(std::string_view octets) {
    fits_ = fits_ && octets.size() <= octets_.size() - size_;
    if (!fits_) return *this;
    std::copy(octets.begin(), octets.end(), octets_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += octets.size();
    return *this;
  }
  bool fits() const { return fits_; }
  std::string_view text() const { return {octets_.data(), size_}; }

 private:
  std::array<char, octets_max> octets_;
  std::size_t size_ = 0;
  bool fits_ = true;
};

/// How paths and listings are written.
enum class Spelling : std::uint8_t {
  rfc,         // RFC 5321: MAIL FROM:<path>; XLIST <user>, XREAD <user> name
  documented,  // the documented sessions: MAIL FROM: path; LIST EMAILS: user, READ EMAIL: user:
               // name
};

/// A command with up to two arguments and nothing else.
grammar::Command command_of(grammar::Verb verb, std::string_view argument = {},
                            std::string_view second_argument = {});

/// Spells `command` and checks the result: parsed again, it must be one line that says exactly
/// `command`. False when it is not, or longer than octets_max: then it must not be sent.
bool spell(const grammar::Command& command, Spelling spelling, std::size_t octets_max,
           CommandLine& line);

/// True if `text` is a mailbox and nothing else: no brackets, no source route.
bool is_mailbox(std::string_view text);

/// True if `text` can be the name of a mail: 1 to 255 octets, none of them a control character,
/// no white space at the ends.
bool is_mail_name(std::string_view text);

bool is_ascii(std::string_view text);

}  // namespace heloport::engine
