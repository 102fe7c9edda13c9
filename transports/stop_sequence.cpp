// The stages of a graceful stop, and the signals that ask for it.

#include "transports/stop_sequence.hpp"

#include <atomic>
#include <cassert>

namespace heloport::transports {

std::optional<StopStage> StopSequence::due(engine::Time now) {
  open_requests_ += requests_.take();
  const bool asked = open_requests_ > 0;
  const bool late = deadline_ && now >= *deadline_;
  if (!stage_) {
    if (!asked) return std::nullopt;
    --open_requests_;
    return enter(StopStage::when_idle, now);
  }
  if (*stage_ == StopStage::when_idle && (asked || late)) return enter(StopStage::now, now);
  if (*stage_ == StopStage::now && late) return enter(StopStage::give_up, now);
  return std::nullopt;
}

StopStage StopSequence::enter(StopStage stage, engine::Time now) {
  stage_ = stage;
  switch (stage) {
    case StopStage::when_idle:
      deadline_ = now + grace_;
      break;
    case StopStage::now:
      deadline_ = now + last_words_time;
      break;
    case StopStage::give_up:
      deadline_.reset();
      break;
  }
  return stage;
}

namespace {

// A signal handler can reach nothing but what is static.
std::atomic<const StopSequence*> asked_by_signal{nullptr};

void request_stop(int) {
  const StopSequence* sequence = asked_by_signal.load();
  if (sequence != nullptr) sequence->request();
}

}  // namespace

// No handler is there without a sequence to ask: a signal would be lost.
StopSignals::StopSignals(const StopSequence& sequence) {
  assert(asked_by_signal.load() == nullptr && "signals stop one thing at a time");
  asked_by_signal = &sequence;
  handlers_.emplace(request_stop);
}

StopSignals::~StopSignals() {
  handlers_.reset();
  asked_by_signal = nullptr;
}

}  // namespace heloport::transports
