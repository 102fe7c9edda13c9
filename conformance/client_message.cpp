// See client_message.hpp.

#include "conformance/client_message.hpp"

#include <algorithm>

namespace heloport::conformance {

std::vector<std::string> header_of(const CaseMessage& message, std::string_view case_id) {
  // An id is words, slashes, dots and hyphens: with another letter for the slash a dot-atom.
  std::string name(case_id);
  std::replace(name.begin(), name.end(), '/', '_');
  const std::string from = message.sender.empty() ? "mailer-daemon@example.org" : message.sender;
  std::string to;
  for (const std::string& one : message.recipients) to += (to.empty() ? "" : ", ") + one;
  if (message.recipients.size() > 2) to = message.recipients.front();
  std::vector<std::string> fields{"From: " + from, "To: " + to, "Subject: " + std::string(case_id),
                                  "Date: Tue, 15 Jan 2008 16:02:43 -0500",
                                  "Message-ID: <" + name + "@client.example.org>"};
  fields.insert(fields.end(), message.header.begin(), message.header.end());
  return fields;
}

std::string octets_of(const CaseMessage& message, std::string_view case_id,
                      std::string_view line_end) {
  std::string octets;
  for (const std::string& field : header_of(message, case_id)) {
    octets += field;
    octets += line_end;
  }
  octets += line_end;
  return octets + body_of(message, line_end);
}

std::string body_of(const CaseMessage& message, std::string_view line_end) {
  std::string octets;
  for (const char c : message.body) {
    if (c == '\n') {
      octets += line_end;
    } else {
      octets += c == CaseMessage::bare_lf ? '\n' : c;
    }
  }
  return octets;
}

}  // namespace heloport::conformance
