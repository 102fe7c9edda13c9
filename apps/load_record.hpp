#pragma once
// What a load measures while it runs: latencies, whole and over time.

#include <cstdint>
#include <vector>

#include "apps/load_histogram.hpp"
#include "apps/load_schedule.hpp"

namespace heloport::apps {

/// What was answered in one span of time. Spans follow each other without a gap.
struct LoadSpan {
  LatencyHistogram latencies{5};
};

/// Latencies of answered messages, in nanoseconds.
///
/// Use:      begin() when the first message may leave, delivered() for each that was answered.
/// Shape:    spans begin narrow and double in width whenever there are too many, so that a run of
///           any length is told by spans_max / 2 to spans_max of them.
/// Limits:   spans_max spans, so memory does not grow with the run.
/// Threads:  none.
class LoadRecord {
 public:
  static constexpr std::size_t spans_max = 240;  // as many columns as a plot can show

  void begin(LoadTime now) { began_ = last_ = now; }
  void delivered(LoadTime due, LoadTime now);

  const LatencyHistogram& latencies() const { return latencies_; }
  const std::vector<LoadSpan>& spans() const { return spans_; }
  LoadTime span_width() const { return width_; }
  LoadTime began() const { return began_; }
  /// From the beginning to the last answer.
  LoadTime elapsed() const { return last_ - began_; }

 private:
  void merge_neighbours();

  LoadTime began_{0};
  LoadTime last_{0};
  LoadTime width_ = std::chrono::milliseconds(10);
  LatencyHistogram latencies_;
  std::vector<LoadSpan> spans_;
};

}  // namespace heloport::apps
