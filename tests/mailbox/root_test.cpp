// Opening a store: what a URL may say, and a root that is missing, comes back, or holds what a
// crash left.

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <chrono>

#include "mailbox/root.hpp"
#include "tests/mailbox/store_test.hpp"

namespace heloport::mailbox {
namespace {

bool is_refused(const std::string& url) {
  return std::holds_alternative<StoreFault>(open_store(url));
}

TEST(OpenStore, RefusesWhatNamesNoStore) {
  for (const char* url : {"", "directory", "directory:", "maildir:", "discard", "discard:/tmp",
                          "mbox:/tmp/x", "/var/mail", ":/tmp"}) {
    EXPECT_TRUE(is_refused(url)) << url;
  }
  EXPECT_TRUE(is_refused(std::string("directory:/tmp/a\0b", 18)));
}

TEST(OpenStore, SaysWhat250Means) {
  const TemporaryFolder folder(memory());
  const std::string root = (folder / "mail").string();
  EXPECT_NE(opened("directory:" + root)->promise().find("on disk"), std::string::npos);
  EXPECT_NE(opened("maildir:" + root)->promise().find("on disk"), std::string::npos);
  EXPECT_NE(opened("discard:")->promise().find("thrown away"), std::string::npos);
}

TEST(DiscardStore, TakesEverythingAndKeepsNothing) {
  const auto store = opened("discard:");
  EXPECT_TRUE(delivered(deliver(*store, {{bob, carol}, "a"}, std::string(1'000'000, 'x'))).empty());
  EXPECT_TRUE(names_in(*store, bob).empty());
  EXPECT_TRUE(has_no_mail(*store, bob, "a"));
  EXPECT_FALSE(store->keeps_mail());
}

class Rooted : public ::testing::TestWithParam<const char*> {
 protected:
  std::string url(const std::string& path) const { return GetParam() + (folder_ / path).string(); }
  Outcome mail(Store& store) { return deliver(store, {{bob}, "a"}, "text"); }

  // A temporary file that was touched last so long ago.
  void leave_behind(const std::string& name, std::chrono::seconds age) {
    const auto path = folder_ / "mail/.tmp" / name;
    put(path, "partial");
    using Clock = std::chrono::system_clock;
    const timespec time{Clock::to_time_t(Clock::now() - age), 0};
    const std::array<timespec, 2> times{time, time};
    ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times.data(), AT_SYMLINK_NOFOLLOW), 0);
  }

  TemporaryFolder folder_{memory()};
};

TEST_P(Rooted, AtADirectoryThatIsMadeOnlyInsideOneThatExists) {
  const auto store = opened(url("mail"));
  EXPECT_TRUE(std::filesystem::is_directory(folder_ / "mail"));
  const auto deep = opened(url("no/mail"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "no"));
}

TEST_P(Rooted, AtAMissingDirectoryAnswersEachMessageUntilItIsThere) {
  const auto store = opened(url("later/mail"));
  EXPECT_TRUE(std::holds_alternative<StoreFault>(mail(*store)));
  EXPECT_TRUE(std::holds_alternative<StoreFault>(store->list(bob)));
  std::filesystem::create_directory(folder_ / "later");
  EXPECT_EQ(delivered(mail(*store)).size(), 1U);
  EXPECT_EQ(names_in(*store, bob).size(), 1U);
}

TEST_P(Rooted, AtADirectoryThatIsRemovedMakesItAgain) {
  const auto store = opened(url("mail"));
  delivered(mail(*store));
  std::filesystem::remove_all(folder_ / "mail");
  EXPECT_EQ(delivered(mail(*store)).size(), 1U);
  EXPECT_EQ(names_in(*store, bob).size(), 1U);
}

TEST_P(Rooted, AtAFileIsAFaultOfEachMessage) {
  put(folder_ / "mail", "a file");
  const auto store = opened(url("mail"));
  EXPECT_TRUE(std::holds_alternative<StoreFault>(mail(*store)));
  EXPECT_EQ(content_of(folder_ / "mail"), "a file");
}

TEST_P(Rooted, RefusesARecipientWhoseMailboxHasNoName) {
  const auto store = opened(url("mail"));
  const Address nobody{std::string(300, 'x'), "example.com"};
  EXPECT_TRUE(std::holds_alternative<StoreFault>(deliver(*store, {{bob, nobody}, "a"}, "text")));
  EXPECT_TRUE(names_in(*store, bob).empty());
  EXPECT_TRUE(names_in(*store, nobody).empty());
  EXPECT_TRUE(has_no_mail(*store, nobody, "a"));
}

TEST_P(Rooted, RefusesAMailForNobody) {
  const auto store = opened(url("mail"));
  EXPECT_TRUE(std::holds_alternative<StoreFault>(deliver(*store, {{}, "a"}, "text")));
}

TEST_P(Rooted, ReapsTemporaryFilesThatAreOlderThanADayAndAHalf) {
  leave_behind("old", temporary_age_max + std::chrono::minutes(1));
  leave_behind("young", temporary_age_max - std::chrono::minutes(1));
  std::filesystem::create_directory(folder_ / "mail/.tmp/directory");
  opened(url("mail"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "mail/.tmp/old"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "mail/.tmp/young"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "mail/.tmp/directory"));
}

INSTANTIATE_TEST_SUITE_P(Stores, Rooted, ::testing::Values("directory:", "maildir:"),
                         [](const auto& store) {
                           const std::string url = store.param;
                           return url.substr(0, url.size() - 1);
                         });

}  // namespace
}  // namespace heloport::mailbox
