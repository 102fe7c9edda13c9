#pragma once
// Reads what strace saw of a program that stores mail, and tells where it could have acknowledged
// a message that was not durable yet.

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace heloport::mailbox {

/// Judges a log of `strace -f` (with -o or not, with or without -y) that holds at least the calls
/// in traced_calls. The rules:
///
///   1. A file gets a name only after an fsync of it that began after its last write.
///   2. When a reply 250 is written, every directory that a name was made in has been synced since.
///   3. There are never more acknowledgements than files that are durable under a name.
///   4. After a failed fsync the file is neither synced again nor named.
///   5. Nothing is renamed over anything.
///   6. There is an acknowledgement, and a name was made: an empty log proves nothing.
///
/// Limits:  one process, any threads; directories are known by the path they were opened by.
struct TraceRules {
  /// How a reply begins that only the end of data is answered. Without it any 250 may be one, and
  /// rule 3 cannot be checked.
  std::optional<std::string> acknowledgement;
  /// Several messages are on their way at once: then rule 2 does not hold, because the reply to
  /// one comes while another is in the middle of its commit.
  bool concurrent = false;
};

inline constexpr const char* traced_calls =
    "open,openat,openat2,creat,close,write,pwrite64,writev,sendto,sendmsg,fsync,fdatasync,"
    "link,linkat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat";

/// One sentence for each violation, with the line of the log; empty when the order was kept.
std::vector<std::string> trace_violations(std::istream& log, const TraceRules& rules = {});

}  // namespace heloport::mailbox
