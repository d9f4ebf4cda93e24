// The legal moves of a call, as a table that is checked when it is compiled and can be printed.
// Does not know what is done on a move. A trigger without a move changes nothing.
#pragma once

#include <array>
#include <optional>

#include "io.hpp"

namespace holdfast::call {

/// What moves a call.
enum class Trigger : std::uint8_t {
  InviteSent,         // our offer went out
  InviteAccepted,     // the gateway took it
  EarlyMediaApplied,  // the far end is heard before it answered
  AnswerApplied,      // the far end answered
  Arrived,            // the gateway offered a call
  AnswerSent,         // our answer went out
  AnswerAccepted,     // the gateway took it
  HoldAccepted,
  UnholdAccepted,
  AttachArrived,   // the gateway offers the call anew, after a loss
  AttachedActive,  // re-attached, and heard on its new peer
  AttachedHeld,    // the same, for a call that was on hold
  Dropped,         // the client goes away
  Ended,
  Cleared,  // nothing of it is left
};

struct Move {
  CallState from;
  Trigger trigger;
  CallState to;
};

using enum CallState;

inline constexpr std::array kMoves{
    Move{New, Trigger::InviteSent, Requesting},
    Move{New, Trigger::Arrived, Ringing},
    Move{New, Trigger::AttachArrived, Recovering},  // it was an earlier page's
    Move{New, Trigger::Dropped, Purge},
    Move{New, Trigger::Ended, Hangup},
    Move{Requesting, Trigger::InviteAccepted, Trying},
    Move{Requesting, Trigger::EarlyMediaApplied, Early},
    Move{Requesting, Trigger::AnswerApplied, Active},
    Move{Requesting, Trigger::Dropped, Purge},
    Move{Requesting, Trigger::Ended, Hangup},
    Move{Trying, Trigger::EarlyMediaApplied, Early},
    Move{Trying, Trigger::AnswerApplied, Active},
    Move{Trying, Trigger::Dropped, Purge},
    Move{Trying, Trigger::Ended, Hangup},
    Move{Early, Trigger::AnswerApplied, Active},
    Move{Early, Trigger::Dropped, Purge},
    Move{Early, Trigger::Ended, Hangup},
    Move{Ringing, Trigger::AnswerSent, Answering},
    Move{Ringing, Trigger::Dropped, Purge},
    Move{Ringing, Trigger::Ended, Hangup},
    Move{Answering, Trigger::AnswerAccepted, Active},
    Move{Answering, Trigger::Dropped, Purge},
    Move{Answering, Trigger::Ended, Hangup},
    Move{Active, Trigger::HoldAccepted, Held},
    Move{Active, Trigger::AttachArrived, Recovering},
    Move{Active, Trigger::Dropped, Purge},
    Move{Active, Trigger::Ended, Hangup},
    Move{Held, Trigger::UnholdAccepted, Active},
    Move{Held, Trigger::AttachArrived, Recovering},
    Move{Held, Trigger::Dropped, Purge},
    Move{Held, Trigger::Ended, Hangup},
    Move{Recovering, Trigger::AttachedActive, Active},
    Move{Recovering, Trigger::AttachedHeld, Held},
    Move{Recovering, Trigger::Dropped, Purge},
    Move{Recovering, Trigger::Ended, Hangup},
    Move{Purge, Trigger::Ended, Hangup},
    Move{Hangup, Trigger::Cleared, Destroy},
};

/// Where the trigger leads; nothing when it changes nothing in this state.
constexpr std::optional<CallState> next_state(CallState from, Trigger trigger) {
  for (const Move& move : kMoves) {
    if (move.from == from && move.trigger == trigger) return move.to;
  }
  return std::nullopt;
}

inline constexpr std::size_t kStates = static_cast<std::size_t>(Purge) + 1;

consteval bool deterministic() {
  for (std::size_t one = 0; one < kMoves.size(); ++one) {
    for (std::size_t other = 0; other < one; ++other) {
      if (kMoves[one].from == kMoves[other].from && kMoves[one].trigger == kMoves[other].trigger) {
        return false;
      }
    }
  }
  return true;
}

consteval bool every_state_reachable() {
  std::array<bool, kStates> reached{};
  reached[static_cast<std::size_t>(New)] = true;
  for (std::size_t round = 0; round < kStates; ++round) {
    for (const Move& move : kMoves) {
      if (reached[static_cast<std::size_t>(move.from)]) {
        reached[static_cast<std::size_t>(move.to)] = true;
      }
    }
  }
  for (const bool one : reached) {
    if (!one) return false;
  }
  return true;
}

consteval bool only_destroy_leads_nowhere() {
  for (std::size_t state = 0; state < kStates; ++state) {
    bool leads = false;
    for (const Move& move : kMoves) leads = leads || static_cast<std::size_t>(move.from) == state;
    if (leads == (state == static_cast<std::size_t>(Destroy))) return false;
  }
  return true;
}

static_assert(deterministic());
static_assert(every_state_reachable());
static_assert(only_destroy_leads_nowhere());

/// Over, or about to be: nothing brings it back.
constexpr bool is_ending(CallState state) {
  return state == Hangup || state == Destroy || state == Purge;
}

/// Both ends agreed to talk, whether or not they can at this moment.
constexpr bool is_established(CallState state) {
  return state == Active || state == Held || state == Recovering;
}

}  // namespace holdfast::call
