#pragma once
// What a load was asked for, looked at and made ready for the run.

#include <optional>
#include <variant>

#include "apps/load_run.hpp"
#include "apps/load_schedule.hpp"
#include "apps/load_script.hpp"
#include "apps/load_session.hpp"
#include "apps/options.hpp"

namespace heloport::apps {

/// Wishes that contradict each other, or that no server could fulfil. Errors: 64, told.
std::optional<Exit> refuse_contradictions(const LoadOptions& options);

/// What is sent. Errors: 64, told: an address that is none.
std::variant<LoadMail, Exit> mail_of(const LoadOptions& options);
LoadManners manners_of(const LoadOptions& options);
LoadAmount amount_of(const LoadOptions& options);

/// Looks up the host. Errors: told.
std::variant<LoadTarget, Exit> target_of(const LoadOptions& options);

/// Makes TLS and login ready, as for heloport send; but where nobody logs in, and nobody says whom
/// to believe, any certificate will do. Reads files and password. Errors: told.
std::optional<Exit> secure(const LoadOptions& options, LoadTarget& target, LoadManners& manners);

}  // namespace heloport::apps
