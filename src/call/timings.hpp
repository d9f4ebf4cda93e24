// When each step of establishing a call was first reached, counted from its beginning. Says each
// once; does not know what leads to one.
#pragma once

#include <cstdint>

#include "turn.hpp"

namespace holdfast::call {

class Timings {
 public:
  /// The call was placed, or arrived.
  void begin(Instant now) { began_ = now; }
  void reached(Turn& turn, CallKey call, Step step) {
    const std::uint32_t bit = std::uint32_t{1} << static_cast<unsigned>(step);
    if (!began_ || (seen_ & bit) != 0) return;
    seen_ |= bit;
    turn.put(request::StepReached{call, step, turn.now.monotonic - *began_});
    // With both of them it is established.
    constexpr auto kLast = std::uint32_t{1} << static_cast<unsigned>(Step::Connected) |
                           std::uint32_t{1} << static_cast<unsigned>(Step::Active);
    if ((seen_ & kLast) == kLast) began_.reset();
  }

 private:
  std::optional<Instant> began_;
  std::uint32_t seen_ = 0;
};

}  // namespace holdfast::call
