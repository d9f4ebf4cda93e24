#include "call/restart.hpp"

#include <utility>

namespace holdfast::call {

namespace {

/// Whether a counter went on from one sample to the next; one that is not counted did not.
template <class Count>
bool grew(const MediaSample& before, const MediaSample& now, Count MediaSample::* count) {
  return (now.*count).value_or(0) > (before.*count).value_or(0);
}

// Most interruptions of that kind are over sooner, and an offer costs more than the wait.
constexpr milliseconds kDoubt = 2500ms;
// Longer than the gateway may take to answer, so that its answer always comes before the end.
constexpr milliseconds kAttemptLimit = 15s;
constexpr int kAttempts = 3;
// A browser that hears nothing for that long asks often; a single lost check proves nothing.
constexpr int kSilentSamples = 2;
constexpr std::uint32_t kUnansweredChecks = 5;
constexpr milliseconds kFirstRest = 1s;  // doubled each time
}  // namespace

void Restart::heard(Turn& turn, CallKey call, PeerState state) {
  switch (state) {
    case PeerState::Connected:
      if (broken()) trouble_ = Trouble::None;
      attempts_ = 0;
      // An offer that is on its way is a negotiation that must come to its end.
      if (offers() || awaits_answer()) break;
      if (checks()) turn.warn(WarningCode::MediaRecoveryEnded, call, "restored");
      stand_down(turn, call);
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

void Restart::sampled(const Turn& turn, const MediaSample& sample) {
  auto before = std::exchange(sample_, sample);
  // Another pair, perhaps of another peer, has counters of its own.
  if (before && before->pair != sample.pair) before.reset();
  using Sample = MediaSample;
  one_way_ = before && ((grew(*before, sample, &Sample::checks_sent) &&
                         !grew(*before, sample, &Sample::checks_answered)) ||
                        (grew(*before, sample, &Sample::bytes_sent) &&
                         !grew(*before, sample, &Sample::bytes_received)));
  const bool silent = before && sample.path_received &&
                      before->path_received == sample.path_received && before->checks_sent &&
                      sample.checks_sent && before->checks_answered == sample.checks_answered;
  if (!silent) {
    silent_samples_ = 0;
    unanswered_ = 0;
    if (trouble_ == Trouble::Silent) trouble_ = Trouble::None;
    return;
  }
  ++silent_samples_;
  unanswered_ += *sample.checks_sent - *before->checks_sent;
  if (silent_samples_ < kSilentSamples || unanswered_ < kUnansweredChecks) return;
  if (at_work() || trouble_ != Trouble::None || turn.now.monotonic < patient_until_) return;
  trouble_ = Trouble::Silent;
  patient_until_ = turn.now.monotonic + kAttemptLimit;
}

bool Restart::lost_in_vpn(PeerState state) const {
  const bool down = state == PeerState::Disconnected || state == PeerState::Failed;
  return sample_ && sample_->over_vpn && (one_way_ || down);
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
    case Trouble::Silent:
      return Media::Moved;
    case Trouble::Interrupted:
      return Media::Interrupted;
    case Trouble::Failed:
      return Media::Failed;
  }
  return Media::Alive;
}

const char* Restart::begin(Turn& turn, CallKey call) {
  const char* reason = "connection_failed";
  if (trouble_ == Trouble::Moved) reason = "network_changed";
  if (trouble_ == Trouble::Silent) reason = "nothing_heard";
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
  if (state == PeerState::Connected) heard(turn, call, state);
}

void Restart::failed(Turn& turn, CallKey call, PeerState state) {
  turn.warn(WarningCode::MediaRecoveryEnded, call, "failed");
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
  silent_samples_ = 0;
  unanswered_ = 0;
  patient_until_ = {};
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
