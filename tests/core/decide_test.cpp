// The one choice between reconnect, re-attach and ICE restart: every cell of its table.
#include "call/decide.hpp"

#include <algorithm>
#include <array>
#include <catch_amalgamated.hpp>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

using namespace holdfast::call::recovery;

namespace {

constexpr std::array kStages{Stage::Unsent,   Stage::Establishing, Stage::Early, Stage::Established,
                             Stage::Awaiting, Stage::Attaching,    Stage::Over};
constexpr std::array kSignallings{Signalling::Healthy, Signalling::Unsure, Signalling::Lost};
constexpr std::array kMedia{Media::Alive,     Media::Moved,     Media::Interrupted, Media::Failed,
                            Media::Repairing, Media::Exhausted, Media::Closed};

/// What a letter of the table stands for.
Decision meant(char letter) {
  switch (letter) {
    case '.':
      return Decision::LeaveAlone;
    case '?':
      return Decision::Ask;
    case 'A':
      return Decision::AwaitAttach;
    case 'R':
      return Decision::RestartIce;
    case 'n':
      return Decision::EndNotEstablished;
    case 's':
      return Decision::EndSocketLost;
    case 't':
      return Decision::EndTooLate;
    case 'p':
      return Decision::EndPeerDead;
    default:
      FAIL("no such letter");
      return {};
  }
}

struct Row {
  Stage stage;
  Signalling signalling;
  bool keep;
  bool in_time;
  std::string_view decisions;  // one letter for each of kMedia, in its order
};

using enum Stage;
using enum Signalling;

// Stages but the awaiting ones have no retention that could be over while a socket is there.
constexpr std::array kRows{
    // Alive, moved, interrupted, failed, repairing, exhausted, closed:
    Row{Unsent, Healthy, true, true, "...p.pp"},
    Row{Unsent, Healthy, true, false, "...p.pp"},
    Row{Unsent, Healthy, false, true, "...p.pp"},
    Row{Unsent, Healthy, false, false, "...p.pp"},
    Row{Unsent, Unsure, true, true, "...?.??"},
    Row{Unsent, Unsure, true, false, "...?.??"},
    Row{Unsent, Unsure, false, true, "...?.??"},
    Row{Unsent, Unsure, false, false, "...?.??"},
    Row{Unsent, Lost, true, true, "......."},
    Row{Unsent, Lost, true, false, "......."},
    Row{Unsent, Lost, false, true, "......."},
    Row{Unsent, Lost, false, false, "......."},

    Row{Establishing, Healthy, true, true, "...p.pp"},
    Row{Establishing, Healthy, true, false, "...p.pp"},
    Row{Establishing, Healthy, false, true, "...p.pp"},
    Row{Establishing, Healthy, false, false, "...p.pp"},
    Row{Establishing, Unsure, true, true, "...?.??"},
    Row{Establishing, Unsure, true, false, "...?.??"},
    Row{Establishing, Unsure, false, true, "...?.??"},
    Row{Establishing, Unsure, false, false, "...?.??"},
    Row{Establishing, Lost, true, true, "nnnnnnn"},
    Row{Establishing, Lost, true, false, "nnnnnnn"},
    Row{Establishing, Lost, false, true, "nnnnnnn"},
    Row{Establishing, Lost, false, false, "nnnnnnn"},

    Row{Early, Healthy, true, true, ".RRR.pp"},
    Row{Early, Healthy, true, false, ".RRR.pp"},
    Row{Early, Healthy, false, true, ".RRR.pp"},
    Row{Early, Healthy, false, false, ".RRR.pp"},
    Row{Early, Unsure, true, true, ".???.??"},
    Row{Early, Unsure, true, false, ".???.??"},
    Row{Early, Unsure, false, true, ".???.??"},
    Row{Early, Unsure, false, false, ".???.??"},
    Row{Early, Lost, true, true, "nnnnnnn"},
    Row{Early, Lost, true, false, "nnnnnnn"},
    Row{Early, Lost, false, true, "nnnnnnn"},
    Row{Early, Lost, false, false, "nnnnnnn"},

    Row{Established, Healthy, true, true, ".RRR.pp"},
    Row{Established, Healthy, true, false, ".RRR.pp"},
    Row{Established, Healthy, false, true, ".RRR.pp"},
    Row{Established, Healthy, false, false, ".RRR.pp"},
    Row{Established, Unsure, true, true, ".???.??"},
    Row{Established, Unsure, true, false, ".???.??"},
    Row{Established, Unsure, false, true, ".???.??"},
    Row{Established, Unsure, false, false, ".???.??"},
    Row{Established, Lost, true, true, "AAAAAAs"},
    Row{Established, Lost, true, false, "tttttts"},
    Row{Established, Lost, false, true, "sssssss"},
    Row{Established, Lost, false, false, "sssssss"},

    Row{Awaiting, Healthy, true, true, "AAAAAAA"},
    Row{Awaiting, Healthy, true, false, "ttttttt"},
    Row{Awaiting, Healthy, false, true, "AAAAAAA"},
    Row{Awaiting, Healthy, false, false, "ttttttt"},
    Row{Awaiting, Unsure, true, true, "AAAAAAA"},
    Row{Awaiting, Unsure, true, false, "ttttttt"},
    Row{Awaiting, Unsure, false, true, "AAAAAAA"},
    Row{Awaiting, Unsure, false, false, "ttttttt"},
    Row{Awaiting, Lost, true, true, "AAAAAAs"},
    Row{Awaiting, Lost, true, false, "tttttts"},
    Row{Awaiting, Lost, false, true, "sssssss"},
    Row{Awaiting, Lost, false, false, "sssssss"},

    Row{Attaching, Healthy, true, true, "...p.pp"},
    Row{Attaching, Healthy, true, false, "...p.pp"},
    Row{Attaching, Healthy, false, true, "...p.pp"},
    Row{Attaching, Healthy, false, false, "...p.pp"},
    Row{Attaching, Unsure, true, true, "...?.??"},
    Row{Attaching, Unsure, true, false, "...?.??"},
    Row{Attaching, Unsure, false, true, "...?.??"},
    Row{Attaching, Unsure, false, false, "...?.??"},
    Row{Attaching, Lost, true, true, "AAAAAAs"},
    Row{Attaching, Lost, true, false, "tttttts"},
    Row{Attaching, Lost, false, true, "sssssss"},
    Row{Attaching, Lost, false, false, "sssssss"},

    Row{Over, Healthy, true, true, "......."},
    Row{Over, Healthy, true, false, "......."},
    Row{Over, Healthy, false, true, "......."},
    Row{Over, Healthy, false, false, "......."},
    Row{Over, Unsure, true, true, "......."},
    Row{Over, Unsure, true, false, "......."},
    Row{Over, Unsure, false, true, "......."},
    Row{Over, Unsure, false, false, "......."},
    Row{Over, Lost, true, true, "......."},
    Row{Over, Lost, true, false, "......."},
    Row{Over, Lost, false, true, "......."},
    Row{Over, Lost, false, false, "......."},
};

/// Calls `look` with every way things can stand.
template <class Look>
void for_each_plight(Look look) {
  for (const Stage stage : kStages) {
    for (const Signalling signalling : kSignallings) {
      for (const Media media : kMedia) {
        for (const bool keep : {true, false}) {
          for (const bool in_time : {true, false}) look({stage, signalling, media, keep, in_time});
        }
      }
    }
  }
}

std::string name(const Plight& plight) {
  const auto digit = [](auto value) { return std::to_string(static_cast<int>(value)) + " "; };
  return "stage " + digit(plight.stage) + "signalling " + digit(plight.signalling) + "media " +
         digit(plight.media) + "keep " + digit(plight.keep) + "in time " + digit(plight.in_time);
}

bool ends(Decision decision) { return decision >= Decision::EndNotEstablished; }

}  // namespace

TEST_CASE("decide: the table has a row for every stage, signalling, option and retention") {
  std::set<std::tuple<Stage, Signalling, bool, bool>> rows;
  for (const Row& row : kRows) {
    CHECK(row.decisions.size() == kMedia.size());
    rows.insert({row.stage, row.signalling, row.keep, row.in_time});
  }
  CHECK(rows.size() == kRows.size());
  CHECK(rows.size() == kStages.size() * kSignallings.size() * 4);
}

TEST_CASE("decide: every cell of the table") {
  for_each_plight([](const Plight& plight) {
    const auto* const row = std::ranges::find_if(kRows, [&](const Row& one) {
      return one.stage == plight.stage && one.signalling == plight.signalling &&
             one.keep == plight.keep && one.in_time == plight.in_time;
    });
    REQUIRE(row != kRows.end());
    INFO(name(plight));
    CHECK(decide(plight) == meant(row->decisions.at(static_cast<std::size_t>(plight.media))));
  });
}

TEST_CASE(
    "decide: never two at once: ICE restarts only while the gateway hears us and offers nothing") {
  for_each_plight([](const Plight& plight) {
    INFO(name(plight));
    const Decision decision = decide(plight);
    if (decision == Decision::RestartIce) {
      CHECK(plight.signalling == Healthy);
      CHECK((plight.stage == Early || plight.stage == Established));
    }
    if (decision == Decision::AwaitAttach) {
      CHECK((plight.signalling == Lost || plight.stage == Awaiting));
    }
  });
}

TEST_CASE(
    "decide: never none: a call that talked is not left alone with a broken peer or no socket") {
  for_each_plight([](const Plight& plight) {
    INFO(name(plight));
    if (plight.stage != Established) return;
    const bool whole = plight.media == Media::Alive || plight.media == Media::Repairing;
    if (plight.signalling != Lost && whole) return;
    CHECK(decide(plight) != Decision::LeaveAlone);
  });
}

TEST_CASE("decide: while nobody knows whether the gateway hears us, no call ends for its peer") {
  for_each_plight([](const Plight& plight) {
    INFO(name(plight));
    if (plight.signalling == Unsure && plight.stage != Awaiting) CHECK_FALSE(ends(decide(plight)));
  });
}
