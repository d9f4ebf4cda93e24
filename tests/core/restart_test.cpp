// ICE restarts: when another path is looked for, by what, how often, and what becomes of the call.
#include <catch_amalgamated.hpp>

#include "talking.hpp"

using namespace holdfast;
using namespace holdfast::bench;
using enum CallState;

namespace {

/// An active call whose peer can be told how it is; what was said until then is not looked at.
struct Restarting : Talking {
  explicit Restarting(Config config = usual_config()) : Talking(std::move(config)) {
    REQUIRE(state(call) == Active);
    forget_outputs();
  }
  void peer_is(PeerState state, std::uint32_t peer = 1) {
    feed(fact::PeerStateChanged{call, PeerGeneration{peer}, state});
  }
  [[nodiscard]] int offers() const {
    int found = 0;
    for (const auto& frame : gateway.frames) {
      const wire::Json* params = frame.json.member("params");
      const wire::Json* action = params == nullptr ? nullptr : params->member("action");
      found += action != nullptr && action->content == "updateMedia" ? 1 : 0;
    }
    return found;
  }
  [[nodiscard]] std::size_t restarts() const {
    std::size_t found = 0;
    for (const auto& create : all<request::CreateOffer>()) found += create.restart ? 1U : 0U;
    return found;
  }
  [[nodiscard]] std::size_t rollbacks() const {
    std::size_t found = 0;
    for (const auto& set : all<request::SetLocalDescription>()) {
      found += set.kind == DescriptionKind::Rollback ? 1U : 0U;
    }
    return found;
  }
};

}  // namespace

TEST_CASE(
    "G16: a peer that failed gets another path, and the application sees no change of state") {
  Restarting bench;
  bench.peer_is(PeerState::Failed);
  bench.advance(1s);
  CHECK(bench.offers() == 1);
  CHECK(bench.told(bench.call).empty());
  CHECK(bench.errors().empty());
  CHECK(bench.warnings() == std::vector{WarningCode::PeerConnectionFailed,
                                        WarningCode::MediaRecoveryRequired,
                                        WarningCode::MediaRecoveryEnded});
  CHECK(bench.all<request::WarningRaised>().at(1).reason == "connection_failed");
  CHECK(bench.all<request::WarningRaised>().back().reason == "restored");
  CHECK(bench.browser.peers.at({bench.call, PeerGeneration{1}}).remote_sdp ==
        "answer to a restart");
  CHECK(bench.sockets() == 0);
  bench.advance(1min);
  CHECK(bench.offers() == 1);
}

TEST_CASE("G16: the offer of a restart is a modify that names its call") {
  Restarting bench;
  bench.peer_is(PeerState::Failed);
  bench.advance(1s);
  const wire::Json* params = bench.gateway.last("telnyx_rtc.modify")->member("params");
  CHECK(params->member("callID")->content == "K1");
  CHECK(params->member("sdp")->content == "offer of peer 1+candidates");
  CHECK(params->member("trickle") == nullptr);
  CHECK(params->member("dialogParams")->member("callID")->content == "K1");
}

TEST_CASE("G16: a peer that is disconnected for long gets another path, one that comes back none") {
  Restarting bench;
  bench.peer_is(PeerState::Disconnected);
  CHECK(bench.warnings() == std::vector{WarningCode::IceConnectivityLost});
  bench.advance(2s);
  bench.peer_is(PeerState::Connected);
  bench.advance(10s);
  CHECK(bench.offers() == 0);
  bench.peer_is(PeerState::Disconnected);
  bench.advance(2400ms);
  CHECK(bench.offers() == 0);
  bench.advance(200ms);
  CHECK(bench.offers() == 1);
}

TEST_CASE("G16: after a network change the gateway is asked first, then the path is looked for") {
  Restarting bench;
  bench.feed(fact::WentOnline{});
  CHECK(bench.restarts() == 0);
  bench.advance(1s);
  CHECK(bench.offers() == 1);
  CHECK(bench.told(bench.call).empty());
  CHECK(bench.state(bench.call) == New);  // nothing was told: it is still active
  CHECK(bench.warnings() ==
        std::vector{WarningCode::MediaRecoveryRequired, WarningCode::MediaRecoveryEnded});
  CHECK(bench.all<request::WarningRaised>().front().reason == "network_changed");
}

TEST_CASE(
    "G16: a network change that took the socket along leads to the attach, not to a restart") {
  Restarting bench;
  bench.gateway.silent = true;
  bench.feed(fact::WentOnline{});
  SECTION("and the peer as well") { bench.peer_is(PeerState::Failed); }
  SECTION("and left the peer as it was") {}
  bench.advance(3500ms);
  CHECK(bench.restarts() == 0);
  bench.gateway.silent = false;
  bench.advance(5s);
  CHECK(bench.told(bench.call) == std::vector{Recovering, Active});
  CHECK(bench.restarts() == 0);
}

TEST_CASE("G16: a restart after a network change that fails takes nothing away") {
  Restarting bench;
  bench.gateway.update_error = -32002;
  bench.feed(fact::WentOnline{});
  bench.advance(1min);
  CHECK(bench.offers() == 1);
  CHECK(bench.rollbacks() == 1);
  CHECK(bench.errors().empty());
  CHECK(bench.told(bench.call).empty());
}

TEST_CASE("G16: each network change looks for a path, though the peer never said that it was ill") {
  Restarting bench;
  bench.browser.connects = false;  // it is connected already, and stays so
  for (int change = 1; change <= 2; ++change) {
    bench.feed(fact::WentOnline{});
    bench.advance(5s);
    CHECK(bench.offers() == change);
  }
}

TEST_CASE("G16: a peer that breaks while its new network is tried is that attempt's to repair") {
  Restarting bench;
  bench.gateway.withheld = {"telnyx_rtc.modify"};
  bench.feed(fact::WentOnline{});
  bench.advance(100ms);
  REQUIRE(bench.offers() == 1);
  Members reply;
  reply.text("jsonrpc", "2.0").json("id", *bench.gateway.last("telnyx_rtc.modify")->member("id"));
  SECTION("disconnected, it takes the answer") {
    bench.peer_is(PeerState::Disconnected);
    bench.gateway.say(reply.object("result", Members().text("sdp", "an answer")).value());
    bench.advance(1min);
    CHECK(bench.browser.peers.at({bench.call, PeerGeneration{1}}).remote_sdp == "an answer");
    CHECK(bench.restarts() == 1);
  }
  SECTION("disconnected and answered with nothing, it is doubted like any other") {
    bench.peer_is(PeerState::Disconnected);
    bench.gateway.withheld.clear();
    bench.gateway.say(reply.object("result", Members().text("sdp", "")).value());
    bench.advance(20ms);
    CHECK(bench.rollbacks() == 1);
    bench.advance(2s);
    CHECK(bench.restarts() == 1);
    bench.advance(1s);
    CHECK(bench.restarts() == 2);
  }
  SECTION("failed and refused, it rests first") {
    bench.peer_is(PeerState::Failed);
    CHECK(bench.rollbacks() == 0);
    bench.gateway.withheld.clear();
    bench.gateway.say(reply.object("error", Members().number("code", -32002)).value());
    bench.advance(500ms);
    CHECK(bench.restarts() == 1);
    bench.advance(1s);
    CHECK(bench.restarts() == 2);
  }
  CHECK(bench.told(bench.call).empty());
}

TEST_CASE("a peer that somebody closed ends its call, and no restart is tried") {
  Restarting bench;
  bench.peer_is(PeerState::Closed);
  CHECK(bench.restarts() == 0);
  bench.advance(1s);
  CHECK(bench.told(bench.call) == std::vector{Hangup, Destroy});
  CHECK(bench.snapshot(bench.call)->end_reason == EndReason::PeerDead);
}

TEST_CASE("G11, G16: a peer that no restart can save ends its call with a reason") {
  Restarting bench;
  std::size_t rollbacks = 3;
  SECTION("because the gateway refuses") { bench.gateway.update_error = -32002; }
  SECTION("because the gateway answers without a description") {
    bench.gateway.answers_updates = false;
  }
  SECTION("because the gateway does not answer") { bench.gateway.withheld = {"telnyx_rtc.modify"}; }
  SECTION("because there is no path") {
    bench.browser.connects = false;
    rollbacks = 0;  // both descriptions are in place
  }
  SECTION("because the browser makes no description") {
    bench.browser.finds_candidates = false;
    bench.browser.finishes_gathering = false;
  }
  bench.peer_is(PeerState::Failed);
  bench.advance(2min);
  CHECK(bench.restarts() == 3);
  CHECK(bench.rollbacks() == rollbacks);
  CHECK(bench.told(bench.call) == std::vector{Hangup, Destroy});
  CHECK(bench.snapshot(bench.call)->end_reason == EndReason::PeerDead);
  CHECK(bench.snapshot(bench.call)->cause.text == "MEDIA_TIMEOUT");
  CHECK(bench.snapshot(bench.call)->cause.code == 604);
  CHECK(bench.errors() == std::vector{ErrorCode::IceRestartFailed});
  CHECK(bench.gateway.calls.empty());
  CHECK(bench.browser.open_peers() == 0);
  CHECK(bench.browser.microphones.empty());
}

TEST_CASE("a refused restart is rolled back before the next one, which waits 1 s, then 2 s") {
  Restarting bench;
  bench.gateway.update_error = -32002;
  bench.peer_is(PeerState::Failed);
  bench.advance(500ms);
  CHECK(bench.restarts() == 1);
  CHECK(bench.rollbacks() == 1);
  bench.advance(1s);
  CHECK(bench.restarts() == 2);
  bench.advance(1s);
  CHECK(bench.restarts() == 2);
  bench.gateway.update_error.reset();
  bench.advance(1200ms);
  CHECK(bench.restarts() == 3);
  CHECK(bench.rollbacks() == 2);
  // Connected again, the count begins anew.
  bench.gateway.update_error = -32002;
  bench.peer_is(PeerState::Failed);
  bench.advance(4s);
  CHECK(bench.restarts() == 6);
  CHECK(bench.snapshot(bench.call)->end_reason == EndReason::PeerDead);
}

TEST_CASE("a peer that fails again while a path is looked for is one attempt, not two") {
  Restarting bench;
  bench.browser.connects = false;
  bench.peer_is(PeerState::Failed);
  bench.advance(500ms);
  bench.peer_is(PeerState::Connecting);
  bench.peer_is(PeerState::Failed);
  CHECK(bench.restarts() == 1);
  bench.browser.connects = true;
  bench.advance(1500ms);
  CHECK(bench.restarts() == 2);
  bench.advance(1min);
  CHECK(bench.restarts() == 2);
  CHECK(bench.told(bench.call).empty());
}

TEST_CASE("a peer that is well again while its restart is on its way ends that negotiation first") {
  Restarting bench;
  bench.gateway.withheld = {"telnyx_rtc.modify"};
  bench.peer_is(PeerState::Failed);
  SECTION("before its offer is out") {}
  SECTION("while the gateway has it") { bench.advance(100ms); }
  bench.peer_is(PeerState::Connected);
  bench.advance(100ms);
  CHECK(bench.offers() == 1);
  CHECK(bench.gateway.count("telnyx_rtc.invite") == 1);
  Members late;
  late.text("jsonrpc", "2.0").json("id", *bench.gateway.last("telnyx_rtc.modify")->member("id"));
  bench.gateway.say(late.object("result", Members().text("sdp", "late answer")).value());
  bench.advance(1min);
  CHECK(bench.browser.peers.at({bench.call, PeerGeneration{1}}).remote_sdp == "late answer");
  CHECK(bench.rollbacks() == 0);
  CHECK(bench.restarts() == 1);
}

TEST_CASE("an attempt has its time for the candidates, and as long again for the gateway") {
  Restarting bench;
  bench.browser.finds_candidates = false;
  bench.browser.finishes_gathering = false;
  bench.gateway.withheld = {"telnyx_rtc.modify"};
  bench.peer_is(PeerState::Failed);
  bench.advance(9s);
  bench.feed(fact::GatheringFinished{bench.call, PeerGeneration{1}, "found late"});
  bench.advance(9s);
  CHECK(bench.offers() == 1);
  CHECK(bench.restarts() == 1);
  CHECK(bench.rollbacks() == 0);
}

TEST_CASE("a held call stays held through a restart") {
  Restarting bench;
  bench.feed(fact::Hold{bench.call, Ticket{1}, HoldAction::Hold});
  bench.advance(100ms);
  bench.forget_outputs();
  bench.peer_is(PeerState::Failed);
  bench.advance(1s);
  CHECK(bench.offers() == 1);
  CHECK(bench.told(bench.call).empty());
}

TEST_CASE("a call that hears early media and has no path gets another one, and is answered once") {
  Bench bench;
  bench.gateway.early_media = true;
  bench.gateway.answers_calls = false;
  bench.connect();
  const CallKey call = bench.talk();
  bench.gateway.send("telnyx_rtc.media", Members().text("callID", "K1").text("sdp", "early"));
  bench.advance(100ms);
  REQUIRE(bench.state(call) == Early);
  bench.forget_outputs();
  bench.feed(fact::PeerStateChanged{call, PeerGeneration{1}, PeerState::Failed});
  bench.advance(1s);
  CHECK(bench.told(call).empty());
  bench.gateway.send("telnyx_rtc.answer", Members().text("callID", "K1"));
  bench.advance(100ms);
  CHECK(bench.told(call) == std::vector{Active});
}

TEST_CASE("when trickling, the candidates of a restart follow its offer") {
  Bench bench;
  bench.connect();
  CallPlan plan;
  plan.trickle = true;
  const CallKey call{1};
  bench.feed(fact::PlaceCall{call, {"K1"}, plan, {}, {}, {}});
  bench.advance(200ms);
  REQUIRE(bench.state(call) == Active);
  bench.gateway.frames.clear();
  bench.feed(fact::PeerStateChanged{call, PeerGeneration{1}, PeerState::Failed});
  bench.gateway.send("telnyx_rtc.candidate",
                     Members().text("callID", "K1").text("candidate", "candidate:early"));
  bench.advance(1s);
  std::vector<std::string> methods;
  for (const auto& frame : bench.gateway.frames) {
    const bool about_media =
        frame.method == "telnyx_rtc.modify" || frame.method.find("andidate") != std::string::npos;
    if (about_media) methods.push_back(frame.method);
  }
  CHECK(methods == std::vector<std::string>{"telnyx_rtc.modify", "telnyx_rtc.candidate",
                                            "telnyx_rtc.endOfCandidates"});
  const auto* params = bench.gateway.last("telnyx_rtc.modify")->member("params");
  CHECK(params->member("trickle") != nullptr);
  // What came before the answer waited for it.
  CHECK(bench.browser.peers.at({call, PeerGeneration{1}}).candidates.size() == 1);
}

TEST_CASE("an offer that the browser cannot make is an attempt, and its candidates go nowhere") {
  Bench bench;
  bench.connect();
  CallPlan plan;
  plan.trickle = true;
  const CallKey call{1};
  const PeerGeneration peer{1};
  bench.feed(fact::PlaceCall{call, {"K1"}, plan, {}, {}, {}});
  bench.advance(200ms);
  bench.forget_outputs();
  const int sent = bench.gateway.count("telnyx_rtc.candidate");
  bench.feed(fact::PeerStateChanged{call, peer, PeerState::Failed});
  bench.feed(fact::CandidateFound{call, peer, {"candidate:stale", "0", 0}});
  bench.feed(fact::PeerFailed{call, peer, PeerOperation::CreateOffer, "Error", "no"});
  bench.advance(900ms);
  CHECK(bench.all<request::CreateOffer>().size() == 1);
  bench.advance(200ms);
  CHECK(bench.all<request::CreateOffer>().size() == 2);
  CHECK(bench.gateway.count("telnyx_rtc.candidate") == sent + 1);
}

TEST_CASE("a call that ends while a restart is asked for leaves nothing of it behind") {
  Restarting bench;
  bench.gateway.withheld = {"telnyx_rtc.modify"};
  bench.peer_is(PeerState::Failed);
  bench.advance(200ms);
  REQUIRE(bench.offers() == 1);
  SECTION("by us") { bench.hang_up(); }
  SECTION("by the far end") { bench.gateway.bye("K1"); }
  bench.advance(100ms);
  CHECK(bench.state(bench.call) == Destroy);
  Members late;
  late.text("jsonrpc", "2.0").json("id", *bench.gateway.last("telnyx_rtc.modify")->member("id"));
  bench.gateway.say(late.object("result", Members().text("sdp", "too late")).value());
  bench.peer_is(PeerState::Connected);
  bench.feed(fact::OfferCreated{bench.call, PeerGeneration{1}, "late"});
  bench.advance(1min);
  CHECK(bench.errors().empty());
  CHECK(bench.restarts() == 1);
  bench.feed(fact::Disconnect{Ticket{2}});
  bench.advance(100ms);
  CHECK(bench.session().at_rest());
}

TEST_CASE("a socket lost while a restart is asked for leads to the attach, and to nothing else") {
  Restarting bench;
  bench.gateway.withheld = {"telnyx_rtc.modify"};
  bench.peer_is(PeerState::Failed);
  bench.advance(200ms);
  REQUIRE(bench.offers() == 1);
  bench.lose();
  CHECK(bench.rollbacks() == 1);
  bench.advance(20s);
  CHECK(bench.restarts() == 1);
  CHECK(bench.told(bench.call) == std::vector{Recovering, Active});
  CHECK(bench.errors().empty());
}

TEST_CASE("a socket lost at any other moment of a restart takes the restart with it") {
  Restarting bench;
  SECTION("the browser has no offer yet: it is never sent") {
    bench.browser.finishes_gathering = false;
    bench.browser.finds_candidates = false;
    bench.peer_is(PeerState::Failed);
    bench.advance(100ms);
    bench.gateway.attaches = false;
    bench.lose();
    CHECK(bench.rollbacks() == 1);
    REQUIRE(bench.until([&] { return bench.readies() == 1; }));
    bench.feed(fact::GatheringFinished{bench.call, PeerGeneration{1}, "too late"});
    bench.advance(1s);
    CHECK(bench.offers() == 0);
  }
  SECTION("a path is looked for: there is nothing to take back") {
    bench.browser.connects = false;
    bench.peer_is(PeerState::Failed);
    bench.advance(1s);
    REQUIRE(bench.offers() == 1);
    bench.browser.connects = true;
    bench.lose();
    bench.advance(5s);
    CHECK(bench.rollbacks() == 0);
    CHECK(bench.told(bench.call) == std::vector{Recovering, Active});
  }
  CHECK(bench.restarts() == 1);
}

TEST_CASE("G16: a network change is no news of a peer that says itself that it is ill") {
  Restarting bench;
  bench.peer_is(PeerState::Disconnected);
  bench.feed(fact::WentOnline{});
  bench.advance(2s);
  CHECK(bench.restarts() == 0);
  bench.advance(1s);
  CHECK(bench.restarts() == 1);
}

TEST_CASE("an attach that comes during a restart replaces it") {
  Restarting bench;
  bench.gateway.withheld = {"telnyx_rtc.modify"};
  bench.peer_is(PeerState::Failed);
  bench.advance(200ms);
  Members late;
  late.text("jsonrpc", "2.0").json("id", *bench.gateway.last("telnyx_rtc.modify")->member("id"));
  bench.gateway.attach("K1", "leg of K1");
  SECTION("and the answer to it is not the new peer's") {
    bench.advance(1s);
    bench.peer_is(PeerState::Failed, 2);
    bench.advance(100ms);
    REQUIRE(bench.offers() == 2);
    bench.gateway.say(late.object("result", Members().text("sdp", "late answer")).value());
    bench.advance(20ms);
    CHECK(bench.browser.peers.at({bench.call, PeerGeneration{2}}).remote_sdp == "attach offer 1");
    return;
  }
  bench.advance(30s);
  CHECK(bench.restarts() == 1);
  CHECK(bench.told(bench.call) == std::vector{Recovering, Active});
  CHECK(bench.browser.open_peers() == 1);
}

TEST_CASE("G6: a peer that fails while signalling is down waits for the attach") {
  Restarting bench;
  bench.lose();
  bench.peer_is(PeerState::Failed);
  bench.advance(5s);
  CHECK(bench.restarts() == 0);
  CHECK(bench.told(bench.call) == std::vector{Recovering, Active});
}

TEST_CASE("a peer that fails while nobody knows whether the socket lives waits for the answer") {
  Restarting bench;
  bench.gateway.silent = true;
  bench.advance(2600ms);  // the silence was noticed, the probe is out
  bench.peer_is(PeerState::Failed);
  CHECK(bench.restarts() == 0);
  SECTION("which comes: a restart") {
    bench.gateway.silent = false;
    bench.gateway.send("telnyx_rtc.ping", Members());
    bench.advance(1s);
    CHECK(bench.offers() == 1);
  }
  SECTION("which does not come: an attach") {
    bench.advance(3s);
    bench.gateway.silent = false;
    bench.advance(5s);
    CHECK(bench.restarts() == 0);
    CHECK(bench.told(bench.call) == std::vector{Recovering, Active});
  }
}

TEST_CASE("a peer that fails while the page stood still waits for the answer as well") {
  Restarting bench;
  bench.freeze(1min);
  bench.peer_is(PeerState::Failed);
  CHECK(bench.restarts() == 0);
  bench.advance(1s);
  CHECK(bench.restarts() == 1);
}

TEST_CASE("after a re-attach the new peer is restarted, not the one before") {
  Restarting bench;
  bench.lose();
  bench.advance(5s);
  bench.forget_outputs();
  bench.peer_is(PeerState::Failed, 1);
  bench.advance(1s);
  CHECK(bench.restarts() == 0);
  bench.peer_is(PeerState::Failed, 2);
  bench.advance(1s);
  REQUIRE(bench.restarts() == 1);
  CHECK(bench.all<request::CreateOffer>().front().peer == PeerGeneration{2});
}
