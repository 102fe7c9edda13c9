#pragma once
// What heloport takes from GNU SASL, in our words. Only sasl_library.cpp sees the library itself.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace heloport::apps {

/// What a server keeps of a password: enough to verify, not enough to log in (RFC 5802, 3).
/// Octets, not base64: salt of any length, keys of 32 octets.
struct ScramSecrets {
  std::uint32_t iterations = 0;
  std::string salt;
  std::string stored_key;
  std::string server_key;

  bool operator==(const ScramSecrets&) const = default;
};

/// SASLprep of RFC 4013 with characters of Unicode 3.2 only. Nothing when the text is not UTF-8,
/// holds what SASLprep prohibits, or is longer than sasl_text_octets_max; may be empty.
std::optional<std::string> saslprep(std::string_view text);

constexpr std::size_t sasl_text_octets_max = 1024;  // RFC 4616, 2 asks for 255 at least

/// The keys of a password (RFC 5802, 3), 32 octets each. client_key logs in: wipe it.
struct ScramKeys {
  std::string client_key;
  std::string stored_key;
  std::string server_key;
};

/// Slow by intent: `iterations` times two hashes. Nothing when the password is empty after
/// SASLprep, or cannot be prepared; then no iteration is done.
std::optional<ScramKeys> scram_keys(std::string_view password, std::uint32_t iterations,
                                    std::string_view salt);

/// As scram_keys(), without the key that logs in.
std::optional<ScramSecrets> scram_secrets(std::string_view password, std::uint32_t iterations,
                                          std::string_view salt);

/// The secrets of a password whose salted form is `salted_password`, 32 octets. Fast.
ScramSecrets scram_secrets_from_salted(std::string_view salted_password, std::uint32_t iterations,
                                       std::string_view salt);

/// How many iterations scram_keys() has done in this process. Two courses that differ in it
/// differ in time. Threads: any.
std::uint64_t scram_iterations_done();

std::string random_octets(std::size_t count);

std::string sasl_base64(std::string_view octets);
/// Nothing when `text` is not the one base64 of some octets.
std::optional<std::string> from_sasl_base64(std::string_view text);

/// True if both are equal; takes the same time wherever they differ.
bool equal_in_constant_time(std::string_view one, std::string_view other);

/// Overwrites a secret before it is given back; the string is empty afterwards.
void wipe(std::string& secret);

enum class SaslRole : std::uint8_t { client, server };

/// What the library may want to know. Octets, not base64, whatever the library wants.
enum class SaslFact : std::uint8_t {
  authcid,
  authzid,
  password,
  tls_unique,
  tls_exporter,
  scram_iterations,
  scram_salt,
  scram_stored_key,
  scram_server_key,
};

/// What a client claims to be, by PLAIN, LOGIN or EXTERNAL. authzid is empty when it was not
/// given; PLAIN's is then its authcid.
struct SaslClaim {
  std::string authcid;
  std::string authzid;
  std::string password;
};

/// Whoever holds an exchange, as the library sees it.
class SaslFacts {
 public:
  SaslFacts() = default;
  SaslFacts(const SaslFacts&) = delete;
  SaslFacts& operator=(const SaslFacts&) = delete;
  virtual ~SaslFacts() = default;

  /// Nothing: not known, or not to be told.
  virtual std::optional<std::string> fact(SaslFact wanted) = 0;
  /// Asked of a server; SCRAM does not ask it, because it proves.
  virtual bool permits(const SaslClaim& claim) = 0;
};

enum class SaslOutcome : std::uint8_t {
  more,       // the octets are for the other side, which must answer
  done,       // the octets are for the other side, if there are any
  refused,    // what was said is well-formed and not right
  malformed,  // what was said is not a message of the mechanism
  broken,     // out of memory, no randomness
};

/// One exchange of one mechanism, inside the library.
///
/// Lifetime: `facts` outlives it.
/// Threads:  one at a time, any of them; two exchanges share nothing.
class SaslExchange {
 public:
  struct Step {
    SaslOutcome outcome;
    std::string octets;
  };

  /// Null when the library does not have the mechanism.
  static std::unique_ptr<SaslExchange> begin(SaslRole role, const std::string& mechanism,
                                             SaslFacts& facts);
  ~SaslExchange();
  SaslExchange(const SaslExchange&) = delete;
  SaslExchange& operator=(const SaslExchange&) = delete;

  Step step(std::string_view input);

 private:
  struct Session;
  explicit SaslExchange(std::unique_ptr<Session> session);

  std::unique_ptr<Session> session_;
};

}  // namespace heloport::apps
