#pragma once
// Names that no other file in the world has, in the form that Maildir asks for.

#include <string>
#include <string_view>

namespace heloport::mailbox {

/// `time.MusecPpidQseq.host`: differs in every call, in every process, on every machine that
/// delivers into the same directories. Threads: any.
std::string unique_name();

/// A host name as part of a Maildir name: `/` and `:` would end the name or begin its flags, so
/// they are written \057 and \072.
std::string maildir_host(std::string_view host);

}  // namespace heloport::mailbox
