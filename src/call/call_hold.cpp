// Hold: the last wish counts, one is asked for at a time, and what a lost socket took is asked
// again.
#include <array>
#include <utility>

#include "call/call.hpp"

namespace holdfast::call {

void Call::hold(Turn& turn, Ticket ticket, HoldAction action) {
  if (!is_established(state_)) {
    turn.raise(ErrorCode::HoldFailed, key(), "The call is not established.");
    turn.settle(ticket, false);
    return;
  }
  // The last wish counts; the one it replaces was not fulfilled.
  if (hold_wanted_) turn.settle(hold_wanted_->ticket, false);
  hold_wanted_ = HoldWish{action, ticket};
  ask_hold(turn);
}

void Call::ask_hold(Turn& turn) {
  const bool can = state_ == CallState::Active || state_ == CallState::Held;
  if (!hold_wanted_ || hold_asked_ || !can || awaits_attach_ || !turn.registered) return;
  hold_asked_ = std::exchange(hold_wanted_, std::nullopt);
  turn.ask(wire::SendHold{hold_asked_->action, params()},
           {.purpose = Purpose::Hold, .call = key()});
}

void Call::hold_settled(Turn& turn, const Outcome& outcome) {
  if (!hold_asked_) return;
  HoldWish wish = *std::exchange(hold_asked_, std::nullopt);
  if (outcome.kind == Outcome::Kind::Lost && !hold_wanted_ && !ending()) {
    // The gateway may have heard it: a second toggle would take it back.
    if (wish.action == HoldAction::Toggle) {
      wish.action = state_ == CallState::Held ? HoldAction::Unhold : HoldAction::Hold;
    }
    hold_wanted_ = wish;  // goes out after the next login
    return;
  }
  if (outcome.answered()) {
    const bool recovering = state_ == CallState::Recovering;
    const bool was_held = recovering ? was_held_ : state_ == CallState::Held;
    bool held = wish.action == HoldAction::Hold || (wish.action == HoldAction::Toggle && !was_held);
    if (outcome.reply.hold_state) held = *outcome.reply.hold_state != "active";
    if (recovering) was_held_ = held;  // told when the attach is through
    move(turn, held ? Trigger::HoldAccepted : Trigger::UnholdAccepted);
  } else if (outcome.kind != Outcome::Kind::Lost) {
    turn.raise(ErrorCode::HoldFailed, key(), outcome.refusal.message);
  }
  turn.settle(wish.ticket, outcome.answered());
  ask_hold(turn);
}

void Call::drop_holds(Turn& turn) {
  for (auto* wish : std::array{&hold_wanted_, &hold_asked_}) {
    if (*wish) turn.settle((*wish)->ticket, false);
    wish->reset();
  }
}

}  // namespace holdfast::call
