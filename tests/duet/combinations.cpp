// See combinations.hpp.

#include "combinations.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <tuple>

namespace heloport::duet {
namespace {

constexpr std::size_t extensions = static_cast<std::size_t>(engine::ExtensionId::count);
using Row = std::array<unsigned, extensions + 3>;  // each extension; protocol, TLS, refusals
using Pair = std::tuple<std::size_t, unsigned, std::size_t, unsigned>;

unsigned levels_of(std::size_t factor) {
  if (factor == extensions + 1) return 3;
  return factor == extensions + 2 ? 4 : 2;
}

std::set<Pair> all_pairs() {
  std::set<Pair> pairs;
  for (std::size_t a = 0; a < Row{}.size(); ++a) {
    for (std::size_t b = a + 1; b < Row{}.size(); ++b) {
      for (unsigned i = 0; i < levels_of(a); ++i) {
        for (unsigned j = 0; j < levels_of(b); ++j) pairs.insert({a, i, b, j});
      }
    }
  }
  return pairs;
}

std::vector<Pair> pairs_of(const Row& row) {
  std::vector<Pair> pairs;
  for (std::size_t a = 0; a < row.size(); ++a) {
    for (std::size_t b = a + 1; b < row.size(); ++b) pairs.push_back({a, row[a], b, row[b]});
  }
  return pairs;
}

Setup setup_of(const Row& row) {
  Setup setup;
  for (std::size_t id = 0; id < extensions; ++id) {
    if (row[id] == 0) setup.off = setup.off.with(static_cast<engine::ExtensionId>(id));
  }
  setup.protocol = row[extensions] == 0 ? engine::Protocol::smtp : engine::Protocol::lmtp;
  setup.tls = static_cast<Tls>(row[extensions + 1]);
  setup.refusals = static_cast<Refusals>(row[extensions + 2]);
  return setup;
}

}  // namespace

// Of some rows by chance the one with the most new pairs, until none is missing. The generator has
// one sequence on every machine.
std::vector<Setup> every_pair() {
  constexpr int tries = 40;
  std::mt19937 chance(1);
  std::set<Pair> missing = all_pairs();
  std::vector<Setup> setups;
  while (!missing.empty()) {
    Row best{};
    std::size_t best_new = 0;
    for (int i = 0; i < tries || best_new == 0; ++i) {
      Row row;
      for (std::size_t factor = 0; factor < row.size(); ++factor) {
        row[factor] = static_cast<unsigned>(chance() % levels_of(factor));
      }
      std::size_t fresh = 0;
      for (const Pair& pair : pairs_of(row)) fresh += missing.count(pair);
      if (fresh > best_new) best = row;
      best_new = std::max(best_new, fresh);
    }
    for (const Pair& pair : pairs_of(best)) missing.erase(pair);
    setups.push_back(setup_of(best));
  }
  return setups;
}

}  // namespace heloport::duet
