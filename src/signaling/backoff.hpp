// How long to wait before reconnect attempt n, and when to give up: the one place with these
// numbers. Pure: knows neither sockets nor clocks.
#pragma once

#include <algorithm>

#include "random.hpp"
#include "time.hpp"

namespace holdfast::signaling {

inline constexpr milliseconds kFirstDelay = 1s;
inline constexpr milliseconds kLongestDelay = 32s;
inline constexpr milliseconds kShortestRetentionDelay = 250ms;
inline constexpr milliseconds kFirstRetentionDelay = 1s;
inline constexpr milliseconds kLongestRetentionDelay = 5s;

/// 1, 2, 4, 8, 16, 32, 32, … s before attempt 1, 2, 3, … (the guide's schedule).
constexpr milliseconds base_delay(int attempt) {
  constexpr int kDoublings = 5;
  const int doublings = std::clamp(attempt - 1, 0, kDoublings);
  return std::min(kLongestDelay, kFirstDelay * (1 << doublings));
}

/// The base, moved by at most a quarter either way, so that clients do not return in step.
constexpr milliseconds jittered_delay(int attempt, Random& random) {
  const milliseconds base = base_delay(attempt);
  const auto quarter = base.count() / 4;
  return base + milliseconds{random.between(-quarter, quarter)};
}

/// For as long as a session can still be found again: anywhere from the shortest to three times the
/// wait before (decorrelated jitter), and never above 5 s. 0 before the first attempt.
constexpr milliseconds retention_delay(milliseconds before, Random& random) {
  const milliseconds most = std::clamp(before * 3, kFirstRetentionDelay, kLongestRetentionDelay);
  return milliseconds{random.between(kShortestRetentionDelay.count(), most.count())};
}

/// Whether the attempt may still be made. 0 means no limit.
constexpr bool allowed(int attempt, int most_attempts) {
  return most_attempts <= 0 || attempt <= most_attempts;
}

static_assert(base_delay(1) == 1s && base_delay(2) == 2s && base_delay(5) == 16s &&
              base_delay(6) == 32s && base_delay(60) == 32s);

}  // namespace holdfast::signaling
