#pragma once
// Plays transcripts in memory, in virtual time, and compares what comes.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "conformance/failure.hpp"
#include "conformance/transcript.hpp"

namespace heloport::conformance {

/// What came of one exchange.
struct Seen {
  std::vector<ShownEvent> events;
  std::string speech;  // octets of the played side
  /// The exchange could not be performed as it is written, or the session broke its contract.
  std::optional<std::string> complaint;
  std::size_t complaint_line = 0;  // 0: the exchange as a whole
};

/// A session, its application and the world around them, as a transcript tells them.
///
/// Use:     perform() each exchange of one transcript, once and in order.
/// Threads: none.
class Player {
 public:
  virtual ~Player() = default;
  virtual Seen perform(const Exchange& exchange) = 0;
};

/// The act of this index is the end of input: what was written before it comes with it, in one
/// read where that has room.
bool ends_here(const Exchange& exchange, std::size_t index);

/// A player for the side that the settings name. Octets go in, and come out, in pieces of
/// `chunk_octets`; 0: each write whole. The settings must outlive it.
std::unique_ptr<Player> make_player(const Settings& settings, std::size_t chunk_octets);

/// A recording without what AUTH said in it: it shows what happened and cannot be played.
Result hidden_credentials(const Transcript& transcript);

/// Plays all of it. Nothing: it holds.
Result play(const Transcript& transcript, std::size_t chunk_octets = 0);

/// Nothing when what was seen is what the exchange says; else the first difference.
Result compare(const Transcript& transcript, const Exchange& exchange, const Seen& seen);

/// The last octets that were written before and in this exchange, escaped.
std::string sent_until(const Transcript& transcript, const Exchange& last);

/// The chunk sizes at which a transcript is worth playing: 0, then each up to its longest write
/// while that is short, else those around which implementations break: small ones, the edges of
/// RFC 5321, 4.5.3.1, and powers of two.
std::vector<std::size_t> chunk_sizes(const Transcript& transcript);

/// Plays whole and at every chunk size. The size that broke it is named in the failure.
Result play_at_every_chunk_size(const Transcript& transcript);

}  // namespace heloport::conformance
