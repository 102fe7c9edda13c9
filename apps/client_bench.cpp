// See client_bench.hpp.

#include "apps/client_bench.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "apps/check_client_link.hpp"
#include "apps/started_command.hpp"
#include "conformance/client_stage.hpp"
#include "transports/tls_authority.hpp"

namespace heloport::apps {
namespace {

using conformance::CertificateKind;
using conformance::ClientCase;
using conformance::ClientRun;
using std::chrono::milliseconds;
using transports::Fault;

// A client that is started for one message has no reason to come more often; a relay comes again
// at its own times, and is not waited for.
constexpr std::size_t connections_max = 8;
constexpr milliseconds glance{20};

struct CertificateRow {
  CertificateKind kind;
  const char* name;
  const char* names;
  bool expired;
  transports::CertificateWish::Signer signer;
};
using Signer = transports::CertificateWish::Signer;
constexpr const char* our_names = "DNS:localhost,DNS:mx.example.org,IP:127.0.0.1,IP:::1";
constexpr std::array certificate_rows{
    CertificateRow{CertificateKind::good, "good", our_names, false, Signer::authority},
    CertificateRow{CertificateKind::wrong_name, "wrong-name", "DNS:elsewhere.example.net", false,
                   Signer::authority},
    CertificateRow{CertificateKind::expired, "expired", our_names, true, Signer::authority},
    CertificateRow{CertificateKind::self_signed, "self-signed", our_names, false, Signer::itself},
    CertificateRow{CertificateKind::untrusted, "untrusted", our_names, false, Signer::stranger},
};

std::string file_name(const ClientCase& subject) {
  std::string name = subject.head.id;
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

std::optional<Fault> write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (file) return std::nullopt;
  return Fault{std::make_error_code(std::errc::io_error), "cannot write " + path};
}

// The last line that a command printed: usually why it failed.
std::string last_line(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text.substr(text.find_last_of('\n') + 1);
}

/// One case, from the start of its command to its end.
class Trial {
 public:
  Trial(const ClientBench& bench, const ClientCase& subject, const transports::Listening& listening,
        const RecipeValues& values, const BenchTimes& times)
      : bench_(bench), subject_(subject), listening_(listening), values_(values), times_(times) {}

  std::optional<Fault> start(const std::string& command);
  ClientRun finish();

 private:
  transports::Descriptor accept_within(milliseconds patience) const;
  void play(transports::Descriptor socket);
  void await_arrival();
  void take_later_ones();
  void report();

  const ClientBench& bench_;
  const ClientCase& subject_;
  const transports::Listening& listening_;
  const RecipeValues& values_;
  const BenchTimes& times_;
  std::optional<StartedCommand> command_;
  ClientRun run_;
};

std::optional<Fault> Trial::start(const std::string& command) {
  if (command.empty()) return std::nullopt;
  auto started = StartedCommand::start(filled(command, values_), bench_.output_file(subject_),
                                       {"HELOPORT_CASE=" + subject_.head.id});
  if (auto* fault = std::get_if<Fault>(&started)) return std::move(*fault);
  command_.emplace(std::get<StartedCommand>(std::move(started)));
  return std::nullopt;
}

ClientRun Trial::finish() {
  await_arrival();
  if (command_) {
    take_later_ones();
    report();
  }
  return std::move(run_);
}

transports::Descriptor Trial::accept_within(milliseconds patience) const {
  const int listener = listening_.sockets.front().number();
  pollfd entry{listener, POLLIN, 0};
  if (::poll(&entry, 1, static_cast<int>(patience.count())) <= 0) return {};
  return transports::Descriptor(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
}

void Trial::await_arrival() {
  const auto until = std::chrono::steady_clock::now() + times_.arrival;
  while (std::chrono::steady_clock::now() < until) {
    const bool gone = command_ && command_->ended();
    transports::Descriptor socket = accept_within(gone ? milliseconds{0} : glance);
    if (socket.open()) return play(std::move(socket));
    if (gone) return;
  }
}

// A client may come again: to try in clear what failed with TLS, or to try again at once.
void Trial::take_later_ones() {
  const auto until = std::chrono::steady_clock::now() + times_.patience;
  while (run_.connections.size() < connections_max && std::chrono::steady_clock::now() < until) {
    const bool gone = command_->ended().has_value();
    transports::Descriptor socket = accept_within(gone ? milliseconds{0} : milliseconds{2});
    if (socket.open()) {
      play(std::move(socket));
    } else if (gone) {
      return;
    }
  }
}

void Trial::play(transports::Descriptor socket) {
  CheckClientLink link(std::move(socket), bench_.context(subject_.certificate));
  conformance::CaseWords words;
  words.from = subject_.message.sender;
  words.recipients = subject_.message.recipients;
  words.user = bench_user;
  words.password = bench_password;
  run_.connections.push_back(
      conformance::play_client_case(subject_, words, link, {times_.patience}));
}

void Trial::report() {
  const auto status = command_->ended();
  const std::string said = last_line(bench_.output_file(subject_));
  const std::string also = said.empty() ? "" : " and said: " + said;
  if (!status) {
    command_->stop();
    run_.trouble = "the command did not end in time" + also;
    return;
  }
  run_.reported_success = *status == 0;
  if (run_.connections.empty()) {
    run_.trouble =
        "the command ended with status " + std::to_string(*status) + " without a connection" + also;
  }
}

}  // namespace

std::variant<std::unique_ptr<ClientBench>, Fault> ClientBench::open() {
  std::string folder = (std::filesystem::temp_directory_path() / "heloport-check-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) {
    const std::error_code error(errno, std::generic_category());
    return Fault{error, "cannot make a folder " + folder + ": " + error.message()};
  }
  std::unique_ptr<ClientBench> bench(new ClientBench(folder));
  if (auto fault = bench->make_certificates()) return std::move(*fault);
  return bench;
}

ClientBench::~ClientBench() {
  std::error_code ignored;  // what cannot be removed now is the system's to clean up
  std::filesystem::remove_all(folder_, ignored);
}

std::optional<Fault> ClientBench::make_certificates() {
  auto opened = transports::TlsAuthority::open(folder_);
  if (auto* fault = std::get_if<Fault>(&opened)) return std::move(*fault);
  auto& authority = std::get<transports::TlsAuthority>(opened);
  ca_file_ = authority.ca_file();
  for (const CertificateRow& row : certificate_rows) {
    auto issued = authority.issue(row.name, {{row.names}, row.expired, row.signer});
    if (auto* fault = std::get_if<Fault>(&issued)) return std::move(*fault);
    auto context = transports::TlsServerContext::open({std::get<std::string>(issued), {}, {}});
    if (auto* fault = std::get_if<Fault>(&context)) return std::move(*fault);
    contexts_[static_cast<std::size_t>(row.kind)] =
        std::get<std::shared_ptr<transports::TlsServerContext>>(std::move(context));
  }
  return std::nullopt;
}

std::shared_ptr<const transports::TlsServerContext> ClientBench::context(
    CertificateKind kind) const {
  return contexts_[static_cast<std::size_t>(kind)];
}

std::string ClientBench::output_file(const ClientCase& subject) const {
  return folder_ + "/" + file_name(subject) + ".output";
}

std::variant<RecipeValues, Fault> ClientBench::prepare(const ClientCase& subject,
                                                       const transports::IpAddress& at) const {
  const std::string path = folder_ + "/" + file_name(subject);
  RecipeValues values{.host = at.ip,
                      .port = at.port,
                      .from = subject.message.sender.empty() ? "<>" : subject.message.sender,
                      .recipients = subject.message.recipients,
                      .message = path + ".eml",
                      .message_crlf = path + ".crlf.eml",
                      .ca = ca_file_,
                      .user = std::string(bench_user),
                      .password = std::string(bench_password),
                      .case_id = subject.head.id};
  const auto octets = [&subject](std::string_view line_end) {
    return conformance::octets_of(subject.message, subject.head.id, line_end);
  };
  if (auto fault = write_file(values.message, octets("\n"))) return std::move(*fault);
  if (auto fault = write_file(values.message_crlf, octets("\r\n"))) return std::move(*fault);
  return values;
}

std::variant<ClientRun, Fault> try_client(const ClientBench& bench, const ClientCase& subject,
                                          const transports::Listening& listening,
                                          const RecipeValues& values, const std::string& command,
                                          const BenchTimes& times) {
  Trial trial(bench, subject, listening, values, times);
  if (auto fault = trial.start(command)) return std::move(*fault);
  return trial.finish();
}

}  // namespace heloport::apps
