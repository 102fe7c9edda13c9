#pragma once
// The report of a successful delivery, for the sender who asked for one (RFC 3461, 5.2.3).

#include <string>
#include <vector>

namespace heloport::apps {

/// One recipient whose delivery is reported.
struct ReportedRecipient {
  std::string forward_path;  // without brackets
  std::string orcpt;         // addr-type ";" xtext as it came; empty for none
};

/// What a report says. It is about one message and goes to its sender.
struct ReportOrder {
  std::string envid;  // xtext as it came; empty for none
  std::vector<ReportedRecipient> recipients;
};

/// What is known when the report is written.
struct ReportFacts {
  std::string hostname;
  std::string reverse_path;  // of the message: where the report goes
  std::string id;            // of the message, as the 250 and the log call it
  std::string date;
  std::string message_id;
};

/// The whole report as a message, CRLF line ends: multipart/report with a text, the status of each
/// recipient, and the header of the message as far as it is known here, which is its trace.
///
/// Shape:  Original-Envelope-Id and Original-Recipient are there exactly if they were given,
///         decoded from xtext (RFC 3461, 6.3; RFC 3464, 2). The header block is the message's own
///         (RFC 3461, 6.2), `header`, CRLF line ends.
std::string delivery_report(const ReportOrder& order, const ReportFacts& facts,
                            const std::string& header);

}  // namespace heloport::apps
