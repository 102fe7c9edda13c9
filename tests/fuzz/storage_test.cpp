// The model file system loses what it may lose, and each oracle of a store finds who loses more.

#include <fcntl.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include "fuzz/storage/storage_scenarios.hpp"
#include "fuzz/storage/storage_script.hpp"

namespace heloport::fuzz {
namespace {

/// What one file holds after each crash that there may be; "absent" where it has no name.
std::set<std::string> remains(const ModelFileSystem& files, const std::string& name) {
  std::set<std::string> all;
  EveryChoice choices;
  do {
    const Disk disk = crash(files, choices);
    ModelFileSystem after(disk, {});
    const int file = after.open_path("/" + name, O_RDONLY);
    std::string octets(4096, '?');
    const ssize_t count = file < 0 ? 0 : after.read(file, octets, 0);
    all.insert(file < 0 ? "absent" : octets.substr(0, static_cast<std::size_t>(count)));
  } while (choices.next());
  return all;
}

class ModelFileSystemTest : public testing::Test {
 protected:
  int make(const std::string& name) {
    return files_.open(root_, name, O_RDWR | O_CREAT | O_EXCL, 0600);
  }

  ModelFileSystem files_;
  const int root_ = files_.open_path("/", O_RDONLY | O_DIRECTORY);
};

TEST_F(ModelFileSystemTest, LosesNamesAndOctetsThatWereNotSynced) {
  files_.write(make("a"), "text");
  const std::set<std::string> expected{"absent", "", std::string(4, '\0'), "text"};
  EXPECT_EQ(remains(files_, "a"), expected);
}

TEST_F(ModelFileSystemTest, KeepsTheOctetsOfASyncedFileAndMayLoseItsName) {
  const int file = make("a");
  files_.write(file, "text");
  files_.sync(file);
  EXPECT_EQ(remains(files_, "a"), (std::set<std::string>{"absent", "text"}));
}

TEST_F(ModelFileSystemTest, KeepsANameWhoseDirectoryIsSyncedAndMayLoseItsOctets) {
  files_.write(make("a"), "text");
  files_.sync(root_);
  EXPECT_EQ(remains(files_, "a"), (std::set<std::string>{"", std::string(4, '\0'), "text"}));
}

TEST_F(ModelFileSystemTest, LosesNamesInAnyOrder) {
  files_.sync(make("a"));
  files_.sync(make("b"));
  std::set<std::size_t> seen;
  EveryChoice choices;
  do {
    ModelFileSystem after(crash(files_, choices), {});
    const bool a = after.open_path("/a", O_RDONLY) >= 0;
    const bool b = after.open_path("/b", O_RDONLY) >= 0;
    seen.insert((a ? 1 : 0) + (b ? 2 : 0));
  } while (choices.next());
  EXPECT_EQ(seen.size(), 4U);
}

TEST_F(ModelFileSystemTest, MayBringBackANameThatWasRemovedAndNotSynced) {
  const int file = make("a");
  files_.write(file, "text");
  files_.sync(file);
  files_.sync(root_);
  files_.unlink(root_, "a");
  EXPECT_EQ(remains(files_, "a"), (std::set<std::string>{"absent", "text"}));
  files_.sync(root_);
  EXPECT_EQ(remains(files_, "a"), (std::set<std::string>{"absent"}));
}

TEST_F(ModelFileSystemTest, TearsAWriteBetweenSectors) {
  const int file = make("a");
  files_.sync(root_);
  files_.write(file, std::string(2 * sector_octets, 'x'));
  const auto all = remains(files_, "a");
  EXPECT_EQ(all.count(std::string(sector_octets, 'x')), 1U);
  EXPECT_EQ(all.count(std::string(sector_octets, '\0') + std::string(sector_octets, 'x')), 1U);
  EXPECT_EQ(all.count(std::string(sector_octets, 'x') + std::string(sector_octets, '\0')), 1U);
}

TEST_F(ModelFileSystemTest, NeverMakesAFileDurableWhoseSyncFailed) {
  const int file = make("a");
  files_.sync(root_);
  files_.write(file, "text");
  files_.before_each([](const ModelCall&) { return std::optional(EIO); });
  EXPECT_EQ(files_.sync(file), -1);
  files_.before_each({});
  EXPECT_EQ(files_.sync(file), 0);
  EXPECT_EQ(remains(files_, "a").count(""), 1U);
}

TEST_F(ModelFileSystemTest, DoesNotReplaceANameThatIsThere) {
  make("a");
  const int other = files_.open_unnamed(root_);
  EXPECT_EQ(files_.link_unnamed(other, root_, "a"), -1);
  EXPECT_EQ(errno, EEXIST);
}

// Short deliveries, then scripts by chance: what crash_states does.
Complaint campaign(StorageMutant mutant, std::uint64_t scripts) {
  constexpr std::size_t states_a_point_max = 64;
  for (const StorageScenario& scenario : storage_scenarios()) {
    for (const StorageSetting& setting : storage_settings(mutant)) {
      Dice chance(1);
      CrashJudge judge(states_a_point_max, chance);
      constexpr std::size_t stride = 5;
      if (auto complaint = play_scenario(scenario, setting, judge, stride)) return complaint;
    }
  }
  for (std::uint64_t seed = 1; seed <= scripts; ++seed) {
    Dice chance(seed);
    std::string script(60, '\0');
    for (char& octet : script) octet = static_cast<char>(chance.next());
    CrashJudge judge(4, chance);
    if (auto complaint = play_script(script, judge, mutant)) return complaint;
  }
  return std::nullopt;
}

class StorageMutantTest
    : public testing::TestWithParam<std::pair<StorageMutant, std::string_view>> {};

TEST_P(StorageMutantTest, IsFound) {
  const Complaint complaint = campaign(GetParam().first, 500);
  ASSERT_TRUE(complaint) << GetParam().second << " was not found";
}

INSTANTIATE_TEST_SUITE_P(All, StorageMutantTest, testing::ValuesIn(storage_mutants),
                         [](const auto& mutant) { return std::string(mutant.param.second); });

TEST(StorageCampaign, HasNothingToSayOfASoundStore) {
  EXPECT_EQ(campaign(StorageMutant::none, 20).value_or(""), "");
}

class StorageOraclesTest : public testing::Test {
 protected:
  StorageOraclesTest() : found_(users().size()) {
    ledger_.enter({0, 1}, 100);
    ledger_.enter({0}, 0);
    ledger_.acknowledge(0, 0);
    found_[0].push_back(ledger_.at(0).content());
  }
  Ledger ledger_;
  Found found_;
};

TEST_F(StorageOraclesTest, AskOnlyForWhatWasAcknowledged) {
  EXPECT_FALSE(acknowledged_mail_is_there(ledger_, found_));
  ledger_.acknowledge(0, 1);
  EXPECT_TRUE(acknowledged_mail_is_there(ledger_, found_));
}

TEST_F(StorageOraclesTest, FindALostOctetAChangedOneAndOneTooMany) {
  EXPECT_FALSE(mail_is_whole(ledger_, found_));
  std::string& mail = found_[0][0];
  const std::string whole = mail;
  mail.pop_back();
  EXPECT_TRUE(mail_is_whole(ledger_, found_));
  mail = whole + "x";
  EXPECT_TRUE(mail_is_whole(ledger_, found_));
  mail = whole;
  mail[whole.size() / 2] ^= 1;
  EXPECT_TRUE(mail_is_whole(ledger_, found_));
}

TEST_F(StorageOraclesTest, FindMailToOthersAndMailOfNobody) {
  found_[2].push_back(ledger_.at(0).content());
  EXPECT_TRUE(mail_is_whole(ledger_, found_));
  found_[2] = {""};
  EXPECT_TRUE(mail_is_whole(ledger_, found_));
}

TEST_F(StorageOraclesTest, FindASecondCopy) {
  EXPECT_FALSE(no_mail_is_doubled(ledger_, found_));
  found_[0].push_back(found_[0][0]);
  EXPECT_TRUE(no_mail_is_doubled(ledger_, found_));
}

TEST_F(StorageOraclesTest, FindMoreTemporaryFilesThanThereWereMessages) {
  Disk disk;
  disk.nodes.push_back({1, true, 1, {{".tmp", 2}}, {}});
  disk.nodes.push_back({2, true, 1, {}, {}});
  for (NodeId id = 3; id < 8; ++id) disk.nodes[1].names.emplace_back(std::to_string(id), id);
  EXPECT_FALSE(temporaries_are_bounded(ledger_, disk));
  disk.nodes[1].names.emplace_back("one more", 8);
  EXPECT_TRUE(temporaries_are_bounded(ledger_, disk));
}

TEST_F(StorageOraclesTest, FindAFailureThatWasPassedOver) {
  EXPECT_FALSE(failures_are_told(std::nullopt, true));
  EXPECT_FALSE(failures_are_told(ModelCall::Kind::sync, false));
  EXPECT_TRUE(failures_are_told(ModelCall::Kind::sync, true));
}

TEST_F(StorageOraclesTest, DemandThatSyncsWritesAndClosesOfFilesAreTold) {
  ModelFileSystem files;
  const int root = files.open_path("/", O_RDONLY | O_DIRECTORY);
  const int file = files.open(root, "a", O_RDWR | O_CREAT | O_EXCL, 0600);
  using Kind = ModelCall::Kind;
  EXPECT_TRUE(must_be_told({Kind::sync, root}, EIO, files));
  EXPECT_TRUE(must_be_told({Kind::write, file}, ENOSPC, files));
  EXPECT_TRUE(must_be_told({Kind::close, file}, EIO, files));
  EXPECT_FALSE(must_be_told({Kind::write, file}, EINTR, files));
  EXPECT_FALSE(must_be_told({Kind::close, root}, EIO, files));
  EXPECT_FALSE(must_be_told({Kind::names, root}, EIO, files));
}

TEST_F(StorageOraclesTest, FindHalfOfARefusedMail) {
  EXPECT_TRUE(refused_mail_is_nowhere(ledger_, 0, found_));
  EXPECT_FALSE(refused_mail_is_nowhere(ledger_, 1, found_));
}

TEST_F(StorageOraclesTest, OweNothingOfARemovedMailbox) {
  const std::uint64_t nothing = Ledger().digest();
  found_[0].clear();
  EXPECT_TRUE(acknowledged_mail_is_there(ledger_, found_));
  ledger_.release(0);
  EXPECT_FALSE(acknowledged_mail_is_there(ledger_, found_));
  EXPECT_EQ(ledger_.digest(), nothing);
}

TEST(StorageTrials, MakeAMailboxAgainThatWasRemoved) {
  for (const StorageSetting& setting : storage_settings(StorageMutant::none)) {
    Dice chance(1);
    CrashJudge judge(16, chance);
    StorageTrial trial(setting);
    judge.watch(trial);
    EXPECT_TRUE(trial.deliver({0, 1}, 30));
    trial.remove_mailbox(0);
    trial.read();
    EXPECT_TRUE(trial.ledger().at(0).acknowledged == std::vector<std::size_t>{1});
    EXPECT_TRUE(trial.deliver({0}, 30));
    EXPECT_EQ(trial.complaint().value_or(""), "") << show(setting);
  }
}

TEST(StorageTrials, LetTheNextCallOfAKindFail) {
  StorageTrial trial({});
  trial.fail_call(ModelCall::Kind::sync, 1, EIO);
  EXPECT_FALSE(trial.deliver({0}, 30));
  EXPECT_TRUE(trial.deliver({0}, 30));
  EXPECT_EQ(trial.complaint().value_or(""), "");
}

TEST_F(StorageOraclesTest, FindADescriptorThatIsOpen) {
  ModelFileSystem files;
  files.open_path("/", O_RDONLY);
  EXPECT_FALSE(no_descriptor_is_leaked(files));
  files.open_path("/", O_RDONLY);
  EXPECT_TRUE(no_descriptor_is_leaked(files));
}

// A delivery that the actions before it let fail at once changes nothing on the disk.
TEST(StorageScripts, AreMostlyJudgedWhereSomeActionsAreAllOfThem) {
  std::size_t judged = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Dice chance(seed);
    CrashJudge judge(4, chance);
    EXPECT_EQ(play_script('\0' + some_actions(chance), judge).value_or(""), "");
    judged += judge.states() > 1 ? 1 : 0;
  }
  EXPECT_GE(judged, 15u);
}

TEST(StorageScripts, AreTheSameForTheSameOctets) {
  std::string script = "script of a trial";
  const auto states = [&] {
    Dice chance(1);
    CrashJudge judge(8, chance);
    EXPECT_FALSE(play_script(script, judge));
    return std::pair(judge.states(), judge.crash_points());
  };
  EXPECT_EQ(states(), states());
}

}  // namespace
}  // namespace heloport::fuzz
