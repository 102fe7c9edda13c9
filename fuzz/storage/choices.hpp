#pragma once
// Decisions that somebody else makes: all of them in turn, chance, or a fuzzer.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace heloport::fuzz {

/// SplitMix64: the same numbers for the same seed on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// 0 to count - 1.
  std::size_t among(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  bool one_in(std::size_t count) { return among(count) == 0; }

 private:
  std::uint64_t state_;
};

/// Whoever decides.
class Choices {
 public:
  virtual ~Choices() = default;
  /// 0 to count - 1; count is not 0.
  virtual std::size_t among(std::size_t count) = 0;
};

/// Every combination in turn: do { work(choices); } while (choices.next());
/// What is asked may depend on what was answered.
class EveryChoice final : public Choices {
 public:
  std::size_t among(std::size_t count) override;
  bool next();

 private:
  struct Digit {
    std::size_t value;
    std::size_t count;
  };
  std::vector<Digit> digits_;
  std::size_t asked_ = 0;
};

class RandomChoices final : public Choices {
 public:
  explicit RandomChoices(Dice& chance) : chance_(chance) {}
  std::size_t among(std::size_t count) override { return chance_.among(count); }

 private:
  Dice& chance_;
};

/// One octet a decision; 0 when there are none left.
class OctetChoices final : public Choices {
 public:
  explicit OctetChoices(std::string_view octets) : octets_(octets) {}
  std::size_t among(std::size_t count) override;
  bool empty() const { return octets_.empty(); }

 private:
  std::string_view octets_;
};

}  // namespace heloport::fuzz
