// A simulation is the same for the same seed, and each of its oracles finds who breaks a promise.

#include <gtest/gtest.h>

#include "fuzz/simulation/simulation.hpp"

namespace heloport::fuzz {
namespace {

TEST(Simulation, IsTheSameForTheSameSeed) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const SimulationResult first = simulate(seed);
    const SimulationResult second = simulate(seed);
    EXPECT_EQ(first.trace_hash, second.trace_hash) << "seed " << seed;
    EXPECT_EQ(first.sessions, second.sessions);
    EXPECT_EQ(first.complaint.value_or(""), "");
  }
  EXPECT_NE(simulate(1).trace_hash, simulate(2).trace_hash);
}

TEST(Simulation, HasTroubleOfEveryKind) {
  SimulationResult sum;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const SimulationResult world = simulate(seed);
    sum.crashes += world.crashes;
    sum.failed_calls += world.failed_calls;
    sum.cuts += world.cuts;
    sum.stalls += world.stalls;
    sum.unknown += world.unknown;
    sum.deferred += world.deferred;
  }
  EXPECT_GT(sum.crashes, 0U);
  EXPECT_GT(sum.failed_calls, 0U);
  EXPECT_GT(sum.cuts, 0U);
  EXPECT_GT(sum.stalls, 0U);
  EXPECT_GT(sum.unknown, 0U);
  EXPECT_GT(sum.deferred, 0U);
}

class SimulationMutantTest
    : public testing::TestWithParam<std::pair<SimulationMutant, std::string_view>> {};

TEST_P(SimulationMutantTest, IsFound) {
  constexpr std::uint64_t seeds_max = 3'000;
  for (std::uint64_t seed = 1; seed <= seeds_max; ++seed) {
    if (simulate(seed, GetParam().first).complaint) return;
  }
  FAIL() << GetParam().second << " was not found";
}

INSTANTIATE_TEST_SUITE_P(All, SimulationMutantTest, testing::ValuesIn(simulation_mutants),
                         [](const auto& mutant) { return std::string(mutant.param.second); });

class SimulationOracles : public testing::Test {
 protected:
  SimulationOracles() : found_(users().size()) {
    const std::size_t number = ledger_.enter({0}, 10);
    jobs_.push_back({number, ledger_.at(number).text.get(), {{0, path_of(0)}}});
  }
  Job::Recipient& recipient() { return jobs_[0].recipients[0]; }
  void keep() { found_[0].push_back(*jobs_[0].content); }

  Ledger ledger_;
  std::vector<Job> jobs_;
  Found found_;
};

TEST_F(SimulationOracles, ExplainACopyByAnAnswerOrByItsAbsence) {
  keep();
  EXPECT_TRUE(duplicates_are_accounted_for(jobs_, found_, false));
  recipient().fate = Fate::sent;
  EXPECT_FALSE(duplicates_are_accounted_for(jobs_, found_, false));
  keep();
  EXPECT_TRUE(duplicates_are_accounted_for(jobs_, found_, false));
  recipient().unknown = 1;
  EXPECT_FALSE(duplicates_are_accounted_for(jobs_, found_, false));
}

TEST_F(SimulationOracles, ExplainACopyByARefusalOnlyWhereCallsFail) {
  keep();
  recipient().deferred = 1;
  EXPECT_TRUE(duplicates_are_accounted_for(jobs_, found_, false));
  EXPECT_FALSE(duplicates_are_accounted_for(jobs_, found_, true));
}

TEST_F(SimulationOracles, FindAClientThatTakesForSentWhatIsNot) {
  recipient().fate = Fate::sent;
  EXPECT_TRUE(clients_know_the_truth(jobs_, ledger_, found_));
  keep();
  EXPECT_TRUE(clients_know_the_truth(jobs_, ledger_, found_));
  ledger_.acknowledge(0, 0);
  EXPECT_FALSE(clients_know_the_truth(jobs_, ledger_, found_));
  recipient().fate = Fate::refused;
  EXPECT_TRUE(clients_know_the_truth(jobs_, ledger_, found_));
}

TEST_F(SimulationOracles, FindAMessageThatNobodySettled) {
  EXPECT_TRUE(everything_is_settled(jobs_));
  recipient().fate = Fate::refused;
  EXPECT_FALSE(everything_is_settled(jobs_));
}

}  // namespace
}  // namespace heloport::fuzz
