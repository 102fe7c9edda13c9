#pragma once
// One server, judged: looked at first, then case by case, while the terminal shows it.

#include <string>
#include <variant>
#include <vector>

#include "apps/check_links.hpp"
#include "apps/check_report.hpp"
#include "apps/exit_codes.hpp"
#include "apps/options.hpp"
#include "conformance/case.hpp"
#include "conformance/suite.hpp"
#include "conformance/verdict.hpp"

namespace heloport::apps {

/// A server as the user named it.
struct NamedServer {
  std::string name;     // for people: --name, or the address
  std::string address;  // "127.0.0.1:2525", "unix:PATH", "exec:COMMAND"
  CheckTarget target;
};

/// What is played, the same for every server.
struct CheckPlan {
  std::vector<const conformance::Case*> cases;
  std::vector<const conformance::Case*> vectors;  // of conformance::vector_cases()
  std::string password;
};

/// What plays a case again.
AgainCommand again_for(const NamedServer& server, const CheckOptions& options);

struct Judged {
  conformance::Run run;
  /// Cases did not come to their question, for a reason that lies before all of them; told.
  bool hindered = false;
};

/// Errors: 69 where nobody answers or another protocol is spoken, 65 where the login is refused;
///         told.
std::variant<Judged, Exit> check_server(const NamedServer& server, const CheckPlan& plan,
                                        const CheckOptions& options);

}  // namespace heloport::apps
