// What a load measures while it runs: latencies, whole and over time.

#include "apps/load_record.hpp"

#include <algorithm>
#include <utility>

namespace heloport::apps {

void LoadRecord::delivered(LoadTime due, LoadTime now) {
  const auto latency = static_cast<std::uint64_t>(std::max<LoadTime::rep>(0, (now - due).count()));
  latencies_.record(latency);
  last_ = now;
  while ((now - began_) / width_ >= static_cast<LoadTime::rep>(spans_max)) merge_neighbours();
  const auto span = static_cast<std::size_t>((now - began_) / width_);
  if (span >= spans_.size()) spans_.resize(span + 1);
  spans_[span].latencies.record(latency);
}

void LoadRecord::merge_neighbours() {
  width_ *= 2;
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    if (i % 2 == 1) {
      spans_[i / 2].latencies.add(spans_[i].latencies);
    } else if (i > 0) {
      spans_[i / 2] = std::move(spans_[i]);
    }
  }
  spans_.resize((spans_.size() + 1) / 2);
}

}  // namespace heloport::apps
