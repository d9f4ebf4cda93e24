#include "signaling/liveness.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::signaling {

namespace {

constexpr milliseconds kSilenceInCall = 2500ms;
constexpr milliseconds kSilenceIdle = 10s;
constexpr milliseconds kVerdictInCall = 3s;
constexpr milliseconds kVerdictIdle = 5s;
// A host this much late was asleep or throttled, and frames may be waiting behind the timer.
constexpr milliseconds kLate = 1s;

}  // namespace

void Liveness::start(Turn& turn, RoutingId routing) {
  running_ = true;
  routing_ = std::move(routing);
  round_trip_.reset();
  heard(turn);
}

void Liveness::stop(Turn& turn) {
  running_ = false;
  probed_at_.reset();
  turn.timers.stop(Timer::LivenessProbe);
  turn.timers.stop(Timer::LivenessVerdict);
}

void Liveness::heard(Turn& turn) {
  if (!running_) return;
  heard_at_ = turn.now.monotonic;
  reprieved_ = false;
  turn.timers.stop(Timer::LivenessVerdict);
  turn.after(silence_limit(), Timer::LivenessProbe);
}

void Liveness::probe_answered(Turn& turn) {
  if (!probed_at_) return;
  const milliseconds measured = turn.now.monotonic - *std::exchange(probed_at_, std::nullopt);
  round_trip_ = round_trip_ ? (*round_trip_ * 7 + measured) / 8 : measured;
}

void Liveness::probe(Turn& turn) {
  if (!running_ || turn.timers.runs(Timer::LivenessVerdict)) return;
  turn.timers.stop(Timer::LivenessProbe);
  probed_at_ = turn.now.monotonic;
  verdict_at_ = turn.now.monotonic + verdict_limit();
  turn.timers.start(Timer::LivenessVerdict, verdict_at_);
  turn.ask(wire::AskPing{routing_}, {.purpose = Purpose::Probe});
}

bool Liveness::sure(const Turn& turn) const {
  return running_ && !turn.timers.runs(Timer::LivenessVerdict) &&
         turn.now.monotonic - heard_at_ < silence_limit() + kLate;
}

void Liveness::set_in_call(Turn& turn, bool in_call) {
  if (std::exchange(in_call_, in_call) == in_call || !running_) return;
  if (!turn.timers.runs(Timer::LivenessProbe)) return;
  const Instant due = heard_at_ + silence_limit();
  turn.timers.start(Timer::LivenessProbe, std::max(due, turn.now.monotonic));
}

void Liveness::probe_due(Turn& turn) { probe(turn); }

bool Liveness::verdict_due(Turn& turn) {
  if (!running_) return false;
  // A timer that fires late says more about the page than about the socket: ask once more.
  const bool late = turn.now.monotonic - verdict_at_ > kLate;
  if (late && !reprieved_) {
    reprieved_ = true;
    probe(turn);
    return false;
  }
  return true;
}

milliseconds Liveness::silence_limit() const { return in_call_ ? kSilenceInCall : kSilenceIdle; }

milliseconds Liveness::verdict_limit() const {
  const milliseconds least = in_call_ ? kVerdictInCall : kVerdictIdle;
  return std::max(least, round_trip_.value_or(0ms) * 4);
}

}  // namespace holdfast::signaling
