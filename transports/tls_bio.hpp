#pragma once
// OpenSSL's reads and writes, answered out of two blocks.

#include <openssl/bio.h>

#include "transports/tls_block.hpp"

namespace heloport::transports {

/// Reads take from `came` and writes go to `to_leave`, whole or in part; where there is nothing or
/// no room OpenSSL is told to try again later. The end of the connection is not told here.
/// Lifetime: the blocks must outlive it. Whoever gets it frees it; null when memory is short.
BIO* new_bio_over(TlsBlocks& blocks);

}  // namespace heloport::transports
