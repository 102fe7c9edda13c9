// The report of a successful delivery (RFC 3461, 6; RFC 3464).

#include "apps/delivery_report.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace heloport::apps {
namespace {

const ReportFacts facts{"mx.example.com", "ann@example.org", "Q1",
                        "Thu, 26 Nov 2026 12:00:00 +0000", "<r1@mx.example.com>"};

std::string report_for(ReportOrder order) {
  return delivery_report(order, facts, "Subject: hi\r\n\r\n");
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(DeliveryReport, SaysWhatBecameOfEachRecipient) {
  const std::string report = report_for({"", {{"bob@example.com", ""}, {"carol@example.com", ""}}});
  for (std::string_view name : {"bob", "carol"}) {
    EXPECT_TRUE(holds(report, "\r\n\r\nFinal-Recipient: rfc822;" + std::string(name) +
                                  "@example.com\r\nAction: delivered\r\nStatus: 2.0.0\r\n"))
        << report;
  }
}

TEST(DeliveryReport, HasTheThreePartsOfAReport) {
  const std::string report = report_for({"", {{"bob@example.com", ""}}});
  const std::size_t text = report.find("Content-Type: text/plain");
  const std::size_t status = report.find("Content-Type: message/delivery-status");
  const std::size_t header = report.find("Content-Type: text/rfc822-headers");
  EXPECT_TRUE(holds(report, "Content-Type: multipart/report; report-type=delivery-status;"));
  EXPECT_LT(text, status);
  EXPECT_LT(status, header);
  EXPECT_TRUE(report.ends_with("\r\n\r\nSubject: hi\r\n\r\n\r\n--report-Q1--\r\n")) << report;
}

TEST(DeliveryReport, NamesTheEnvelopeOnlyIfItHadAName) {
  EXPECT_FALSE(holds(report_for({"", {{"bob@example.com", ""}}}), "Original-Envelope-Id"));
  EXPECT_TRUE(holds(report_for({"QQ+2B1", {{"bob@example.com", ""}}}),
                    "\r\n\r\nOriginal-Envelope-Id: QQ+1\r\nReporting-MTA: dns;mx.example.com\r\n"));
}

TEST(DeliveryReport, NamesTheOriginalRecipientOnlyIfItWasGiven) {
  EXPECT_FALSE(holds(report_for({"", {{"bob@example.com", ""}}}), "Original-Recipient"));
  EXPECT_TRUE(holds(report_for({"", {{"bob@example.com", "rfc822;b+2Bo@example.com"}}}),
                    "\r\nOriginal-Recipient: rfc822;b+o@example.com\r\nFinal-Recipient:"));
}

TEST(DeliveryReport, GoesFromNobodyToTheSender) {
  const std::string report = report_for({"", {{"bob@example.com", ""}}});
  EXPECT_TRUE(report.starts_with("Return-Path: <>\r\n"));
  EXPECT_TRUE(holds(report, "\r\nTo: <ann@example.org>\r\n"));
  EXPECT_TRUE(holds(report, "\r\nAuto-Submitted: auto-replied\r\n"));
}

}  // namespace
}  // namespace heloport::apps
