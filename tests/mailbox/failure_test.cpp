// Promise R4: whatever system call fails, the answer is a StoreFault, nothing is visible, nothing
// leaks, and the next mail arrives. Every call of a delivery is made to fail, one after the other.

#include <algorithm>
#include <array>
#include <cstring>
#include <set>

#include "mailbox/directory_layout.hpp"
#include "mailbox/file_delivery.hpp"
#include "mailbox/file_store.hpp"
#include "mailbox/maildir_layout.hpp"
#include "tests/mailbox/faulty_file_system.hpp"
#include "tests/mailbox/store_test.hpp"

namespace heloport::mailbox {
namespace {

using Kind = Call::Kind;

const std::string small = "Subject: a\r\n\r\ntext\r\n";
const std::string large = small + std::string(3 * gathered_octets_max, 'x');

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator entries("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

// How mail comes into the mailboxes: each way has system calls of its own.
struct Way {
  const char* name;
  bool maildir = false;
  bool unnamed_files = true;  // the file system knows O_TMPFILE
  bool links = true;          // mailboxes are on the file system of the root
  bool new_mailboxes = true;  // made by the mail itself
  bool new_root = false;      // the root too, because it was missing before
};

std::ostream& operator<<(std::ostream& out, const Way& way) {
  return out << way.name;
}

constexpr std::array ways{
    Way{.name = "DirectoryFirstMail"},
    Way{.name = "DirectoryRootMissing", .new_root = true},
    Way{.name = "DirectoryLaterMail", .new_mailboxes = false},
    Way{.name = "DirectoryNamedFiles", .unnamed_files = false},
    Way{.name = "DirectoryCopies", .links = false, .new_mailboxes = false},
    Way{.name = "DirectoryNamedCopies", .unnamed_files = false, .links = false},
    Way{.name = "MaildirFirstMail", .maildir = true},
    Way{.name = "MaildirLaterMail", .maildir = true, .new_mailboxes = false},
    Way{.name = "MaildirNamedCopies", .maildir = true, .unnamed_files = false, .links = false},
};

// A store over a file system that fails, in a folder of its own.
class Trial {
 public:
  explicit Trial(const Way& way) : way_(way) {
    files_.fail_when([this](const Call& call, std::size_t) -> std::optional<int> {
      if (way_.new_root) return EACCES;
      return fault_of_the_way(call);
    });
    std::unique_ptr<Layout> layout = std::make_unique<DirectoryLayout>();
    if (way.maildir) layout = std::make_unique<MaildirLayout>();
    store_ = std::make_unique<FileStore>(files_, (folder_ / "mail").string(), std::move(layout));
    if (!way.new_mailboxes) delivered(deliver(*store_, {{bob, carol}, {}}, small));
    before_ = files_in_folder();
    files_.forget_calls();
    heal();
  }

  // Delivers while `chooser` decides which calls fail, beyond those that the way asks for.
  Outcome deliver_while(const FaultyFileSystem::Chooser& chooser, std::string_view content) {
    files_.fail_when([&](const Call& call, std::size_t number) {
      const auto fault = fault_of_the_way(call);
      const auto chosen = chooser(call, number);
      return chosen ? chosen : fault;
    });
    auto outcome = deliver(*store_, {{bob, carol}, {}}, content);
    heal();
    return outcome;
  }

  // The files that deliveries have made since the beginning, wherever they are.
  std::set<std::filesystem::path> made() const {
    auto now = files_in_folder();
    for (const auto& file : before_) now.erase(file);
    return now;
  }

  std::size_t new_mails() {
    const std::size_t old_mails = way_.new_mailboxes ? 0 : 2;
    return names_in(*store_, bob).size() + names_in(*store_, carol).size() - old_mails;
  }

  FaultyFileSystem& file_system() { return files_; }

 private:
  void heal() {
    files_.fail_when([this](const Call& call, std::size_t) { return fault_of_the_way(call); });
  }

  std::set<std::filesystem::path> files_in_folder() const {
    std::set<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
      if (entry.is_regular_file()) found.insert(entry.path());
    }
    return found;
  }

  // Without links, linking fails until the mailbox that was opened last has a copy of its own.
  std::optional<int> fault_of_the_way(const Call& call) {
    if (call.kind == Kind::open && call.name.find('@') != std::string::npos) copied_ = false;
    if (call.kind == Kind::read) copied_ = true;
    if (call.kind == Kind::open_unnamed && !way_.unnamed_files) return EOPNOTSUPP;
    const bool link = call.kind == Kind::link || call.kind == Kind::link_unnamed;
    if (link && !way_.links && !copied_) return EXDEV;
    return std::nullopt;
  }

  const Way way_;
  bool copied_ = false;
  TemporaryFolder folder_{memory()};
  FaultyFileSystem files_;
  std::unique_ptr<Store> store_;
  std::set<std::filesystem::path> before_;
};

std::optional<int> never(const Call&, std::size_t) {
  return std::nullopt;
}

std::size_t calls_of_a_delivery(const Way& way, std::string_view content) {
  Trial trial(way);
  delivered(trial.deliver_while(never, content));
  return trial.file_system().calls().size();
}

// What these calls do is not part of the mail: a descriptor of a directory closes whatever close
// says, a temporary file that stays is reaped one day.
bool may_fail(const Call& call) {
  return call.kind == Kind::close || call.kind == Kind::unlink || call.kind == Kind::names;
}

class EveryCall : public ::testing::TestWithParam<Way> {
 protected:
  // Fails each call of a delivery in turn, once, with `error`.
  void expect_that_each_failure_is_answered(int error, std::string_view content) {
    const std::size_t count = calls_of_a_delivery(GetParam(), content);
    ASSERT_GT(count, 8U);
    for (std::size_t failing = 1; failing <= count; ++failing) {
      SCOPED_TRACE(testing::Message() << "call " << failing << ", " << std::strerror(error));
      expect_an_answer(failing, error, content);
    }
  }

 private:
  static void expect_an_answer(std::size_t failing, int error, std::string_view content) {
    Trial trial(GetParam());
    const std::size_t descriptors = open_descriptors();
    const auto outcome = trial.deliver_while(
        [&](const Call&, std::size_t number) {
          return number == failing ? std::optional(error) : std::nullopt;
        },
        content);
    ASSERT_GE(trial.file_system().calls().size(), failing);
    const Call call = trial.file_system().calls()[failing - 1];
    SCOPED_TRACE(testing::Message() << call);
    // A root that was missing may be open now.
    EXPECT_LE(open_descriptors(), descriptors + (GetParam().new_root ? 1 : 0));
    if (const auto* fault = std::get_if<StoreFault>(&outcome)) {
      EXPECT_EQ(fault->error.value(), error);
      EXPECT_FALSE(fault->doing.empty());
      EXPECT_EQ(trial.made().size(), 0U);
      EXPECT_EQ(trial.new_mails(), 0U);
    } else {
      EXPECT_TRUE(may_fail(call));
      EXPECT_EQ(trial.new_mails(), 2U);
    }
    const std::size_t mails = trial.new_mails();
    EXPECT_EQ(delivered(trial.deliver_while(never, content)).size(), 2U);
    EXPECT_EQ(trial.new_mails(), mails + 2);
  }
};

TEST_P(EveryCall, OfThisWayIsOfThisWay) {
  const Way& way = GetParam();
  Trial trial(way);
  delivered(trial.deliver_while(never, small));
  const FaultyFileSystem& calls = trial.file_system();
  EXPECT_EQ(calls.count(Kind::link) > 0, !way.unnamed_files);
  EXPECT_EQ(calls.count(Kind::link_unnamed) > 0, way.unnamed_files);
  EXPECT_EQ(calls.count(Kind::read) > 0, !way.links);
  EXPECT_EQ(calls.count(Kind::make_directory) > 0, way.new_mailboxes || !way.unnamed_files);
  EXPECT_EQ(calls.count(Kind::open_path) > 0, way.new_root);
}

TEST_P(EveryCall, FailsWithoutATraceAndTheNextMailArrives) {
  for (const int error : {EIO, ENOSPC, EDQUOT, EROFS, EMFILE, ENFILE, ENOMEM, EACCES, ESTALE}) {
    expect_that_each_failure_is_answered(error, small);
  }
}

TEST_P(EveryCall, OfALargeMailFailsWithoutATraceAndTheNextMailArrives) {
  for (const int error : {EIO, ENOSPC}) expect_that_each_failure_is_answered(error, large);
}

// A disk that is full stays full while the delivery cleans up.
TEST_P(EveryCall, AfterTheFirstFailureMayFailTooAndNothingPartialIsVisible) {
  const std::size_t count = calls_of_a_delivery(GetParam(), large);
  for (std::size_t first = 1; first <= count; ++first) {
    SCOPED_TRACE(testing::Message() << "from call " << first);
    Trial trial(GetParam());
    const std::size_t descriptors = open_descriptors();
    trial.deliver_while(
        [&](const Call&, std::size_t number) {
          return number >= first ? std::optional(ENOSPC) : std::nullopt;
        },
        large);
    EXPECT_LE(open_descriptors(), descriptors + (GetParam().new_root ? 1 : 0));
    for (const auto& file : trial.made()) {
      const bool hidden =
          file.parent_path().filename() == ".tmp" || file.parent_path().filename() == "tmp";
      if (!hidden) {
        EXPECT_EQ(content_of(file), large) << file;
      }
    }
    const std::size_t mails = trial.new_mails();
    EXPECT_EQ(delivered(trial.deliver_while(never, large)).size(), 2U);
    EXPECT_EQ(trial.new_mails(), mails + 2);
  }
}

// Only what did nothing may be repeated, and a sync is not of that kind.
TEST_P(EveryCall, ThatASignalInterruptsIsRepeatedUnlessItIsASync) {
  const std::size_t count = calls_of_a_delivery(GetParam(), large);
  for (std::size_t failing = 1; failing <= count; ++failing) {
    Trial trial(GetParam());
    const auto outcome = trial.deliver_while(
        [&](const Call&, std::size_t number) {
          return number == failing ? std::optional(EINTR) : std::nullopt;
        },
        large);
    const Call call = trial.file_system().calls()[failing - 1];
    SCOPED_TRACE(testing::Message() << "call " << failing << ": " << call);
    const bool repeated = call.kind == Kind::open || call.kind == Kind::open_unnamed ||
                          call.kind == Kind::open_path || call.kind == Kind::make_directory ||
                          call.kind == Kind::write || call.kind == Kind::read ||
                          call.kind == Kind::link || call.kind == Kind::link_unnamed;
    if (repeated) {
      EXPECT_EQ(delivered(outcome).size(), 2U);
    }
    if (call.kind == Kind::sync) {
      EXPECT_TRUE(std::holds_alternative<StoreFault>(outcome));
    }
    EXPECT_EQ(trial.new_mails(), std::holds_alternative<Committed>(outcome) ? 2U : 0U);
  }
}

TEST_P(EveryCall, OfAMailThatIsWrittenInShortPiecesKeepsEveryOctet) {
  Trial trial(GetParam());
  trial.file_system().write_at_most(1000);
  for (const auto& path : delivered(trial.deliver_while(never, large))) {
    EXPECT_EQ(content_of(path), large);
  }
  EXPECT_GT(trial.file_system().count(Kind::write), large.size() / 1000);
}

INSTANTIATE_TEST_SUITE_P(Ways, EveryCall, ::testing::ValuesIn(ways),
                         [](const auto& way) { return std::string(way.param.name); });

class FailingStore : public ::testing::Test {
 protected:
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
