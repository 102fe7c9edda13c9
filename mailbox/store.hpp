#pragma once
// Where mail goes and comes back from. One interface, three stores: directory:, maildir:, discard:.

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>
#include <vector>

namespace heloport::mailbox {

/// Why a store could not do what it was asked: the system's error and what was being done.
/// The caller answers the peer with 4yz whatever it says (promise R4).
struct StoreFault {
  std::error_code error;
  std::string doing;  // "fsync of tmp/17..." for the log, never for the peer
};

/// The address of a mailbox, canonical: the local part unquoted, case kept; the domain in lower
/// case, empty for the bare Postmaster. A store turns it into one safe path component.
struct Address {
  std::string local_part;
  std::string domain;
  bool operator==(const Address&) const = default;
};

/// What a store needs to know about a message before its first octet.
struct MessageOrder {
  std::vector<Address> recipients;  // at least one; repeated ones get one copy
  /// What names the file in a `directory:` store. Without it the Subject field of the content
  /// does (RFC 2047 decoded), and without that "no-subject".
  std::optional<std::string> name;
};

/// Where the copies of one committed message are, in the order of the distinct recipients.
struct Committed {
  std::vector<std::string>
      paths;  // as a user would type them, relative to where the store was named
};

/// One message on its way to disk. Destroying it before commit() leaves nothing behind.
///
/// Use:     write() any number of times, then commit() once; or destroy it.
/// Lifetime: shorter than the store's.
/// Errors:  write() never fails aloud: a failure sticks and commit() reports it. After a failed
///          call the file is abandoned, never synced again (promise R4).
/// Threads: one at a time. commit() blocks on the disk: call it on a worker.
class Delivery {
 public:
  virtual ~Delivery() = default;
  virtual void write(std::string_view octets) = 0;
  /// Durable when it returns Committed: file synced, linked into every mailbox under a name that
  /// did not exist, directories synced (promise R1). All recipients or none.
  virtual std::variant<Committed, StoreFault> commit() = 0;
};

/// A mail that is being read.
/// Threads: one at a time; read() may block on the disk.
class MailReader {
 public:
  virtual ~MailReader() = default;
  /// Fills `room` from the current position; 0 at the end.
  virtual std::variant<std::size_t, StoreFault> read(std::span<char> room) = 0;
  virtual std::size_t size_octets() const = 0;
  /// Where the last line begins: a multi-line reply marks its last line, so whoever sends the
  /// mail as one must know it before it gets there. 0 for a mail of one line or none. LF ends
  /// a line, after CR or not, as in the reply; the last one may lack it.
  virtual std::size_t last_line_offset() const = 0;
};

struct NoSuchMail {};

/// Threads: every call may come from any thread; deliveries and readers run side by side (R5).
class Store {
 public:
  virtual ~Store() = default;
  /// Begins a message. Touches no mailbox yet.
  virtual std::unique_ptr<Delivery> begin(MessageOrder order) = 0;
  /// The names of the mails of `user`, sorted; empty for a user without a mailbox.
  virtual std::variant<std::vector<std::string>, StoreFault> list(const Address& user) = 0;
  /// Opens one mail by the name that list() gave, with or without `.txt` in a directory: store.
  virtual std::variant<std::unique_ptr<MailReader>, NoSuchMail, StoreFault> open(
      const Address& user, std::string_view name) = 0;
  /// False: what comes is thrown away. Then nothing needs to be put on top of a message, and
  /// commit() waits for nothing: it may be called on a loop.
  virtual bool keeps_mail() const { return true; }
  /// One sentence for the operator: what 250 means with this store.
  virtual std::string promise() const = 0;
};

/// Opens the store that `url` names: `directory:PATH`, `maildir:PATH`, `discard:`. A path may be
/// relative; it is created (mode 0700) when its parent exists, and opened once: everything later
/// is resolved beneath that descriptor (openat2 RESOLVE_BENEATH), so a renamed or planted parent
/// cannot lead outside.
/// A directory that is missing or read-only is no error here: it may come back, and each message
/// is answered for itself.
std::variant<std::unique_ptr<Store>, StoreFault> open_store(std::string_view url);

/// One safe path component for an address, the same for equal addresses and different for
/// different ones: `/`, `%`, NUL, control octets, a leading dot, an `@` inside a part and octets
/// that are no UTF-8 are written %XX. Nothing when it would be empty or over 255 octets.
std::optional<std::string> mailbox_name(const Address& address);

}  // namespace heloport::mailbox
