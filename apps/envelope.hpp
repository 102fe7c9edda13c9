#pragma once
// A message between MAIL and its last verdict, as the server's application sees it.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "apps/delivery_report.hpp"
#include "apps/trace_fields.hpp"
#include "mailbox/store.hpp"

namespace heloport::apps {

using StoreResult = std::variant<mailbox::Committed, mailbox::StoreFault>;

struct Envelope {
  Trace trace;
  std::vector<mailbox::Address> recipients;
  std::optional<std::string> name;  // the simple dialect's FILENAME
  std::uint64_t octets = 0;         // of the content
  std::unique_ptr<mailbox::Delivery> delivery;
  /// Where a report of success would go; nothing where none can or may be sent (RFC 3461, 5.2).
  std::optional<mailbox::Address> sender_mailbox;
  ReportOrder report;                 // which recipients want one
  std::string header;                 // of the content, for the report
  std::optional<StoreResult> result;  // once the commit is over; LMTP tells it several times
};

}  // namespace heloport::apps
