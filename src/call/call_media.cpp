// A call's microphone and camera, what of it is silent, and what its sound is like.
#include "call/call.hpp"

namespace holdfast::call {

namespace {

// By name alone: not every browser makes these errors real DOMExceptions.
ErrorCode code_of_refusal(const std::string& name) {
  if (name == "NotAllowedError") return ErrorCode::MediaMicrophonePermissionDenied;
  if (name == "NotFoundError" || name == "OverconstrainedError") {
    return ErrorCode::MediaDeviceNotFound;
  }
  return ErrorCode::MediaGetUserMediaFailed;
}

}  // namespace

void Call::on(Turn& turn, const fact::MediaGranted& /*granted*/) {
  if (ending() || !wants_media_) {
    turn.put(request::ReleaseMedia{key()});
    return;
  }
  has_media_ = true;
  reached(turn, Step::MediaAcquired);
  retry_.finish(turn, key(), true, {});
  turn.put(request::SetMicrophone{key(), !muted_});
  if (camera_muted_) turn.put(request::SetCamera{key(), false});
  if (next_) next_->negotiation.media_ready(turn);
  if (current_) current_->negotiation.media_ready(turn);
}

void Call::on(Turn& turn, const fact::MediaRefused& refused) {
  if (ending() || !wants_media_ || has_media_) return;
  const MediaRetry::Failure failure{code_of_refusal(refused.name), refused.message};
  const bool outbound = origin_.direction == Direction::Outbound && !is_established(state_);
  const bool offered = turn.config.media_retry > 0ms && !refused.name.empty() &&
                       (!outbound || turn.config.media_retry_outbound) &&
                       retry_.offer(turn, key(), failure);
  if (!offered) media_failed(turn, failure);
}

void Call::on(Turn& turn, const fact::ChangeMicrophone& change) { microphone_.begin(turn, change); }

void Call::on(Turn& turn, const fact::MicrophoneChanged& changed) {
  if (const auto muted = microphone_.changed(turn, changed.ticket)) {
    set_muted(turn, Channel::Microphone, *muted);
  }
}

void Call::on(Turn& turn, const fact::MicrophoneKept& kept) {
  microphone_.failed(turn, kept, code_of_refusal(kept.name));
}

void Call::on(Turn& turn, const fact::MicrophoneLost& lost) {
  if (!ending() && has_media_) microphone_.lost(turn, lost, muted_);
}

void Call::devices_changed(Turn& turn) { microphone_.devices_changed(turn, key(), muted_); }

void Call::on(Turn& turn, const fact::ResumeMedia& /*resume*/) {
  if (retry_.resume(turn, key())) turn.put(request::AcquireMedia{key(), listens_});
}

void Call::on(Turn& turn, const fact::RejectMedia& /*reject*/) {
  if (retry_.waits()) media_failed(turn, retry_.first());
}

void Call::media_failed(Turn& turn, const MediaRetry::Failure& failure) {
  retry_.finish(turn, key(), false, failure);
  turn.raise(failure.code, key(), failure.message);
  end(turn, EndReason::Media, default_cause(), Farewell::Send);
}

void Call::set_muted(Turn& turn, Channel channel, bool muted) {
  if (ending()) return;
  switch (channel) {
    case Channel::Microphone:
      muted_ = muted;
      microphone_.mute(muted);
      if (has_media_) turn.put(request::SetMicrophone{key(), !muted});
      break;
    case Channel::Camera:
      camera_muted_ = muted;
      if (has_media_) turn.put(request::SetCamera{key(), !muted});
      break;
    case Channel::Speaker:
      deaf_ = muted;
      break;
  }
  tell(turn, false);
}

void Call::sample(Turn& turn) {
  if (!current_ || sampled_ == current_->negotiation.peer()) return;
  sampled_ = current_->negotiation.peer();
  monitor_.change_peer();
  turn.put(request::SampleMedia{key(), sampled_});
}

void Call::on(Turn& turn, const fact::MediaSampled& sampled) {
  if (ending() || sampled.peer != sampled_) return;
  if (!next_) restart_.sampled(turn, sampled.sample);
  monitor_.sampled(turn, key(), sampled.sample, state_ == CallState::Held);
}

}  // namespace holdfast::call
