// See sound_server.hpp.

#include "sound_server.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <variant>

#include "apps/tls_link.hpp"
#include "engine/extensions/extension.hpp"
#include "mailbox/store.hpp"
#include "tests/support/certificates.hpp"
#include "transports/trust_list.hpp"

namespace heloport::broken {
namespace {

using engine::ExtensionId;
using engine::ExtensionSet;
using engine::MechanismId;
using test::certificate_file;

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "sound_server: %s\n", why.c_str());
  std::abort();
}

/// Takes every message and keeps none. The user has one mail, so that VRFY finds a mailbox.
class Shelf final : public mailbox::Store {
 public:
  std::unique_ptr<mailbox::Delivery> begin(mailbox::MessageOrder) override {
    return std::make_unique<Dropped>();
  }
  std::variant<std::vector<std::string>, mailbox::StoreFault> list(
      const mailbox::Address& user) override {
    if (user.local_part != "bob") return std::vector<std::string>();
    return std::vector<std::string>{"mail.txt"};
  }
  std::variant<std::unique_ptr<mailbox::MailReader>, mailbox::NoSuchMail, mailbox::StoreFault> open(
      const mailbox::Address&, std::string_view) override {
    return mailbox::NoSuchMail{};
  }
  std::string promise() const override { return "250 means nothing here"; }

 private:
  class Dropped final : public mailbox::Delivery {
   public:
    void write(std::string_view) override {}
    std::variant<mailbox::Committed, mailbox::StoreFault> commit() override {
      return mailbox::Committed{{"nowhere"}};
    }
  };
};

ExtensionSet extensions_named(const std::vector<std::string>& keywords) {
  ExtensionSet set;
  for (const std::string& keyword : keywords) {
    const auto rows = engine::all_extensions();
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const auto& each) { return each.keyword == keyword; });
    if (row == rows.end()) give_up("there is no extension " + keyword);
    set = set.with(row->id);
  }
  return set;
}

// The limits that end a session stay as they are: a case must not depend on running into them.
engine::ServerOptions options_of(const ServerChoice& choice) {
  engine::ServerOptions options;
  options.hostname = "mx.example.org";
  options.protocol = choice.lmtp ? engine::Protocol::lmtp : engine::Protocol::smtp;
  options.provided = ExtensionSet::all();
  options.switched_off = choice.nothing ? ExtensionSet::all() : extensions_named(choice.without);
  options.mechanisms = {MechanismId::scram_sha_256_plus, MechanismId::scram_sha_256,
                        MechanismId::plain, MechanismId::login};
  options.tls_required = choice.tls_required;
  options.auth_required = choice.auth_required;
  if (choice.recipients_max != 0) options.limits.recipients_max = choice.recipients_max;
  options.limits.message_octets_max = choice.message_octets_max;
  if (choice.tight) {
    options.limits.deliver_by_seconds_min = 60;
    options.limits.mails_max = 30;
  }
  // Here time is nobody's, and a held reply would look like an errand that never ends.
  options.limits.auth_failure_delay = std::chrono::seconds(0);
  return options;
}

std::unique_ptr<apps::Users> users() {
  std::vector<apps::User> known;
  known.push_back({std::string(user_name),
                   *apps::new_secrets(std::string(user_password), apps::scram_iterations_min)});
  return std::make_unique<apps::Users>(std::move(known));
}

template <class Opened>
auto opened_or_give_up(Opened opened) {
  if (const auto* fault = std::get_if<transports::Fault>(&opened)) give_up(fault->text);
  return std::get<0>(std::move(opened));
}

}  // namespace

struct SoundServer::Inside {
  explicit Inside(const ServerChoice& choice)
      : service(options_of(choice), apps::Policy({"example.org"}, "mx.example.org"), shelf, 2) {
    service.tls = opened_or_give_up(transports::TlsServerContext::open(
        {certificate_file("server.pem"), certificate_file("server.key"), ""}));
    service.first_tls_entrance = 1;
    service.users = users();
    const std::vector<std::string> trusted{"unix:"};  // whoever has no address
    service.speakers_for_others = opened_or_give_up(transports::parse_trust_list(trusted));
    client = opened_or_give_up(transports::TlsClientContext::open(
        {certificate_file("ca.pem"), "", ""}, {.verify = false, .versions = {}}));
  }

  Shelf shelf;
  apps::Service service;
  std::shared_ptr<transports::TlsClientContext> client;
};

SoundServer::SoundServer(const ServerChoice& choice) : inside_(std::make_unique<Inside>(choice)) {}
SoundServer::~SoundServer() = default;

apps::Service& SoundServer::service() {
  return inside_->service;
}

std::unique_ptr<conformance::PeerLink> SoundServer::connect(MemoryOptions options) {
  return std::make_unique<apps::TlsLink>(std::make_unique<MemoryPeer>(inside_->service, options),
                                         inside_->client, "mx.example.org");
}

}  // namespace heloport::broken
