#include "call/recovery.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::call {

using recovery::decide;
using recovery::Decision;
using recovery::Signalling;

namespace {
// Calls that come back under a new id are offered right after the list.
constexpr milliseconds kVerdictDelay = 5s;
// A session that was resumed at the last moment is kept as long again.
constexpr int kMemory = 2;

wire::CallParams renamed(wire::CallParams params, const wire::Invite& offer) {
  params.call = offer.call;
  return params;
}
}  // namespace

void Recovery::forget_markers(Turn& turn) {
  for (Call* one : roster_.all()) {
    if (one->marked()) one->drop(turn, Farewell::Send);
  }
}

bool Recovery::review(Turn& turn, Signalling signalling, bool keep) {
  bool asks = false;
  for (Call* one : roster_.all()) {
    const recovery::Plight plight = one->plight(turn, signalling, keep);
    const Decision decision = decide(plight);
    if (recovery::witness != nullptr) recovery::witness->decided(one->key(), plight, decision);
    asks = asks || decision == Decision::Ask;
    carry_out(turn, *one, decision);
  }
  return asks;
}

void Recovery::network_changed() {
  for (Call* one : roster_.all()) one->network_changed();
}

void Recovery::carry_out(Turn& turn, Call& call, Decision decision) {
  const Cause out_of_order{.text = "NETWORK_OUT_OF_ORDER", .code = 38};
  switch (decision) {
    case Decision::LeaveAlone:
    case Decision::Ask:
      break;
    case Decision::AwaitAttach:
      call.await_attach(turn);
      break;
    case Decision::EndNotEstablished:
      call.end(turn, EndReason::NotEstablished, out_of_order, Farewell::Later);
      break;
    case Decision::EndSocketLost:
      call.end(turn, EndReason::SocketLost, out_of_order, Farewell::Later);
      break;
    case Decision::EndTooLate:
      call.end(turn, EndReason::TooLate, {.text = "RECOVERY_ON_TIMER_EXPIRE", .code = 102},
               Farewell::Send);
      break;
    case Decision::RestartIce:
      call.restart_ice(turn);
      break;
    case Decision::EndPeerDead:
      turn.raise(ErrorCode::IceRestartFailed, call.key());
      call.end(turn, EndReason::PeerDead, {.text = "MEDIA_TIMEOUT", .code = 604}, Farewell::Send);
      break;
  }
}

void Recovery::forget_socket(Turn& turn) {
  turn.timers.stop(Timer::ReattachVerdict);
  listed_.clear();
  // Whether the gateway heard them, nobody knows.
  for (Ended& one : ended_) one.said = false;
}

void Recovery::say_byes(Turn& turn) {
  forget_old(turn);
  for (Ended& one : ended_) {
    if (one.owed && !std::exchange(one.said, true)) say_bye(turn, one.cause, one.params);
  }
}

void Recovery::listed(Turn& turn, const std::vector<CallId>& ids) {
  listed_ = ids;
  // Somebody whom nobody here knows may be one of ours under a new name.
  if (std::ranges::any_of(ids, [&](const CallId& id) { return !knows(id); })) {
    turn.after(kVerdictDelay, Timer::ReattachVerdict);
  } else {
    end_unlisted(turn);
  }
}

void Recovery::verdict_due(Turn& turn) {
  end_unlisted(turn);
  // A page that went without a word had them; no later one will, and the far ends wait.
  for (const CallId& id : std::exchange(listed_, {})) {
    if (!knows(id)) dismiss(turn, id, {}, {});
  }
}

void Recovery::end_unlisted(Turn& turn) {
  turn.timers.stop(Timer::ReattachVerdict);
  for (Call* one : roster_.all()) {
    if (!one->awaits_attach() || std::ranges::find(listed_, one->id()) != listed_.end()) continue;
    one->end(turn, EndReason::NotReattached, {.text = "NORMAL_TEMPORARY_FAILURE", .code = 41},
             Farewell::None);
  }
}

void Recovery::attach(Turn& turn, const wire::Invite& offer) {
  // A call that ended here must not come back with a live microphone.
  if (const Ended* over = ended(offer); over != nullptr && roster_.find(offer.call) == nullptr) {
    say_bye(turn, over->cause, renamed(over->params, offer));
    return;
  }
  Call* one = roster_.match(offer, listed_);
  // Nor must one that is just ending; its own BYE names the id of before.
  if (one != nullptr && one->ending()) {
    say_bye(turn, one->cause(), renamed(one->params(), offer));
    return;
  }
  if (one != nullptr) {
    one->attach(turn, offer);
    return;
  }
  // Nobody here can talk on it, so it must not stay up at the far end.
  turn.warn(WarningCode::UnknownReattachedSession, {}, offer.call.text);
  dismiss(turn, offer.call, offer.telnyx, offer.parties);
  std::erase(listed_, offer.call);
}

void Recovery::refuse_answer(Turn& turn, const wire::Answer& answer) {
  if (!knows_ended(answer.call)) dismiss(turn, answer.call, answer.telnyx, {});
}

void Recovery::dismiss(Turn& turn, const CallId& call, const TelnyxIds& telnyx,
                       const Parties& parties) {
  wire::CallParams params;
  params.call = call;
  params.telnyx = telnyx;
  params.parties = parties;
  say_bye(turn, {.text = "NORMAL_CLEARING", .code = 16}, std::move(params));
}

void Recovery::check_retention(Turn& turn) {
  for (Call* one : roster_.all()) {
    const Decision decision = decide(one->plight(turn, Signalling::Unsure, true));
    if (decision == Decision::EndTooLate) carry_out(turn, *one, decision);
  }
}

void Recovery::exhausted(Turn& turn) {
  for (Call* one : roster_.all()) {
    one->end(turn, EndReason::Exhausted, {.text = "NETWORK_OUT_OF_ORDER", .code = 38},
             Farewell::Later);
  }
}

void Recovery::remember(Turn& turn, const Call& over) {
  forget_old(turn);
  ended_.push_back({.params = over.params(),
                    .cause = over.cause(),
                    .forget_at = turn.now.monotonic + kMemory * turn.config.retention,
                    .owed = over.owes_bye()});
}

bool Recovery::knows(const CallId& id) const {
  return roster_.find(id) != nullptr || knows_ended(id);
}

bool Recovery::knows_ended(const CallId& id) const {
  return std::ranges::any_of(ended_, [&](const Ended& one) { return one.params.call == id; });
}

void Recovery::forget_old(Turn& turn) {
  std::erase_if(ended_, [&](const Ended& one) { return one.forget_at <= turn.now.monotonic; });
}

void Recovery::say_bye(Turn& turn, const Cause& cause, wire::CallParams params) {
  turn.ask(wire::SendBye{cause, std::move(params)}, {.purpose = Purpose::LateBye});
}

const Recovery::Ended* Recovery::ended(const wire::Invite& offer) const {
  const auto found = std::ranges::find_if(ended_, [&](const Ended& one) {
    const std::string& leg = one.params.telnyx.leg;
    return one.params.call == offer.call || (!leg.empty() && leg == offer.telnyx.leg);
  });
  return found == ended_.end() ? nullptr : &*found;
}

}  // namespace holdfast::call
