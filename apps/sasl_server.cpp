// SASL as a server. GNU SASL parses and computes; what it leaves open is decided here.

#include "apps/sasl_server.hpp"

#include <array>
#include <exception>
#include <utility>

#include "apps/mime.hpp"
#include "apps/policy.hpp"
#include "grammar/scram.hpp"

namespace heloport::apps {
namespace {

using Kind = SaslStep::Kind;

bool has_certificate(const SaslChannel& channel) {
  return channel.certificate && canonical_user(channel.certificate_identity).has_value();
}

// Nobody acts for somebody else here, so an authorization identity can only repeat the name
// (RFC 4616, 2; RFC 5802, 5.1).
bool may_act(const std::string& authzid, const std::string& name, const FoundUser& found) {
  return authzid.empty() || authzid == name || canonical_user(authzid) == found.name;
}

/// Somebody with a password, seen as the library sees it.
class Passwords : public SaslFacts {
 public:
  explicit Passwords(const Users& users) : users_(users) {}

  std::optional<std::string> fact(SaslFact) override { return std::nullopt; }

  // Every name and password that can be prepared costs one lookup and one hash, right or wrong.
  bool permits(const SaslClaim& claim) override {
    const auto found = users_.find(claim.authcid);
    unreadable_ = !found;
    if (!found || claim.authcid.empty()) return false;
    if (!may_act(claim.authzid, claim.authcid, *found)) return false;
    const auto given =
        scram_secrets(claim.password, found->secrets.iterations, found->secrets.salt);
    if (!given) return false;
    const bool equal = equal_in_constant_time(given->stored_key, found->secrets.stored_key);
    identity_ = found->name;
    return equal && found->known;
  }

  SaslStep step(SaslExchange& exchange, const std::string& response) {
    SaslStep step = step_of(exchange.step(response));
    if (unreadable_) return {Kind::temporary, "", ""};
    if (step.kind == Kind::done) step.identity = identity_;
    return step;
  }

 private:
  const Users& users_;
  bool unreadable_ = false;
  std::string identity_;
};

/// RFC 4616: one message, name and password in it.
class PlainServer final : public SaslServer {
 public:
  PlainServer(const Users& users, const SaslChannel&) : passwords_(users) {}

 private:
  SaslStep respond(const std::string& response) override {
    if (response.empty() || !is_utf8(response)) return {Kind::malformed, "", ""};
    return passwords_.step(*exchange_, response);
  }

  Passwords passwords_;
  std::unique_ptr<SaslExchange> exchange_ =
      SaslExchange::begin(SaslRole::server, std::string(sasl::plain), passwords_);
};

/// LOGIN, which has no RFC: name and password one after the other. An initial response is the
/// name. The challenges are those that clients were seen to wait for, not the library's.
class LoginServer final : public SaslServer {
 public:
  LoginServer(const Users& users, const SaslChannel&) : passwords_(users) {
    exchange_->step("");  // the library's challenge for the name
  }

 private:
  SaslStep first_challenge() override { return {Kind::challenge, "Username:", ""}; }

  SaslStep respond(const std::string& response) override {
    if (response.empty() || !is_utf8(response)) return {Kind::malformed, "", ""};
    SaslStep step = passwords_.step(*exchange_, response);
    if (step.kind == Kind::challenge) step.octets = "Password:";
    return step;
  }

  Passwords passwords_;
  std::unique_ptr<SaslExchange> exchange_ =
      SaslExchange::begin(SaslRole::server, std::string(sasl::login), passwords_);
};

/// RFC 4422, appendix A: TLS knows who it is.
class ExternalServer final : public SaslServer, private SaslFacts {
 public:
  ExternalServer(const Users& users, const SaslChannel& channel)
      : users_(users), identity_(canonical_user(channel.certificate_identity).value_or("")) {}

 private:
  std::optional<std::string> fact(SaslFact) override { return std::nullopt; }

  bool permits(const SaslClaim& claim) override {
    return claim.authzid.empty() || canonical_user(claim.authzid) == identity_;
  }

  SaslStep respond(const std::string& response) override {
    if (!is_utf8(response)) return {Kind::malformed, "", ""};
    SaslStep step = step_of(exchange_->step(response));
    return step.kind == Kind::done ? admit() : step;
  }

  // A certificate lasts for years; a user who was deleted is gone at once.
  SaslStep admit() const {
    const std::optional<FoundUser> user = users_.find(identity_);
    if (!user) return {Kind::temporary, "", ""};
    if (!user->known) return {Kind::failed, "", ""};
    return {Kind::done, "", identity_};
  }

  const Users& users_;
  const std::string identity_;
  std::unique_ptr<SaslExchange> exchange_ =
      SaslExchange::begin(SaslRole::server, std::string(sasl::external), *this);
};

/// RFC 5802 with SHA-256 of RFC 7677, with and without channel binding.
class ScramServer final : public SaslServer, private SaslFacts {
 public:
  ScramServer(const Users& users, const SaslChannel& channel, bool plus)
      : users_(users),
        channel_(channel),
        plus_(plus),
        exchange_(SaslExchange::begin(SaslRole::server,
                                      std::string(plus ? sasl::scram_plus : sasl::scram), *this)) {}

 private:
  enum class Awaited { client_first, client_final, empty_line };

  SaslStep respond(const std::string& response) override {
    switch (awaited_) {
      case Awaited::client_first:
        return take_first(response);
      case Awaited::client_final:
        return take_final(response);
      case Awaited::empty_line:
        break;
    }
    if (!response.empty()) return {Kind::malformed, "", ""};
    return {Kind::done, "", found_->name};
  }

  // The library's parser is lenient: it takes `=` in names where RFC 5802, 5.1 has it fail, and
  // the flag p of a client that then binds to nothing. So the grammar reads it first. A name of
  // which SASLprep leaves nothing makes the library (2.2) lose memory, so it does not see one.
  SaslStep take_first(const std::string& response) {
    const auto first = grammar::parse_scram_client_first(response);
    if (!first) return {Kind::malformed, "", ""};
    const bool binds = first->flag == 'p';
    if (first->extension_demanded || binds != plus_) return {Kind::failed, "", ""};
    const std::string name = grammar::scram_name(first->username);
    if (saslprep(name).value_or("").empty()) return {Kind::failed, "", ""};
    found_ = users_.find(name);
    if (!found_) return {Kind::temporary, "", ""};
    if (!may_act(grammar::scram_name(first->authzid), name, *found_)) {
      return {Kind::failed, "", ""};
    }
    awaited_ = Awaited::client_final;
    return step_of(exchange_->step(response));
  }

  SaslStep take_final(const std::string& response) {
    if (!grammar::is_scram_client_final(response)) return {Kind::malformed, "", ""};
    awaited_ = Awaited::empty_line;
    SaslStep step = step_of(exchange_->step(response));
    if (step.kind != Kind::done) return step;
    if (!found_->known) return {Kind::failed, "", ""};
    step.kind = Kind::challenge;  // the server's proof, which the client is to answer
    return step;
  }

  // With the binding's data at hand, the library refuses the flag y: the client could have bound,
  // and was told that we cannot (RFC 5802, 6).
  std::optional<std::string> fact(SaslFact wanted) override {
    switch (wanted) {
      case SaslFact::tls_unique:
        return binding(channel_.tls_unique);
      case SaslFact::tls_exporter:
        return binding(channel_.tls_exporter);
      case SaslFact::scram_iterations:
        return std::to_string(found_->secrets.iterations);
      case SaslFact::scram_salt:
        return found_->secrets.salt;
      case SaslFact::scram_stored_key:
        return found_->secrets.stored_key;
      case SaslFact::scram_server_key:
        return found_->secrets.server_key;
      default:
        return std::nullopt;
    }
  }

  std::optional<std::string> binding(const std::string& data) const {
    if (!channel_.tls || data.empty()) return std::nullopt;
    return data;
  }

  bool permits(const SaslClaim&) override { return false; }

  const Users& users_;
  const SaslChannel channel_;
  const bool plus_;
  Awaited awaited_ = Awaited::client_first;
  std::optional<FoundUser> found_;
  std::unique_ptr<SaslExchange> exchange_;
};

template <class Server>
std::unique_ptr<SaslServer> made(const Users& users, const SaslChannel& channel) {
  return std::make_unique<Server>(users, channel);
}

template <bool plus>
std::unique_ptr<SaslServer> made_scram(const Users& users, const SaslChannel& channel) {
  return std::make_unique<ScramServer>(users, channel, plus);
}

/// A mechanism: when it is offered, and what carries it out.
struct Mechanism {
  std::string_view name;
  bool (*possible)(const SaslChannel&);
  std::unique_ptr<SaslServer> (*make)(const Users&, const SaslChannel&);
};

bool has_binding(const SaslChannel& channel) {
  return channel.has_binding();
}
bool may_show_passwords(const SaslChannel& channel) {
  return channel.may_show_passwords();
}
bool always(const SaslChannel&) {
  return true;
}

constexpr std::array mechanisms{
    Mechanism{sasl::scram_plus, has_binding, made_scram<true>},
    Mechanism{sasl::scram, always, made_scram<false>},
    Mechanism{sasl::external, has_certificate, made<ExternalServer>},
    Mechanism{sasl::plain, may_show_passwords, made<PlainServer>},
    Mechanism{sasl::login, may_show_passwords, made<LoginServer>},
};

}  // namespace

std::vector<std::string> sasl_mechanisms(const SaslChannel& channel) {
  std::vector<std::string> names;
  for (const Mechanism& row : mechanisms) {
    if (row.possible(channel)) names.emplace_back(row.name);
  }
  return names;
}

std::unique_ptr<SaslServer> SaslServer::begin(std::string_view mechanism, const Users& users,
                                              const SaslChannel& channel) {
  for (const Mechanism& row : mechanisms) {
    if (lower_case(row.name) != lower_case(mechanism) || !row.possible(channel)) continue;
    return row.make(users, channel);
  }
  return nullptr;
}

SaslStep SaslServer::step(std::optional<std::string> response) {
  if (over_) return {};
  SaslStep next{Kind::temporary, "", ""};
  try {
    next = response ? respond(*response) : first_challenge();
  } catch (const std::exception&) {
    // No memory or no randomness is left; the client may try again.
  }
  if (response) wipe(*response);
  over_ = next.kind != Kind::challenge;
  return next;
}

}  // namespace heloport::apps
