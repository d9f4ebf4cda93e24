// What the browser does to a call: its microphone, its peers, and the handover from one to the
// next.
#include <utility>

#include "call/call.hpp"

namespace holdfast::call {

namespace {

constexpr milliseconds kPatience = 1s;        // for further candidates
constexpr milliseconds kAttachPatience = 5s;  // an attach is answered once, and completely
constexpr milliseconds kInviteLimit = 30s;
constexpr milliseconds kPeerLimit = 15s;
constexpr milliseconds kFlowLimit = 2s;
// Both peers carry sound for that long, so that the last packets of the old one are heard too.
constexpr milliseconds kOldPeerLinger = 100ms;

ErrorCode code_of(PeerOperation operation) {
  switch (operation) {
    case PeerOperation::CreateOffer:
      return ErrorCode::SdpCreateOfferFailed;
    case PeerOperation::CreateAnswer:
      return ErrorCode::SdpCreateAnswerFailed;
    case PeerOperation::SetLocalDescription:
      return ErrorCode::SdpSetLocalDescriptionFailed;
    case PeerOperation::SetRemoteDescription:
      return ErrorCode::SdpSetRemoteDescriptionFailed;
    case PeerOperation::Create:
    case PeerOperation::AddCandidate:
      break;
  }
  return ErrorCode::UnexpectedError;
}

// By name alone: not every browser makes these errors real DOMExceptions.
ErrorCode code_of_refusal(const std::string& name) {
  if (name == "NotAllowedError") return ErrorCode::MediaMicrophonePermissionDenied;
  if (name == "NotFoundError" || name == "OverconstrainedError") {
    return ErrorCode::MediaDeviceNotFound;
  }
  return ErrorCode::MediaGetUserMediaFailed;
}

}  // namespace

// ---- legs ---------------------------------------------------------------------------------------

Call::Leg* Call::leg(PeerGeneration peer) {
  if (current_ && current_->negotiation.peer() == peer) return &*current_;
  if (next_ && next_->negotiation.peer() == peer) return &*next_;
  return nullptr;
}

Call::Leg& Call::make_leg(std::optional<Leg>& place) {
  ++last_peer_.value;
  const bool attaches = is_established(state_);
  place = Leg{.negotiation = {key(),
                              last_peer_,
                              {.trickle = origin_.plan.trickle,
                               .relay_only = origin_.plan.relay_only,
                               .prefetch = origin_.plan.prefetch,
                               .patience = attaches ? kAttachPatience : kPatience,
                               .more = attaches ? 0s : kPatience}}};
  return *place;
}

void Call::close_leg(Turn& turn, std::optional<Leg>& leg) {
  if (!leg) return;
  turn.put(request::ClosePeer{key(), leg->negotiation.peer()});
  leg.reset();
}

void Call::close_next(Turn& turn) {
  turn.timers.stop(Timer::PeerLimit, key());
  turn.timers.stop(Timer::FlowLimit, key());
  close_leg(turn, next_);
}

void Call::close_all(Turn& turn) {
  close_leg(turn, next_);
  close_leg(turn, current_);
  if (retiring_) turn.put(request::ClosePeer{key(), std::exchange(retiring_, {})});
}

// ---- the microphone -----------------------------------------------------------------------------

void Call::on(Turn& turn, const fact::MediaGranted& /*granted*/) {
  if (ending() || !wants_media_) {
    turn.put(request::ReleaseMedia{key()});
    return;
  }
  has_media_ = true;
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

// ---- descriptions -------------------------------------------------------------------------------

void Call::on(Turn& turn, const fact::OfferCreated& created) {
  if (Leg* one = leg(created.peer)) one->negotiation.description_created(turn, created.sdp);
}

void Call::on(Turn& turn, const fact::AnswerCreated& created) {
  if (Leg* one = leg(created.peer)) one->negotiation.description_created(turn, created.sdp);
}

void Call::on(Turn& turn, const fact::LocalDescriptionSet& set) {
  if (Leg* one = leg(set.peer)) {
    made_progress(turn, *one, one->negotiation.local_description_set(turn));
  }
}

void Call::on(Turn& turn, const fact::RemoteDescriptionSet& set) {
  if (Leg* one = leg(set.peer)) {
    made_progress(turn, *one, one->negotiation.remote_description_set(turn));
  }
}

void Call::on(Turn& turn, const fact::GatheringFinished& finished) {
  Leg* one = leg(finished.peer);
  if (one == nullptr) return;
  if (one->negotiation.trickles()) send_candidate(turn, *one, {});
  made_progress(turn, *one, one->negotiation.gathering_finished(turn, finished.sdp));
}

void Call::on(Turn& turn, const fact::CandidateFound& found) {
  Leg* one = leg(found.peer);
  if (one == nullptr) return;
  if (one->negotiation.trickles()) send_candidate(turn, *one, found.candidate);
  one->negotiation.candidate_found(turn, found.candidate);
}

void Call::made_progress(Turn& turn, Leg& leg, Progress progress) {
  switch (progress) {
    case Progress::None:
      break;
    case Progress::Ready:
      if (restart_.at_work()) {
        send_restart(turn);
      } else {
        send_description(turn);
      }
      break;
    case Progress::Applied:
      if (restart_.at_work()) {
        if (restart_.awaits_answer()) restart_.answered(turn, key(), leg.state);
        break;
      }
      if (!next_ && &leg == &*current_ && origin_.direction == Direction::Outbound) {
        answer_applied(turn);
      }
      break;
  }
}

void Call::send_description(Turn& turn) {
  const bool attaches = is_established(state_);
  // The socket of that offer is gone; the gateway will make another.
  if (attaches && awaits_attach_) return;
  description_due_ = !turn.registered;
  if (description_due_) {
    if (!attaches) turn.after(kInviteLimit, Timer::InviteLimit, key());
    return;
  }
  turn.timers.stop(Timer::InviteLimit, key());
  Leg& sender = next_ ? *next_ : *current_;
  sender.described = true;
  const bool outbound = origin_.direction == Direction::Outbound;
  auto method = wire::DescriptionMethod::Attach;
  if (!attaches) {
    method = outbound ? wire::DescriptionMethod::Invite : wire::DescriptionMethod::Answer;
    description_sent_ = true;
    move(turn, outbound ? Trigger::InviteSent : Trigger::AnswerSent);
  } else if (sender.state != PeerState::Connected) {
    turn.after(kPeerLimit, Timer::PeerLimit, key());
  }
  turn.ask(wire::SendDescription{.method = method,
                                 .sdp = sender.negotiation.local_sdp(),
                                 .trickle = sender.negotiation.trickles(),
                                 .params = params()},
           {.purpose = Purpose::Description, .call = key(), .peer = sender.negotiation.peer()});
  for (Candidate& candidate : std::exchange(unsent_candidates_, {})) {
    send_candidate(turn, sender, std::move(candidate));
  }
}

void Call::send_candidate(Turn& turn, const Leg& leg, Candidate candidate) {
  if (!leg.described || restart_.offers()) {
    unsent_candidates_.push_back(std::move(candidate));
    return;
  }
  const Asker asker{.purpose = Purpose::Notice, .call = key()};
  if (candidate.candidate.empty()) {
    turn.ask(wire::SendEndOfCandidates{params()}, asker);
  } else {
    turn.ask(wire::SendCandidate{std::move(candidate), params()}, asker);
  }
}

void Call::description_settled(Turn& turn, const Asker& asker, const Outcome& outcome) {
  if (ending() || outcome.kind == Outcome::Kind::Lost || asker.peer != last_peer_) return;
  const bool attaches = state_ == CallState::Recovering;
  const bool unanswered = outcome.kind == Outcome::Kind::Expired;
  // What the call has become since says more than a reply that did not come.
  const bool waits = state_ == CallState::Requesting || state_ == CallState::Answering;
  const Leg* sender = leg(asker.peer);
  const bool works = attaches ? sender != nullptr && sender->state == PeerState::Connected : !waits;
  if (!outcome.answered() && !(unanswered && works)) {
    turn.raise(ErrorCode::SdpSendFailed, key(), outcome.refusal.message, outcome.refusal.code);
    if (attaches) {
      end(turn, EndReason::AttachRefused, {.text = "NORMAL_TEMPORARY_FAILURE", .code = 41},
          Farewell::Send);
    } else {
      end(turn, EndReason::Media, {.text = "USER_BUSY", .code = 17}, Farewell::Send);
    }
    return;
  }
  if (attaches) {
    attach_accepted_ = true;
    finish_attach(turn);
  } else {
    const bool outbound = origin_.direction == Direction::Outbound;
    move(turn, outbound ? Trigger::InviteAccepted : Trigger::AnswerAccepted);
    if (!outbound) await_connection(turn);
  }
}

void Call::await_connection(Turn& turn) {
  if (current_ && current_->state < PeerState::Connected) {
    turn.after(kPeerLimit, Timer::PeerLimit, key());
  }
}

// ---- the handover -------------------------------------------------------------------------------

void Call::attach(Turn& turn, const wire::Invite& offer) {
  const bool revived = std::exchange(marked_, false);
  if (!revived && !is_established(state_)) return;
  if (!revived && state_ != CallState::Recovering) was_held_ = state_ == CallState::Held;
  drop_restart(turn);
  turn.timers.stop(Timer::Retention, key());
  turn.timers.stop(Timer::GatheringLimit, key());
  awaits_attach_ = false;
  lost_at_.reset();
  forgotten_ = false;
  attach_accepted_ = false;
  description_due_ = false;
  unsent_candidates_.clear();
  recovered_id_ = std::exchange(origin_.id, offer.call);
  learn(offer.telnyx);

  // A second loss in mid-handover: what is connected is better than what was before.
  if (next_ && next_->state == PeerState::Connected) {
    switch_over(turn);
  } else {
    close_next(turn);
  }
  if (revived) {
    if (origin_.parties == Parties{}) origin_.parties = offer.parties;
    origin_.client_state = offer.client_state;
    origin_.custom_headers = offer.custom_headers;
  }
  if (!move(turn, Trigger::AttachArrived)) tell(turn, true);
  if (revived) {
    wants_media_ = true;
    turn.put(request::AcquireMedia{key(), listens_});
  }

  // On a page that was just loaded no peer plays on meanwhile.
  const bool alone = !current_ || !current_->described;
  if (alone) close_leg(turn, current_);
  Leg& successor = make_leg(alone ? current_ : next_);
  const PeerGeneration peer = successor.negotiation.peer();
  successor.negotiation.start_answer(turn, offer.sdp);
  if (alone) {
    turn.put(request::SwitchPeer{key(), peer});
    tell(turn, false);
  } else {
    turn.put(request::WatchMedia{key(), peer});
  }
  if (has_media_) successor.negotiation.media_ready(turn);
}

void Call::on(Turn& turn, const fact::PeerStateChanged& changed) {
  Leg* one = leg(changed.peer);
  if (one == nullptr || ending()) return;
  one->state = changed.state;
  const bool successor = next_ && one == &*next_;
  if (changed.state == PeerState::Connected && (successor || !next_)) {
    turn.timers.stop(Timer::PeerLimit, key());
    one->negotiation.connected(turn);
    if (successor) turn.after(kFlowLimit, Timer::FlowLimit, key());
  }
  if (!next_) {
    restart_.heard(turn, key(), changed.state);
    if (changed.state == PeerState::Disconnected) {
      turn.warn(WarningCode::IceConnectivityLost, key());
    } else if (changed.state == PeerState::Failed && restart_.checks()) {
      restart_failed(turn);
    }
  }
  if (changed.state == PeerState::Failed) {
    if (successor) turn.timers.stop(Timer::FlowLimit, key());
    if (successor || !next_) turn.warn(WarningCode::PeerConnectionFailed, key());
  }
}

void Call::on(Turn& turn, const fact::MediaFlowing& flowing) {
  if (next_ && next_->negotiation.peer() == flowing.peer && !ending()) switch_over(turn);
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

void Call::switch_over(Turn& turn) {
  turn.timers.stop(Timer::FlowLimit, key());
  turn.timers.stop(Timer::PeerLimit, key());
  if (retiring_) turn.put(request::ClosePeer{key(), retiring_});
  retiring_ = current_ ? current_->negotiation.peer() : PeerGeneration{};
  if (retiring_) turn.after(kOldPeerLinger, Timer::OldPeer, key());
  current_ = std::exchange(next_, std::nullopt);
  restart_.heard(turn, key(), current_->state);
  turn.put(request::SwitchPeer{key(), current_->negotiation.peer()});
  tell(turn, false);
  finish_attach(turn);
}

void Call::finish_attach(Turn& turn) {
  if (state_ != CallState::Recovering || !attach_accepted_ || next_) return;
  move(turn, was_held_ ? Trigger::AttachedHeld : Trigger::AttachedActive);
  ask_hold(turn);
}

void Call::on(Turn& turn, const fact::PeerFailed& failed) {
  const Leg* one = leg(failed.peer);
  if (one == nullptr || ending()) return;
  // A candidate that does not fit is one way less, not the end.
  if (failed.operation == PeerOperation::AddCandidate) return;
  if (next_) {
    const bool successor = one == &*next_;
    if (!successor) return;  // it is going anyway
    if (awaits_attach_) {    // there will be another
      close_next(turn);
      return;
    }
  }
  // Both ends described it before: only a restart can have failed, or one that was given up since.
  if (!next_ && stage() >= recovery::Stage::Early && stage() <= recovery::Stage::Awaiting) {
    if (restart_.at_work()) restart_failed(turn);
    return;
  }
  turn.raise(code_of(failed.operation), key(), failed.message);
  end(turn, EndReason::Media, {.text = "USER_BUSY", .code = 17}, Farewell::Send);
}

}  // namespace holdfast::call
