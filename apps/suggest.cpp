// What somebody who mistyped a word may have meant.

#include "apps/suggest.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace heloport::apps {
namespace {

// Insertions, removals, replacements and swaps of neighbours: what fingers do. Three rows are
// enough, since a swap looks back two.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> two_ago(b.size() + 1);
  std::vector<std::size_t> one_ago(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(two_ago, one_ago);
    std::swap(one_ago, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = one_ago[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, one_ago[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], two_ago[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

}  // namespace

std::string suggestion(std::string_view word, std::span<const std::string> known) {
  std::string nearest;
  std::size_t least = word.size() / 2 + 1;  // half of the word may be wrong, not more
  for (const std::string& candidate : known) {
    const std::size_t steps = distance(word, candidate);
    if (steps >= least) continue;
    least = steps;
    nearest = candidate;
  }
  return nearest;
}

std::string suggested_id(std::string_view id, std::span<const std::string> known) {
  const auto begins = [id](std::string_view one) {
    return one.starts_with(id) || one.substr(one.rfind('/') + 1).starts_with(id);  // npos + 1 is 0
  };
  std::string shortest;
  for (const std::string& one : known) {
    if (begins(one) && (shortest.empty() || one.size() < shortest.size())) shortest = one;
  }
  return shortest.empty() ? suggestion(id, known) : shortest;
}

}  // namespace heloport::apps
