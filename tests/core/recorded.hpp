// Records a session while a test drives it, and replays the recording when the test is over:
// whatever any test does, its replay does the same.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

#include "record/recording.hpp"
#include "record/timeline.hpp"

namespace holdfast::bench {

/// A replay to its end.
struct Replayed {
  std::string text;
  record::Verdict verdict;
};

inline Replayed replayed(std::string_view bytes, bool whole = false) {
  record::Timeline timeline(bytes, whole);
  std::string text;
  while (const auto lines = timeline.next()) text += *lines;
  return {text, timeline.verdict()};
}

/// Whether a session's recording is kept: it takes longer than the session itself.
enum class Keep : std::uint8_t { Recording, Nothing };

class Recorded {
 public:
  explicit Recorded(const Config& config, Keep keep = Keep::Recording)
      : keep_(keep), recording_(config, kMostBytes) {}
  Recorded(const Recorded&) = delete;
  Recorded& operator=(const Recorded&) = delete;
  Recorded(Recorded&&) = delete;
  Recorded& operator=(Recorded&&) = delete;
  ~Recorded() {
    if (steps_ == 0) return;
    const Replayed again = replayed(bytes());
    if (again.verdict == record::Verdict::Same) return;
    // Ends the program: whatever drives the session, a test or a fuzzer, must not go on.
    std::fputs(again.text.c_str(), stderr);
    std::abort();
  }

  void heard(Moment now, const Input& fact) {
    if (keep_ == Keep::Nothing) return;
    recording_.heard(now, fact);
    ++steps_;
  }
  void said(const Output& request) {
    if (keep_ == Keep::Recording) recording_.said(request);
  }
  void done(std::optional<Instant> deadline) {
    if (keep_ == Keep::Recording) recording_.done(deadline);
  }

  /// All that was written so far.
  const std::string& bytes() {
    bytes_ += recording_.take();
    return bytes_;
  }
  [[nodiscard]] int steps() const { return steps_; }

 private:
  static constexpr std::size_t kMostBytes = 100'000'000;

  Keep keep_;
  record::Recording recording_;
  std::string bytes_;
  int steps_ = 0;
};

}  // namespace holdfast::bench
