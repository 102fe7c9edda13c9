// The table of requirements as the program holds it, and how files become part of a program.
#include "conformance/requirements.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "conformance/embedded_text.hpp"

namespace heloport::conformance {

std::span<const EmbeddedText> odd_texts();

namespace {

std::string content_of(const std::string& path) {
  std::ifstream file(std::string(HELOPORT_SOURCE_FOLDER "/") + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(EmbeddedTexts, AreTheirFilesOctetForOctet) {
  const auto texts = odd_texts();
  ASSERT_EQ(texts.size(), 2U);
  EXPECT_EQ(texts[0].path, "fixture/embedded/every-octet.bin");
  EXPECT_EQ(texts[0].text, content_of("tests/conformance/fixture/embedded/every-octet.bin"));
  EXPECT_GT(texts[0].text.size(), 256U);
  EXPECT_EQ(texts[1].text, "");
}

TEST(Requirements, AreTheRowsOfTheTable) {
  std::ifstream table(HELOPORT_SOURCE_FOLDER "/conformance/requirements.tsv");
  std::set<std::string> ids;
  std::string row;
  std::getline(table, row);
  while (std::getline(table, row)) ids.insert(row.substr(0, row.find('\t')));
  EXPECT_GT(ids.size(), 800U);
  EXPECT_EQ(requirements().size(), ids.size());
  for (const std::string& id : ids) {
    const Requirement* const found = requirement(id);
    ASSERT_NE(found, nullptr) << id;
    EXPECT_EQ(id, "R" + std::string(found->rfc) + id.substr(id.find('-'))) << id;
    EXPECT_FALSE(found->section.empty()) << id;
    EXPECT_FALSE(found->summary.empty()) << id;
  }
}

TEST(Requirements, AreFoundWithEveryColumn) {
  const Requirement* const found = requirement("R5321-2.2.1-02");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->rfc, "5321");
  EXPECT_EQ(found->section, "2.2.1");
  EXPECT_EQ(found->level, Level::should);
  EXPECT_EQ(found->summary, "Client opens with EHLO in preference to HELO");
}

TEST(Requirements, ThatDoNotExistAreNotFound) {
  for (const char* id : {"", "R5321-2.2.1", "R5321-2.2.1-02x", "Z", "R0"}) {
    EXPECT_EQ(requirement(id), nullptr) << id;
    EXPECT_EQ(requirement_text(id), "") << id;
  }
}

}  // namespace
}  // namespace heloport::conformance
