#pragma once
// Who may log in, as a running server sees it: the users of a file, followed as it changes.

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "apps/users_file.hpp"

namespace heloport::apps {

/// What a name is verified against. `known` is false for the secrets of nobody, which no password
/// fits.
struct FoundUser {
  bool known = false;
  std::string name;  // as canonical_user() spells it; empty when it is no mailbox
  ScramSecrets secrets;
};

/// The users of a file.
///
/// Use:      open(), then find() for each exchange. The file is looked at again at every find(),
///           so what `heloport user` does holds at once; reload() is for those who want to hear
///           what is wrong with it.
/// Errors:   a file that does not parse leaves the users as they were. One that cannot be read is
///           nobody's permission to log in: find() gives nothing until it can.
/// Threads:  any.
class Users {
 public:
  using Tell = std::function<void(const std::string& warning)>;

  /// Reads the file. `tell` hears one sentence whenever something about it is or becomes wrong,
  /// such as who may read it; it may be called by any thread that calls find().
  static std::variant<std::unique_ptr<Users>, UsersFault> open(std::string file, Tell tell);

  /// Users that are in no file. Each name is as canonical_user() spells it.
  explicit Users(std::vector<User> users);

  Users(const Users&) = delete;
  Users& operator=(const Users&) = delete;
  ~Users();

  /// Reads the file again, changed or not. Nothing when that went well.
  std::optional<UsersFault> reload();

  /// Never tells whether a name is known by doing more or less: the secrets of an unknown name are
  /// made from it and a key, the same at every try, with the iterations of one of the users.
  /// Nothing when the file cannot be read.
  std::optional<FoundUser> find(std::string_view name) const;

 private:
  struct Set;
  struct Stamp;
  Users(std::string file, Tell tell);
  std::shared_ptr<const Set> current() const;
  std::optional<UsersFault> read_locked() const;
  void tell_once(const std::string& warning) const;

  const std::string file_;  // empty: there is none
  const Tell tell_;
  const std::string key_of_process_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Set> set_;  // null: the file cannot be read
  mutable std::unique_ptr<Stamp> stamp_;    // of the file when it was last looked at
  mutable std::string told_;
};

}  // namespace heloport::apps
