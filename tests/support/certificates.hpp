#pragma once
// Where the certificates are that make_certificates made when the tests were built.

#include <string>

namespace heloport::test {

/// "ca.pem", "server.key": see make_certificates for all of them.
inline std::string certificate_file(const std::string& name) {
  return std::string(HELOPORT_TEST_CERTIFICATES) + "/" + name;
}

}  // namespace heloport::test
