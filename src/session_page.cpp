// What happens to the page, and what it leaves to the page after it.
#include <algorithm>
#include <utility>

#include "call/marker.hpp"
#include "session.hpp"

namespace holdfast {

namespace {
// How old the stamp of a session with calls may become: a third of the gateway's usual retention.
constexpr milliseconds kRestamp = 30s;
}  // namespace

using call::Farewell;

void Session::on(Turn& turn, const fact::PageShown& /*shown*/) {
  left_ = false;
  liveness_.set_hidden(false);
  wake(turn, ReconnectReason::PageShown);
}

void Session::on(Turn& turn, const fact::PageHidden& /*hidden*/) {
  liveness_.set_hidden(true);
  // From now on the page may go without another word.
  if (!config_.hang_up_on_leave) registration_.stamp(turn);
}

void Session::on(Turn& turn, const fact::PageLeaving& /*leaving*/) {
  if (config_.hang_up_on_leave) {
    drop_calls(turn, Farewell::Send);
    written_ = {};
    turn.put(request::Forget{});
  } else {
    registration_.stamp(turn);
    write_down(turn);
  }
  left_ = true;
}

void Session::restore(Turn& turn, std::optional<StoredSession>& stored) {
  if (!stored || registration_.routing() || registration_.cleared()) return;
  // The calendar may have been set back since.
  stored->stored_at = std::min(stored->stored_at, turn.now.wall);
  registration_.restore(*stored);
  call::restore(turn, roster_, *stored);
  written_ = std::move(*stored);
}

void Session::write_down(Turn& turn) {
  if (left_ || !registration_.session() || !registration_.routing()) return;
  std::vector<CallMarker> calls = call::markers(roster_);
  // A page may also go without a word, so the stamp must not be much older than the last frame.
  if (!calls.empty()) registration_.stamp(turn, kRestamp);
  StoredSession now = registration_.stored();
  now.calls = std::move(calls);
  if (written_ == now) return;
  written_ = std::move(now);
  turn.put(request::Store{written_});
}

}  // namespace holdfast
