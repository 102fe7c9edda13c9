// See check_links.hpp.

#include "apps/check_links.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
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
                                                              std::chrono::milliseconds timeout,
                                                              const CommandErrors& errors) {
  if (const auto* command = std::get_if<std::string>(&target.way)) {
    return transports::spawn(*command, errors.descriptor());
  }
  return transports::connect(std::get<transports::Address>(target.way), timeout);
}

LinkOrWhy open_link(const CheckTarget& target, std::chrono::milliseconds timeout,
                    const CommandErrors& errors, const TlsContext& context) {
  auto reached = reach(target, timeout, errors);
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

CommandErrors::CommandErrors() {
  std::FILE* const file = std::tmpfile();  // has no name, and is gone when it is closed
  if (file == nullptr) return;
  kept_ = transports::Descriptor(::fcntl(::fileno(file), F_DUPFD_CLOEXEC, 0));
  std::fclose(file);
  nowhere_ = transports::Descriptor(::open("/dev/null", O_WRONLY | O_CLOEXEC));
}

int CommandErrors::descriptor() const {
  const transports::Descriptor& now = hushed_ ? nowhere_ : kept_;
  return now.open() ? now.number() : -1;
}

std::string CommandErrors::last_words() const {
  if (!kept_.open()) return {};
  std::array<char, 4096> end{};
  const ::off_t size = ::lseek(kept_.number(), 0, SEEK_END);
  const ::off_t from = std::max<::off_t>(0, size - static_cast<::off_t>(end.size()));
  const ::ssize_t count = ::pread(kept_.number(), end.data(), end.size(), from);
  std::string_view text(end.data(), static_cast<std::size_t>(std::max<::ssize_t>(0, count)));
  while (text.ends_with('\n')) text.remove_suffix(1);
  return std::string(text.substr(text.rfind('\n') + 1));  // npos + 1 is 0
}

conformance::LinkFactory links_to(CheckTarget target, std::chrono::milliseconds timeout,
                                  const CommandErrors& errors) {
  transports::TlsClientRules rules;
  rules.verify = false;
  auto opened = transports::TlsClientContext::open({}, rules);
  TlsContext context;
  if (auto* good = std::get_if<std::shared_ptr<transports::TlsClientContext>>(&opened)) {
    context = std::move(*good);
  }
  return [target = std::move(target), timeout, context, &errors] {
    return open_link(target, timeout, errors, context);
  };
}

}  // namespace heloport::apps
