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
    if (std::exchange(written_, std::nullopt)) turn.put(request::Forget{});
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
  written_ = std::move(stored);
}

void Session::write_down(Turn& turn) {
  if (left_) return;
  StoredSession now = registration_.stored();
  if (!now.routing || !now.session || registration_.cleared()) return;
  now.calls = call::markers(roster_);
  // A page may also go without a word, so the stamp must not be much older than the last frame.
  if (!now.calls.empty() && turn.now.wall - now.stored_at >= kRestamp) {
    registration_.stamp(turn);
    now.stored_at = registration_.stored().stored_at;
  }
  if (written_ == now) return;
  written_ = now;
  turn.put(request::Store{std::move(now)});
}

}  // namespace holdfast
