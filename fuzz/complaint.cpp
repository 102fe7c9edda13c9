// See complaint.hpp.

#include "fuzz/complaint.hpp"

#include <cstdio>
#include <cstdlib>

#include "grammar/transcript.hpp"

namespace heloport::fuzz {

void stop_on(const Complaint& complaint, std::string_view target, std::string_view input) {
  if (!complaint) return;
  std::fprintf(stderr, "%.*s: %s\n  input: %s\n", static_cast<int>(target.size()), target.data(),
               grammar::escape(*complaint).c_str(), grammar::escape(input).c_str());
  std::abort();
}

}  // namespace heloport::fuzz
