// maildir: as Dovecot, mutt and every other reader expects it.

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <set>

#include "mailbox/unique_name.hpp"
#include "tests/mailbox/store_test.hpp"

namespace heloport::mailbox {
namespace {

using Names = std::vector<std::string>;

// time.MusecPpidQseq.host, without `:` and `/`.
bool is_unique_name(const std::string& name) {
  long seconds = 0;
  long microseconds = 0;
  long process = 0;
  long sequence = 0;
  int end = 0;
  std::sscanf(name.c_str(), "%ld.M%ldP%ldQ%ld.%n", &seconds, &microseconds, &process, &sequence,
              &end);
  return seconds > 1'000'000'000 && microseconds < 1'000'000 && process == ::getpid() &&
         sequence > 0 && end > 0 && name.size() > static_cast<std::size_t>(end) &&
         name.find_first_of(":/") == name.npos;
}

class MaildirStore : public ::testing::Test {
 protected:
  // Delivers to bob and tells what the mail is called.
  std::string mail(std::string_view content = "text\r\n") {
    const auto paths = delivered(deliver(*store_, {{bob}, "ignored"}, content));
    return paths.empty() ? "" : std::filesystem::path(paths[0]).filename().string();
  }
  std::filesystem::path box(std::string_view name) {
    return folder_ / "mail/bob@example.com" / name;
  }
  void move(const std::string& from, const std::string& to) {
    std::filesystem::rename(box(from), box(to));
  }

  TemporaryFolder folder_{memory()};
  std::unique_ptr<Store> store_ = opened("maildir:" + (folder_ / "mail").string());
};

TEST_F(MaildirStore, IsMadeWholeByTheFirstMail) {
  EXPECT_FALSE(std::filesystem::exists(folder_ / "mail/bob@example.com"));
  mail();
  for (const char* part : {"tmp", "new", "cur"}) {
    struct stat status {};
    ASSERT_EQ(::stat(box(part).c_str(), &status), 0) << part;
    EXPECT_TRUE(S_ISDIR(status.st_mode));
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
  }
  EXPECT_TRUE(std::filesystem::is_empty(box("tmp")));
  EXPECT_TRUE(std::filesystem::is_empty(box("cur")));
}

TEST_F(MaildirStore, IsCompletedWhereAPartIsMissing) {
  std::filesystem::create_directories(box("cur"));
  mail();
  EXPECT_TRUE(std::filesystem::exists(box("tmp")));
  EXPECT_EQ(names_in(*store_, bob).size(), 1U);
}

TEST_F(MaildirStore, RefusesAnInboxThatIsALink) {
  put(folder_ / "outside/secret", "");
  std::filesystem::create_directories(box("cur"));
  std::filesystem::create_directory_symlink(folder_ / "outside", box("new"));
  EXPECT_TRUE(std::holds_alternative<StoreFault>(deliver(*store_, {{bob}, {}}, "text")));
  EXPECT_TRUE(std::holds_alternative<StoreFault>(store_->list(bob)));
  EXPECT_FALSE(opened_mail(*store_, bob, "secret"));
  EXPECT_EQ(std::distance(begin(std::filesystem::directory_iterator(folder_ / "outside")),
                          std::filesystem::directory_iterator()),
            1);
}

TEST_F(MaildirStore, PutsMailIntoNewUnderAUniqueName) {
  const auto paths = delivered(deliver(*store_, {{bob}, {}}, "text\r\n"));
  ASSERT_EQ(paths.size(), 1U);
  EXPECT_EQ(content_of(paths[0]), "text\r\n");
  const std::filesystem::path path = paths[0];
  EXPECT_EQ(path.parent_path(), box("new"));
  EXPECT_TRUE(is_unique_name(path.filename().string())) << path;
}

TEST_F(MaildirStore, SharesOneCopyAmongAllRecipients) {
  const auto paths = delivered(deliver(*store_, {{bob, carol, bob}, {}}, "text\r\n"));
  ASSERT_EQ(paths.size(), 2U);
  struct stat status {};
  ASSERT_EQ(::stat(paths[1].c_str(), &status), 0);
  EXPECT_EQ(status.st_nlink, 2U);
}

TEST_F(MaildirStore, ListsNewAndReadMailByTheNameWithoutFlags) {
  const std::string first = mail();
  const std::string second = mail();
  const std::string third = mail();
  move("new/" + first, "cur/" + first + ":2,S");
  move("new/" + second, "cur/" + second);
  Names expected{first, second, third};
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(names_in(*store_, bob), expected);
}

TEST_F(MaildirStore, ListsAMailOnceThatIsSeenInBothPlacesWhileItMoves) {
  const std::string name = mail();
  std::filesystem::create_hard_link(box("new") / name, box("cur") / (name + ":2,S"));
  EXPECT_EQ(names_in(*store_, bob), Names{name});
}

TEST_F(MaildirStore, OpensAMailWhereverItsReaderMovedIt) {
  const std::string name = mail("text");
  EXPECT_EQ(read_all(*opened_mail(*store_, bob, name)), "text");
  move("new/" + name, "new/" + name + ":2,");  // as Dovecot does
  EXPECT_EQ(names_in(*store_, bob), Names{name});
  EXPECT_EQ(read_all(*opened_mail(*store_, bob, name)), "text");
  move("new/" + name + ":2,", "cur/" + name + ":2,");
  EXPECT_EQ(read_all(*opened_mail(*store_, bob, name)), "text");
  move("cur/" + name + ":2,", "cur/" + name + ":2,RS");
  EXPECT_EQ(read_all(*opened_mail(*store_, bob, name)), "text");
  EXPECT_EQ(read_all(*opened_mail(*store_, bob, name + ":2,S")), "text");
}

TEST_F(MaildirStore, OpensAndListsOnlyMails) {
  const std::string name = mail();
  put(box("new/.hidden"), "");
  put(box("new/:2,S"), "");
  put(box("tmp/unfinished"), "");
  put(box("dovecot.index"), "");
  std::filesystem::create_directory(box("cur/folder"));
  std::filesystem::create_symlink(box("new") / name, box("cur/link"));
  ASSERT_EQ(::mkfifo(box("new/fifo").c_str(), 0600), 0);
  EXPECT_EQ(names_in(*store_, bob), Names{name});
  for (const char* other : {"", ".", "..", ".hidden", "unfinished", "folder", "link", "fifo",
                            "../dovecot.index", ":2,S", "new/x", "dovecot.index"}) {
    EXPECT_TRUE(has_no_mail(*store_, bob, other)) << other;
  }
}

TEST_F(MaildirStore, HasNoMailForAUserWithoutAMailbox) {
  EXPECT_EQ(names_in(*store_, bob), Names{});
  EXPECT_TRUE(has_no_mail(*store_, bob, "a"));
}

TEST(UniqueName, DiffersInEveryCall) {
  std::set<std::string> names;
  for (int count = 0; count < 10'000; ++count) names.insert(unique_name());
  EXPECT_EQ(names.size(), 10'000U);
}

TEST(UniqueName, HoldsAHostThatIsSafe) {
  EXPECT_EQ(maildir_host("mx.example.org"), "mx.example.org");
  EXPECT_EQ(maildir_host("a/b:c"), "a\\057b\\072c");
}

}  // namespace
}  // namespace heloport::mailbox
