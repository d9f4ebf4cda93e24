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

// ---- descriptions -------------------------------------------------------------------------------

void Call::on(Turn& turn, const fact::OfferCreated& created) {
  description_created(turn, created.peer, created.sdp);
}

void Call::on(Turn& turn, const fact::AnswerCreated& created) {
  description_created(turn, created.peer, created.sdp);
}

void Call::description_created(Turn& turn, PeerGeneration peer, const std::string& sdp) {
  Leg* one = leg(peer);
  if (one == nullptr) return;
  reached(turn, Step::DescriptionMade);
  one->negotiation.description_created(turn, sdp);
}

void Call::on(Turn& turn, const fact::LocalDescriptionSet& set) {
  if (Leg* one = leg(set.peer)) {
    reached(turn, Step::LocalDescription);
    reached(turn, Step::GatheringBegun);
    made_progress(turn, *one, one->negotiation.local_description_set(turn));
  }
}

void Call::on(Turn& turn, const fact::RemoteDescriptionSet& set) {
  if (Leg* one = leg(set.peer)) {
    reached(turn, Step::RemoteDescription);
    made_progress(turn, *one, one->negotiation.remote_description_set(turn));
  }
}

void Call::on(Turn& turn, const fact::GatheringFinished& finished) {
  Leg* one = leg(finished.peer);
  if (one == nullptr) return;
  if (!one->negotiation.cut_short()) reached(turn, Step::Gathered);
  if (one->negotiation.trickles()) send_candidate(turn, *one, {});
  made_progress(turn, *one, one->negotiation.gathering_finished(turn, finished.sdp));
}

void Call::on(Turn& turn, const fact::CandidateFound& found) {
  Leg* one = leg(found.peer);
  if (one == nullptr) return;
  reached(turn, Step::FirstCandidate);
  if (!is_host(found.candidate)) reached(turn, Step::FirstFarCandidate);
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
  reached(turn, Step::DescriptionSent);
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
  // At the first recovery it may have been anything; at the second the path is to blame.
  if (recovered_id_ && current_ && restart_.lost_in_vpn(current_->state)) {
    origin_.plan.relay_only = true;
  }
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
    reached(turn, Step::Connected);
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
