#pragma once
// heloport check --client: the suite is the server, and judges whoever sends to it.

#include <cstddef>
#include <string>
#include <vector>

#include "apps/check_files.hpp"
#include "apps/exit_codes.hpp"

namespace heloport::apps {

/// Every field has the default that the help shows.
struct ClientCheckOptions {
  std::vector<std::string> ids;  // of cases or parts; none: all
  // What is started for a case, by what the client is told (client_recipe.hpp); empty: cases that
  // need it are not applicable. All empty: nothing is started, somebody else sends.
  std::string run;
  std::string run_tls;
  std::string run_login;
  std::string run_dsn;
  std::string listen = "127.0.0.1:0";
  std::string cases;  // a folder; empty: those compiled in
  bool list = false;
  bool strict = false;
  double timeout_seconds = 5;  // for the client's next word, and for its end
  std::size_t jobs = 2;  // only where commands are started and the port is the kernel's choice
  std::string name;      // of the client, in reports; empty: the command
  bool quiet = false;
  CheckFiles files;
};

/// Errors: 69 where no client came, 64 for ids that select nothing, 70 and 71 as everywhere.
Exit check_client(const ClientCheckOptions& options);

}  // namespace heloport::apps
