#include "call/restart.hpp"

namespace holdfast::call {

namespace {
// Most interruptions of that kind are over sooner, and an offer costs more than the wait.
constexpr milliseconds kDoubt = 2500ms;
// Longer than the gateway may take to answer, so that its answer always comes before the end.
constexpr milliseconds kAttemptLimit = 15s;
constexpr int kAttempts = 3;
constexpr milliseconds kFirstRest = 1s;  // doubled each time
}  // namespace

void Restart::heard(Turn& turn, CallKey call, PeerState state) {
  switch (state) {
    case PeerState::Connected:
      if (broken()) trouble_ = Trouble::None;
      attempts_ = 0;
      // An offer that is on its way is a negotiation that must come to its end.
      if (!offers() && !awaits_answer()) stand_down(turn, call);
      break;
    case PeerState::Disconnected:
      if (stage_ == Stage::Idle && !broken()) doubt(turn, call);
      break;
    case PeerState::Failed:
      trouble_ = Trouble::Failed;
      if (stage_ == Stage::Doubting) stand_down(turn, call);
      break;
    default:
      break;
  }
}

void Restart::network_changed() { trouble_ = Trouble::Moved; }

recovery::Media Restart::media(PeerState state) const {
  using recovery::Media;
  if (state == PeerState::Closed) return Media::Closed;
  if (stage_ >= Stage::Resting) return Media::Repairing;
  if (broken() && attempts_ >= kAttempts) return Media::Exhausted;
  switch (trouble_) {
    case Trouble::None:
      break;
    case Trouble::Moved:
      return Media::Moved;
    case Trouble::Interrupted:
      return Media::Interrupted;
    case Trouble::Failed:
      return Media::Failed;
  }
  return Media::Alive;
}

const char* Restart::begin(Turn& turn, CallKey call) {
  const char* reason = broken() ? "connection_failed" : "network_changed";
  if (broken()) {
    ++attempts_;
  } else {
    trouble_ = Trouble::None;  // this attempt is what it asked for
  }
  stage_ = Stage::Offering;
  turn.after(kAttemptLimit, Timer::IceRestart, call);
  return reason;
}

void Restart::asked(Turn& turn, CallKey call) {
  stage_ = Stage::Asked;
  turn.after(kAttemptLimit, Timer::IceRestart, call);
}

void Restart::answered(Turn& turn, CallKey call, PeerState state) {
  stage_ = Stage::Checking;
  if (state == PeerState::Connected) stand_down(turn, call);
}

void Restart::failed(Turn& turn, CallKey call, PeerState state) {
  stand_down(turn, call);
  if (broken() && attempts_ < kAttempts) {
    stage_ = Stage::Resting;
    turn.after(kFirstRest * (1 << (attempts_ > 0 ? attempts_ - 1 : 0)), Timer::IceRestart, call);
  } else if (!broken() && state == PeerState::Disconnected) {
    doubt(turn, call);
  }
}

bool Restart::timer_due() {
  if (at_work()) return true;
  if (stage_ == Stage::Doubting) trouble_ = Trouble::Interrupted;
  stage_ = Stage::Idle;
  return false;
}

void Restart::clear(Turn& turn, CallKey call) {
  stand_down(turn, call);
  trouble_ = Trouble::None;
  attempts_ = 0;
}

void Restart::doubt(Turn& turn, CallKey call) {
  stage_ = Stage::Doubting;
  turn.after(kDoubt, Timer::IceRestart, call);
}

void Restart::stand_down(Turn& turn, CallKey call) {
  stage_ = Stage::Idle;
  turn.timers.stop(Timer::IceRestart, call);
}

}  // namespace holdfast::call
