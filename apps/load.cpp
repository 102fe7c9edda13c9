// heloport load: how fast a server takes mail, and whether it is right at that speed.

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <optional>
#include <thread>
#include <utility>
#include <variant>

#include "apps/addresses.hpp"
#include "apps/check_report.hpp"
#include "apps/check_screen.hpp"
#include "apps/console.hpp"
#include "apps/load_html.hpp"
#include "apps/load_json.hpp"
#include "apps/load_report.hpp"
#include "apps/load_run.hpp"
#include "apps/options.hpp"
#include "apps/report_file.hpp"
#include "apps/version.hpp"
#include "grammar/path.hpp"
#include "transports/resolve.hpp"

namespace heloport::apps {
namespace {

constexpr std::uint64_t messages_usual = 1000;

// What was asked for.

/// Wishes that contradict each other, or that no server could fulfil.
std::optional<Exit> refuse(const LoadOptions& options) {
  if (options.server.empty() && options.command.empty()) {
    return fail(Exit::usage, "which server? Write HOST:PORT, unix:PATH or --exec COMMAND");
  }
  if (options.ahead > 1 && !options.bdat) {
    return fail(Exit::usage,
                "--ahead over 1 needs --bdat: content may not follow DATA before its 354");
  }
  if (!grammar::is_domain(options.hello_name)) {
    return fail(Exit::usage, fmt::format("--hello {}: this is no domain; write it like "
                                         "client.example.com or [192.0.2.1]",
                                         options.hello_name));
  }
  return std::nullopt;
}

std::variant<LoadMail, Exit> mail_of(const LoadOptions& options) {
  const auto no_mailbox = [](std::string_view option, const std::string& text) {
    return fail(Exit::usage, fmt::format("{} {}: this is no mail address; write it as user@domain",
                                         option, text));
  };
  LoadMail mail;
  const bool null_path = options.from == "<>" || options.from.empty();
  const auto from = null_path ? std::string() : typed_mailbox(options.from);
  if (!from) return no_mailbox("--from", options.from);
  const auto to = typed_mailbox(options.rcpt);
  if (!to) return no_mailbox("--rcpt", options.rcpt);
  if (to->starts_with('"') && options.recipients > 1) {
    return fail(Exit::usage, fmt::format("--rcpt {}: with -r over 1 a number goes before the @, "
                                         "which a quoted local part does not take",
                                         options.rcpt));
  }
  mail.from = *from;
  mail.to = *to;
  mail.recipients = options.recipients;
  mail.octets = options.message_octets;
  mail.chunked = options.bdat;
  mail.pipelined = options.pipelining;
  mail.ahead = options.pipelining ? options.ahead : 0;
  mail.lmtp = options.lmtp;
  return mail;
}

LoadManners manners_of(const LoadOptions& options) {
  LoadManners manners;
  manners.hello = (options.lmtp ? "LHLO " : "EHLO ") + options.hello_name;
  manners.starttls = options.tls == "starttls";
  if (options.pipelining) manners.needed.emplace_back("PIPELINING");
  if (options.bdat) manners.needed.emplace_back("CHUNKING");
  manners.session_mails = options.session_mails;
  manners.patience = engine::Time(static_cast<std::int64_t>(options.timeout_seconds * 1000));
  return manners;
}

LoadAmount amount_of(const LoadOptions& options) {
  LoadAmount amount;
  amount.messages_max = options.messages;
  amount.messages_per_second = options.messages_per_second;
  if (options.duration_seconds > 0) {
    amount.duration = std::chrono::duration_cast<LoadTime>(
        std::chrono::duration<double>(options.duration_seconds));
  } else if (options.messages == 0) {
    amount.messages_max = messages_usual;
  }
  return amount;
}

std::variant<LoadTarget, Exit> target_of(const LoadOptions& options) {
  LoadTarget target;
  target.name = server_name(options);
  target.way = options.command;
  if (options.command.empty()) {
    auto resolved = transports::resolve_address(options.server);
    if (const auto* fault = std::get_if<transports::Fault>(&resolved)) {
      return fail(Exit::usage, fault->text);
    }
    target.way = std::get<transports::Address>(std::move(resolved));
  }
  if (options.tls == "none") return target;
  transports::TlsClientRules rules;
  rules.verify = false;
  auto opened = transports::TlsClientContext::open({}, rules);
  if (const auto* fault = std::get_if<transports::Fault>(&opened)) {
    return fail(Exit::os_error, fault->text);
  }
  target.tls.context = std::get<std::shared_ptr<transports::TlsClientContext>>(std::move(opened));
  target.tls.at_once = options.tls == "implicit";
  return target;
}

// The machine.

/// A descriptor for each session and some more. Where the system allows fewer, it says so when the
/// last one is opened.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::string processor_text() {
  std::ifstream file("/proc/cpuinfo");
  constexpr std::string_view key = "model name";
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with(key) && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown processor";
}

std::string machine_text() {
  utsname names{};
  ::uname(&names);
  return fmt::format("{} {}, {} x {}", names.sysname, names.release,
                     std::thread::hardware_concurrency(), processor_text());
}

std::string utc_text(std::time_t moment) {
  std::tm utc{};
  ::gmtime_r(&moment, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

// The run, with what it cost.

/// Of the process that --pid names, or of the commands that were started and have ended.
std::optional<CpuTime> server_cpu(const LoadOptions& options) {
  if (options.pid != 0) return cpu_time_of(static_cast<pid_t>(options.pid));
  if (!options.command.empty()) return children_cpu_time();
  return std::nullopt;
}

std::variant<LoadResult, Exit> measure(const LoadOptions& options, LoadTarget target,
                                       LoadShared& shared) {
  LoadResult result;
  result.options = options;
  result.date = utc_text(std::time(nullptr));
  result.machine = machine_text();
  LoadRun run(std::move(target), shared, options.sessions);
  CheckScreen screen(stdout, stderr, terminal_columns(STDERR_FILENO));
  std::optional<CpuTime> server_before;
  CpuTime own_before{0};
  const auto begins = [&](LoadTime) {
    server_before = server_cpu(options);
    own_before = own_cpu_time();
  };
  run.run(begins, [&](LoadTime now) {
    screen.progress(progress_text(shared.record, now), CheckScreen::Time(now));
  });
  result.own_cpu = own_cpu_time() - own_before;
  const auto server_after = server_cpu(options);
  screen.close();
  if (shared.fault) {
    return fail(shared.fault->exit,
                fmt::format("after {} messages: {}", number_text(shared.record.latencies().count()),
                            shared.fault->text));
  }
  if (server_before && server_after) result.server_cpu = *server_after - *server_before;
  result.connects = run.connects();
  result.overdue = shared.schedule.overdue(shared.now());
  result.record = shared.record;
  return result;
}

Exit report(const LoadResult& result) {
  const LoadOptions& options = result.options;
  const bool quiet = options.json == standard_output || options.html == standard_output;
  if (!quiet) fmt::print("{}", report_text(result));
  std::optional<Exit> failed;
  if (!options.json.empty()) failed = write_report(options.json, load_json_of(result, version));
  if (!failed && !options.html.empty()) {
    failed = write_report(options.html, load_html_of(result, version));
  }
  return failed.value_or(Exit::ok);
}

}  // namespace

Exit load(const LoadOptions& options) {
  if (const auto refused = refuse(options)) return *refused;
  auto mail = mail_of(options);
  if (const Exit* exit = std::get_if<Exit>(&mail)) return *exit;
  auto target = target_of(options);
  if (const Exit* exit = std::get_if<Exit>(&target)) return *exit;
  if (options.pid != 0 && !cpu_time_of(static_cast<pid_t>(options.pid))) {
    return fail(Exit::no_input, fmt::format("--pid {}: there is no such process", options.pid));
  }
  raise_descriptor_limit();
  const LoadMail& wanted = std::get<LoadMail>(mail);
  LoadShared shared{manners_of(options), LoadScript(wanted),
                    wanted.ahead,        LoadSchedule(amount_of(options)),
                    LoadRecord(),        load_now};
  auto measured = measure(options, std::get<LoadTarget>(std::move(target)), shared);
  if (const Exit* exit = std::get_if<Exit>(&measured)) return *exit;
  return report(std::get<LoadResult>(measured));
}

}  // namespace heloport::apps
