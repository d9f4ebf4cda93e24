#include "call/outage.hpp"

#include <algorithm>

namespace holdfast::call {

void Outage::began(const Moment& now) {
  if (!began_) began_ = now;
  for (const Call* one : roster_.all()) {
    // A call whose invite was never sent does not notice.
    if (one->ending() || one->state() == CallState::New) continue;
    const auto same = std::ranges::find(stakes_, one->key(), &Stake::call);
    if (same != stakes_.end()) {
      same->known = false;
    } else {
      stakes_.push_back({.call = one->key()});
    }
  }
}

void Outage::over() {
  began_.reset();
  attempts_ = 0;
  stakes_.clear();
}

void Outage::follow(Turn& turn, bool registered) {
  if (!began_) return;
  for (Stake& stake : stakes_) {
    const Call* one = stake.known ? nullptr : roster_.find(stake.call);
    if (one == nullptr) continue;
    if (one->ending()) {
      stake.verdict = {one->id(), one->end_reason()};
      stake.known = true;
    } else {
      stake.known = !one->awaits_attach() && one->state() != CallState::Recovering;
    }
  }
  if (!registered || !std::ranges::all_of(stakes_, &Stake::known)) return;

  request::Recovered told{.outage = lasts(turn.now), .attempts = attempts_};
  for (const Stake& stake : stakes_) {
    if (stake.verdict.reason == EndReason::None) {
      told.recovered.push_back(stake.call);
    } else {
      told.lost.push_back(stake.verdict);
    }
  }
  turn.put(std::move(told));
  over();
}

std::vector<CallKey> Outage::at_stake() const {
  std::vector<CallKey> waiting;
  for (const Call* one : roster_.all()) {
    if (one->awaits_attach()) waiting.push_back(one->key());
  }
  return waiting;
}

std::optional<WallTime> Outage::deadline(const Config& config) const {
  std::optional<WallTime> first;
  for (const Call* one : roster_.all()) {
    if (!one->awaits_attach() || !one->lost_at()) continue;
    const WallTime end = *one->lost_at() + config.retention;
    first = std::min(first.value_or(end), end);
  }
  return first;
}

// A machine that sleeps may stop the steady clock, and only that.
milliseconds Outage::lasts(const Moment& now) const {
  if (!began_) return 0ms;
  return std::max(now.monotonic - began_->monotonic, now.wall - began_->wall);
}

}  // namespace holdfast::call
