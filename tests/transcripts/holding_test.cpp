// Every transcript holds: whole, octet by octet, and at every chunk size.

#include <gtest/gtest.h>

#include <cstdlib>
#include <ostream>
#include <string>
#include <variant>
#include <vector>

#include "conformance/player.hpp"
#include "conformance/transcript.hpp"
#include "conformance/update.hpp"
#include "tests/transcripts/files.hpp"

namespace heloport::tests {
namespace {

using conformance::Failure;
using conformance::Transcript;

void expect_to_hold(const std::string& path) {
  const auto loaded = conformance::load_transcript(path);
  const auto* fault = std::get_if<Failure>(&loaded);
  ASSERT_EQ(fault, nullptr) << describe(*fault);
  const auto failure = play_at_every_chunk_size(std::get<Transcript>(loaded));
  EXPECT_FALSE(failure) << describe(*failure);
}

class TranscriptFile : public testing::TestWithParam<File> {
 protected:
  // `make update`: the S: and E: lines are written again; what is wrong shows in the diff.
  void SetUp() override {
    if (std::getenv("HELOPORT_UPDATE") == nullptr) return;
    const auto failure = conformance::update_file(GetParam().path);
    ASSERT_FALSE(failure) << describe(*failure);
  }
};

TEST_P(TranscriptFile, HoldsAtEveryChunkSize) {
  expect_to_hold(GetParam().path);
}

// What was documented is never updated: it is what the engine is judged by.
class DocumentedTranscript : public testing::TestWithParam<File> {};

TEST_P(DocumentedTranscript, HoldsAtEveryChunkSize) {
  expect_to_hold(GetParam().path);
}

std::string name_of(const testing::TestParamInfo<File>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(, TranscriptFile, testing::ValuesIn(transcripts_in(HELOPORT_TRANSCRIPTS)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(, DocumentedTranscript,
                         testing::ValuesIn(transcripts_in(HELOPORT_DOCUMENTED)), name_of);

}  // namespace

void PrintTo(const File& file, std::ostream* out) {
  *out << file.path;
}

}  // namespace heloport::tests
