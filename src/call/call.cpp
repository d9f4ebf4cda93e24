// What the application and the gateway do to a call, and how it ends.
#include "call/call.hpp"

#include <utility>

namespace holdfast::call {

namespace {

constexpr milliseconds kByeGuard = 5s;
constexpr std::size_t kMostEarlyCandidates = 64;

// Two JSON arrays as one.
RawJson joined(const RawJson& one, const RawJson& other) {
  constexpr std::size_t kEmptyArray = 2;
  if (other.text.size() <= kEmptyArray) return one;
  if (one.text.size() <= kEmptyArray) return other;
  return {one.text.substr(0, one.text.size() - 1) + "," + other.text.substr(1)};
}

}  // namespace

Call::Call(Origin origin) : origin_(std::move(origin)), muted_(origin_.plan.muted) {}

// ---- state --------------------------------------------------------------------------------------

bool Call::move(Turn& turn, Trigger trigger) {
  const auto to = next_state(state_, trigger);
  if (!to) return false;
  previous_ = std::exchange(state_, *to);
  tell(turn, true);
  if (state_ == CallState::Active) reached(turn, Step::Active);
  if (state_ == CallState::Active || state_ == CallState::Held) sample(turn);
  return true;
}

void Call::tell(Turn& turn, bool announce) const {
  if (marked_) return;
  turn.put(request::CallChanged{
      .snapshot = {.call = origin_.key,
                   .id = origin_.id,
                   .recovered_id = recovered_id_,
                   .state = state_,
                   .previous = previous_,
                   .direction = origin_.direction,
                   .muted = muted_,
                   .parties = origin_.parties,
                   .telnyx = origin_.telnyx,
                   .client_state = origin_.client_state,
                   .custom_headers = origin_.custom_headers,
                   .cause = cause_,
                   .end_reason = end_reason_,
                   .peer = current_ ? current_->negotiation.peer() : PeerGeneration{},
                   .camera_muted = camera_muted_,
                   .deaf = deaf_,
                   .relay_only = origin_.plan.relay_only},
      .announce = announce});
}

void Call::learn(const TelnyxIds& ids) {
  if (!ids.call_control.empty()) origin_.telnyx.call_control = ids.call_control;
  if (!ids.session.empty()) origin_.telnyx.session = ids.session;
  if (!ids.leg.empty()) origin_.telnyx.leg = ids.leg;
}

wire::CallParams Call::params() const {
  return {.call = origin_.id,
          .parties = origin_.parties,
          .telnyx = origin_.telnyx,
          .client_state = origin_.client_state,
          .custom_headers = origin_.custom_headers,
          .others = origin_.plan.dialog_params,
          .attach = static_cast<bool>(recovered_id_),
          .recovered = recovered_id_};
}

CallMarker Call::marker() const {
  const bool held = state_ == CallState::Active ? false : state_ == CallState::Held || was_held_;
  return {.id = origin_.id,
          .telnyx = origin_.telnyx,
          .direction = origin_.direction,
          .parties = origin_.parties,
          .muted = muted_,
          .held = held,
          .relay_only = origin_.plan.relay_only,
          .camera_muted = camera_muted_,
          .deaf = deaf_,
          .listens = listens_};
}

Cause Call::default_cause() const {
  // A call that is being re-attached was answered, whatever the number of its state.
  const bool answered = state_ >= CallState::Active || state_ == CallState::Recovering;
  return answered ? Cause{.text = "NORMAL_CLEARING", .code = 16}
                  : Cause{.text = "USER_BUSY", .code = 17};
}

Cause Call::completed(Cause cause) const {
  const Cause usual = default_cause();
  if (cause.text.empty()) cause.text = usual.text;
  if (cause.code == 0) cause.code = usual.code;
  return cause;
}

// ---- from the application -----------------------------------------------------------------------

void Call::place(Turn& turn) {
  timings_.begin(turn.now.monotonic);
  wants_media_ = true;
  turn.put(request::AcquireMedia{key(), listens_});
  Leg& first = make_leg(current_);
  reached(turn, Step::PeerMade);
  first.negotiation.start_offer(turn);
  turn.put(request::SwitchPeer{key(), first.negotiation.peer()});
  tell(turn, false);
}

void Call::arrive(Turn& turn) {
  timings_.begin(turn.now.monotonic);
  tell(turn, true);
  turn.put(request::StartTone{key(), true});
  move(turn, Trigger::Arrived);
}

void Call::answer(Turn& turn, RawJson custom_headers) {
  if (current_) {
    turn.warn(WarningCode::AnswerWhilePeerActive, key());
    return;
  }
  if (state_ != CallState::Ringing) return;
  reached(turn, Step::AnswerCalled);
  turn.put(request::StopTone{key()});
  if (!custom_headers.text.empty()) origin_.custom_headers = std::move(custom_headers);
  wants_media_ = true;
  turn.put(request::AcquireMedia{key(), listens_});
  Leg& first = make_leg(current_);
  reached(turn, Step::PeerMade);
  first.negotiation.start_answer(turn, origin_.remote_offer);
  for (Candidate& early : std::exchange(early_candidates_, {})) {
    first.negotiation.add_candidate(turn, std::move(early));
  }
  turn.put(request::SwitchPeer{key(), first.negotiation.peer()});
  tell(turn, false);
}

void Call::hang_up(Turn& turn, Ticket ticket, const std::optional<Cause>& cause,
                   const RawJson& headers) {
  if (over()) {
    turn.settle(ticket, true);
    return;
  }
  hangup_tickets_.push_back(ticket);
  if (ending()) return;
  origin_.custom_headers = joined(origin_.custom_headers, headers);
  end(turn, EndReason::Local, completed(cause.value_or(Cause{})), Farewell::Send);
}

void Call::send_digits(Turn& turn, const std::string& digits) {
  if (ending()) return;
  if (!turn.registered) {
    turn.raise(ErrorCode::DigitsNotSent, key());
    return;
  }
  turn.ask(wire::SendDigits{digits, params()}, {.purpose = Purpose::Notice, .call = key()});
}

void Call::expect(Turn& turn, const CallMarker& left, WallTime since) {
  marked_ = true;
  awaits_attach_ = true;
  description_sent_ = true;
  was_held_ = left.held;
  camera_muted_ = left.camera_muted;
  deaf_ = left.deaf;
  listens_ = left.listens;
  lost_at_ = since;
  turn.after(turn.config.retention - (turn.now.wall - since), Timer::Retention, key());
}

// ---- from the gateway ---------------------------------------------------------------------------

void Call::on(Turn& turn, const wire::Ringing& ringing) {
  learn(ringing.telnyx);
  tell(turn, false);
  reached(turn, Step::Ringing);
  move(turn, Trigger::InviteAccepted);  // whatever became of the reply
  const bool waits = state_ == CallState::Requesting || state_ == CallState::Trying;
  if (waits && !got_early_ && !got_answer_) turn.put(request::StartTone{key(), false});
}

void Call::on(Turn& turn, const wire::Media& media) {
  const bool waits = state_ == CallState::Requesting || state_ == CallState::Trying;
  const bool described = got_early_ || (got_answer_ && !answer_due_);
  if (!waits || described || media.sdp.empty()) return;
  reached(turn, Step::EarlyMedia);
  got_early_ = true;
  answer_due_ = false;
  current_->negotiation.apply_answer(turn, media.sdp);
}

void Call::on(Turn& turn, const wire::Answer& answer) {
  learn(answer.telnyx);
  tell(turn, false);
  const bool waits = state_ == CallState::Requesting || state_ == CallState::Trying;
  if ((got_answer_ && !answer_due_) || (!waits && state_ != CallState::Early)) return;
  reached(turn, Step::Answered);
  got_answer_ = true;
  turn.put(request::StopTone{key()});
  // After early media there is nothing left to negotiate.
  if (state_ == CallState::Early) {
    move(turn, Trigger::AnswerApplied);
  } else if (!got_early_) {
    // One without a description has told that there will be one.
    answer_due_ = answer.sdp.value_or("").empty();
    if (answer_due_) return await_connection(turn);
    current_->negotiation.apply_answer(turn, *answer.sdp);
  }
}

void Call::answer_applied(Turn& turn) {
  if (got_early_ && move(turn, Trigger::EarlyMediaApplied)) turn.put(request::StopTone{key()});
  if (got_answer_) move(turn, Trigger::AnswerApplied);
  await_connection(turn);
}

void Call::on(Turn& turn, const wire::RemoteCandidate& candidate) {
  Leg* receiver = next_ ? &*next_ : current_ ? &*current_ : nullptr;
  if (receiver != nullptr) {
    receiver->negotiation.add_candidate(turn, candidate.candidate);
  } else if (state_ == CallState::Ringing && early_candidates_.size() < kMostEarlyCandidates) {
    early_candidates_.push_back(candidate.candidate);
  }
}

void Call::on(Turn& turn, const wire::Bye& bye) {
  // Both ends hung up at once: ours need not be answered any more.
  if (state_ == CallState::Hangup) {
    clear(turn);
    return;
  }
  if (!bye.client_state.empty()) origin_.client_state = bye.client_state;
  origin_.custom_headers = joined(origin_.custom_headers, bye.custom_headers);
  end(turn, EndReason::Remote, completed(bye.cause), Farewell::None);
}

void Call::settled(Turn& turn, const Asker& asker, const Outcome& outcome) {
  switch (asker.purpose) {
    case Purpose::Description:
      description_settled(turn, asker, outcome);
      break;
    case Purpose::Hold:
      hold_settled(turn, outcome);
      break;
    case Purpose::Restart:
      restart_settled(turn, asker, outcome);
      break;
    case Purpose::Bye:
      if (over()) break;
      if (outcome.kind == Outcome::Kind::Refused) {
        turn.raise(ErrorCode::ByeSendFailed, key(), outcome.refusal.message, outcome.refusal.code);
      }
      owes_bye_ = !outcome.answered();
      clear(turn);
      break;
    default:
      break;
  }
}

// ---- from the session ---------------------------------------------------------------------------

void Call::registered(Turn& turn) {
  if (description_due_) send_description(turn);
  ask_hold(turn);
}

void Call::timer_due(Turn& turn, Timer timer) {
  switch (timer) {
    case Timer::GatheringLimit:
      if (next_) {
        next_->negotiation.gathering_limit_due(turn);
      } else if (current_) {
        current_->negotiation.gathering_limit_due(turn);
      }
      break;
    case Timer::InviteLimit:
      end(turn, EndReason::NotEstablished, {.text = "NETWORK_OUT_OF_ORDER", .code = 38},
          Farewell::Send);
      break;
    case Timer::Retention:
      forgotten_ = true;  // even if somebody set the calendar back
      break;
    case Timer::ByeGuard:
      owes_bye_ = true;  // perhaps it was never heard
      clear(turn);
      break;
    case Timer::PeerLimit:
      (next_ ? next_ : current_)->state = PeerState::Failed;
      if (!next_) restart_.heard(turn, key(), PeerState::Failed);
      break;
    case Timer::FlowLimit:
      if (next_) switch_over(turn);
      break;
    case Timer::OldPeer:
      turn.put(request::ClosePeer{key(), std::exchange(retiring_, {})});
      break;
    case Timer::IceRestart:
      if (restart_.timer_due()) restart_failed(turn);
      break;
    case Timer::MediaRetry:
      media_failed(turn, retry_.first());
      break;
    default:
      break;
  }
}

// ---- the end ------------------------------------------------------------------------------------

void Call::end(Turn& turn, EndReason reason, Cause cause, Farewell farewell) {
  if (state_ == CallState::Hangup || over()) return;
  const bool gateway_knows = description_sent_ || origin_.direction == Direction::Inbound;
  const bool forgotten = reason == EndReason::NotReattached || reason == EndReason::TooLate;
  // Of one that an earlier page had, the application can only hear like this.
  const bool unseen = marked_ && (reason != EndReason::Local || farewell != Farewell::Send);
  if (forgotten || unseen) {
    const auto code = ErrorCode::SessionNotReattached;
    turn.put(
        request::ErrorRaised{code, key(), {}, {}, is_fatal(code), marked_ ? origin_.id : CallId{}});
  }
  cause_ = std::move(cause);
  end_reason_ = reason;
  awaits_attach_ = false;
  retry_.finish(turn, key(), false, retry_.first());
  turn.timers.stop_all(key());
  turn.put(request::StopTone{key()});
  move(turn, Trigger::Ended);
  drop_holds(turn);
  microphone_.drop(turn);
  close_all(turn);
  if (wants_media_) turn.put(request::ReleaseMedia{key()});

  if (farewell == Farewell::Send && gateway_knows && turn.registered) {
    turn.ask(wire::SendBye{cause_, params()}, {.purpose = Purpose::Bye, .call = key()});
    turn.after(kByeGuard, Timer::ByeGuard, key());
    return;
  }
  owes_bye_ = farewell != Farewell::None && gateway_knows;
  clear(turn);
}

void Call::drop(Turn& turn, Farewell farewell) {
  if (ending()) return;
  move(turn, Trigger::Dropped);
  end(turn, EndReason::Local, default_cause(), farewell);
}

void Call::clear(Turn& turn) {
  turn.timers.stop_all(key());
  move(turn, Trigger::Cleared);
  for (const Ticket ticket : std::exchange(hangup_tickets_, {})) turn.settle(ticket, true);
}

}  // namespace holdfast::call
