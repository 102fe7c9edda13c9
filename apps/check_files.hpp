#pragma once
// Which files `heloport check` writes and reads.

#include <string>
#include <vector>

namespace heloport::apps {

/// Files to write; empty: none. `-` is standard output, and then nothing else stands there.
struct CheckFiles {
  std::string json;
  std::string tap;
  std::string junit;
  std::string html;
  std::vector<std::string> merged;  // JSON of earlier runs, for the page and the differences

  bool take_stdout() const;
};

}  // namespace heloport::apps
