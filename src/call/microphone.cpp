#include "call/microphone.hpp"

#include <utility>

namespace holdfast::call {

void MicrophoneChange::begin(Turn& turn, const fact::ChangeMicrophone& change) {
  give_up(turn, "Another device was chosen.");
  wanted_ = change;
  turn.put(request::ChangeMicrophone{change.call, change.ticket, !change.muted});
}

void MicrophoneChange::mute(bool muted) {
  if (wanted_) wanted_->muted = muted;
}

std::optional<bool> MicrophoneChange::changed(Turn& turn, Ticket change) {
  if (!wanted_ || wanted_->ticket != change) return std::nullopt;
  const bool muted = std::exchange(wanted_, std::nullopt)->muted;
  lost_ = false;
  turn.settle(change, true);
  return muted;
}

void MicrophoneChange::failed(Turn& turn, const fact::MicrophoneKept& kept, ErrorCode code) {
  if (!wanted_ || wanted_->ticket != kept.ticket) return;
  wanted_.reset();
  if (kept.name.empty()) {  // it speaks with none
    turn.warn(WarningCode::AudioInputDeviceChangeSkipped, kept.call);
    turn.settle(kept.ticket, true);
    return;
  }
  turn.put(request::ErrorRaised{code, kept.call, kept.message, {}, false});  // the call goes on
  turn.settle(kept.ticket, false, code, kept.message);
}

void MicrophoneChange::lost(Turn& turn, const fact::MicrophoneLost& lost, bool muted) {
  turn.warn(WarningCode::MicrophoneLost, lost.call, lost.ended ? "ended" : "muted");
  if (!lost.ended) return;
  lost_ = true;
  devices_changed(turn, lost.call, muted);
}

void MicrophoneChange::devices_changed(Turn& turn, CallKey call, bool muted) {
  // What the application has chosen meanwhile is better than any.
  if (!lost_ || wanted_ || !turn.config.replace_microphone) return;
  begin(turn, {call, {}, muted});
}

void MicrophoneChange::drop(Turn& turn) {
  lost_ = false;
  give_up(turn, "The call is over.");
}

void MicrophoneChange::give_up(Turn& turn, const char* why) {
  if (!wanted_) return;
  const Ticket ticket = std::exchange(wanted_, std::nullopt)->ticket;
  turn.settle(ticket, false, ErrorCode::MediaGetUserMediaFailed, why);
}

}  // namespace holdfast::call
