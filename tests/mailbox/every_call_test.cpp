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

// EINTR and a short write are no failures of this kind: they have tests of their own below.
constexpr std::array errors{EIO, ENOSPC, EDQUOT, EROFS, EMFILE, ENFILE, ENOMEM, EACCES, ESTALE};

TEST_P(EveryCall, FailsWithoutATraceAndTheNextMailArrives) {
  for (const int error : errors) expect_that_each_failure_is_answered(error, small);
}

TEST_P(EveryCall, OfALargeMailFailsWithoutATraceAndTheNextMailArrives) {
  for (const int error : errors) expect_that_each_failure_is_answered(error, large);
}

// What the first failure leads to, taking back above all, may fail in its turn.
TEST_P(EveryCall, AndAnyOtherAfterItFailAndNothingPartialIsVisible) {
  const std::size_t count = calls_of_a_delivery(GetParam(), small);
  for (std::size_t first = 1; first <= count; ++first) {
    for (std::size_t second = first + 1; second <= count + 4; ++second) {
      SCOPED_TRACE(testing::Message() << "calls " << first << " and " << second);
      Trial trial(GetParam());
      const auto outcome = trial.deliver_while(
          [&](const Call&, std::size_t number) {
            return number == first || number == second ? std::optional(EIO) : std::nullopt;
          },
          small);
      if (std::holds_alternative<Committed>(outcome)) {
        EXPECT_EQ(trial.new_mails(), 2U);
      }
      for (const auto& file : trial.made()) {
        const auto folder = file.parent_path().filename();
        if (folder != ".tmp" && folder != "tmp") {
          EXPECT_EQ(content_of(file), small) << file;
        }
      }
      delivered(trial.deliver_while(never, small));
    }
  }
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

}  // namespace
}  // namespace heloport::mailbox
