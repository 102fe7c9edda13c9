// What a store does around one failure, call by call: what it syncs, what it does not repeat, what
// it takes back, what it spares itself.

#include <array>
#include <cstdint>
#include <filesystem>

#include "mailbox/directory_layout.hpp"
#include "mailbox/file_delivery.hpp"
#include "mailbox/file_store.hpp"
#include "tests/mailbox/faulty_file_system.hpp"
#include "tests/mailbox/store_test.hpp"

namespace heloport::mailbox {
namespace {

using Kind = Call::Kind;

const std::string small = "Subject: a\r\n\r\ntext\r\n";

std::optional<int> never(const Call&, std::size_t) {
  return std::nullopt;
}

class FailingStore : public ::testing::Test {
 protected:
  // What the test chose by may refer to what the test held; the store still has files to close.
  void TearDown() override { files_.fail_when(never); }

  // The calls of one kind, as the numbers they had among all calls.
  std::vector<std::size_t> numbers_of(Kind kind) const {
    std::vector<std::size_t> numbers;
    for (std::size_t number = 0; number < files_.calls().size(); ++number) {
      if (files_.calls()[number].kind == kind) numbers.push_back(number);
    }
    return numbers;
  }
  std::size_t syncs_of_a_delivery() {
    files_.forget_calls();
    delivered(deliver(store_, {{bob}, "a"}, small));
    return files_.count(Kind::sync);
  }

  TemporaryFolder folder_{memory()};
  FaultyFileSystem files_;
  FileStore store_{files_, (folder_ / "mail").string(), std::make_unique<DirectoryLayout>()};
};

TEST_F(FailingStore, BeginsAndGathersASmallMailWithoutASystemCall) {
  files_.forget_calls();
  const auto delivery = store_.begin({{bob}, {}});
  delivery->write(std::string(gathered_octets_max - 1, 'x'));
  EXPECT_EQ(files_.calls().size(), 0U);
  delivered(delivery->commit());
  EXPECT_EQ(files_.count(Kind::write), 1U);
}

TEST_F(FailingStore, WritesALargeMailAsItComes) {
  const auto delivery = store_.begin({{bob}, {}});
  delivery->write(std::string(2 * gathered_octets_max, 'x'));
  EXPECT_EQ(files_.count(Kind::write), 2U);
}

TEST_F(FailingStore, ClosesTheFileOfAMailWhoseWriteFailedAndDoesNothingMoreForIt) {
  const auto delivery = store_.begin({{bob}, {}});
  files_.fail_when([](const Call& call, std::size_t) {
    return call.kind == Kind::write ? std::optional(ENOSPC) : std::nullopt;
  });
  const std::size_t descriptors = open_descriptors();
  delivery->write(std::string(gathered_octets_max, 'x'));
  EXPECT_EQ(open_descriptors(), descriptors);
  files_.fail_when(never);
  files_.forget_calls();
  delivery->write(std::string(3 * gathered_octets_max, 'x'));
  const auto outcome = delivery->commit();
  EXPECT_EQ(std::get<StoreFault>(outcome).error.value(), ENOSPC);
  EXPECT_EQ(files_.calls().size(), 0U);
}

TEST_F(FailingStore, NeverSyncsOrLinksAFileAgainWhoseSyncFailed) {
  files_.fail_when([](const Call& call, std::size_t) {
    return call.kind == Kind::sync ? std::optional(EIO) : std::nullopt;
  });
  files_.forget_calls();
  EXPECT_TRUE(std::holds_alternative<StoreFault>(deliver(store_, {{bob}, {}}, small)));
  EXPECT_EQ(files_.count(Kind::sync), 1U);
  EXPECT_EQ(files_.count(Kind::link_unnamed), 0U);
}

TEST_F(FailingStore, TakesTheMailBackWhenTheClosingOfItsFileFails) {
  int file = -1;
  files_.fail_when([&](const Call& call, std::size_t) {
    if (call.kind == Kind::write) file = call.descriptor;
    const bool closed = call.kind == Kind::close && call.descriptor == file;
    return closed ? std::optional(EIO) : std::nullopt;
  });
  const auto outcome = deliver(store_, {{bob, carol}, {}}, small);
  EXPECT_TRUE(std::holds_alternative<StoreFault>(outcome));
  EXPECT_EQ(names_in(store_, bob).size() + names_in(store_, carol).size(), 0U);
}

TEST_F(FailingStore, TakesBackOnlyItsOwnMail) {
  // Before the failing sync, a reader removes the mail and another delivery takes its name.
  const auto path = folder_ / "mail/bob@example.com/a.txt";
  std::size_t syncs = 0;
  files_.fail_when([&](const Call& call, std::size_t) -> std::optional<int> {
    if (call.kind != Kind::sync || ++syncs != 2) return std::nullopt;
    std::filesystem::remove(path);
    put(path, "other");
    return EIO;
  });
  EXPECT_TRUE(std::holds_alternative<StoreFault>(deliver(store_, {{bob}, "a"}, small)));
  EXPECT_EQ(content_of(path), "other");
}

TEST_F(FailingStore, SyncsTheFileThenLinksThenSyncsTheDirectories) {
  files_.forget_calls();
  delivered(deliver(store_, {{bob, carol}, {}}, small));
  const auto syncs = numbers_of(Kind::sync);
  const auto links = numbers_of(Kind::link_unnamed);
  ASSERT_EQ(links.size(), 2U);
  ASSERT_EQ(syncs.size(), 6U);  // file, two inboxes, two mailboxes, root
  EXPECT_LT(numbers_of(Kind::write).back(), syncs[0]);
  EXPECT_LT(syncs[0], links[0]);
  EXPECT_LT(links[1], syncs[1]);
}

TEST_F(FailingStore, SyncsAMailboxItselfOnceInItsLife) {
  EXPECT_EQ(syncs_of_a_delivery(), 4U);  // file, inbox, mailbox, root
  EXPECT_EQ(syncs_of_a_delivery(), 2U);  // file, inbox
  // Somebody made it, perhaps without syncing it: a process that crashed, another thread.
  std::filesystem::create_directories(folder_ / "mail/carol@example.com");
  files_.forget_calls();
  delivered(deliver(store_, {{carol}, "a"}, small));
  EXPECT_EQ(files_.count(Kind::sync), 4U);
  // It was removed, so it is made again.
  std::filesystem::remove_all(folder_ / "mail/bob@example.com");
  EXPECT_EQ(syncs_of_a_delivery(), 4U);
}

TEST_F(FailingStore, DoesNotTrustAMailboxWhoseSyncFailed) {
  std::size_t syncs = 0;
  files_.fail_when([&](const Call& call, std::size_t) {
    return call.kind == Kind::sync && ++syncs == 4 ? std::optional(EIO) : std::nullopt;
  });
  EXPECT_TRUE(std::holds_alternative<StoreFault>(deliver(store_, {{bob}, {}}, small)));
  files_.fail_when(never);
  EXPECT_EQ(syncs_of_a_delivery(), 4U);
}

TEST_F(FailingStore, SearchesAFreeNumberInFewLooksHoweverManyMailsHaveTheName) {
  constexpr std::uint64_t mails = 100'000;
  const auto is_there = [](const std::string& name) {
    if (name == "a.txt") return true;
    return name.starts_with("a-") && std::stoull(name.substr(2)) <= mails;
  };
  // Such names are answered as if they were there: EEXIST for a link, any file for a look.
  std::size_t looks = 0;
  files_.fail_when([&](const Call& call, std::size_t) -> std::optional<int> {
    if (call.kind == Kind::link_unnamed && is_there(call.name)) return EEXIST;
    if (call.kind != Kind::status_of) return std::nullopt;
    ++looks;
    return is_there(call.name) ? std::nullopt : std::optional(ENOENT);
  });
  files_.answer_every_look();
  const auto paths = delivered(deliver(store_, {{bob}, "a"}, small));
  ASSERT_EQ(paths.size(), 1U);
  EXPECT_EQ(paths[0], (folder_ / "mail/bob@example.com/a-100001.txt").string());
  EXPECT_LT(looks, 40U);
}

TEST_F(FailingStore, FindsANameEvenWhereEveryNumberItTriesIsTaken) {
  // Somebody planted whatever the search looks for: it goes where nobody can have planted all.
  files_.answer_every_look();
  files_.fail_when([](const Call& call, std::size_t) -> std::optional<int> {
    if (call.kind != Kind::link_unnamed) return std::nullopt;
    const bool far =
        call.name.starts_with("a-") && std::stoull(call.name.substr(2)) > 1'000'000'000'000;
    return far ? std::nullopt : std::optional(EEXIST);
  });
  EXPECT_EQ(delivered(deliver(store_, {{bob}, "a"}, small)).size(), 1U);
}

TEST_F(FailingStore, AnswersTheReaderTooWhenTheDiskFails) {
  delivered(deliver(store_, {{bob}, "a"}, small));
  const auto mail = opened_mail(store_, bob, "a");
  ASSERT_TRUE(mail);
  files_.fail_when([](const Call& call, std::size_t) {
    return call.kind == Kind::close ? std::nullopt : std::optional(EIO);
  });
  std::array<char, 10> room{};
  EXPECT_TRUE(std::holds_alternative<StoreFault>(mail->read(room)));
  EXPECT_TRUE(std::holds_alternative<StoreFault>(store_.list(bob)));
  EXPECT_TRUE(std::holds_alternative<StoreFault>(store_.open(bob, "a")));
}

}  // namespace
}  // namespace heloport::mailbox
