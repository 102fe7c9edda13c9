// trace_lint: judges an strace log of a program that stores mail (see trace_linter.hpp).
//
//   strace -f -o LOG -e trace=$(trace_lint --calls) heloport serve ...
//   trace_lint [--acknowledgement TEXT [--concurrent]] LOG

#include <fstream>
#include <iostream>
#include <string>
#include <string_view>

#include "tests/mailbox/trace_linter.hpp"

namespace {

int usage() {
  std::cerr << "usage: trace_lint --calls\n"
               "       trace_lint [--acknowledgement TEXT [--concurrent]] LOG\n";
  return 2;
}

}  // namespace

int main(int count, char** words) {
  heloport::mailbox::TraceRules rules;
  std::string path;
  for (int at = 1; at < count; ++at) {
    const std::string_view word = words[at];
    if (word == "--calls") {
      std::cout << heloport::mailbox::traced_calls << "\n";
      return 0;
    }
    if (word == "--concurrent") {
      rules.concurrent = true;
    } else if (word == "--acknowledgement" && at + 1 < count) {
      rules.acknowledgement = words[++at];
    } else if (path.empty() && !word.starts_with("-")) {
      path = word;
    } else {
      return usage();
    }
  }
  // Without knowing which replies acknowledge, a log of concurrent messages tells nothing.
  if (path.empty() || (rules.concurrent && !rules.acknowledgement)) return usage();
  std::ifstream log(path);
  if (!log) {
    std::cerr << "trace_lint: cannot read " << path << "\n";
    return 2;
  }
  const auto violations = heloport::mailbox::trace_violations(log, rules);
  for (const std::string& violation : violations) std::cout << path << ": " << violation << "\n";
  return violations.empty() ? 0 : 1;
}
