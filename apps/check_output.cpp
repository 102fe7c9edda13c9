// See check_output.hpp.

#include "apps/check_output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "apps/check_html.hpp"
#include "apps/check_junit.hpp"
#include "apps/check_screen.hpp"
#include "apps/check_tap.hpp"
#include "apps/check_tree.hpp"
#include "apps/console.hpp"
#include "apps/report_file.hpp"
#include "apps/version.hpp"

namespace heloport::apps {
namespace {

bool stdout_has_colour() {
  const char* const wish = std::getenv("NO_COLOR");
  return ::isatty(STDOUT_FILENO) == 1 && (wish == nullptr || *wish == '\0');
}

}  // namespace

bool CheckFiles::take_stdout() const {
  const std::array files{&json, &tap, &junit, &html};
  return std::any_of(files.begin(), files.end(),
                     [](const std::string* file) { return *file == standard_output; });
}

struct CheckTerminal::Inside {
  CheckTree tree;
  CheckScreen screen;
  bool mute;
};

CheckTerminal::CheckTerminal(AgainCommand again, bool quiet, bool mute) {
  TreeLook look;
  look.colour = stdout_has_colour();
  look.utf8 = locale_is_utf8();
  look.quiet = quiet;
  look.again = std::move(again);
  inside_.reset(new Inside{CheckTree(std::move(look)),
                           CheckScreen(stdout, stderr, terminal_columns(STDERR_FILENO)), mute});
}

CheckTerminal::~CheckTerminal() = default;

void CheckTerminal::heading(const std::string& text) {
  if (!inside_->mute) inside_->screen.print(text);
}

void CheckTerminal::result(const conformance::CaseResult& result) {
  if (!inside_->mute) inside_->screen.print(inside_->tree.lines_of(result));
}

void CheckTerminal::progress(const conformance::Progress& progress) {
  const std::string_view section = progress.at.substr(0, progress.at.rfind('/'));
  inside_->screen.progress({progress.done, progress.total, progress.violated, section},
                           std::chrono::steady_clock::now());
}

void CheckTerminal::closing(const conformance::Run& run) {
  inside_->screen.close();
  if (!inside_->mute) inside_->screen.print(inside_->tree.closing(run));
}

std::string list_line(const conformance::Case& subject) {
  constexpr int columns = 10;  // "SHOULD NOT"
  return fmt::format("{:<{}}  {}: {}\n", level_name(subject.level), columns, subject.id,
                     subject.title);
}

Exit print_list(std::string_view text) {
  errno = 0;
  const bool whole = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if ((whole && std::fflush(stdout) == 0) || errno == EPIPE) return Exit::ok;
  return fail(Exit::os_error, fmt::format("cannot write the list: {}", std::strerror(errno)));
}

std::optional<Exit> read_merged(const CheckFiles& files, std::vector<StoredRun>& stored) {
  for (const std::string& path : files.merged) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return fail(Exit::no_input, fmt::format("cannot read {}", path));
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    auto run = run_of_json(text);
    if (const auto* why = std::get_if<std::string>(&run)) {
      return fail(Exit::data, fmt::format("{}: {}", path, *why));
    }
    stored.push_back(std::get<StoredRun>(std::move(run)));
  }
  return std::nullopt;
}

std::optional<Exit> refuse_files(const CheckFiles& files, std::size_t runs) {
  const bool of_one = !files.json.empty() || !files.tap.empty() || !files.junit.empty();
  if (!of_one || runs == 1) return std::nullopt;
  return fail(Exit::usage, "--json, --tap and --junit tell of one server; --html tells of several");
}

std::optional<Exit> write_files(const CheckFiles& files,
                                const std::vector<const conformance::Run*>& runs,
                                const AgainCommand& again) {
  std::optional<Exit> failed;
  const auto write = [&](const std::string& path, auto text) {
    if (!failed && !path.empty()) failed = write_report(path, text());
  };
  write(files.json, [&] { return json_of(*runs.front(), version); });
  write(files.tap, [&] { return tap_of(*runs.front(), again); });
  write(files.junit, [&] { return junit_of(*runs.front(), again); });
  write(files.html, [&] { return html_of(runs, version); });
  return failed;
}

}  // namespace heloport::apps
