// How good a call sounds, in numbers: loss, and what a listener would say. Pure arithmetic over
// what a browser counted; knows no call, no threshold and no clock.
#pragma once

#include <algorithm>
#include <optional>

#include "io.hpp"

namespace holdfast::quality {

/// A mean opinion score from a rating factor: 1 is the worst (ITU-T G.107, annex B).
constexpr double opinion(double factor, double best) {
  const double rating = std::max(0.0, factor);  // below, the cubic would rise again
  const double raw = 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6;
  return std::clamp(raw, 1.0, best);
}

/// Out of 100 packets that should have come, how many did not; nothing while none should have.
constexpr std::optional<double> loss(double lost, double received) {
  const double due = lost + received;
  if (due <= 0) return std::nullopt;
  return std::clamp(lost / due * 100, 0.0, 100.0);
}

/// The natural logarithm of a number from 1 on. The C library's would weigh more than all of this.
constexpr double logarithm(double number) {
  constexpr double kOfTwo = 0.693147180559945309;
  double whole = 0;
  for (; number > 1.5; number /= 2) whole += kOfTwo;
  // ln n = 2 artanh((n − 1) / (n + 1)), whose series ends quickly for what is left.
  const double part = (number - 1) / (number + 1);
  double sum = 0;
  double power = part;
  for (int odd = 1; odd < 30; odd += 2, power *= part * part) sum += power / odd;
  return whole + 2 * sum;
}

/// What one second sounded like, by linear weights: the score that LOW_MOS judges. Times in ms.
constexpr double score_of_interval(double jitter, double loss, double round_trip) {
  return opinion(93.2 - 0.11 * jitter - 2.5 * loss - 0.01 * round_trip, 4.5);
}

/// What the call has sounded like so far, by the delay and loss impairments of the E-model: the
/// score of `telnyx.stats.frame`. Times in ms.
constexpr double score_of_call(double jitter, double loss, double round_trip) {
  const double delay = jitter + round_trip / 2;
  const double late = std::max(0.0, delay - 177.3);
  return opinion(93.2 - 0.024 * delay - 0.11 * late - 20 * logarithm(1 + loss), 5);
}

/// The bands that applications know, with no score between two of them.
constexpr Grade grade(double score) {
  if (score > 4.2) return Grade::Excellent;
  if (score >= 4.1) return Grade::Good;
  if (score >= 3.7) return Grade::Fair;
  return score >= 3.1 ? Grade::Poor : Grade::Bad;
}

}  // namespace holdfast::quality
