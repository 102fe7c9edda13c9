// Looking on while octets pass.

#include "transports/tap.hpp"

#include <algorithm>
#include <utility>

namespace heloport::transports {

Tap::Tap(engine::OctetSide& behind, Onlooker onlooker)
    : behind_(behind), onlooker_(std::move(onlooker)) {}

std::span<char> Tap::input() {
  input_ = behind_.input();
  return input_;
}

void Tap::received(std::size_t n) {
  if (n > 0) onlooker_(Passing::received, {input_.data(), n});
  behind_.received(n);
}

void Tap::sent(std::size_t n) {
  std::size_t shown = n;
  for (const std::string_view run : behind_.output().runs) {
    const std::string_view left = run.substr(0, shown);
    if (!left.empty()) onlooker_(Passing::sent, left);
    shown -= left.size();
  }
  behind_.sent(n);
}

TappedParty::TappedParty(std::unique_ptr<Party> behind, Onlooker onlooker)
    : behind_(std::move(behind)), tap_(behind_->octets(), std::move(onlooker)) {}

}  // namespace heloport::transports
