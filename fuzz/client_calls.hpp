#pragma once
// The calls of a client's application: what each wish asks a session for.

#include "fuzz/client_play.hpp"

namespace heloport::fuzz {

/// What answers a call like this one.
engine::Step step_of(Wish wish);

/// What a call of auth names. Lifetime: that of the call's text.
std::string_view mechanism_of(const WishedCommand& call);

/// Makes the call.
engine::CommandFault make(engine::ClientSession& session, const WishedCommand& call);

// Kinds of calls, a bit each.
inline constexpr unsigned commands = 1;
inline constexpr unsigned contents = 2;
inline constexpr unsigned responses = 4;
/// Makes every call of these kinds; true if the session refuses each of them as out of its turn.
bool refuses(engine::ClientSession& session, unsigned kinds);

/// RFC 4954, 4: a line of an exchange has a limit, and what is longer is not cut off.
bool refuses_long_login(engine::ClientSession& session);
bool refuses_long_response(engine::ClientSession& session);

}  // namespace heloport::fuzz
