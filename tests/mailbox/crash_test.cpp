// Promises R1, R2 and R7 where the process dies: at every system call of a delivery, and at random
// moments of many. What was reported is there and whole, nothing partial is visible, and the next
// process delivers without any repair. (What a power cut adds, the order of the syncs, is in
// failing_store_test.cpp and trace_linter_test.cpp.)

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <random>

#include "mailbox/directory_layout.hpp"
#include "mailbox/file_delivery.hpp"
#include "mailbox/file_store.hpp"
#include "mailbox/maildir_layout.hpp"
#include "tests/mailbox/faulty_file_system.hpp"
#include "tests/mailbox/store_test.hpp"

namespace heloport::mailbox {
namespace {

// A mail that tells how long it is, so that a part of it is known as one.
std::string mail_of(std::size_t octets) {
  return "Subject: crash\r\n\r\n" + std::to_string(octets) + "\r\n" + std::string(octets, 'x');
}

bool is_whole(const std::string& mail) {
  const auto begin = mail.find("\r\n\r\n");
  if (begin == mail.npos) return false;
  return mail == mail_of(std::strtoul(mail.c_str() + begin + 4, nullptr, 10));
}

struct Kind {
  const char* name;
  bool maildir = false;
  bool unnamed_files = true;
};

class Crash : public ::testing::TestWithParam<Kind> {
 protected:
  std::unique_ptr<Store> store(FileSystem& files) {
    std::unique_ptr<Layout> layout = std::make_unique<DirectoryLayout>();
    if (GetParam().maildir) layout = std::make_unique<MaildirLayout>();
    return std::make_unique<FileStore>(files, (folder_ / "mail").string(), std::move(layout));
  }

  // What `work` does in a process of its own, which does not survive it.
  static pid_t in_a_child(const std::function<void()>& work) {
    const pid_t child = ::fork();
    if (child == 0) {
      work();
      ::_exit(0);
    }
    return child;
  }

  // Everything in the mailbox is whole; how many mails that are.
  std::size_t whole_mails(const Address& user) {
    PosixFileSystem files;
    const auto store = this->store(files);
    const auto names = names_in(*store, user);
    for (const std::string& name : names) {
      EXPECT_TRUE(is_whole(read_all(*opened_mail(*store, user, name)))) << name;
    }
    return names.size();
  }

  std::optional<int> fault_of_the_kind(const Call& call) const {
    const bool none = call.kind == Call::Kind::open_unnamed && !GetParam().unnamed_files;
    return none ? std::optional(EOPNOTSUPP) : std::nullopt;
  }

  TemporaryFolder folder_;
};

TEST_P(Crash, AtAnySystemCallLeavesMailWholeOrAbsent) {
  constexpr std::size_t calls_max = 100;
  const std::string content = mail_of(gathered_octets_max + 1);
  std::size_t crashes = 0;
  for (std::size_t last = 1; last <= calls_max; ++last) {
    const std::size_t before = whole_mails(bob);
    const pid_t child = in_a_child([&] {
      FaultyFileSystem files;
      const auto store = this->store(files);
      files.forget_calls();
      files.fail_when([&](const Call& call, std::size_t number) {
        if (number == last) ::raise(SIGKILL);
        return fault_of_the_kind(call);
      });
      deliver(*store, {{bob, carol}, {}}, content);
    });
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    const std::size_t after = whole_mails(bob);
    EXPECT_LE(after, before + 1);
    EXPECT_LE(whole_mails(carol), after);
    if (!WIFSIGNALED(status)) {
      EXPECT_EQ(after, before + 1);
      break;
    }
    ++crashes;
  }
  EXPECT_GT(crashes, 12U);
  EXPECT_LT(crashes, calls_max);
}

TEST_P(Crash, AtARandomMomentLosesNothingThatWasReported) {
  using Clock = std::chrono::steady_clock;
  std::mt19937 random(5321);
  std::size_t reported = 0;
  for (int round = 0; round < 30; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = in_a_child([&] {
      FaultyFileSystem files;
      files.fail_when([&](const Call& call, std::size_t) { return fault_of_the_kind(call); });
      const auto store = this->store(files);
      for (std::size_t octets = 0;; octets = (octets * 7 + 1001) % 100'000) {
        const auto outcome = deliver(*store, {{bob, carol}, {}}, mail_of(octets));
        if (!std::holds_alternative<Committed>(outcome)) ::_exit(1);
        if (::write(ends[1], ".", 1) != 1) ::_exit(1);
      }
    });
    ::close(ends[1]);
    // It dies some time after some of its reports, whatever it is doing then.
    const std::size_t reports = 1 + random() % 8;
    for (std::size_t seen = 0; seen < reports; ++seen) {
      char report = 0;
      ASSERT_EQ(::read(ends[0], &report, 1), 1) << "the child failed by itself";
      ++reported;
    }
    const auto moment = std::chrono::microseconds(random() % 2'000);
    for (const auto begin = Clock::now(); Clock::now() - begin < moment;) continue;
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    for (char report = 0; ::read(ends[0], &report, 1) == 1;) ++reported;
    ::close(ends[0]);
    // One mail may have been on its way in each round: there, or not, or told to one of the two.
    const std::size_t rounds = static_cast<std::size_t>(round) + 1;
    for (const Address& user : {bob, carol}) {
      const std::size_t found = whole_mails(user);
      EXPECT_GE(found, reported);
      EXPECT_LE(found, reported + rounds);
    }
  }
}

constexpr Kind kinds[] = {{"Directory"},
                          {"DirectoryWithNamedFiles", false, false},
                          {"Maildir", true},
                          {"MaildirWithNamedFiles", true, false}};
INSTANTIATE_TEST_SUITE_P(Kinds, Crash, ::testing::ValuesIn(kinds),
                         [](const auto& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace heloport::mailbox
