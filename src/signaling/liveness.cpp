#include "signaling/liveness.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::signaling {

namespace {

constexpr milliseconds kSilenceInCall = 2500ms;
constexpr milliseconds kSilenceIdle = 10s;
// Bytes that come in do not prove that ours go out.
constexpr milliseconds kUnanswered = 45s;
constexpr milliseconds kVerdictInCall = 3s;
constexpr milliseconds kVerdictIdle = 5s;
// A host this much late was asleep or throttled, and frames may be waiting behind the timer.
constexpr milliseconds kLate = 1s;

}  // namespace

void Liveness::start(Turn& turn, RoutingId routing) {
  if (std::exchange(running_, true)) return;
  routing_ = std::move(routing);
  round_trip_.reset();
  wants_answer_ = false;
  answered_at_ = turn.now.monotonic;
  heard(turn);
}

void Liveness::stop(Turn& turn) {
  running_ = false;
  turn.timers.stop(Timer::LivenessProbe);
  turn.timers.stop(Timer::LivenessVerdict);
}

void Liveness::heard(Turn& turn) {
  if (!running_) return;
  heard_at_ = turn.now.monotonic;
  reprieved_ = false;
  if (wants_answer_) return;
  turn.timers.stop(Timer::LivenessVerdict);
  schedule(turn);
}

void Liveness::answered(Turn& turn) {
  if (!running_) return;
  answered_at_ = turn.now.monotonic;
  wants_answer_ = false;
  turn.timers.stop(Timer::LivenessVerdict);
  schedule(turn);
}

void Liveness::schedule(Turn& turn) {
  const Instant due = std::min(heard_at_ + silence_limit(), answered_at_ + kUnanswered);
  turn.timers.start(Timer::LivenessProbe, std::max(due, turn.now.monotonic));
}

void Liveness::probe_answered(Turn& turn) {
  if (!probed_at_) return;
  const milliseconds measured = turn.now.monotonic - *std::exchange(probed_at_, std::nullopt);
  // Later than its verdict was due: the page stood still, and no network is that slow.
  if (measured > verdict_at_ - probed_) return;
  round_trip_ = round_trip_ ? (*round_trip_ * 7 + measured) / 8 : measured;
}

void Liveness::probe(Turn& turn) {
  if (!running_) return;
  if (turn.now.monotonic - answered_at_ >= kUnanswered) wants_answer_ = true;
  if (turn.timers.runs(Timer::LivenessVerdict)) return;
  probed_ = turn.now.monotonic;
  probed_at_ = probed_;
  verdict_at_ = probed_ + verdict_limit();
  turn.timers.start(Timer::LivenessVerdict, verdict_at_);
  turn.ask(wire::AskPing{routing_}, {.purpose = Purpose::Probe});
}

void Liveness::doubt(Turn& turn) {
  wants_answer_ = running_;
  probe(turn);
}

bool Liveness::sure(const Turn& turn) const {
  return !turn.timers.runs(Timer::LivenessVerdict) &&
         turn.now.monotonic - heard_at_ < silence_limit() + kLate;
}

void Liveness::set_in_call(Turn& turn, bool in_call) {
  if (std::exchange(in_call_, in_call) == in_call) return;
  if (turn.timers.runs(Timer::LivenessProbe)) schedule(turn);
}

void Liveness::probe_due(Turn& turn) { probe(turn); }

bool Liveness::verdict_due(Turn& turn) {
  // A timer that fires late says more about the page than about the socket: ask once more.
  // Where nobody looks or talks, timers may come late for hours, and each between two freezes.
  const bool late = turn.now.monotonic - verdict_at_ > kLate;
  const bool throttled = hidden_ && !in_call_;
  if (late && (throttled || !reprieved_)) {
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
