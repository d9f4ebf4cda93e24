#include "call/marker.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::call {

namespace {
// However long the gateway may keep a session: by then the user has given the call up.
constexpr milliseconds kMarkerAge = 15min;
}  // namespace

std::vector<CallMarker> markers(Roster& roster) {
  std::vector<CallMarker> left;
  for (const Call* one : roster.all()) {
    if (one->marked() || is_established(one->state())) left.push_back(one->marker());
  }
  return left;
}

void restore(Turn& turn, Roster& roster, const StoredSession& stored) {
  const milliseconds age = turn.now.wall - stored.stored_at;
  if (age >= std::min(turn.config.retention, kMarkerAge)) return;
  for (const CallMarker& marker : stored.calls) {
    // Storage is written by others too: a call without a name, or told twice, is none.
    if (!marker.id || roster.find(marker.id) != nullptr) continue;
    CallPlan plan = turn.config.inbound;
    plan.muted = marker.muted;
    plan.relay_only = plan.relay_only || marker.relay_only;
    roster
        .add({.key = roster.mint(),
              .id = marker.id,
              .direction = marker.direction,
              .plan = std::move(plan),
              .parties = marker.parties,
              .telnyx = marker.telnyx,
              .client_state = {},
              .custom_headers = {},
              .remote_offer = {}})
        .expect(turn, marker, stored.stored_at);
  }
}

}  // namespace holdfast::call
