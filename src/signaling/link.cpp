#include "signaling/link.hpp"

#include "signaling/backoff.hpp"

namespace holdfast::signaling {

namespace {

// A socket that has not opened by then will not: browsers themselves wait for minutes.
constexpr milliseconds kFirstDialLimit = 5s;
constexpr milliseconds kLaterDialLimit = 10s;
constexpr int kFirstAttempts = 3;

// The attempt from which on the guide's waits are at their longest.
constexpr int kLongestFrom = 6;

constexpr milliseconds kHurryDelay = 250ms;
constexpr milliseconds kHurryPause = 5s;

}  // namespace

void Link::dial(Turn& turn, std::string url) {
  if (current()) return;
  if (!is_waiting()) attempts_ = 0;
  turn.timers.stop(Timer::Reconnect);
  const SocketGeneration socket = next_;
  ++next_.value;
  state_ = Connecting{socket};
  turn.after(attempts_ < kFirstAttempts ? kFirstDialLimit : kLaterDialLimit, Timer::DialLimit);
  turn.put(request::OpenSocket{socket, std::move(url)});
}

bool Link::opened(Turn& turn, SocketGeneration socket) {
  const auto* connecting = std::get_if<Connecting>(&state_);
  if (connecting == nullptr || connecting->socket != socket) return false;
  turn.timers.stop(Timer::DialLimit);
  state_ = Open{socket};
  return true;
}

void Link::drop(Turn& turn, bool close) {
  if (const auto socket = current(); socket && close) turn.put(request::CloseSocket{*socket});
  turn.timers.stop(Timer::DialLimit);
  turn.timers.stop(Timer::Reconnect);
  state_ = Idle{};
}

bool Link::retry(Turn& turn, milliseconds outage) {
  ++attempts_;
  const auto delay = next_delay(turn, outage);
  if (!delay) {
    exhaust(turn);
    return false;
  }
  state_ = Waiting{attempts_};
  reschedule(turn, *delay);
  return true;
}

std::optional<milliseconds> Link::next_delay(Turn& turn, milliseconds outage) const {
  const Config& config = turn.config;
  if (!allowed(attempts_, config.max_reconnect_attempts)) return std::nullopt;
  switch (config.policy) {
    case ReconnectPolicy::Delays: {
      const auto at = static_cast<std::size_t>(attempts_ - 1);
      if (at >= config.delays.size()) return std::nullopt;
      return config.delays[at];
    }
    case ReconnectPolicy::Retention:
      if (outage < config.retention) {
        return retention_delay(attempts_ == 1 ? 0ms : last_delay_, turn.random);
      }
      return jittered_delay(kLongestFrom, turn.random);
    case ReconnectPolicy::Documented:
    case ReconnectPolicy::Asked:
      break;
  }
  return jittered_delay(attempts_, turn.random);
}

void Link::reschedule(Turn& turn, milliseconds delay) {
  last_delay_ = delay;
  turn.after(delay, Timer::Reconnect);
}

void Link::exhaust(Turn& turn) {
  turn.timers.stop(Timer::Reconnect);
  state_ = Exhausted{};
}

bool Link::hurry(Turn& turn) {
  if (!is_waiting()) return false;
  if (last_hurry_ && turn.now.monotonic - *last_hurry_ < kHurryPause) return false;
  last_hurry_ = turn.now.monotonic;
  reschedule(turn, milliseconds{turn.random.between(0, kHurryDelay.count())});
  return true;
}

bool Link::is_current(SocketGeneration socket) const { return current() == socket; }

std::optional<SocketGeneration> Link::current() const {
  if (const auto* connecting = std::get_if<Connecting>(&state_)) return connecting->socket;
  if (const auto* open = std::get_if<Open>(&state_)) return open->socket;
  return std::nullopt;
}

}  // namespace holdfast::signaling
