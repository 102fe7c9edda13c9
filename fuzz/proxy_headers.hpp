#pragma once
// Headers of the PROXY protocol for a fuzzer to begin with: of both versions, right or nearly so.

#include <string>

#include "tests/grammar/generator.hpp"

namespace heloport::fuzz {

/// A header, at times with what a client says behind it.
std::string proxy_header(test::Generator& generator);

}  // namespace heloport::fuzz
