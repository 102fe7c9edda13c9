#pragma once
// Where the results of `heloport check` go: the terminal, and files that the user named.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/check_files.hpp"
#include "apps/check_json.hpp"
#include "apps/check_report.hpp"
#include "apps/exit_codes.hpp"
#include "conformance/suite.hpp"
#include "conformance/verdict.hpp"

namespace heloport::apps {

/// The terminal while a run goes on: the tree on stdout, the progress on stderr.
/// Threads: one at a time.
class CheckTerminal {
 public:
  CheckTerminal(AgainCommand again, bool quiet, bool mute);
  ~CheckTerminal();

  void heading(const std::string& text);
  void result(const conformance::CaseResult& result);
  void progress(const conformance::Progress& progress);
  void closing(const conformance::Run& run);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// A line of `--list`: "MUST NOT    rfc5321/4.1.1.4/lf-dot-lf: The claim\n".
/// The level stands first: behind the claim, which says what is right, MUST NOT reads reversed.
std::string list_line(const conformance::Case& subject);
/// Prints them all. A reader that has read enough, as head(1) does, is none that failed.
/// Errors: 71, told.
Exit print_list(std::string_view text);

/// Reads the earlier runs. Errors: 66 or 65, told.
std::optional<Exit> read_merged(const CheckFiles& files, std::vector<StoredRun>& stored);

/// Errors: 64 where a file is named that cannot tell of so many runs, told.
std::optional<Exit> refuse_files(const CheckFiles& files, std::size_t runs);

/// Writes every file that is named. JSON, TAP and JUnit tell of one run, the page of all.
/// Errors: 71 where a file cannot be written. What refuse_files() refuses is not asked for.
std::optional<Exit> write_files(const CheckFiles& files,
                                const std::vector<const conformance::Run*>& runs,
                                const AgainCommand& again);

}  // namespace heloport::apps
