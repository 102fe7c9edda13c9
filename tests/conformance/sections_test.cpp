// The words for sections, and how they are cited.
#include "conformance/sections.hpp"

#include <gtest/gtest.h>

#include "conformance/requirements.hpp"

namespace heloport::conformance {
namespace {

TEST(SectionHeadings, AreFoundByThePathOfAnId) {
  EXPECT_EQ(section_heading("rfc5321/4.1.1.5"), "RSET");
  EXPECT_EQ(section_heading("rfc3207"), "STARTTLS: TLS in a session");
  EXPECT_EQ(section_heading("rfc5321/9.9"), "");
  EXPECT_EQ(section_heading(""), "");
}

TEST(SectionHeadings, ExistForEveryRfcOfTheTable) {
  for (const Requirement& one : requirements()) {
    EXPECT_NE(section_heading("rfc" + std::string(one.rfc)), "") << one.id;
  }
}

TEST(SectionCitations, AreSpeltAsEverywhere) {
  EXPECT_EQ(section_citation("rfc5321/4.1.1.5"), "RFC 5321, 4.1.1.5");
  EXPECT_EQ(section_citation("rfc5321"), "RFC 5321");
  EXPECT_EQ(section_citation("smuggling/vectors"), "smuggling/vectors");
  EXPECT_EQ(section_citation(""), "");
}

}  // namespace
}  // namespace heloport::conformance
