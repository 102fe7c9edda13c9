// See check_links.hpp.

#include "apps/check_links.hpp"

#include <unistd.h>

#include <utility>

#include "apps/tls_link.hpp"
#include "conformance/descriptor_link.hpp"
#include "transports/client.hpp"

namespace heloport::apps {
namespace {

using conformance::PeerLink;
using TlsContext = std::shared_ptr<const transports::TlsClientContext>;

// Not looked at: nothing is verified.
constexpr std::string_view server_name = "localhost";

using LinkOrWhy = std::variant<std::unique_ptr<PeerLink>, std::string>;

/// A connection of ours as the suite drives it. The connection closes last: a command is waited
/// for when it has seen the end of its input.
class ConnectionLink final : public PeerLink {
 public:
  explicit ConnectionLink(transports::Connection connection)
      : connection_(std::move(connection)),
        link_(::dup(connection_.descriptor()), ::dup(connection_.descriptor())) {}

  bool write(std::string_view octets) override { return link_.write(octets); }
  Received read(std::chrono::milliseconds patience) override { return link_.read(patience); }
  void end_writing() override { link_.end_writing(); }

 private:
  transports::Connection connection_;
  conformance::DescriptorLink link_;
};

std::variant<transports::Connection, transports::Fault> reach(const CheckTarget& target,
                                                              std::chrono::milliseconds timeout) {
  if (const auto* command = std::get_if<std::string>(&target.way)) {
    return transports::spawn(*command);
  }
  return transports::connect(std::get<transports::Address>(target.way), timeout);
}

LinkOrWhy open_link(const CheckTarget& target, std::chrono::milliseconds timeout,
                    const TlsContext& context) {
  auto reached = reach(target, timeout);
  if (const auto* fault = std::get_if<transports::Fault>(&reached)) return fault->text;
  auto plain =
      std::make_unique<ConnectionLink>(std::get<transports::Connection>(std::move(reached)));
  if (!context) return plain;
  auto link = std::make_unique<TlsLink>(std::move(plain), context, std::string(server_name));
  if (!target.tls_at_once) return link;
  if (auto why = link->start_tls()) return *std::move(why);
  return link;
}

}  // namespace

conformance::LinkFactory links_to(CheckTarget target, std::chrono::milliseconds timeout) {
  transports::TlsClientRules rules;
  rules.verify = false;
  auto opened = transports::TlsClientContext::open({}, rules);
  TlsContext context;
  if (auto* good = std::get_if<std::shared_ptr<transports::TlsClientContext>>(&opened)) {
    context = std::move(*good);
  }
  return [target = std::move(target), timeout, context] {
    return open_link(target, timeout, context);
  };
}

}  // namespace heloport::apps
