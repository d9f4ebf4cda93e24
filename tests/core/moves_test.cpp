// Every state of a call with every trigger: where it leads, or why it changes nothing. Written a
// second time, from the specification, beside the table that the calls use. A state or a trigger
// without an entry does not compile.
#include <catch_amalgamated.hpp>
#include <string_view>

#include "bench.hpp"
#include "call/transitions.hpp"

using namespace holdfast;
using call::Trigger;
using enum CallState;

namespace {

// The states by one letter each, in the order of the enum.
constexpr std::string_view kStates = "NQTVRAECHXDP";

constexpr char letter(CallState state) {
  switch (state) {  // a state that has no letter does not compile
    case New:
    case Requesting:
    case Trying:
    case Recovering:
    case Ringing:
    case Answering:
    case Early:
    case Active:
    case Held:
    case Hangup:
    case Destroy:
    case Purge:
      return kStates.at(static_cast<std::size_t>(state));
  }
  return '?';
}

struct MoveRow {
  std::string_view moves;  // from New, Requesting, …: the letter of the next state, or a dot
  std::string_view why;    // the others stay
};

constexpr MoveRow row(Trigger trigger) {
  switch (trigger) {  // a trigger that has no row does not compile
    case Trigger::InviteSent:
      return {"Q...........", "an invite is sent once, and first"};
    case Trigger::InviteAccepted:
      return {".T..........", "the answer overtook the reply, or the call is over"};
    case Trigger::EarlyMediaApplied:
      return {".EE.........", "the far end has answered, or the call is over"};
    case Trigger::AnswerApplied:
      return {".CC...C.....", "nobody waits for an answer"};
    case Trigger::Arrived:
      return {"R...........", "a call arrives once, and first"};
    case Trigger::AnswerSent:
      return {"....A.......", "only what rings is answered"};
    case Trigger::AnswerAccepted:
      return {".....C......", "no answer is on its way"};
    case Trigger::HoldAccepted:
      return {".......H....", "only who talks is held; a re-attach tells it at its end"};
    case Trigger::UnholdAccepted:
      return {"........C...", "only who is held is taken back"};
    case Trigger::AttachArrived:
      return {"V......VV...", "told already, or never established"};
    case Trigger::AttachedActive:
      return {"...C........", "only who recovers has recovered"};
    case Trigger::AttachedHeld:
      return {"...H........", "only who recovers has recovered"};
    case Trigger::Dropped:
      return {"PPPPPPPPP...", "it is ending already"};
    case Trigger::Ended:
      return {"XXXXXXXXX..X", "it has ended already"};
    case Trigger::Cleared:
      return {".........D..", "only what ended is cleared away"};
  }
  return {};
}

}  // namespace

TEST_CASE("the matrix of a call's moves: every state with every trigger") {
  for (std::size_t trigger = 0; trigger <= static_cast<std::size_t>(Trigger::Cleared); ++trigger) {
    const MoveRow one = row(static_cast<Trigger>(trigger));
    INFO("trigger " << trigger << ": " << one.why);
    REQUIRE(one.moves.size() == kStates.size());
    for (std::size_t state = 0; state < kStates.size(); ++state) {
      INFO("in state " << kStates[state]);
      const auto to =
          call::next_state(static_cast<CallState>(state), static_cast<Trigger>(trigger));
      CHECK((to ? letter(*to) : '.') == one.moves[state]);
    }
  }
}
