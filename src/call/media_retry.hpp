// The one more chance that a refused microphone gets when the application wants to be asked first.
// Told of its outcome exactly once, whatever becomes of the call. Does not open microphones.
#pragma once

#include <string>

#include "turn.hpp"

namespace holdfast::call {

class MediaRetry {
 public:
  struct Failure {
    ErrorCode code = ErrorCode::MediaGetUserMediaFailed;
    std::string message;
  };

  /// The microphone was refused: asks the application what to do. False: it was asked before.
  bool offer(Turn& turn, CallKey call, Failure failure);
  /// The application wants it tried again. False: nobody asked it, or not any more.
  bool resume(Turn& turn, CallKey call);
  /// The microphone is open, or the call has none: `failure` is what it ends with.
  void finish(Turn& turn, CallKey call, bool recovered, const Failure& failure);

  [[nodiscard]] bool waits() const { return stage_ == Stage::Waiting; }
  /// What was told to the application.
  [[nodiscard]] Failure first() const { return first_; }

 private:
  enum class Stage : std::uint8_t {
    Unused,
    Waiting,  // for the application
    Trying,   // the microphone was asked for again
    Over,
  };

  Stage stage_ = Stage::Unused;
  Failure first_;
};

}  // namespace holdfast::call
