// See delivery_report.hpp.

#include "apps/delivery_report.hpp"

#include <fmt/format.h>

#include "grammar/xtext.hpp"

namespace heloport::apps {
namespace {

// RFC 3461, 6.3: what was given is repeated decoded. The engine has seen to it that it decodes.
std::string decoded(const std::string& xtext) {
  return grammar::decode_xtext(xtext).value_or(xtext);
}

// The octets of an ORCPT are the sender's business, up to the `;` they are an atom.
std::string original_recipient(const std::string& orcpt) {
  const std::size_t semicolon = orcpt.find(';');
  const std::string type = orcpt.substr(0, semicolon);
  // RFC 6533, 3: utf-8 addresses stay in the form in which they came.
  const bool utf8 = type.size() == 5 && (type[0] == 'u' || type[0] == 'U');
  const std::string address = orcpt.substr(semicolon + 1);
  return fmt::format("{};{}", type, utf8 ? address : decoded(address));
}

std::string text_part(const ReportOrder& order, const ReportFacts& facts) {
  std::string text =
      fmt::format("Your message {} was delivered to the mailbox of:\r\n\r\n", facts.id);
  for (const ReportedRecipient& recipient : order.recipients) {
    text += fmt::format("  <{}>\r\n", recipient.forward_path);
  }
  return text + "\r\nYou asked to be told. There is nothing to do.\r\n";
}

std::string recipient_fields(const ReportedRecipient& recipient) {
  std::string fields = "\r\n";
  if (!recipient.orcpt.empty()) {
    fields += fmt::format("Original-Recipient: {}\r\n", original_recipient(recipient.orcpt));
  }
  return fields + fmt::format(
                      "Final-Recipient: rfc822;{}\r\n"
                      "Action: delivered\r\n"
                      "Status: 2.0.0\r\n",
                      recipient.forward_path);
}

std::string status_part(const ReportOrder& order, const ReportFacts& facts) {
  std::string fields;
  if (!order.envid.empty()) {
    fields += fmt::format("Original-Envelope-Id: {}\r\n", decoded(order.envid));
  }
  fields +=
      fmt::format("Reporting-MTA: dns;{}\r\nArrival-Date: {}\r\n", facts.hostname, facts.date);
  for (const ReportedRecipient& recipient : order.recipients) {
    fields += recipient_fields(recipient);
  }
  return fields;
}

}  // namespace

std::string delivery_report(const ReportOrder& order, const ReportFacts& facts,
                            const std::string& header) {
  // An id is given once, so nothing in the parts can hold it as a line of its own.
  const std::string boundary = fmt::format("report-{}", facts.id);
  return fmt::format(
      "Return-Path: <>\r\n"
      "From: Mail Delivery System <postmaster@{host}>\r\n"
      "To: <{to}>\r\n"
      "Date: {date}\r\n"
      "Message-ID: {message_id}\r\n"
      "Subject: Delivered: {id}\r\n"
      "Auto-Submitted: auto-replied\r\n"
      "MIME-Version: 1.0\r\n"
      "Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"{boundary}\"\r\n"
      "\r\n"
      "--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}"
      "\r\n--{boundary}\r\nContent-Type: message/delivery-status\r\n\r\n{status}"
      "\r\n--{boundary}\r\nContent-Type: text/rfc822-headers\r\n\r\n{header}"
      "\r\n--{boundary}--\r\n",
      fmt::arg("host", facts.hostname), fmt::arg("to", facts.reverse_path),
      fmt::arg("date", facts.date), fmt::arg("message_id", facts.message_id),
      fmt::arg("id", facts.id), fmt::arg("boundary", boundary),
      fmt::arg("text", text_part(order, facts)), fmt::arg("status", status_part(order, facts)),
      fmt::arg("header", header));
}

}  // namespace heloport::apps
