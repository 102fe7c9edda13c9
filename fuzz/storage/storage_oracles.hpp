#pragma once
// What 250 promises, as questions about a store that was opened after a crash (oracle O13). Each
// names its complaint, so that a fuzzer can stop on it and a GoogleTest can show it.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "fuzz/storage/ledger.hpp"
#include "fuzz/storage/model_file_system.hpp"

namespace heloport::fuzz {

/// What is wrong; nothing when the oracle holds.
using Complaint = std::optional<std::string>;

/// What the store shows: the contents of the mails of each user, in no order.
using Found = std::vector<std::vector<std::string>>;

/// Lists and reads all mail of all users(); or what the store complains of.
std::variant<Found, std::string> all_mail(mailbox::Store& store);

/// R1: what was acknowledged to a user is there, every octet of it.
Complaint acknowledged_mail_is_there(const Ledger& ledger, const Found& found);

/// R2 and R5: whatever is there was sent to this user and is complete: no part, nothing of another
/// message in it.
Complaint mail_is_whole(const Ledger& ledger, const Found& found);

/// R3: no message is there twice. (A trial sends each once.)
Complaint no_mail_is_doubled(const Ledger& ledger, const Found& found);

/// R2: there are no more temporary files than messages could leave: one each, and one more for each
/// recipient whose mailbox is a file system of its own.
Complaint temporaries_are_bounded(const Ledger& ledger, const Disk& disk);

/// R2: temporary files that are old are gone when the store was opened and has delivered again.
Complaint temporaries_are_reaped(const ModelFileSystem& files);

/// R4: a call whose failure means that octets or names may not be on the disk was not passed over:
/// the delivery that it belongs to was refused. `failed` is that call, if there was one.
Complaint failures_are_told(const std::optional<ModelCall::Kind>& failed, bool acknowledged);

/// What failures_are_told() asks about: a sync; a write, unless it was only interrupted; and the
/// close of a file, where a network file system says that there was no room.
bool must_be_told(const ModelCall& call, int error, const ModelFileSystem& files);

/// R2: nobody has this message, which was refused when the only call that failed did.
Complaint refused_mail_is_nowhere(const Ledger& ledger, std::size_t number, const Found& found);

/// R4: the store holds its root open and nothing else.
Complaint no_descriptor_is_leaked(const ModelFileSystem& files);

}  // namespace heloport::fuzz
