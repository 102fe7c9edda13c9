// Writes every report of invented runs into a folder, for readers that nobody here wrote.
//
// Use: write_samples FOLDER
#include <array>
#include <cstdio>
#include <deque>
#include <fstream>
#include <string>

#include "apps/check_differences.hpp"
#include "apps/check_html.hpp"
#include "apps/check_json.hpp"
#include "apps/check_junit.hpp"
#include "apps/check_tap.hpp"
#include "apps/load_html.hpp"
#include "apps/load_json.hpp"
#include "tests/apps/check_runs.hpp"

namespace heloport::apps {
namespace {

using conformance::Run;

bool write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  return file.flush().good();
}

bool write_all(const std::string& folder, const std::string& name, const Run& run) {
  const std::array<const Run*, 1> alone{&run};
  const std::string begin = folder + "/" + name;
  const AgainCommand again{"heloport check 127.0.0.1:2525"};
  return write(begin + ".tap", tap_of(run, again)) && write(begin + ".xml", junit_of(run, again)) &&
         write(begin + ".json", json_of(run, "heloport test")) &&
         write(begin + ".html", html_of(alone, "heloport test"));
}

bool write_matrix(const std::string& folder) {
  static constexpr std::array names{"heloport",  "Postfix 3.7.11", "Exim 4.96",
                                    "OpenSMTPD", "aiosmtpd 1.4.3", "Sendmail 8.17"};
  std::deque<InventedRun> invented;
  std::vector<const Run*> runs;
  for (std::size_t i = 0; i < names.size(); ++i) {
    fill_big(invented.emplace_back(names[i]), static_cast<unsigned>(i));
    runs.push_back(&invented.back().run);
  }
  return write(folder + "/matrix.html", html_of(runs, "heloport test")) &&
         write(folder + "/matrix.txt", differences_text(runs, false));
}

/// A minute of a server that stands still now and then, whose name is `name`.
LoadResult invented_load(const std::string& name) {
  LoadResult load;
  load.options.server = name;
  load.options.sessions = 50;
  load.options.messages_per_second = 400;
  load.date = "2026-03-14T15:09:26Z";
  load.machine = "Linux 6.1, 2 x an invented processor";
  load.connects = 50;
  load.overdue = 17;
  load.own_cpu = std::chrono::milliseconds(140);
  load.server_cpu = std::chrono::milliseconds(310);
  load.record.begin(LoadTime{0});
  for (int i = 0; i < 24'000; ++i) {
    const LoadTime due = std::chrono::microseconds(2'500 * i);
    const bool stands_still = i % 5'000 < 200;
    const auto waited = std::chrono::microseconds(90 + i % 60 + (stands_still ? 400'000 : 0));
    load.record.delivered(due, due + waited);
  }
  return load;
}

bool write_loads(const std::string& folder) {
  const LoadResult load = invented_load("127.0.0.1:2525");
  const LoadResult hostile = invented_load("unix:</style><script>alert(1)</script>\"'\x1b[31m");
  return write(folder + "/load.html", load_html_of(load, "heloport test")) &&
         write(folder + "/load.json", load_json_of(load, "heloport test")) &&
         write(folder + "/load-hostile.html", load_html_of(hostile, "heloport test")) &&
         write(folder + "/load-hostile.json", load_json_of(hostile, "heloport test"));
}

bool write_samples(const std::string& folder) {
  InventedRun small("mx");
  fill_small(small);
  InventedRun hostile("mx");
  fill_hostile(hostile);
  return write_all(folder, "small", small.run) && write_all(folder, "hostile", hostile.run) &&
         write_matrix(folder) && write_loads(folder);
}

}  // namespace
}  // namespace heloport::apps

int main(int argc, char** argv) {
  if (argc != 2 || !heloport::apps::write_samples(argv[1])) {
    std::fputs("write_samples FOLDER: the folder must be there and take files\n", stderr);
    return 1;
  }
}
