// Who may log in, as a running server sees it.

#include "apps/users.hpp"

#include <sys/stat.h>

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <unordered_map>
#include <utility>

#include "apps/hmac.hpp"

namespace heloport::apps {

namespace {

constexpr std::size_t key_octets = 32;
constexpr std::size_t stand_in_salt_octets = 16;  // as new_secrets() makes them

std::uint64_t number_from(std::string_view octets) {
  std::uint64_t number = 0;
  for (const char octet : octets.substr(0, sizeof number)) {
    number = number << 8 | static_cast<unsigned char>(octet);
  }
  return number;
}

}  // namespace

struct Users::Set {
  std::unordered_map<std::string, ScramSecrets> secrets;
  std::vector<std::uint32_t> iterations;  // one a user, in the order of the file
  std::string unknown_key;

  Set(const std::vector<User>& users, std::string key) : unknown_key(std::move(key)) {
    for (const User& user : users) {
      secrets.emplace(user.name, user.secrets);
      iterations.push_back(user.secrets.iterations);
    }
  }

  // Nobody knows the salted password that these secrets are of, so nothing verifies against them.
  // Where users differ in iterations, unknown names do too, and as often.
  ScramSecrets stand_in(std::string_view name) const {
    const std::string text(name);
    const std::string salt = hmac_sha256(unknown_key, "salt " + text);
    const std::string salted_password = hmac_sha256(unknown_key, "password " + text);
    const std::uint64_t choice = number_from(hmac_sha256(unknown_key, "iterations " + text));
    const std::uint32_t count =
        iterations.empty() ? scram_iterations_default : iterations[choice % iterations.size()];
    return scram_secrets_from_salted(salted_password, count, salt.substr(0, stand_in_salt_octets));
  }
};

/// What tells one state of the file from another. A file that replaces one has another number.
struct Users::Stamp {
  dev_t device = 0;
  ino_t number = 0;
  off_t octets = 0;
  timespec modified{};
  timespec changed{};
  int error = 0;  // not 0: why there is none

  static Stamp of(const std::string& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return {.error = errno};
    return {.device = status.st_dev,
            .number = status.st_ino,
            .octets = status.st_size,
            .modified = status.st_mtim,
            .changed = status.st_ctim};
  }

  bool operator==(const Stamp& other) const {
    const auto same = [](const timespec& one, const timespec& two) {
      return one.tv_sec == two.tv_sec && one.tv_nsec == two.tv_nsec;
    };
    return device == other.device && number == other.number && octets == other.octets &&
           same(modified, other.modified) && same(changed, other.changed) && error == other.error;
  }
};

std::variant<std::unique_ptr<Users>, UsersFault> Users::open(std::string file, Tell tell) {
  std::unique_ptr<Users> users(new Users(std::move(file), std::move(tell)));
  if (auto fault = users->reload()) return std::move(*fault);
  return users;
}

Users::Users(std::string file, Tell tell)
    : file_(std::move(file)), tell_(std::move(tell)), key_of_process_(random_octets(key_octets)) {}

Users::Users(std::vector<User> users)
    : key_of_process_(random_octets(key_octets)),
      set_(std::make_shared<const Set>(users, key_of_process_)) {}

Users::~Users() = default;

std::optional<UsersFault> Users::reload() {
  if (file_.empty()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  return read_locked();
}

// The stamp is taken first: a change that comes between is then seen the next time.
std::optional<UsersFault> Users::read_locked() const {
  stamp_ = std::make_unique<Stamp>(Stamp::of(file_));
  auto read = read_users(file_);
  if (auto* fault = std::get_if<UsersFault>(&read)) {
    const bool readable = fault->exit == Exit::configuration;
    if (!readable) set_ = nullptr;
    tell_once(
        fmt::format("{}; {}", fault->text,
                    set_ ? "the users stay as they were" : "nobody can log in until it can be"));
    return std::move(*fault);
  }
  const auto& text = std::get<UsersText>(read);
  set_ = std::make_shared<const Set>(text.users(), text.unknown_key().value_or(key_of_process_));
  tell_once(exposure(file_).value_or(""));
  return std::nullopt;
}

void Users::tell_once(const std::string& warning) const {
  if (warning != told_ && !warning.empty() && tell_) tell_(warning);
  told_ = warning;
}

std::shared_ptr<const Users::Set> Users::current() const {
  const std::lock_guard lock(mutex_);
  if (!file_.empty() && !(Stamp::of(file_) == *stamp_)) read_locked();
  return set_;
}

// The stand-in is made whether or not it is needed, and both ways end in one copy.
std::optional<FoundUser> Users::find(std::string_view name) const {
  const auto set = current();
  if (!set) return std::nullopt;
  const auto canonical = canonical_user(name);
  const std::string key = canonical.value_or("");
  ScramSecrets stand_in = set->stand_in(canonical ? key : std::string(name));
  const auto found = set->secrets.find(key);
  const bool known = found != set->secrets.end();
  return FoundUser{known, key, known ? found->second : std::move(stand_in)};
}

}  // namespace heloport::apps
