// heloport load: how fast a server takes mail, and whether it is right at that speed.

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <optional>
#include <utility>
#include <variant>

#include "apps/check_report.hpp"
#include "apps/check_screen.hpp"
#include "apps/console.hpp"
#include "apps/load_html.hpp"
#include "apps/load_json.hpp"
#include "apps/load_machine.hpp"
#include "apps/load_report.hpp"
#include "apps/load_run.hpp"
#include "apps/load_wish.hpp"
#include "apps/options.hpp"
#include "apps/report_file.hpp"
#include "apps/sasl_library.hpp"
#include "apps/stop_request.hpp"
#include "apps/version.hpp"

namespace heloport::apps {
namespace {

/// Of the process that --pid names, or of the commands that were started and have ended.
std::optional<CpuTime> server_cpu(const LoadOptions& options) {
  if (options.pid != 0) return cpu_time_of(static_cast<pid_t>(options.pid));
  if (!options.command.empty()) return children_cpu_time();
  return std::nullopt;
}

/// What the processor did while messages were sent.
class Costs {
 public:
  explicit Costs(const LoadOptions& options) : options_(options) {}

  void begin() {
    server_ = server_cpu(options_);
    own_ = own_cpu_time();
    begun_ = load_now();
  }
  void end(LoadResult& result) const {
    if (begun_) result.own_time = load_now() - *begun_;
    result.own_cpu = own_cpu_time() - own_;
    const auto server = server_cpu(options_);
    if (server_ && server) result.server_cpu = *server - *server_;
  }

 private:
  const LoadOptions& options_;
  std::optional<CpuTime> server_;
  CpuTime own_{0};
  std::optional<LoadTime> begun_;
};

Exit tell(const LoadFault& fault, const LoadRecord& record) {
  return fail(fault.exit, fmt::format("after {} messages: {}",
                                      number_text(record.latencies().count()), fault.text));
}

/// Nothing: no signal came. A server that was wrong on top of it, or was stopped as well, decides
/// the exit code.
std::optional<LoadInterruption> interruption_of(const StopRequest& request,
                                                const LoadShared& shared) {
  if (request.signal() == 0) return std::nullopt;
  LoadInterruption interruption;
  interruption.signal = request.signal() == SIGINT ? "SIGINT" : "SIGTERM";
  interruption.exit = exit_of_signal(request.signal());
  interruption.unanswered = shared.schedule.taken() - shared.record.latencies().count();
  if (shared.fault) interruption.exit = tell(*shared.fault, shared.record);
  return interruption;
}

void run_shown(LoadRun& run, const LoadShared& shared, Costs& costs, const StopRequest& request) {
  CheckScreen screen(stdout, stderr, terminal_columns(STDERR_FILENO));
  run.run([&](LoadTime) { costs.begin(); },
          [&](LoadTime now) {
            if (request.signal() != 0) run.stop(now);
            screen.progress(progress_text(shared.record, now), CheckScreen::Time(now));
          });
}

std::variant<LoadResult, Exit> measure(const LoadOptions& options, LoadTarget target,
                                       LoadShared& shared) {
  LoadResult result;
  result.options = options;
  result.date = utc_text(std::time(nullptr));
  result.machine = machine_text();
  Costs costs(options);
  const StopRequest request;
  LoadRun run(std::move(target), shared, options.sessions);
  run_shown(run, shared, costs, request);
  costs.end(result);
  result.interruption = interruption_of(request, shared);
  if (shared.fault && !result.interruption) return tell(*shared.fault, shared.record);
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
  return failed.value_or(result.interruption ? result.interruption->exit : Exit::ok);
}

}  // namespace

Exit load(const LoadOptions& options) {
  if (const auto refused = refuse_contradictions(options)) return *refused;
  auto mail = mail_of(options);
  if (const Exit* exit = std::get_if<Exit>(&mail)) return *exit;
  // Nobody wants to hear it after an hour of load.
  if (const auto refused = refuse_reports(std::array{options.json, options.html})) return *refused;
  auto target = target_of(options);
  if (const Exit* exit = std::get_if<Exit>(&target)) return *exit;
  if (options.pid != 0 && !cpu_time_of(static_cast<pid_t>(options.pid))) {
    return fail(Exit::no_input, fmt::format("--pid {}: there is no such process", options.pid));
  }
  LoadManners manners = manners_of(options);
  if (const auto refused = secure(options, std::get<LoadTarget>(target), manners)) return *refused;
  if (const auto refused = allow_sessions(options.sessions)) return *refused;
  const LoadMail& wanted = std::get<LoadMail>(mail);
  LoadShared shared{std::move(manners), LoadScript(wanted),
                    wanted.ahead,       LoadSchedule(amount_of(options)),
                    LoadRecord(),       load_now};
  auto measured = measure(options, std::get<LoadTarget>(std::move(target)), shared);
  if (shared.manners.login) wipe(shared.manners.login->password);
  if (const Exit* exit = std::get_if<Exit>(&measured)) return *exit;
  return report(std::get<LoadResult>(measured));
}

}  // namespace heloport::apps
