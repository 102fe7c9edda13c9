#pragma once
// A client and a server of SASL, talking without a wire; and the users and channels to talk about.

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "apps/sasl_client.hpp"
#include "apps/sasl_server.hpp"

namespace heloport::apps {

inline void PrintTo(SaslStep::Kind kind, std::ostream* out) {
  constexpr std::string_view names[] = {"challenge", "done", "failed", "malformed", "temporary"};
  *out << names[static_cast<std::size_t>(kind)];
}

}  // namespace heloport::apps

namespace heloport::test {

using Kind = apps::SaslStep::Kind;

constexpr std::string_view bob = "bob@example.com";
constexpr std::string_view bobs_password = "pencil";

/// Users in memory. Few iterations make a test fast; the least that a client takes are 4,096.
std::vector<apps::User> users_of_example(std::uint32_t iterations = 4096);

apps::SaslChannel in_clear();
apps::SaslChannel over_tls_12();              // with tls-unique
apps::SaslChannel over_tls_13();              // with tls-exporter
apps::SaslChannel with_certificate_of_bob();  // over TLS without channel binding

/// How an exchange went.
struct Talk {
  apps::SaslStep last;                  // of the server; the default when the client gave up
  std::vector<std::string> challenges;  // what the server said
  std::vector<std::string> responses;   // what the client said
  Kind client = Kind::challenge;        // its last step
  bool complete = false;                // would it believe a 235?
};

/// Lets them talk until one of them is at an end.
Talk talk(apps::SaslServer& server, apps::SaslClient& client);

/// One exchange from AUTH on. With `bare`, AUTH comes without an initial response.
Talk log_in(std::string_view mechanism, const apps::Users& users, const apps::SaslChannel& server,
            const apps::SaslChannel& client, const apps::SaslLogin& login, bool bare = false);

/// `text` with the first `old` in it replaced; a failure when there is none.
std::string replaced(std::string text, std::string_view old, std::string_view with);

}  // namespace heloport::test
