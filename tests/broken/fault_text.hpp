#pragma once
// Reads `*.faults`.

#include <string>
#include <string_view>
#include <vector>

#include "fault.hpp"

namespace heloport::broken {

struct LoadedFaults {
  std::vector<Fault> faults;
  std::vector<std::string> errors;  // "general.faults:12: there is no phase called ..."
};

/// Shape:  what is wrong with one line does not keep the others from being read.
LoadedFaults parse_faults(std::string_view text, const std::string& file);

/// All `*.faults` of a folder, by name of file. Two faults of one name in one file are an error.
LoadedFaults load_faults(const std::string& folder);

}  // namespace heloport::broken
