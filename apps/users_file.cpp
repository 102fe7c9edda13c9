// The file of users as text: what a line says, and what is wrong with one.

#include "apps/users_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>

#include "apps/policy.hpp"
#include "grammar/path.hpp"

namespace heloport::apps {
namespace {

constexpr std::string_view scheme = ":{SCRAM-SHA-256}";
constexpr std::string_view unknown_scheme = ":{UNKNOWN}";
constexpr std::size_t key_octets = 32;   // of SHA-256
constexpr std::size_t salt_octets = 16;  // 128 bits: no two users share one
constexpr std::size_t salt_octets_max = 64;

constexpr std::string_view first_line =
    "# Written by heloport user. A line a user: iterations, salt, StoredKey, ServerKey.";

constexpr std::string_view shape =
    "this is no NAME:{SCRAM-SHA-256}ITERATIONS,SALT,STOREDKEY,SERVERKEY; "
    "delete the line and make it with heloport user add";

std::optional<std::uint32_t> iterations_of(std::string_view digits) {
  std::uint32_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  if (value < scram_iterations_min || value > scram_iterations_max) return std::nullopt;
  return value;
}

// Four fields between commas; nothing when there are more or fewer.
std::optional<std::array<std::string_view, 4>> fields_of(std::string_view text) {
  std::array<std::string_view, 4> fields;
  for (std::string_view& field : fields) {
    const bool last = &field == &fields.back();
    const std::size_t comma = text.find(',');
    if ((comma == std::string_view::npos) != last) return std::nullopt;
    field = text.substr(0, comma);
    text.remove_prefix(last ? text.size() : comma + 1);
  }
  return fields;
}

std::optional<ScramSecrets> secrets_of(std::string_view text) {
  const auto fields = fields_of(text);
  if (!fields) return std::nullopt;
  const auto iterations = iterations_of((*fields)[0]);
  const auto salt = from_sasl_base64((*fields)[1]);
  const auto stored_key = from_sasl_base64((*fields)[2]);
  const auto server_key = from_sasl_base64((*fields)[3]);
  if (!iterations || !salt || !stored_key || !server_key) return std::nullopt;
  if (salt->empty() || salt->size() > salt_octets_max) return std::nullopt;
  if (stored_key->size() != key_octets || server_key->size() != key_octets) return std::nullopt;
  return ScramSecrets{*iterations, *salt, *stored_key, *server_key};
}

std::string line_of(const User& user) {
  const ScramSecrets& secrets = user.secrets;
  return fmt::format("{}{}{},{},{},{}", user.name, scheme, secrets.iterations,
                     sasl_base64(secrets.salt), sasl_base64(secrets.stored_key),
                     sasl_base64(secrets.server_key));
}

std::string_view without_trailing_blanks(std::string_view line) {
  const std::size_t last = line.find_last_not_of(" \t\r");
  return line.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

}  // namespace

std::optional<std::string> canonical_user(std::string_view text) {
  const auto prepared = saslprep(text);
  if (!prepared || prepared->starts_with('#') || prepared->starts_with('<')) return std::nullopt;
  const grammar::Path path = grammar::parse_mailbox(*prepared);
  if (path.is_null || path.is_postmaster || path.mailbox != *prepared) return std::nullopt;
  return fmt::format("{}@{}", path.local_part, lower_case(path.domain));
}

std::optional<ScramSecrets> new_secrets(std::string_view password, std::uint32_t iterations) {
  return scram_secrets(password, iterations, random_octets(salt_octets));
}

std::variant<UsersText, UsersFault> UsersText::parse(std::string_view text, std::string_view file) {
  UsersText parsed;
  std::unordered_set<std::string> names;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = without_trailing_blanks(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    auto wrong = parsed.take(line);
    const auto& user = parsed.lines_.back().user;
    if (!wrong && user && !names.insert(user->name).second) {
      wrong = user->name + " is here a second time; delete one of the lines";
    }
    if (wrong) {
      return UsersFault{Exit::configuration, fmt::format("{}:{}: {}", file, number, *wrong)};
    }
  }
  return parsed;
}

// What is wrong with the line. Nothing of it is repeated but a name: the rest are secrets.
std::optional<std::string> UsersText::take(std::string_view line) {
  Line& taken = lines_.emplace_back(Line{std::string(line), std::nullopt});
  if (line.empty() || line.starts_with('#')) return std::nullopt;
  if (line.starts_with(unknown_scheme)) {
    if (unknown_key_) return "a second line of unknown users; delete one of them";
    unknown_key_ = from_sasl_base64(line.substr(unknown_scheme.size()));
    if (!unknown_key_ || unknown_key_->size() != key_octets) {
      return "the key of unknown users is not 32 octets in base64; delete the line";
    }
    return std::nullopt;
  }
  const std::size_t colon = line.rfind(scheme);  // a quoted local part may look like a scheme
  if (colon == std::string_view::npos) return std::string(shape);
  const auto name = canonical_user(line.substr(0, colon));
  if (!name) return "the name is no mail address; write it as user@domain";
  auto secrets = secrets_of(line.substr(colon + scheme.size()));
  if (!secrets) return std::string(shape);
  taken.user = User{*name, std::move(*secrets)};
  return std::nullopt;
}

std::vector<User> UsersText::users() const {
  std::vector<User> users;
  for (const Line& line : lines_) {
    if (line.user) users.push_back(*line.user);
  }
  return users;
}

bool UsersText::has(std::string_view name) const {
  return std::any_of(lines_.begin(), lines_.end(),
                     [&](const Line& line) { return line.user && line.user->name == name; });
}

void UsersText::put(const User& user) {
  Line line{line_of(user), user};
  for (Line& old : lines_) {
    if (!old.user || old.user->name != user.name) continue;
    old = std::move(line);
    return;
  }
  if (lines_.empty()) lines_.push_back({std::string(first_line), std::nullopt});
  lines_.push_back(std::move(line));
}

bool UsersText::remove(std::string_view name) {
  return std::erase_if(lines_,
                       [&](const Line& line) { return line.user && line.user->name == name; }) > 0;
}

void UsersText::make_unknown_key() {
  if (unknown_key_) return;
  unknown_key_ = random_octets(key_octets);
  lines_.push_back({std::string(unknown_scheme) + sasl_base64(*unknown_key_), std::nullopt});
}

std::string UsersText::text() const {
  std::string text;
  for (const Line& line : lines_) text += line.text + "\n";
  return text;
}

}  // namespace heloport::apps
