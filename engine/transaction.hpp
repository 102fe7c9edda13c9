#pragma once
// What exists only while a mail transaction is open.

#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/body_decoder.hpp"
#include "engine/chunk_decoder.hpp"
#include "engine/extensions/extension.hpp"
#include "engine/octet_side.hpp"
#include "engine/phase.hpp"
#include "engine/server_events.hpp"

namespace heloport::engine {

/// How often a session has done something: 2^32 is beyond any limit that is one. Narrow, because
/// each idle session has several.
using Count = std::uint32_t;

/// What MAIL declared and the engine itself goes by.
struct Declared {
  std::optional<BodyType> body;
  bool smtputf8 = false;
};

/// From an accepted MAIL to the verdict on the message, or to whatever ends it before.
struct Transaction {
  Declared declared;
  Count tries = 0;       // RCPT commands, refused ones included
  Count recipients = 0;  // accepted ones; <= tries

  // The rest has a meaning after 354, or after the first BDAT.
  Count verdicts = 0;             // given on the complete message: LMTP has several
  std::uint64_t octets = 0;       // content handed to the application
  std::uint64_t wire_octets = 0;  // octets of content that were read, whatever became of them
  Time body_began{};
  BodyDecoder decoder{LineEndings::refuse};
  bool file_name_due = false;  // the first line may be `FILENAME: name`
  bool chunked = false;        // content comes by BDAT, and `text` reads it in place of `decoder`
  ChunkDecoder text{LineEndings::refuse};
  /// Set once the message cannot be accepted any more. The application was told; the data are
  /// read on to their true end and then refused with `refusal`.
  std::optional<Say> refusal;
};

/// From a BDAT command line to the last octet that it announced (RFC 3030, 2).
struct Chunk {
  std::uint64_t octets = 0;  // announced
  std::uint64_t taken = 0;   // read; <= octets
  Time began{};
  Count replies = 1;  // how often a refused one is answered: the last one in LMTP
  bool last = false;
  /// The octets are thrown away, and the reply waits, held back, until they are gone. True until
  /// somebody says otherwise.
  bool refused = true;
  Phase back = Phase::ready;  // where a refused chunk leaves the session
};

/// The lines of a LIST or READ reply on their way out.
struct Answer {
  Phase back = Phase::ready;  // where the session stood before
  bool line_open = false;     // a line was begun and not ended
  bool last_line = false;     // what is begun now is the last line
  bool last_begun = false;
  bool cr_held = false;  // a CR that ended a piece: half of a line end, or an octet of the line
};

}  // namespace heloport::engine
