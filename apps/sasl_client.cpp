// SASL as a client. GNU SASL computes; what a server may ask of us is decided here.

#include "apps/sasl_client.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <utility>

#include "apps/hmac.hpp"
#include "apps/policy.hpp"
#include "apps/sasl_library.hpp"
#include "apps/users_file.hpp"
#include "grammar/scram.hpp"

namespace heloport::apps {
namespace {

using Kind = SaslStep::Kind;

bool always(const SaslChannel&) {
  return true;
}
bool has_binding(const SaslChannel& channel) {
  return channel.has_binding();
}
bool may_show_passwords(const SaslChannel& channel) {
  return channel.may_show_passwords();
}
bool has_certificate(const SaslChannel& channel) {
  return channel.certificate;
}

/// A mechanism as a client sees it, best first.
struct Mechanism {
  std::string_view name;
  bool (*possible)(const SaslChannel&);
  bool speaks_first;
  bool with_password;
};

constexpr std::array mechanisms{
    Mechanism{sasl::scram_plus, has_binding, true, true},
    Mechanism{sasl::scram, always, true, true},
    Mechanism{sasl::plain, may_show_passwords, true, true},
    Mechanism{sasl::login, may_show_passwords, false, true},
    Mechanism{sasl::external, has_certificate, true, false},
};

/// Any mechanism: the library's messages, with what the channel and the user tell it.
class Client : public SaslClient, private SaslFacts {
 public:
  Client(const Mechanism& mechanism, SaslLogin login, SaslChannel channel)
      : mechanism_(mechanism),
        login_(std::move(login)),
        channel_(std::move(channel)),
        exchange_(SaslExchange::begin(SaslRole::client, std::string(mechanism.name), *this)) {}

  ~Client() override { wipe(login_.password); }

  bool speaks_first() const override { return mechanism_.speaks_first; }
  bool complete() const override { return complete_; }

  SaslStep step(std::optional<std::string> challenge) override {
    if (over_) return {};
    SaslStep next{Kind::temporary, "", ""};
    try {
      next = advance(challenge.value_or(""));
    } catch (const std::exception&) {
      // No memory or no randomness is left.
    }
    over_ = next.kind != Kind::challenge;
    complete_ = next.kind == Kind::done;
    return next;
  }

 protected:
  virtual SaslStep advance(const std::string& challenge) {
    return step_of(exchange_->step(challenge));
  }

 private:
  std::optional<std::string> fact(SaslFact wanted) override {
    std::string text = text_of(wanted);
    if (text.empty()) return std::nullopt;
    return text;
  }

  // Both sides prepare, so that what was typed in two ways is one password (RFC 4616, 2).
  std::string text_of(SaslFact wanted) const {
    switch (wanted) {
      case SaslFact::authcid:
        return saslprep(login_.user).value_or("");
      case SaslFact::password:
        return saslprep(login_.password).value_or("");
      case SaslFact::authzid:
        return login_.authzid;
      case SaslFact::tls_unique:
        return channel_.tls ? channel_.tls_unique : "";
      case SaslFact::tls_exporter:
        return channel_.tls ? channel_.tls_exporter : "";
      default:
        return "";
    }
  }

  bool permits(const SaslClaim&) override { return false; }

  const Mechanism& mechanism_;
  SaslLogin login_;
  const SaslChannel channel_;
  std::unique_ptr<SaslExchange> exchange_;
  bool over_ = false;
  bool complete_ = false;
};

/// SCRAM, where the server must prove itself too.
class ScramClient : public Client {
 public:
  using Client::Client;

 private:
  enum class Awaited { nothing, server_first, server_final };

  SaslStep advance(const std::string& challenge) final {
    switch (awaited_) {
      case Awaited::nothing:
        return begin(challenge);
      case Awaited::server_first:
        return take_first(challenge);
      case Awaited::server_final:
        return take_final(challenge);
    }
    std::abort();
  }

  // The empty 334 of a server that got no initial response is no message of SCRAM.
  SaslStep begin(const std::string& challenge) {
    if (!challenge.empty()) return {Kind::malformed, "", ""};
    awaited_ = Awaited::server_first;
    SaslStep step = first_message();
    const auto first = grammar::parse_scram_client_first(step.octets);
    if (first) nonce_ = first->nonce;
    return step;
  }

  SaslStep take_first(const std::string& challenge) {
    const auto first = grammar::parse_scram_server_first(challenge);
    if (!first) return {Kind::malformed, "", ""};
    // A nonce that the server adds nothing to would let an old exchange be played again.
    const bool extended = first->nonce.starts_with(nonce_) && first->nonce.size() > nonce_.size();
    const bool reasonable =
        first->iterations >= scram_iterations_min && first->iterations <= scram_iterations_max;
    if (first->extension_demanded || !extended || !reasonable) return {Kind::failed, "", ""};
    awaited_ = Awaited::server_final;
    return final_message(*first, challenge);
  }

  SaslStep take_final(const std::string& challenge) {
    switch (grammar::parse_scram_server_final(challenge)) {
      case grammar::ScramServerFinal::none:
        return {Kind::malformed, "", ""};
      case grammar::ScramServerFinal::error:
        return {Kind::failed, "", ""};
      case grammar::ScramServerFinal::verifier:
        return verify(challenge);
    }
    std::abort();
  }

  virtual SaslStep first_message() { return Client::advance(""); }
  virtual SaslStep final_message(const grammar::ScramServerFirst&, const std::string& challenge) {
    return Client::advance(challenge);
  }
  // The library takes no extension there; none is known here, so none is missed.
  virtual SaslStep verify(const std::string& challenge) {
    return Client::advance(challenge.substr(0, challenge.find(',')));
  }

  Awaited awaited_ = Awaited::nothing;
  std::string nonce_;
};

/// SCRAM by a client that could bind to the channel and was not offered to: it says y instead of
/// n, so that a server which did offer it can tell that somebody between has taken it away
/// (RFC 5802, 6). The library (2.2) cannot: it refuses its own message with y. Its message with n
/// is taken and changed, and the proof is computed here.
class UnboundScramClient final : public ScramClient {
 public:
  UnboundScramClient(const Mechanism& mechanism, SaslLogin login, SaslChannel channel)
      : ScramClient(mechanism, login, without_binding(std::move(channel))),
        password_(std::move(login.password)) {}

  ~UnboundScramClient() override { wipe(password_); }

 private:
  static SaslChannel without_binding(SaslChannel channel) {
    channel.tls_unique.clear();
    channel.tls_exporter.clear();
    return channel;
  }

  SaslStep first_message() override {
    SaslStep step = Client::advance("");
    if (step.kind != Kind::challenge) return step;
    step.octets.front() = 'y';
    const std::size_t header_octets = step.octets.find(',', step.octets.find(',') + 1) + 1;
    header_ = step.octets.substr(0, header_octets);
    first_bare_ = step.octets.substr(header_octets);
    return step;
  }

  // RFC 5802, 3: ClientProof and ServerSignature.
  SaslStep final_message(const grammar::ScramServerFirst& first,
                         const std::string& challenge) override {
    const auto salt = from_sasl_base64(first.salt);
    if (!salt) return {Kind::malformed, "", ""};
    auto keys = scram_keys(password_, static_cast<std::uint32_t>(first.iterations), *salt);
    if (!keys) return {Kind::failed, "", ""};
    const std::string without_proof =
        "c=" + sasl_base64(header_) + ",r=" + std::string(first.nonce);
    const std::string message = first_bare_ + "," + challenge + "," + without_proof;
    std::string proof = hmac_sha256(keys->stored_key, message);
    for (std::size_t i = 0; i < proof.size(); ++i) {
      proof[i] = static_cast<char>(proof[i] ^ keys->client_key[i]);
    }
    wipe(keys->client_key);
    server_signature_ = hmac_sha256(keys->server_key, message);
    return {Kind::challenge, without_proof + ",p=" + sasl_base64(proof), ""};
  }

  SaslStep verify(const std::string& challenge) override {
    const std::string_view verifier = std::string_view(challenge).substr(2);  // after `v=`
    const auto signature = from_sasl_base64(verifier.substr(0, verifier.find(',')));
    const bool right = signature && equal_in_constant_time(*signature, server_signature_);
    return {right ? Kind::done : Kind::failed, "", ""};
  }

  std::string password_;
  std::string header_;
  std::string first_bare_;
  std::string server_signature_;
};

bool is_scram(const Mechanism& mechanism) {
  return mechanism.name == sasl::scram || mechanism.name == sasl::scram_plus;
}

bool names(std::string_view text, const Mechanism& mechanism) {
  return lower_case(text) == lower_case(mechanism.name);
}

}  // namespace

std::unique_ptr<SaslClient> SaslClient::begin(std::string_view mechanism, SaslLogin login,
                                              const SaslChannel& channel) {
  for (const Mechanism& row : mechanisms) {
    if (!names(mechanism, row) || !row.possible(channel)) continue;
    if (row.name == sasl::scram && channel.has_binding()) {
      return std::make_unique<UnboundScramClient>(row, std::move(login), channel);
    }
    if (is_scram(row)) return std::make_unique<ScramClient>(row, std::move(login), channel);
    return std::make_unique<Client>(row, std::move(login), channel);
  }
  return nullptr;
}

std::optional<std::string> SaslClient::strongest(std::span<const std::string> offered,
                                                 const SaslChannel& channel, bool have_password) {
  for (const Mechanism& row : mechanisms) {
    if (row.with_password != have_password || !row.possible(channel)) continue;
    const auto named = [&](const std::string& text) { return names(text, row); };
    if (std::any_of(offered.begin(), offered.end(), named)) return std::string(row.name);
  }
  return std::nullopt;
}

}  // namespace heloport::apps
