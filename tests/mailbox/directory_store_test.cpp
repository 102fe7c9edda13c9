// directory: the documented layout. Names, content, many recipients, what is hidden.

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

#include "tests/mailbox/store_test.hpp"

namespace heloport::mailbox {
namespace {

using Names = std::vector<std::string>;

class DirectoryStore : public ::testing::Test {
 protected:
  Outcome mail(std::string_view content, MessageOrder order = {{bob}, {}}) {
    return deliver(*store_, std::move(order), content);
  }
  Outcome named(const std::string& name, std::string_view content = "text\r\n") {
    return mail(content, {{bob}, name});
  }
  std::filesystem::path file(std::string_view name) {
    return folder_ / "mail/bob@example.com" / name;
  }

  TemporaryFolder folder_{memory()};
  std::unique_ptr<Store> store_ = opened("directory:" + (folder_ / "mail").string());
};

TEST_F(DirectoryStore, TheDocumentedMailStandsWhereTheSessionsSay) {
  const auto paths = delivered(named("project_info", "From: alice@example.com\r\n"));
  EXPECT_EQ(paths, Names{(folder_ / "mail/bob@example.com/project_info.txt").string()});
  EXPECT_EQ(content_of(file("project_info.txt")), "From: alice@example.com\r\n");
}

TEST_F(DirectoryStore, PathsAreRelativeToWhereTheStoreWasNamed) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.path());
  const auto store = opened("directory:mailbox");
  const auto with_slash = opened("directory:mailbox/");
  std::filesystem::current_path(before);
  EXPECT_EQ(delivered(deliver(*store, {{bob}, "a"}, "")), Names{"mailbox/bob@example.com/a.txt"});
  EXPECT_EQ(delivered(deliver(*with_slash, {{bob}, "a"}, "")),
            Names{"mailbox/bob@example.com/a-2.txt"});
}

TEST_F(DirectoryStore, TheSubjectNamesAMailThatNothingElseNames) {
  delivered(mail("From: a@example.org\r\nSubject: Test message\r\n\r\nHello Alice.\r\n"));
  delivered(mail("Project for CSCI-351\r\n"));
  EXPECT_EQ(names_in(*store_, bob), (Names{"Test message.txt", "no-subject.txt"}));
}

TEST_F(DirectoryStore, AnEmptyNameIsNoName) {
  delivered(mail("Subject: hello\r\n\r\n", {{bob}, " "}));
  EXPECT_EQ(names_in(*store_, bob), Names{"hello.txt"});
}

TEST_F(DirectoryStore, TheNextMailsOfANameAreNumbered) {
  for (const char* content : {"first", "second", "third"}) delivered(named("a", content));
  EXPECT_EQ(names_in(*store_, bob), (Names{"a-2.txt", "a-3.txt", "a.txt"}));
  EXPECT_EQ(content_of(file("a.txt")), "first");
  EXPECT_EQ(content_of(file("a-2.txt")), "second");
  EXPECT_EQ(content_of(file("a-3.txt")), "third");
}

TEST_F(DirectoryStore, WhateverHasTheNameIsNotOverwritten) {
  std::filesystem::create_directories(file("a.txt"));
  std::filesystem::create_symlink("elsewhere", file("a-2.txt"));
  EXPECT_EQ(delivered(named("a")), Names{file("a-3.txt").string()});
  EXPECT_TRUE(std::filesystem::is_directory(file("a.txt")));
  EXPECT_TRUE(std::filesystem::is_symlink(file("a-2.txt")));
}

TEST_F(DirectoryStore, AGapInTheNumbersIsFilled) {
  for (int count = 0; count < 9; ++count) delivered(named("a"));
  std::filesystem::remove(file("a-2.txt"));
  EXPECT_EQ(delivered(named("a")), Names{file("a-2.txt").string()});
  EXPECT_EQ(delivered(named("a")), Names{file("a-10.txt").string()});
}

TEST_F(DirectoryStore, NumbersThatWerePlantedDoNotStopDelivery) {
  // Each stands where a doubling step would look.
  put(file("a.txt"), "");
  for (std::uint64_t number = 2, step = 1; number < 4'000'000'000; step *= 2, number += step) {
    put(file("a-" + std::to_string(number) + ".txt"), "");
  }
  const auto paths = delivered(named("a", "mine"));
  ASSERT_EQ(paths.size(), 1U);
  EXPECT_EQ(content_of(paths[0]), "mine");
}

TEST_F(DirectoryStore, OneCopyOnDiskServesAllRecipients) {
  const auto paths = delivered(mail("text\r\n", {{bob, carol, bob}, "a"}));
  ASSERT_EQ(paths.size(), 2U);
  struct stat first {};
  struct stat second {};
  ASSERT_EQ(::stat(paths[0].c_str(), &first), 0);
  ASSERT_EQ(::stat(paths[1].c_str(), &second), 0);
  EXPECT_EQ(first.st_ino, second.st_ino);
  EXPECT_EQ(first.st_nlink, 2U);
  EXPECT_NE(paths[1].find("carol@example.com"), std::string::npos);
}

TEST_F(DirectoryStore, AThousandRecipientsFitIntoFewDescriptors) {
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit few{64, before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &few);
  MessageOrder order{{}, "a"};
  for (int number = 0; number < 1000; ++number) {
    order.recipients.push_back({"user" + std::to_string(number), "example.com"});
  }
  const auto outcome = mail("text\r\n", order);
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(delivered(outcome).size(), 1000U);
  struct stat status {};
  ASSERT_EQ(::stat((folder_ / "mail/user999@example.com/a.txt").c_str(), &status), 0);
  EXPECT_EQ(status.st_nlink, 1000U);
}

TEST_F(DirectoryStore, MailIsPrivate) {
  delivered(named("a"));
  struct stat status {};
  ASSERT_EQ(::stat(file("a.txt").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat((folder_ / "mail/bob@example.com").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  ASSERT_EQ(::stat((folder_ / "mail").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST_F(DirectoryStore, ADeliveryThatIsNotCommittedLeavesNothing) {
  for (const std::size_t octets : {10U, 1'000'000U}) {
    const auto delivery = store_->begin({{bob}, "a"});
    delivery->write(std::string(octets, 'x'));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "mail"));
}

TEST_F(DirectoryStore, AUserWithoutAMailboxHasNoMail) {
  EXPECT_EQ(names_in(*store_, bob), Names{});
  EXPECT_TRUE(has_no_mail(*store_, bob, "a.txt"));
}

TEST_F(DirectoryStore, AMailIsOpenedWithAndWithoutItsEnding) {
  delivered(named("a", "text"));
  for (const char* name : {"a", "a.txt"}) {
    const auto mail = opened_mail(*store_, bob, name);
    ASSERT_TRUE(mail) << name;
    EXPECT_EQ(read_all(*mail), "text");
  }
  EXPECT_TRUE(has_no_mail(*store_, bob, "b"));
}

TEST_F(DirectoryStore, OnlyMailsAreListed) {
  delivered(named("a"));
  put(file(".hidden"), "");
  put(file("line\r\n250 end"), "");
  std::filesystem::create_directories(file("folder.txt"));
  std::filesystem::create_symlink("a.txt", file("link.txt"));
  ASSERT_EQ(::mkfifo(file("fifo.txt").c_str(), 0600), 0);
  EXPECT_EQ(names_in(*store_, bob), Names{"a.txt"});
}

TEST_F(DirectoryStore, OnlyMailsAreOpened) {
  delivered(named("a"));
  put(file(".hidden"), "");
  put(file("sub/inner.txt"), "");
  std::filesystem::create_symlink("a.txt", file("link.txt"));
  ASSERT_EQ(::mkfifo(file("fifo.txt").c_str(), 0600), 0);
  const std::string with_nul("a.txt\0b", 7);
  for (const std::string& name :
       {std::string(), std::string("."), std::string(".."), std::string(".hidden"),
        std::string("sub"), std::string("sub/inner.txt"), std::string("../bob@example.com/a.txt"),
        std::string("/etc/passwd"), std::string("link"), std::string("fifo"), with_nul,
        std::string(256, 'n'), std::string(10'000, 'n')}) {
    EXPECT_TRUE(has_no_mail(*store_, bob, name)) << name;
  }
}

}  // namespace
}  // namespace heloport::mailbox
