// The body scan, 64 octets a step where SSE2 is there (every x86-64), one at a time elsewhere.

#include "engine/octet_scan.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace heloport::engine {
namespace {

/// Goes on from `at`, which is not inside a CRLF and not behind one.
std::size_t plain_from(std::string_view text, std::size_t at) {
  bool after_crlf = at >= 2 && text[at - 2] == '\r' && text[at - 1] == '\n';
  while (at < text.size()) {
    const char octet = text[at];
    if (octet == '\0' || octet == '\n' || (after_crlf && octet == '.')) return at;
    after_crlf = false;
    if (octet == '\r') {
      if (at + 1 == text.size() || text[at + 1] != '\n') return at;
      after_crlf = true;
      ++at;
    }
    ++at;
  }
  return at;
}

#if defined(__SSE2__)

__m128i load(const char* from) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
}

/// Not zero where one of 16 octets at `from`, or what follows it, is not plain. Each octet is
/// compared with its successors by loading the text again one and two octets later: a CR and the
/// LF behind it then stand in the same lane, and one exclusive or tells a pair from a half.
__m128i not_plain(const char* from, __m128i cr, __m128i lf, __m128i dot, __m128i nul) {
  const __m128i here = load(from);
  const __m128i next_is_lf = _mm_cmpeq_epi8(load(from + 1), lf);
  const __m128i half = _mm_xor_si128(_mm_cmpeq_epi8(here, cr), next_is_lf);
  const __m128i dotted = _mm_and_si128(next_is_lf, _mm_cmpeq_epi8(load(from + 2), dot));
  return _mm_or_si128(_mm_or_si128(half, dotted), _mm_cmpeq_epi8(here, nul));
}

/// A multiple of 64 octets, all of which are plain. The last two octets looked at are beyond it.
std::size_t plain_blocks(std::string_view text) {
  const __m128i cr = _mm_set1_epi8('\r');
  const __m128i lf = _mm_set1_epi8('\n');
  const __m128i dot = _mm_set1_epi8('.');
  const __m128i nul = _mm_setzero_si128();
  std::size_t at = 0;
  for (; at + 66 <= text.size(); at += 64) {
    const char* const from = text.data() + at;
    const __m128i first =
        _mm_or_si128(not_plain(from, cr, lf, dot, nul), not_plain(from + 16, cr, lf, dot, nul));
    const __m128i second = _mm_or_si128(not_plain(from + 32, cr, lf, dot, nul),
                                        not_plain(from + 48, cr, lf, dot, nul));
    if (_mm_movemask_epi8(_mm_or_si128(first, second)) != 0) break;
  }
  return at;
}

#else
std::size_t plain_blocks(std::string_view) {
  return 0;
}
#endif

}  // namespace

std::size_t plain_prefix(std::string_view text) {
  if (text.starts_with('\n')) return 0;
  std::size_t at = plain_blocks(text);
  // The scalar scan must not begin inside a CRLF: its CR belongs to it.
  if (at > 0 && text[at - 1] == '\r') --at;
  return plain_from(text, at);
}

std::size_t plain_prefix_scalar(std::string_view text) {
  return plain_from(text, 0);
}

}  // namespace heloport::engine
