#pragma once
// Why something could not be done: for a program and for a person.

#include <string>
#include <system_error>

namespace heloport::transports {

/// `error` is for the program (which exit code, try again or not), `text` is one sentence for the
/// user, without a full stop: "cannot connect to 127.0.0.1:2525: Connection refused".
struct Fault {
  std::error_code error;
  std::string text;
};

}  // namespace heloport::transports
