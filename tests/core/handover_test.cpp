// A call between two peers: what interrupts a handover, and what must not.
#include <catch_amalgamated.hpp>

#include "bench.hpp"

using namespace holdfast;
using namespace holdfast::bench;
using enum CallState;

namespace {

/// A call whose socket was lost and found, and whose new peer has answered but not connected.
struct HandingOver : Bench {
  CallKey call;

  HandingOver() {
    connect();
    call = talk();
    browser.connects = false;
    gateway.cut();
    REQUIRE(until([&] { return gateway.count("telnyx_rtc.attach") == 1; }));
    REQUIRE(told(call).back() == Recovering);
    forget_outputs();
  }
  void bring(PeerGeneration peer, PeerState peer_state) {
    feed(fact::PeerStateChanged{call, peer, peer_state});
  }
};

constexpr PeerGeneration kOld{1};
constexpr PeerGeneration kNew{2};

}  // namespace

TEST_CASE("G6: an outage in mid-handover does not count against the new peer") {
  HandingOver bench;
  bench.gateway.accepts_sockets = false;
  bench.gateway.cut();
  bench.advance(30s);
  CHECK(bench.told(bench.call).empty());
  CHECK(bench.browser.heard(bench.call) == 1);
  bench.gateway.accepts_sockets = true;
  bench.browser.connects = true;
  bench.advance(40s);
  CHECK(bench.state(bench.call) == Active);
  CHECK(bench.browser.open_peers() == 1);
}

TEST_CASE("a new peer that was itself replaced takes its limits with it") {
  HandingOver bench;
  bench.bring(kNew, PeerState::Connected);
  bench.bring(kNew, PeerState::Disconnected);
  bench.gateway.attach("K1", "leg of K1");
  bench.advance(3s);
  CHECK(bench.browser.peers[{bench.call, kNew}].closed);
  CHECK(bench.browser.heard(bench.call) == 1);
}

TEST_CASE("a new peer that fails before it was heard is not switched to") {
  HandingOver bench;
  bench.bring(kNew, PeerState::Connected);
  bench.gateway.cut();
  bench.advance(0ms);
  bench.bring(kNew, PeerState::Failed);
  bench.gateway.accepts_sockets = false;
  bench.advance(3s);
  CHECK(bench.browser.heard(bench.call) == 1);
}

TEST_CASE("a new peer that is disconnected when it is switched to is doubted like any other") {
  HandingOver bench;
  bench.bring(kNew, PeerState::Connected);
  bench.bring(kNew, PeerState::Disconnected);
  bench.advance(2100ms);
  REQUIRE(bench.browser.heard(bench.call) == 2);
  bench.advance(2s);
  CHECK(bench.all<request::CreateOffer>().empty());
  bench.advance(1s);
  CHECK(bench.all<request::CreateOffer>().size() == 1);
}

TEST_CASE("the answer to an offer whose socket is gone is not sent") {
  Bench bench;
  bench.connect();
  const CallKey call = bench.talk();
  bench.browser.connects = false;
  bench.browser.finishes_gathering = false;  // it is cut short after 5 s
  bench.gateway.cut();
  REQUIRE(bench.until([&] { return bench.told(call).back() == Recovering; }));
  bench.advance(4400ms);
  bench.gateway.attaches = false;
  bench.gateway.cut();
  REQUIRE(bench.until([&] { return bench.readies() == 3; }));
  bench.advance(1s);
  CHECK(bench.all<request::FinishGathering>().size() == 1);
  CHECK(bench.gateway.count("telnyx_rtc.attach") == 0);
}

TEST_CASE("the acceptance of the first of two answers is not that of the second") {
  HandingOver bench;
  bench.bring(kNew, PeerState::Connected);
  bench.browser.connects = true;
  bench.gateway.withheld = {"telnyx_rtc.attach"};
  bench.gateway.latency = 1ms;  // ahead of the reply that is on its way
  bench.gateway.attach("K1", "leg of K1");
  bench.advance(1s);
  REQUIRE(bench.browser.heard(bench.call) == 3);
  CHECK(bench.state(bench.call) == Recovering);
}

TEST_CASE("an old peer that fails during the handover ends nothing") {
  HandingOver bench;
  bench.bring(kOld, PeerState::Failed);
  bench.feed(
      fact::PeerFailed{bench.call, kOld, PeerOperation::SetRemoteDescription, "Error", "no"});
  CHECK(bench.told(bench.call).empty());
  CHECK(bench.errors().empty());
}

TEST_CASE("a new peer that refuses an offer whose socket is gone ends nothing") {
  HandingOver bench;
  bench.gateway.cut();
  bench.advance(0ms);
  bench.feed(
      fact::PeerFailed{bench.call, kNew, PeerOperation::SetRemoteDescription, "Error", "no"});
  CHECK(bench.told(bench.call).empty());
  CHECK(bench.browser.open_peers() == 1);
}

TEST_CASE("a hold that is answered in mid-handover counts after it") {
  Bench bench;
  bench.connect();
  const CallKey call = bench.talk();
  bench.gateway.attach("K1", "leg of K1");
  bench.feed(fact::Hold{call, Ticket{1}, HoldAction::Hold});
  bench.advance(1s);
  CHECK(bench.settled(Ticket{1})->value);
  CHECK(bench.state(call) == Held);
}

TEST_CASE("an old peer that fails meanwhile is no news: it is going anyway") {
  HandingOver bench;
  bench.bring(kOld, PeerState::Failed);
  CHECK(bench.warnings().empty());
  bench.bring(kNew, PeerState::Failed);
  CHECK(bench.warnings() == std::vector{WarningCode::PeerConnectionFailed});
}
