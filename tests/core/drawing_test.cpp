// Draws the states of a call from the table that moves them, and looks whether docs/states.md shows
// just that. With HOLDFAST_DRAW in the environment it writes the file: `npm run states`.
#include <catch_amalgamated.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "call/transitions.hpp"
#include "record/names.hpp"

using namespace holdfast;
using call::Move;
using call::Trigger;

namespace {

constexpr std::string_view words(Trigger trigger) {
  switch (trigger) {  // a trigger without words does not compile
    case Trigger::InviteSent:
      return "invite sent";
    case Trigger::InviteAccepted:
      return "invite accepted";
    case Trigger::EarlyMediaApplied:
      return "early media";
    case Trigger::AnswerApplied:
      return "answered";
    case Trigger::Arrived:
      return "arrived";
    case Trigger::AnswerSent:
      return "answer sent";
    case Trigger::AnswerAccepted:
      return "answer accepted";
    case Trigger::HoldAccepted:
      return "hold accepted";
    case Trigger::UnholdAccepted:
      return "unhold accepted";
    case Trigger::AttachArrived:
      return "offered anew";
    case Trigger::AttachedActive:
      return "re-attached";
    case Trigger::AttachedHeld:
      return "re-attached, was held";
    case Trigger::Dropped:
      return "client or page goes away";
    case Trigger::Ended:
      return "ended";
    case Trigger::Cleared:
      return "nothing is left";
  }
  return {};
}

std::string line(std::string_view from, std::string_view to, Trigger trigger) {
  return std::string(from) + " --> " + std::string(to) + ": " + std::string(words(trigger)) + "\n";
}

/// What every living state has in common is drawn once, around them.
bool from_every_living(Trigger trigger) {
  return trigger == Trigger::Ended || trigger == Trigger::Dropped;
}

std::string drawing() {
  std::string inside;
  std::string outside;
  for (const Move& move : call::kMoves) {
    const bool living = !call::is_ending(move.from);
    if (living && from_every_living(move.trigger)) continue;
    const std::string drawn =
        line(record::name_of(move.from), record::name_of(move.to), move.trigger);
    (living ? inside : outside) += (living ? "        " : "    ") + drawn;
  }
  return "# The states of a call\n\n"
         "Drawn from [src/call/transitions.hpp](../src/call/transitions.hpp) by `npm run states`. "
         "What is not here changes\nnothing.\n\n"
         "```mermaid\nstateDiagram-v2\n    [*] --> alive\n    state alive {\n        [*] --> "
         "new\n" +
         inside + "    }\n    " + line("alive", "hangup", Trigger::Ended) + "    " +
         line("alive", "purge", Trigger::Dropped) + outside + "    destroy --> [*]\n```\n";
}

}  // namespace

TEST_CASE("the drawing says of every living state that it can end and be dropped") {
  for (std::size_t at = 0; at < call::kStates; ++at) {
    const auto state = static_cast<CallState>(at);
    if (call::is_ending(state)) continue;
    CHECK(call::next_state(state, Trigger::Ended) == CallState::Hangup);
    CHECK(call::next_state(state, Trigger::Dropped) == CallState::Purge);
  }
}

TEST_CASE("docs/states.md shows the moves of the code: `npm run states` draws it anew") {
  if (std::getenv("HOLDFAST_DRAW") != nullptr) std::ofstream(HOLDFAST_STATES) << drawing();
  std::ifstream file(HOLDFAST_STATES);
  const std::string shown{std::istreambuf_iterator<char>(file), {}};
  CHECK(shown == drawing());
}
