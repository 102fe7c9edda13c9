#pragma once
// A server session that is sent one message in chunks, with a NOOP behind each: a chunk that was
// not read to its last octet, or beyond it, shows as a reply too many, too few or out of place.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/server_session.hpp"
#include "fuzz/complaint.hpp"
#include "fuzz/exact_room.hpp"
#include "fuzz/splitting.hpp"

namespace heloport::fuzz {

/// What is sent. The text is divided into three chunks at `borders`.
///
/// Shape: bits of mode, from 0: line ends are normalised; the last chunk is not LAST; there is no
///        transaction; BINARYMIME; MessageBegin is refused; MessageEnd is refused; a message may
///        have 64 octets only; the refusal is a 421.
struct ChunkScript {
  std::uint8_t mode = 0;
  std::array<std::size_t, 2> borders{};
  std::string_view text;
};

/// The replies, the greeting included, are one for each command and each chunk, NOOP draws 250 and
/// the QUIT at the end 221. After a 421 there is nothing more.
///
/// Shape: `commands` are the letters of what was sent: `n` a NOOP, `q` QUIT, `.` anything else.
Complaint replies_fit(std::string_view replies, std::string_view commands);

/// Sends scripts to sessions, one after the other. Allocates only while it grows.
class ChunkedSession {
 public:
  /// Plays the script in the reads of `splitting`, which counts from the first chunk on.
  Complaint each_chunk_is_read_to_its_end(const ChunkScript& script, const Splitting& splitting);

 private:
  void write(const ChunkScript& script);
  void say(std::string_view line, char kind);
  void play(const ChunkScript& script, const Splitting& splitting);
  void feed(engine::ServerSession& session, std::string_view octets);
  void pump(engine::ServerSession& session);
  bool answer(engine::ServerSession& session, const engine::ServerEvent& event);

  engine::Buffers buffers_{1};
  std::string wire_;
  std::size_t preface_octets_ = 0;  // in front of the first chunk
  std::string commands_;
  std::string replies_;
  std::uint8_t mode_ = 0;
  const char* broken_ = nullptr;
};

}  // namespace heloport::fuzz
