// What a load says of its figures.
#include <gtest/gtest.h>

#include "apps/load_html.hpp"
#include "apps/load_json.hpp"
#include "apps/load_report.hpp"

namespace heloport::apps {
namespace {

using std::chrono::milliseconds;

/// One second of a generator that used so much of it.
LoadResult result_of(milliseconds cpu) {
  LoadResult result;
  result.options.server = "127.0.0.1:2525";
  result.own_cpu = cpu;
  result.own_time = milliseconds(1000);
  return result;
}

TEST(LoadReport, SaysThatTheGeneratorMayBeTheLimitWhereItWasBusyAllTheTime) {
  const LoadResult result = result_of(milliseconds(980));
  const std::string told = "the generator was busy for 98 % of the time: it may be the limit";
  EXPECT_NE(report_text(result).find("  limit     " + told), std::string::npos);
  EXPECT_NE(load_html_of(result, "heloport").find(told), std::string::npos);
  EXPECT_NE(load_json_of(result, "heloport").find("\"generator_busy\": 0.98"), std::string::npos);
}

TEST(LoadReport, SaysNothingOfAGeneratorThatWaited) {
  EXPECT_EQ(report_text(result_of(milliseconds(890))).find("limit"), std::string::npos);
}

TEST(LoadReport, OfAClockThatIsCoarserThanTheProcessorsIsNoMoreThanAllOfIt) {
  EXPECT_EQ(generator_busy(result_of(milliseconds(1003))), 1);
}

TEST(LoadReport, OfNoTimeAtAllIsSound) {
  LoadResult result = result_of(milliseconds(5));
  result.own_time = LoadTime{0};
  EXPECT_EQ(generator_busy(result), 0);
  EXPECT_EQ(report_text(result).find("nan"), std::string::npos);
}

TEST(LoadReport, SaysWhatInterruptedItAndWhatWasUnderWay) {
  LoadResult result = result_of(milliseconds(10));
  EXPECT_TRUE(notes_of(result).empty());
  EXPECT_NE(load_json_of(result, "heloport").find("\"interrupted\": null"), std::string::npos);
  result.interruption = LoadInterruption{"SIGTERM", 1, Exit::ok};
  ASSERT_EQ(notes_of(result).size(), 1U);
  EXPECT_EQ(notes_of(result).front().text,
            "interrupted by SIGTERM: this is what was measured until then; 1 message begun and not "
            "answered");
}

TEST(LoadReport, TellsItsCommandAsAShellTakesItBack) {
  LoadOptions options;
  options.server = "127.0.0.1:2525";
  EXPECT_EQ(command_text(options), "heloport load 127.0.0.1:2525");
  options.sessions = 7;
  options.pipelining = true;
  options.from = "<>";
  options.rcpt = "o'hara@example.com";
  options.timeout_seconds = 2.5;
  EXPECT_EQ(command_text(options),
            "heloport load 127.0.0.1:2525 -s 7 --pipelining --from '<>' --rcpt "
            "'o'\\''hara@example.com' --timeout 2.5");
  options.rcpt = "-dashed@example.com";
  EXPECT_NE(command_text(options).find(" --rcpt=-dashed@example.com "), std::string::npos);
  options.command = "heloport serve --stdio";
  EXPECT_EQ(command_text(options).substr(0, 45), "heloport load --exec 'heloport serve --stdio'");
}

}  // namespace
}  // namespace heloport::apps
