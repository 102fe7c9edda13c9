#pragma once
// The file of users: who may log in, with secrets from which no password can be had.
//
//     # Written by heloport user. One line a user: iterations, salt, StoredKey, ServerKey.
//     bob@example.com:{SCRAM-SHA-256}20000,c2FsdA==,...=,...=
//     :{UNKNOWN}...=
//
// The line without a name is the key from which the salts of unknown users are made, so that they
// stay the same when the server restarts, as those of users do.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "apps/exit_codes.hpp"
#include "apps/sasl_library.hpp"

namespace heloport::apps {

struct User {
  std::string name;  // as canonical_user() spells it
  ScramSecrets secrets;
};

/// What is wrong, in a sentence that says what to do, and the exit code that fits it.
struct UsersFault {
  Exit exit = Exit::os_error;
  std::string text;
};

constexpr std::uint32_t scram_iterations_min = 4096;        // RFC 7677, 4
constexpr std::uint32_t scram_iterations_max = 10'000'000;  // five seconds of one core
/// Some 10 ms of one core for a login by PLAIN, which the server pays and anybody may ask for; by
/// SCRAM the client pays. Five times what RFC 7677, 4 asks for, and an option for those who want
/// more.
constexpr std::uint32_t scram_iterations_default = 20'000;

/// A mailbox as the file has it: prepared by SASLprep, the local part as written, the domain in
/// lower case. Nothing when it is no mailbox or begins with `#`, as comments do.
std::optional<std::string> canonical_user(std::string_view text);

/// The secrets of a password with a new salt; nothing when SASLprep refuses it or leaves nothing.
std::optional<ScramSecrets> new_secrets(std::string_view password, std::uint32_t iterations);

/// The lines of a users file. Comments and order are kept.
class UsersText {
 public:
  /// The fault names file and line.
  static std::variant<UsersText, UsersFault> parse(std::string_view text, std::string_view file);

  std::vector<User> users() const;
  bool has(std::string_view name) const;
  void put(const User& user);  // added at the end, or in the place of the one with its name
  bool remove(std::string_view name);

  /// 32 octets; nothing when the file has none.
  const std::optional<std::string>& unknown_key() const { return unknown_key_; }
  void make_unknown_key();

  std::string text() const;

 private:
  struct Line {
    std::string text;
    std::optional<User> user;
  };
  std::optional<std::string> take(std::string_view line);

  std::vector<Line> lines_;
  std::optional<std::string> unknown_key_;
};

/// Reads the file whole.
std::variant<UsersText, UsersFault> read_users(const std::string& file);

/// Nothing if only its owner may read the file, otherwise a warning that says what to do.
std::optional<std::string> exposure(const std::string& file);

enum class MissingFile : std::uint8_t { is_made, is_a_fault };

/// Reads the file, changes it, and puts the result in its place: whole or not at all, whoever
/// reads it meanwhile or whenever the machine stops. Others who change it wait. The new file is
/// readable by its owner only, and its owner is that of the old one.
std::optional<UsersFault> change_users(
    const std::string& file, MissingFile missing,
    const std::function<std::optional<UsersFault>(UsersText&)>& change);

}  // namespace heloport::apps
