// What survives a page: which calls leave a marker, and what becomes of those an earlier page left.
// Holds ids and flags only: no token, no description, no address. Does not know storage, nor how a
// call comes back.
#pragma once

#include <vector>

#include "call/roster.hpp"

namespace holdfast::call {

/// What the calls of this page leave to the next: those that are established, and those that an
/// earlier page left and that have not come back yet.
[[nodiscard]] std::vector<CallMarker> markers(Roster& roster);

/// Takes up the calls that an earlier page left: each waits for the gateway to offer it anew. Those
/// that the gateway has forgotten by now are left out.
void restore(Turn& turn, Roster& roster, const StoredSession& stored);

}  // namespace holdfast::call
