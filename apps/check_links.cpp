// See check_links.hpp.

#include "apps/check_links.hpp"

#include <unistd.h>

#include <utility>

#include "conformance/descriptor_link.hpp"
#include "transports/client.hpp"

namespace heloport::apps {
namespace {

using conformance::PeerLink;
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

LinkOrWhy open_link(const CheckTarget& target, std::chrono::milliseconds timeout) {
  auto reached = reach(target, timeout);
  if (const auto* fault = std::get_if<transports::Fault>(&reached)) return fault->text;
  std::unique_ptr<PeerLink> link =
      std::make_unique<ConnectionLink>(std::get<transports::Connection>(std::move(reached)));
  if (!target.tls_at_once) return link;
  if (auto why = link->start_tls()) return *std::move(why);
  return link;
}

}  // namespace

conformance::LinkFactory links_to(CheckTarget target, std::chrono::milliseconds timeout) {
  return [target = std::move(target), timeout] { return open_link(target, timeout); };
}

}  // namespace heloport::apps
