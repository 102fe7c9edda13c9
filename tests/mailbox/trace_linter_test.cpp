// The linter finds every order that is wrong in logs written by hand, and none in what strace
// sees of real deliveries.

#include "tests/mailbox/trace_linter.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "tests/mailbox/store_test.hpp"

namespace heloport::mailbox {
namespace {

using Violations = std::vector<std::string>;

const std::string open_all =
    "100 openat(AT_FDCWD, \"mail\", O_RDONLY|O_NOFOLLOW|O_CLOEXEC|O_DIRECTORY) = 3\n"
    "100 openat2(3, \".\", {flags=O_RDWR|O_CLOEXEC|O_TMPFILE, mode=0600, resolve=0x8}, 24) = 4\n"
    "100 openat2(3, \"bob@x\", {flags=O_RDONLY|O_CLOEXEC|O_DIRECTORY, resolve=0x8}, 24) = 5\n";
const std::string write_file = "100 write(4, \"Subject: 250\\r\\n\"..., 40) = 40\n";
const std::string sync_file = "100 fsync(4) = 0\n";
const std::string link_file =
    "100 linkat(AT_FDCWD, \"/proc/self/fd/4\", 5, \"a.txt\", AT_SYMLINK_FOLLOW) = 0\n";
const std::string sync_directory = "100 fsync(5) = 0\n";
const std::string acknowledge = "100 write(7, \"250 2.0.0 Ok\\r\\n\", 14) = 14\n";
const std::string good =
    open_all + write_file + sync_file + link_file + sync_directory + acknowledge;

Violations violations(const std::string& log, const TraceRules& rules = {}) {
  std::istringstream stream(log);
  return trace_violations(stream, rules);
}

bool is_caught(const std::string& log, const std::string& words, const TraceRules& rules = {}) {
  const Violations found = violations(log, rules);
  return found.size() == 1 && found[0].find(words) != std::string::npos;
}

TEST(TraceLinter, IsContentWithTheRightOrder) {
  EXPECT_EQ(violations(good), Violations{});
  EXPECT_EQ(violations(good + open_all + write_file + sync_file + link_file + sync_directory +
                       acknowledge),
            Violations{});
}

TEST(TraceLinter, IsContentWithNamedFilesAndNewMailboxes) {
  EXPECT_EQ(violations("mkdir(\"mail\", 0700) = 0\n"
                       "openat(AT_FDCWD, \"mail\", O_RDONLY|O_DIRECTORY) = 3\n"
                       "openat(AT_FDCWD, \".\", O_RDONLY|O_DIRECTORY) = 4\n"
                       "fsync(4) = 0\n"
                       "mkdirat(3, \".tmp\", 0700) = 0\n"
                       "openat2(3, \".tmp\", {flags=O_RDONLY|O_DIRECTORY}, 24) = 5\n"
                       "openat2(5, \"1.x\", {flags=O_RDWR|O_CREAT|O_EXCL, mode=0600}, 24) = 6\n"
                       "write(6, \"text\", 4) = 4\n"
                       "fsync(6) = 0\n"
                       "mkdirat(3, \"bob@x\", 0700) = 0\n"
                       "openat2(3, \"bob@x\", {flags=O_RDONLY|O_DIRECTORY}, 24) = 7\n"
                       "linkat(5, \"1.x\", 7, \"a.txt\", 0) = 0\n"
                       "fsync(7) = 0\n"
                       "fsync(3) = 0\n"
                       "sendto(9, \"250 Ok\\r\\n\", 8, MSG_NOSIGNAL, NULL, 0) = 8\n"),
            Violations{});
}

TEST(TraceLinter, FindsALinkBeforeTheSyncOfTheFile) {
  const std::string words = "before it is synced";
  EXPECT_TRUE(is_caught(open_all + write_file + link_file + sync_directory + acknowledge, words));
  EXPECT_TRUE(is_caught(
      open_all + write_file + link_file + sync_file + sync_directory + acknowledge, words));
  EXPECT_TRUE(is_caught(
      open_all + sync_file + write_file + link_file + sync_directory + acknowledge, words));
}

TEST(TraceLinter, FindsAnAcknowledgementBeforeTheSyncOfTheDirectory) {
  const std::string words = "acknowledged before the directory of a.txt";
  EXPECT_TRUE(is_caught(open_all + write_file + sync_file + link_file + acknowledge, words));
  EXPECT_TRUE(is_caught(
      open_all + write_file + sync_file + link_file + acknowledge + sync_directory, words));
  EXPECT_TRUE(is_caught(
      open_all + write_file + sync_file + sync_directory + link_file + acknowledge, words));
  EXPECT_TRUE(is_caught(
      open_all + write_file + sync_file + link_file + "100 fsync(3) = 0\n" + acknowledge, words));
}

TEST(TraceLinter, FindsAMailboxWhoseParentIsNotSynced) {
  const std::string made = "100 mkdirat(3, \"bob@x\", 0700) = 0\n";
  EXPECT_TRUE(
      is_caught(open_all + made + write_file + sync_file + link_file + sync_directory + acknowledge,
                "the directory of bob@x"));
}

TEST(TraceLinter, KnowsAllFormsOfAnAcknowledgement) {
  const std::string before = open_all + write_file + sync_file + link_file;
  for (const char* form :
       {"100 write(7, \"250 Ok\\r\\n\", 8) = 8\n",
        "100 writev(7, [{iov_base=\"250 Ok\", iov_len=6}, {iov_base=\"\\r\\n\", iov_len=2}], 2) = "
        "8\n",
        "100 sendto(7, \"250-Ok\", 6, MSG_NOSIGNAL, NULL, 0) = 6\n",
        "100 sendmsg(7, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"250 Ok\\r\\n\", "
        "iov_len=8}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, MSG_NOSIGNAL) = 8\n",
        "[pid   101] write(7</dev/pts/0>, \"250 Ok\\r\\n\", 8) = 8\n",
        "100 write(7, \"250 Ok\\r\\n\", 8 <unfinished ...>\n"}) {
    EXPECT_TRUE(is_caught(before + form, "acknowledged before")) << form;
  }
  EXPECT_TRUE(is_caught(before + "100 write(7, \"354 Go\\r\\n\", 8) = 8\n" + sync_directory,
                        "no acknowledgement"));
}

TEST(TraceLinter, FindsAFileThatIsUsedAfterItsSyncFailed) {
  const std::string failed = "100 fsync(4) = -1 EIO (Input/output error)\n";
  const std::string rest = link_file + sync_directory + acknowledge;
  EXPECT_TRUE(is_caught(open_all + write_file + failed + rest, "though its fsync failed"));
  const Violations twice = violations(open_all + write_file + failed + sync_file + rest);
  ASSERT_EQ(twice.size(), 2U);
  EXPECT_NE(twice[0].find("a second fsync"), std::string::npos);
}

TEST(TraceLinter, FindsADirectoryWhoseSyncFailed) {
  EXPECT_TRUE(is_caught(open_all + write_file + sync_file + link_file +
                            "100 fsync(5) = -1 EIO (Input/output error)\n" + acknowledge,
                        "acknowledged before"));
}

TEST(TraceLinter, FindsARename) {
  EXPECT_TRUE(is_caught(good + "100 renameat(3, \"x\", 5, \"a.txt\") = 0\n", "a rename"));
  EXPECT_TRUE(is_caught(good + "100 rename(\"x\", \"a.txt\") = 0\n", "a rename"));
  EXPECT_EQ(violations(good + "100 renameat2(3, \"x\", 5, \"y\", RENAME_NOREPLACE) = 0\n"),
            Violations{});
}

TEST(TraceLinter, FindsAFileItKnowsNothingOf) {
  EXPECT_TRUE(is_caught(open_all + "100 linkat(AT_FDCWD, \"/tmp/x\", 5, \"a\", 0) = 0\n" +
                            sync_directory + acknowledge,
                        "did not see opened"));
}

TEST(TraceLinter, FindsThatALogProvesNothing) {
  EXPECT_EQ(violations("").size(), 2U);
  EXPECT_EQ(violations("strace: exec: No such file or directory\n").size(), 2U);
  EXPECT_TRUE(is_caught(acknowledge, "no file that got a name"));
}

TEST(TraceLinter, ForgetsANameThatWasTakenBack) {
  EXPECT_EQ(violations(open_all + write_file + sync_file + link_file +
                       "100 unlinkat(5, \"a.txt\", 0) = 0\n" + acknowledge + good),
            Violations{});
}

TEST(TraceLinter, CountsASyncFromWhereItBegan) {
  // Between the begin and the end of a sync, another thread did what the sync may have missed.
  const std::string sync_begins = "101 fsync(4 <unfinished ...>\n";
  const std::string sync_ends = "101 <... fsync resumed>) = 0\n";
  const std::string rest = link_file + sync_directory + acknowledge;
  EXPECT_EQ(violations(open_all + write_file + sync_begins + sync_ends + rest), Violations{});
  EXPECT_TRUE(
      is_caught(open_all + sync_begins + write_file + sync_ends + rest, "before it is synced"));
  EXPECT_TRUE(is_caught(open_all + write_file + sync_file + "101 fsync(5 <unfinished ...>\n" +
                            link_file + "101 <... fsync resumed>) = 0\n" + acknowledge,
                        "acknowledged before"));
}

TEST(TraceLinter, FindsAnAcknowledgementThatComesBeforeEverything) {
  const TraceRules rules{.acknowledgement = "250 2.0.0", .concurrent = false};
  const std::string hello = "100 write(7, \"250 Hello\\r\\n\", 11) = 11\n";
  EXPECT_EQ(violations(hello + good + hello + good, rules), Violations{});
  const std::string words = "more acknowledgements";
  EXPECT_TRUE(is_caught(
      acknowledge + open_all + write_file + sync_file + link_file + sync_directory, words, rules));
  EXPECT_TRUE(is_caught(good + acknowledge, words, rules));
}

TEST(TraceLinter, CountsWhereSeveralMailsAreOnTheirWay) {
  const TraceRules rules{.acknowledgement = "250 2.0.0", .concurrent = true};
  const std::string other_ok = "100 write(8, \"250 2.1.5 Ok\\r\\n\", 14) = 14\n";
  EXPECT_EQ(violations(open_all + write_file + sync_file + link_file + other_ok + sync_directory +
                           acknowledge,
                       rules),
            Violations{});
  EXPECT_TRUE(
      is_caught(open_all + write_file + sync_file + link_file + acknowledge + sync_directory,
                "more acknowledgements", rules));
}

TEST(TraceLinter, IsNotConfusedByWhatMailSays) {
  EXPECT_EQ(violations(open_all + "100 write(4, \"a\\\", 5) = 5 (\\\"250 {[\", 20) = 20\n" +
                       sync_file + link_file + sync_directory + acknowledge),
            Violations{});
}

int run(const std::string& command) {
  return std::system(command.c_str());
}

class TraceOfADelivery : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (run("strace -f -o /dev/null true 2>/dev/null") != 0) {
      GTEST_SKIP() << "strace is missing or may not trace here";
    }
  }

  // What strace sees of six deliveries, the mistake included that the program is asked for.
  Violations violations_of_a_run(const std::string& mistake) {
    const std::string log = (folder_ / "log").string();
    // The leak detector does not work under ptrace.
    EXPECT_EQ(run("ASAN_OPTIONS=detect_leaks=0 strace -f -o '" + log +
                  "' -e trace=" + traced_calls + " " TRACED_DELIVERY " '" + GetParam() +
                  (folder_ / "mail").string() + "' 6 " + mistake + " >/dev/null"),
              0);
    std::istringstream stream(content_of(log));
    return trace_violations(stream, {.acknowledgement = "250 2.0.0", .concurrent = false});
  }

  TemporaryFolder folder_;
};

TEST_P(TraceOfADelivery, ShowsTheOrderThatThePromiseNeeds) {
  EXPECT_EQ(violations_of_a_run(""), Violations{});
}

TEST_P(TraceOfADelivery, ShowsAnAcknowledgementThatComesEarly) {
  EXPECT_FALSE(violations_of_a_run("early").empty());
}

INSTANTIATE_TEST_SUITE_P(Stores, TraceOfADelivery, ::testing::Values("directory:", "maildir:"),
                         [](const auto& store) {
                           const std::string url = store.param;
                           return url.substr(0, url.size() - 1);
                         });

}  // namespace
}  // namespace heloport::mailbox
