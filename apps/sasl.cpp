// What both sides of SASL have in common.

#include "apps/sasl.hpp"

#include <cstdlib>
#include <utility>

namespace heloport::apps {

SaslStep step_of(SaslExchange::Step step) {
  using Kind = SaslStep::Kind;
  switch (step.outcome) {  // no default: a new outcome must choose its kind before it compiles
    case SaslOutcome::more:
      return {Kind::challenge, std::move(step.octets), ""};
    case SaslOutcome::done:
      return {Kind::done, std::move(step.octets), ""};
    case SaslOutcome::refused:
      return {Kind::failed, "", ""};
    case SaslOutcome::malformed:
      return {Kind::malformed, "", ""};
    case SaslOutcome::broken:
      return {Kind::temporary, "", ""};
  }
  std::abort();
}

}  // namespace heloport::apps
