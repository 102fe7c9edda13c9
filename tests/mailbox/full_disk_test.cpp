// Promise R4 on a real disk that is full or read-only: a file system in memory that only this
// test's child process sees.

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <functional>

#include "tests/mailbox/store_test.hpp"

namespace heloport::mailbox {
namespace {

constexpr int not_permitted = 77;

// Becomes root of a world of its own, where mounting is allowed, and mounts 512 KiB at `path`.
bool mount_a_small_disk(const std::filesystem::path& path) {
  const std::string user = "0 " + std::to_string(::getuid()) + " 1";
  const std::string group = "0 " + std::to_string(::getgid()) + " 1";
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  std::ofstream("/proc/self/setgroups") << "deny";
  std::ofstream("/proc/self/uid_map") << user;
  std::ofstream("/proc/self/gid_map") << group;
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  return ::mount("small", path.c_str(), "tmpfs", 0, "size=512k") == 0;
}

// What went wrong, or nothing.
using Scenario = std::function<std::string(const std::filesystem::path& disk)>;

bool is_fault(const Outcome& outcome, int error) {
  const auto* fault = std::get_if<StoreFault>(&outcome);
  return fault != nullptr && fault->error.value() == error;
}

std::string full_disk(const std::filesystem::path& disk, const std::string& scheme) {
  const auto store = opened(scheme + (disk / "mail").string());
  const std::string large(100'000, 'x');
  int kept = 0;
  Outcome outcome;
  for (; kept < 20; ++kept) {
    outcome = deliver(*store, {{bob, carol}, {}}, large);
    if (!std::holds_alternative<Committed>(outcome)) break;
  }
  if (!is_fault(outcome, ENOSPC)) return "a full disk is no fault";
  const auto names = std::get<std::vector<std::string>>(store->list(bob));
  if (names.size() != static_cast<std::size_t>(kept)) return "a mail that was refused is visible";
  for (const std::string& name : names) {
    if (read_all(*opened_mail(*store, bob, name)) != large) return "a mail is not whole";
  }
  if (kept < 3) return "the disk is smaller than this test needs";
  // Room for one more.
  for (const auto& entry : std::filesystem::recursive_directory_iterator(disk)) {
    if (entry.is_regular_file()) std::filesystem::remove(entry.path());
  }
  outcome = deliver(*store, {{bob, carol}, {}}, large);
  return std::holds_alternative<Committed>(outcome) ? "" : "the next mail is refused";
}

std::string read_only_disk(const std::filesystem::path& disk, const std::string& scheme) {
  const auto store = opened(scheme + (disk / "mail").string());
  deliver(*store, {{bob}, {}}, "before");
  if (::mount("small", disk.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) != 0) return "mount";
  if (!is_fault(deliver(*store, {{bob}, {}}, "during"), EROFS)) return "read-only is no fault";
  const auto reopened = opened(scheme + (disk / "mail").string());
  if (!is_fault(deliver(*reopened, {{bob}, {}}, "during"), EROFS)) return "nor is it when opened";
  if (std::get<std::vector<std::string>>(reopened->list(bob)).size() != 1) return "reading fails";
  if (::mount("small", disk.c_str(), nullptr, MS_REMOUNT, nullptr) != 0) return "mount";
  const auto outcome = deliver(*store, {{bob}, {}}, "after");
  return std::holds_alternative<Committed>(outcome) ? "" : "the next mail is refused";
}

// Nothing that is thrown may get past the fork.
int judged(const Scenario& scenario, const std::filesystem::path& disk) noexcept {
  if (!mount_a_small_disk(disk)) return not_permitted;
  const std::string wrong = scenario(disk);
  if (!wrong.empty()) std::fprintf(stderr, "%s\n", wrong.c_str());
  return wrong.empty() ? 0 : 1;
}

// 0 when nothing went wrong, not_permitted when this machine does not let us mount.
int run(const Scenario& scenario) {
  const TemporaryFolder folder;
  const pid_t child = ::fork();
  if (child == 0) ::_exit(judged(scenario, folder.path()));
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

class RealDisk : public ::testing::TestWithParam<const char*> {};

TEST_P(RealDisk, ThatIsFullRefusesMailUntilThereIsRoom) {
  const int result = run([](const auto& disk) { return full_disk(disk, GetParam()); });
  if (result == not_permitted) GTEST_SKIP() << "this machine lets nobody mount a file system";
  EXPECT_EQ(result, 0);
}

TEST_P(RealDisk, ThatIsReadOnlyRefusesMailAndIsStillRead) {
  const int result = run([](const auto& disk) { return read_only_disk(disk, GetParam()); });
  if (result == not_permitted) GTEST_SKIP() << "this machine lets nobody mount a file system";
  EXPECT_EQ(result, 0);
}

INSTANTIATE_TEST_SUITE_P(Stores, RealDisk, ::testing::Values("directory:", "maildir:"),
                         [](const auto& store) {
                           const std::string url = store.param;
                           return url.substr(0, url.size() - 1);
                         });

}  // namespace
}  // namespace heloport::mailbox
