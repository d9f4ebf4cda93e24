// Judges the sound of one call, sample by sample: which warning is due, and what the application is
// told each second. Remembers the sample before; does not know where samples come from, nor what a
// warning leads to.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "turn.hpp"

namespace holdfast::quality {

class Monitor {
 public:
  /// The samples that follow are another peer's, whose counters begin anew.
  void change_peer();
  /// A second of the call; `held`: no sound is due from the far end.
  void sampled(Turn& turn, CallKey call, const MediaSample& sample, bool held);

 private:
  /// One thing that may be wrong, and for how long it has been.
  struct Watch {
    int breaches = 0;  // in a row
    std::optional<Instant> warned_at;
  };
  enum Subject { RoundTrip, Jitter, Loss, Score, LocalLevel, FarLevel, Received, Sent };
  static constexpr std::size_t kSubjects = Sent + 1;

  void judge(Turn& turn, CallKey call, Subject subject, std::optional<bool> bad);
  void judge_microphone(Turn& turn, CallKey call, const MediaSample& sample);
  static void tell(Turn& turn, CallKey call, const MediaSample& sample);

  std::array<Watch, kSubjects> watches_{};
  std::optional<MediaSample> before_;
  bool held_ = false;
  bool spoke_ = false;                   // somebody was heard at this microphone
  std::optional<Instant> silent_since_;  // it was not since; for a microphone that was
  bool told_silence_ = false;
};

}  // namespace holdfast::quality
