#include "signaling/rpc.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::signaling {

namespace {
constexpr milliseconds kRequestLimit = 10s;
}

RequestId Rpc::admit(Turn& turn, const Asker& asker) {
  RequestId id{turn.random.uuid()};
  pending_.push_back({id, asker, turn.now.monotonic + kRequestLimit});
  schedule(turn);
  return id;
}

std::optional<Asker> Rpc::take(Turn& turn, const RequestId& id) {
  const auto found = std::ranges::find(pending_, id, &Pending::id);
  if (found == pending_.end()) return std::nullopt;
  const Asker asker = found->asker;
  pending_.erase(found);
  schedule(turn);
  return asker;
}

std::vector<Asker> Rpc::take_expired(Turn& turn) {
  std::vector<Asker> expired;
  while (!pending_.empty() && pending_.front().expiry <= turn.now.monotonic) {
    expired.push_back(pending_.front().asker);
    pending_.erase(pending_.begin());
  }
  schedule(turn);
  return expired;
}

std::vector<Asker> Rpc::take_all(Turn& turn) {
  std::vector<Asker> all;
  for (const Pending& pending : std::exchange(pending_, {})) all.push_back(pending.asker);
  schedule(turn);
  return all;
}

void Rpc::schedule(Turn& turn) {
  if (pending_.empty()) {
    turn.timers.stop(Timer::RequestExpiry);
  } else {
    turn.timers.start(Timer::RequestExpiry, pending_.front().expiry);
  }
}

}  // namespace holdfast::signaling
