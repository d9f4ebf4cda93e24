// How a call stands when its socket or its peer is lost, and what it does then. Why it is done is
// decided in decide.cpp.
#include <utility>

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
  if (next_) {
    return next_->state == PeerState::Failed ? recovery::Media::Failed : recovery::Media::Alive;
  }
  return current_ ? restart_.media(current_->state) : recovery::Media::Alive;
}

void Call::await_attach(Turn& turn) {
  if (awaits_attach_) return;
  drop_restart(turn);
  awaits_attach_ = true;
  lost_at_ = turn.now.wall;
  turn.after(turn.config.retention, Timer::Retention, key());
}

// ---- another path for the peer that is there ----------------------------------------------------

void Call::network_changed() {
  if (current_ && !next_ && current_->state == PeerState::Connected) restart_.network_changed();
}

void Call::restart_ice(Turn& turn) {
  if (!current_ || next_) return;
  turn.warn(WarningCode::MediaRecoveryRequired, key(), restart_.begin(turn, key()));
  unsent_candidates_.clear();
  current_->negotiation.restart(turn);
}

void Call::send_restart(Turn& turn) {
  restart_.asked(turn, key());
  turn.ask(wire::SendMedia{.sdp = current_->negotiation.local_sdp(),
                           .trickle = current_->negotiation.trickles(),
                           .params = params()},
           {.purpose = Purpose::Restart, .call = key(), .peer = current_->negotiation.peer()});
  for (Candidate& candidate : std::exchange(unsent_candidates_, {})) {
    send_candidate(turn, *current_, std::move(candidate));
  }
}

void Call::restart_settled(Turn& turn, const Asker& asker, const Outcome& outcome) {
  // The call may have ended meanwhile, or have another peer: then this offer is nobody's.
  if (ending() || !restart_.awaits_answer()) return;
  if (asker.peer != current_->negotiation.peer()) return;
  // If it is lost, so is the socket: what is left of the restart goes when the call awaits its
  // attach.
  if (outcome.answered() && outcome.reply.sdp) {
    current_->negotiation.apply_answer(turn, *outcome.reply.sdp);
  } else {
    restart_failed(turn);
  }
}

void Call::restart_failed(Turn& turn) {
  if (!current_) return;
  if (!restart_.checks()) current_->negotiation.abandon_restart(turn);
  restart_.failed(turn, key(), current_->state);
}

void Call::drop_restart(Turn& turn) {
  if (current_ && restart_.at_work() && !restart_.checks()) {
    current_->negotiation.abandon_restart(turn);
  }
  restart_.clear(turn, key());
}

}  // namespace holdfast::call
