#pragma once
// Which transcripts there are, found when the program runs.

#include <string>
#include <vector>

namespace heloport::tests {

struct File {
  std::string path;
  std::string name;  // "client_ehlo_fallback": as a test may be called
};

/// Every *.smtp in `folder` and below, but not in a folder called `failing`; sorted by path.
std::vector<File> transcripts_in(const std::string& folder);

}  // namespace heloport::tests
