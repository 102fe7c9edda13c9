// heloport user: who may log in.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <utility>

#include "apps/console.hpp"
#include "apps/options.hpp"
#include "apps/password.hpp"
#include "apps/users_file.hpp"

namespace heloport::apps {
namespace {

Exit say(const UsersFault& fault) {
  return fail(fault.exit, fault.text);
}

UsersFault nobody(const std::string& name, const std::string& file) {
  return {Exit::no_user, fmt::format("there is no user {} in {}; heloport user list --users {} "
                                     "shows who there is",
                                     name, file, file)};
}

// A password that cannot be prepared is refused here, before it locks its user out.
std::variant<User, Exit> with_password(const UserOptions& options, const std::string& name) {
  auto password =
      read_password(options.password, PasswordAsked::twice, fmt::format("Password for {}", name));
  if (const auto* fault = std::get_if<PasswordFault>(&password)) {
    return fail(fault->exit, fault->text);
  }
  auto& text = std::get<std::string>(password);
  auto secrets = new_secrets(text, options.iterations);
  wipe(text);
  if (secrets) return User{name, std::move(*secrets)};
  return fail(Exit::data,
              "the password holds what cannot be in one (a control character, no UTF-8, or a "
              "character that Unicode 3.2 lacks); choose another");
}

Exit add(const UserOptions& options, const std::string& name) {
  auto user = with_password(options, name);
  if (const auto* exit = std::get_if<Exit>(&user)) return *exit;
  const auto fault = change_users(
      options.file, MissingFile::is_made, [&](UsersText& users) -> std::optional<UsersFault> {
        if (users.has(name)) {
          return UsersFault{Exit::usage,
                            fmt::format("{} is in {} already; heloport user passwd gives a new "
                                        "password",
                                        name, options.file)};
        }
        users.put(std::get<User>(user));
        return std::nullopt;
      });
  return fault ? say(*fault) : Exit::ok;
}

// Asked before the password is: nobody likes to type one in vain.
std::optional<UsersFault> missing(const UserOptions& options, const std::string& name) {
  auto users = read_users(options.file);
  if (auto* fault = std::get_if<UsersFault>(&users)) return std::move(*fault);
  if (!std::get<UsersText>(users).has(name)) return nobody(name, options.file);
  return std::nullopt;
}

Exit passwd(const UserOptions& options, const std::string& name) {
  if (const auto fault = missing(options, name)) return say(*fault);
  auto user = with_password(options, name);
  if (const auto* exit = std::get_if<Exit>(&user)) return *exit;
  const auto fault = change_users(options.file, MissingFile::is_a_fault,
                                  [&](UsersText& users) -> std::optional<UsersFault> {
                                    if (!users.has(name)) return nobody(name, options.file);
                                    users.put(std::get<User>(user));
                                    return std::nullopt;
                                  });
  return fault ? say(*fault) : Exit::ok;
}

Exit del(const UserOptions& options, const std::string& name) {
  const auto fault = change_users(options.file, MissingFile::is_a_fault,
                                  [&](UsersText& users) -> std::optional<UsersFault> {
                                    if (!users.remove(name)) return nobody(name, options.file);
                                    return std::nullopt;
                                  });
  return fault ? say(*fault) : Exit::ok;
}

Exit list_users(const UserOptions& options) {
  if (!options.name.empty()) {
    return fail(Exit::usage,
                fmt::format("list shows every user and takes no name; leave out {}", options.name));
  }
  auto read = read_users(options.file);
  if (auto* fault = std::get_if<UsersFault>(&read)) return say(*fault);
  for (const User& user : std::get<UsersText>(read).users()) fmt::print("{}\n", user.name);
  if (const auto warning = exposure(options.file)) tell("heloport: " + *warning);
  return Exit::ok;
}

/// What is done with a name.
struct Action {
  std::string_view word;
  Exit (*carry_out)(const UserOptions&, const std::string& name);
};

constexpr std::array actions{Action{"add", add}, Action{"passwd", passwd}, Action{"del", del}};

}  // namespace

Exit user(const UserOptions& options) {
  if (options.action == "list") return list_users(options);
  if (options.name.empty()) {
    return fail(Exit::usage, fmt::format("{} whom? Write heloport user {} user@domain",
                                         options.action, options.action));
  }
  const auto name = canonical_user(options.name);
  if (!name) {
    return fail(Exit::usage,
                fmt::format("{} is no name for a user; write it as user@domain", options.name));
  }
  const auto* action = std::find_if(actions.begin(), actions.end(),
                                    [&](const Action& row) { return row.word == options.action; });
  return action->carry_out(options, *name);
}

}  // namespace heloport::apps
