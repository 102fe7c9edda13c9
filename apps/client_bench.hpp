#pragma once
// Where clients are tried: certificates, files of messages, and one session after the other.

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "apps/client_recipe.hpp"
#include "conformance/client_case.hpp"
#include "conformance/client_verdict.hpp"
#include "transports/fault.hpp"
#include "transports/listening.hpp"
#include "transports/tls_context.hpp"

namespace heloport::apps {

/// What every case of a run shares: a folder that is removed in the end, and certificates in it.
/// Threads: shared by all once it is open.
class ClientBench {
 public:
  static std::variant<std::unique_ptr<ClientBench>, transports::Fault> open();
  ~ClientBench();
  ClientBench(const ClientBench&) = delete;
  ClientBench& operator=(const ClientBench&) = delete;

  std::shared_ptr<const transports::TlsServerContext> context(
      conformance::CertificateKind kind) const;
  const std::string& ca_file() const { return ca_file_; }
  /// Writes the message's files and says everything that a client is told.
  std::variant<RecipeValues, transports::Fault> prepare(const conformance::ClientCase& subject,
                                                        const transports::IpAddress& at) const;
  /// Where a command's output goes.
  std::string output_file(const conformance::ClientCase& subject) const;

 private:
  explicit ClientBench(std::string folder) : folder_(std::move(folder)) {}
  std::optional<transports::Fault> make_certificates();

  std::string folder_;
  std::string ca_file_;
  std::array<std::shared_ptr<transports::TlsServerContext>, 5> contexts_;
};

struct BenchTimes {
  std::chrono::milliseconds patience{10'000};  // for the client's next word, and for its end
  std::chrono::milliseconds arrival{10'000};   // for its connection
};

/// Plays a case to a client that `command` starts; empty: to whoever connects, once.
/// Errors: what keeps the suite itself from working; what the client does is in the run.
std::variant<conformance::ClientRun, transports::Fault> try_client(
    const ClientBench& bench, const conformance::ClientCase& subject,
    const transports::Listening& listening, const RecipeValues& values, const std::string& command,
    const BenchTimes& times);

/// The mailbox and password that `! told login` speaks of.
inline constexpr std::string_view bench_user = "ann@example.org";
inline constexpr std::string_view bench_password = "correct horse";

}  // namespace heloport::apps
