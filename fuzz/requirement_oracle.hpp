#pragma once
// What a server session must refuse for what came before, or for what did not come.

#include "fuzz/oracles.hpp"
#include "fuzz/reference_reading.hpp"

namespace heloport::fuzz {

/// O8. Nothing is accepted without what it needs: MAIL without TLS or a login where the server
/// requires them, a password in clear, STARTTLS inside TLS, parameters after HELO, UTF-8 without
/// SMTPUTF8.
Complaint requirements_are_met(const Scenario& scenario, const WireReading& wire);

/// O6. No content comes of a chunk that is too big, though its octets may never be all there.
Complaint refused_chunks_bring_nothing(const Scenario& scenario, const Trace& trace,
                                       const WireReading& wire);

}  // namespace heloport::fuzz
