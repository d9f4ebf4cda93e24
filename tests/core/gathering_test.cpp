// How long a description waits for candidates, and what is said of a network that gives few.
#include <catch_amalgamated.hpp>

#include "bench.hpp"

using namespace holdfast;
using namespace holdfast::bench;
using enum CallState;

namespace {

/// A client that is ready; the test says which candidates its browser finds.
struct Gathering : Bench {
  Gathering() {
    connect();
    browser.finds_candidates = false;
    browser.finishes_gathering = false;
    forget_outputs();
  }
  CallKey place(bool trickle) {
    CallPlan plan;
    plan.trickle = trickle;
    feed(fact::PlaceCall{CallKey{1}, {"K1"}, plan, {}, {}, {}});
    advance(10ms);
    return CallKey{1};
  }
  void find(const std::string& type, std::uint32_t peer = 1) {
    const std::string text = "candidate:1 1 udp 2122 192.0.2.1 50000 typ " + type;
    feed(fact::CandidateFound{CallKey{1}, PeerGeneration{peer}, {text, "0", 0}});
  }
  void finish(std::uint32_t peer = 1) {
    feed(fact::GatheringFinished{CallKey{1}, PeerGeneration{peer}, "with candidates"});
  }
  [[nodiscard]] bool invited() const { return gateway.count("telnyx_rtc.invite") > 0; }
};

using Codes = std::vector<WarningCode>;

}  // namespace

TEST_CASE("gathering that does not finish is cut short a second after the first candidate") {
  Gathering bench;
  bench.place(false);
  bench.find("host");
  bench.advance(500ms);
  bench.find("srflx");
  bench.advance(490ms);
  CHECK_FALSE(bench.invited());
  bench.advance(20ms);
  CHECK(bench.invited());
  CHECK(bench.warnings().empty());
}

TEST_CASE("while no candidate leads out of the own network it goes on a second longer") {
  Gathering bench;
  bench.place(false);
  bench.find("host");
  bench.advance(1990ms);
  CHECK_FALSE(bench.invited());
  SECTION("and no more") {
    bench.advance(20ms);
    CHECK(bench.invited());
    CHECK(bench.warnings() == Codes{WarningCode::OnlyHostIceCandidates});
  }
  SECTION("and ends when all are found") {
    bench.find("relay");
    bench.finish();
    CHECK(bench.invited());
    CHECK(bench.warnings().empty());
  }
}

TEST_CASE("gathering without a candidate is cut short after 15 s, with a warning") {
  Gathering bench;
  bench.place(false);
  bench.advance(14s);
  CHECK_FALSE(bench.invited());
  CHECK(bench.warnings().empty());
  bench.advance(2s);
  CHECK(bench.invited());
  CHECK(bench.warnings() == Codes{WarningCode::IceGatheringEmpty});
}

TEST_CASE("candidates of the own network alone are a warning, once all are found") {
  const bool trickle = GENERATE(true, false);
  Gathering bench;
  const CallKey call = bench.place(trickle);
  bench.find("host");
  bench.find("host");
  CHECK(bench.warnings().empty());
  bench.finish();
  REQUIRE(bench.warnings() == Codes{WarningCode::OnlyHostIceCandidates});
  CHECK(bench.all<request::WarningRaised>().front().call == call);
}

TEST_CASE("none at all is no candidate of the own network") {
  Gathering bench;
  bench.place(false);
  bench.finish();
  CHECK(bench.warnings().empty());
}

TEST_CASE(
    "a trickling call that is not connected by then is warned of gathering that does not end") {
  Gathering bench;
  bench.browser.connects = false;
  bench.gateway.answers_calls = false;
  bench.place(true);
  SECTION("some were found") {
    bench.find("srflx");
    bench.advance(14s);
    CHECK(bench.warnings().empty());
    bench.advance(2s);
    CHECK(bench.warnings() == Codes{WarningCode::IceGatheringTimeout});
  }
  SECTION("none was found") {
    bench.advance(16s);
    CHECK(bench.warnings() == Codes{WarningCode::IceGatheringEmpty});
  }
  SECTION("all were found") {
    bench.find("srflx");
    bench.finish();
    bench.advance(16s);
    CHECK(bench.warnings().empty());
  }
  SECTION("it connected") {
    bench.find("srflx");
    bench.feed(fact::PeerStateChanged{CallKey{1}, PeerGeneration{1}, PeerState::Connected});
    bench.advance(16s);
    CHECK(bench.warnings().empty());
  }
}

TEST_CASE("an offer of another path gathers by the same rules") {
  Gathering bench;
  const CallKey call = bench.place(false);
  bench.find("relay");
  bench.finish();
  bench.advance(100ms);
  REQUIRE(bench.state(call) == Active);
  bench.forget_outputs();
  bench.feed(fact::PeerStateChanged{call, PeerGeneration{1}, PeerState::Failed});
  bench.advance(10ms);
  bench.find("host");
  bench.advance(1500ms);
  CHECK(bench.gateway.count("telnyx_rtc.modify") == 0);
  bench.advance(600ms);
  CHECK(bench.gateway.count("telnyx_rtc.modify") == 1);
}
