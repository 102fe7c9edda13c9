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

bool write_samples(const std::string& folder) {
  InventedRun small("mx");
  fill_small(small);
  InventedRun hostile("mx");
  fill_hostile(hostile);
  return write_all(folder, "small", small.run) && write_all(folder, "hostile", hostile.run) &&
         write_matrix(folder);
}

}  // namespace
}  // namespace heloport::apps

int main(int argc, char** argv) {
  if (argc != 2 || !heloport::apps::write_samples(argv[1])) {
    std::fputs("write_samples FOLDER: the folder must be there and take files\n", stderr);
    return 1;
  }
}
