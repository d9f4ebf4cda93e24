// How a call stands when its socket or its peer is lost, and what it does then. Why it is done is
// decided in decide.cpp.
#include "call/call.hpp"

namespace holdfast::call {

recovery::Plight Call::plight(const Turn& turn, recovery::Signalling signalling, bool keep) const {
  const bool over = lost_at_ && turn.now.wall - *lost_at_ >= turn.config.retention;
  return {.stage = stage(),
          .signalling = signalling,
          .media = media(),
          .keep = keep || marked_,  // that one outlived a page already
          .in_time = !over && !forgotten_};
}

recovery::Stage Call::stage() const {
  if (ending()) return recovery::Stage::Over;
  if (awaits_attach_) return recovery::Stage::Awaiting;
  switch (state_) {
    case CallState::New:
      return recovery::Stage::Unsent;
    case CallState::Early:
      return recovery::Stage::Early;
    case CallState::Active:
    case CallState::Held:
      return recovery::Stage::Established;
    case CallState::Recovering:
      return recovery::Stage::Attaching;
    default:
      return recovery::Stage::Establishing;
  }
}

recovery::Media Call::media() const {
  // While one is handed over to the next, the one before is going anyway.
  const PeerState state = next_ ? next_->state : current_ ? current_->state : PeerState::New;
  if (state == PeerState::Closed) return recovery::Media::Closed;
  return state == PeerState::Failed ? recovery::Media::Failed : recovery::Media::Alive;
}

void Call::await_attach(Turn& turn) {
  if (awaits_attach_) return;
  awaits_attach_ = true;
  description_due_ = false;  // an answer to an attach that nobody waits for any more
  turn.timers.stop(Timer::PeerLimit, key());
  if (lost_at_) return;
  lost_at_ = turn.now.wall;
  turn.after(turn.config.retention, Timer::Retention, key());
}

}  // namespace holdfast::call
