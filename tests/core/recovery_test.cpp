// What becomes of calls when the socket is lost and found again.
#include <catch_amalgamated.hpp>

#include "talking.hpp"

using namespace holdfast;
using namespace holdfast::bench;
using enum CallState;

namespace {

/// An active call; what was said until then is not looked at.
struct Established : Talking {
  explicit Established(Config config = usual_config()) : Talking(std::move(config)) {
    REQUIRE(state(call) == Active);
    forget_outputs();
  }
};

}  // namespace

TEST_CASE("G6: an active call survives a lost socket and is re-attached") {
  Established bench;
  bench.lose();
  CHECK(bench.state(bench.call) == New);  // nothing was told: it is still active
  CHECK(bench.browser.open_peers() == 1);
  bench.advance(3s);
  CHECK(bench.told(bench.call) == std::vector{Recovering, Active});
  CHECK(bench.snapshot(bench.call)->recovered_id == CallId{"K1"});
  CHECK(bench.snapshot(bench.call)->id == CallId{"K1"});
  CHECK(bench.snapshot(bench.call)->direction == Direction::Outbound);
  CHECK(bench.browser.acquired[bench.call] == 1);
}

TEST_CASE("G7: the old peer is heard until the new one's first packet, and closed 100 ms later") {
  Established bench;
  bench.lose();
  REQUIRE(bench.until([&] { return bench.browser.heard(bench.call) == 2; }));
  CHECK(bench.browser.open_peers() == 2);
  const auto linger = bench.until([&] { return bench.browser.open_peers() == 1; });
  CHECK(linger == 100ms);
  const auto flowing = place_of<request::SwitchPeer>(bench, [](const auto&) { return true; });
  const auto active = place_of<request::CallChanged>(
      bench, [](const auto& one) { return one.announce && one.snapshot.state == Active; });
  CHECK(flowing < active);
  CHECK(bench.snapshot(bench.call)->peer == PeerGeneration{2});
}

TEST_CASE("G7: a new peer that stays silent is switched to 2 s after it connected") {
  Established bench;
  bench.browser.media_flows = false;
  bench.lose();
  const auto connected = [&] {
    return !bench.all<request::WatchMedia>().empty() &&
           bench.gateway.count("telnyx_rtc.attach") > 0;
  };
  REQUIRE(bench.until(connected));
  const auto waited = bench.until([&] { return bench.browser.heard(bench.call) == 2; });
  REQUIRE(waited);
  CHECK(*waited >= 1900ms);
  CHECK(*waited <= 2100ms);
  bench.advance(200ms);
  CHECK(bench.state(bench.call) == Active);
}

TEST_CASE(
    "G8: re-attached under a new id, the call is re-keyed before the application hears of it") {
  Established bench;
  bench.gateway.new_call_id = "K1-new";
  bench.lose();
  bench.advance(3s);
  CHECK(bench.told(bench.call) == std::vector{Recovering, Active});
  for (const auto& changed : bench.all<request::CallChanged>()) {
    CHECK(changed.snapshot.id == CallId{"K1-new"});
    CHECK(changed.snapshot.recovered_id == CallId{"K1"});
  }
  CHECK(bench.errors().empty());
}

TEST_CASE("G8: an unlisted call waits 5 s for an attach under an id we do not know") {
  Established bench;
  bench.gateway.attaches = false;
  bench.gateway.new_call_id = "stranger";
  bench.lose();
  REQUIRE(bench.until([&] { return bench.readies() == 1; }));
  bench.advance(4900ms);
  CHECK(bench.errors().empty());
  bench.advance(200ms);
  CHECK(bench.errors() == std::vector{ErrorCode::SessionNotReattached});
  CHECK(bench.snapshot(bench.call)->end_reason == EndReason::NotReattached);
}

TEST_CASE("a call that is listed, unknown here and never offered is hung up after 5 s") {
  Established bench;
  bench.gateway.calls["left behind"] = true;
  bench.gateway.attaches = false;
  bench.lose();
  REQUIRE(bench.until([&] { return bench.readies() == 1; }));
  bench.advance(4900ms);
  CHECK(bench.gateway.calls.contains("left behind"));
  bench.advance(200ms);
  CHECK_FALSE(bench.gateway.calls.contains("left behind"));
  CHECK(bench.gateway.calls.contains("K1"));
}

TEST_CASE("G8: what is listed under its own id is no other call under a new name") {
  Established bench;
  bench.gateway.calls["left behind"] = true;
  bench.gateway.attaches = false;
  bench.lose();
  REQUIRE(bench.until([&] { return bench.readies() == 1; }));
  bench.gateway.attach("left behind", "another leg");
  bench.advance(1s);
  CHECK_FALSE(bench.gateway.calls.contains("left behind"));
  CHECK(bench.told(bench.call).empty());
  bench.gateway.attach("K1", "leg of K1");
  bench.advance(1s);
  CHECK(bench.state(bench.call) == Active);
  CHECK(bench.snapshot(bench.call)->id == CallId{"K1"});
}

TEST_CASE("an attach that names no call is not for the only one that waits") {
  Established bench;
  bench.gateway.lists = false;
  bench.gateway.attaches = false;
  bench.lose();
  REQUIRE(bench.until([&] { return bench.readies() == 1; }));
  bench.feed(fact::SocketText{bench.gateway.socket, R"({"id":9,"method":"telnyx_rtc.attach"})"});
  bench.advance(1s);
  CHECK(bench.told(bench.call).empty());
}

TEST_CASE("a call that the gateway no longer has ends with 48501 before its hangup") {
  Established bench;
  bench.gateway.forget();
  bench.lose();
  bench.advance(3s);
  CHECK(bench.told(bench.call) == std::vector{Hangup, Destroy});
  CHECK(bench.snapshot(bench.call)->cause.code == 41);
  const auto error = place_of<request::ErrorRaised>(
      bench, [](const auto& one) { return one.code == ErrorCode::SessionNotReattached; });
  const auto hangup = place_of<request::CallChanged>(
      bench, [](const auto& one) { return one.snapshot.state == Hangup; });
  CHECK(error < hangup);
  CHECK(bench.readies() == 1);
}

TEST_CASE("of two calls, one listed and one not, only the unlisted one ends") {
  Established bench;
  const CallKey other = bench.talk("K2");
  bench.gateway.calls.erase("K2");
  bench.lose();
  bench.advance(5s);
  CHECK(bench.state(bench.call) == Active);
  CHECK(bench.state(other) == Destroy);
}

TEST_CASE("several calls come back at once") {
  Established bench;
  const CallKey other = bench.talk("K2");
  bench.lose();
  bench.advance(5s);
  CHECK(bench.state(bench.call) == Active);
  CHECK(bench.state(other) == Active);
  CHECK(bench.browser.open_peers() == 2);
}

TEST_CASE("G9: without the option a lost socket ends the call at once, BYE after the next login") {
  Established bench(careless());
  bench.lose();
  CHECK(bench.told(bench.call) == std::vector{Hangup, Destroy});
  CHECK(bench.snapshot(bench.call)->end_reason == EndReason::SocketLost);
  CHECK(bench.snapshot(bench.call)->cause.text == "NETWORK_OUT_OF_ORDER");
  CHECK(bench.browser.open_peers() == 0);
  CHECK(bench.browser.microphones.empty());
  bench.advance(3s);
  CHECK(bench.gateway.count("telnyx_rtc.bye") >= 1);
  CHECK(bench.gateway.calls.empty());
  CHECK(bench.browser.acquired[bench.call] == 1);
}

TEST_CASE("G10: a call that was not established does not survive, whatever the option") {
  Bench bench;
  bench.connect();
  bench.gateway.answers_calls = false;
  const CallKey outbound = bench.talk();
  bench.gateway.invite("in-1");
  bench.advance(50ms);
  const CallKey inbound{2};
  REQUIRE(bench.state(outbound) == Trying);
  REQUIRE(bench.state(inbound) == Ringing);
  bench.gateway.cut();
  bench.advance(0ms);
  for (const CallKey call : {outbound, inbound}) {
    CHECK(bench.state(call) == Destroy);
    CHECK(bench.snapshot(call)->end_reason == EndReason::NotEstablished);
  }
  CHECK(bench.browser.ringing.empty());
}

TEST_CASE("G10: a call whose invite was never sent waits for the login") {
  Bench bench;
  const CallKey call = bench.place();
  bench.advance(2s);
  CHECK(bench.told(call).empty());
  bench.connect();
  bench.advance(200ms);
  CHECK(bench.state(call) == Active);
}

TEST_CASE("G10: and it is untouched by a loss, for at most 30 s") {
  Bench bench;
  bench.gateway.accepts_sockets = false;
  bench.feed(fact::Connect{});
  const CallKey call = bench.place();
  bench.advance(29s);
  CHECK(bench.told(call).empty());
  bench.advance(2s);
  CHECK(bench.told(call) == std::vector{Hangup, Destroy});
  CHECK(bench.snapshot(call)->end_reason == EndReason::NotEstablished);
}

TEST_CASE("G11: a call ends when the retention is over, and attempts go on") {
  Established bench;
  bench.gateway.accepts_sockets = false;
  bench.lose();
  bench.advance(89s);
  CHECK(bench.told(bench.call).empty());
  bench.advance(2s);
  CHECK(bench.snapshot(bench.call)->end_reason == EndReason::TooLate);
  CHECK(bench.snapshot(bench.call)->cause.code == 102);
  const auto before = bench.sockets();
  bench.advance(2min);
  CHECK(bench.sockets() > before);
}

TEST_CASE("G11: the retention counts by the calendar: a sleeping machine is no excuse") {
  Established bench;
  bench.gateway.accepts_sockets = false;
  bench.lose();
  bench.sleep(10min);
  bench.feed(fact::PageShown{});
  CHECK(bench.snapshot(bench.call)->end_reason == EndReason::TooLate);
}

TEST_CASE("G11: nor is a calendar that is set back") {
  Established bench;
  bench.gateway.accepts_sockets = false;
  bench.lose();
  bench.sleep(-10min);
  bench.advance(91s);
  CHECK(bench.snapshot(bench.call)->end_reason == EndReason::TooLate);
}

TEST_CASE("mute and hold are carried over") {
  Established bench;
  bench.feed(fact::SetMuted{bench.call, true});
  bench.feed(fact::Hold{bench.call, Ticket{1}, HoldAction::Hold});
  bench.advance(100ms);
  bench.forget_outputs();
  bench.lose();
  bench.advance(3s);
  CHECK(bench.told(bench.call) == std::vector{Recovering, Held});
  CHECK(bench.snapshot(bench.call)->muted);
  CHECK(bench.browser.microphones.at(bench.call) == false);
}

TEST_CASE("mute during the outage holds after it") {
  Established bench;
  bench.lose();
  bench.feed(fact::SetMuted{bench.call, true});
  bench.advance(3s);
  CHECK(bench.snapshot(bench.call)->muted);
  CHECK(bench.browser.microphones.at(bench.call) == false);
}

TEST_CASE("the last hold asked for during the outage goes out after it") {
  Established bench;
  bench.lose();
  bench.feed(fact::Hold{bench.call, Ticket{1}, HoldAction::Unhold});
  bench.feed(fact::Hold{bench.call, Ticket{2}, HoldAction::Hold});
  bench.advance(3s);
  CHECK_FALSE(bench.settled(Ticket{1})->value);
  CHECK(bench.settled(Ticket{2})->value);
  CHECK(bench.state(bench.call) == Held);
}

TEST_CASE("a call hung up during the outage is never attached, whatever the gateway offers") {
  Established bench;
  bench.lose();
  bench.feed(fact::HangUp{bench.call, Ticket{1}, {}, {}});
  CHECK(bench.told(bench.call) == std::vector{Hangup, Destroy});
  CHECK(bench.settled(Ticket{1})->value);
  bench.advance(3s);
  CHECK(bench.browser.open_peers() == 0);
  CHECK(bench.browser.microphones.empty());
  CHECK(bench.gateway.count("telnyx_rtc.attach") == 0);
  CHECK(bench.gateway.count("telnyx_rtc.bye") >= 1);
  CHECK(bench.gateway.calls.empty());
}

TEST_CASE("a BYE that was on its way when the socket broke is said again") {
  Established bench;
  bench.gateway.withheld = {"telnyx_rtc.bye"};
  bench.feed(fact::HangUp{bench.call, Ticket{1}, {}, {}});
  bench.gateway.withheld.clear();
  bench.lose();
  CHECK(bench.told(bench.call) == std::vector{Hangup, Destroy});
  bench.advance(3s);
  CHECK(bench.gateway.calls.empty());
}

TEST_CASE("a second loss in mid-handover ends with one peer and one active call") {
  Established bench;
  bench.lose();
  REQUIRE(bench.until([&] { return bench.gateway.count("telnyx_rtc.attach") == 1; }));
  bench.lose();
  bench.advance(5s);
  CHECK(bench.state(bench.call) == Active);
  CHECK(bench.browser.open_peers() == 1);
  CHECK(bench.told(bench.call).back() == Active);
}

TEST_CASE("a second loss before the new peer connected closes that peer") {
  Established bench;
  bench.browser.connects = false;
  bench.lose();
  REQUIRE(bench.until([&] { return bench.gateway.count("telnyx_rtc.attach") == 1; }));
  bench.browser.connects = true;
  bench.lose();
  bench.advance(5s);
  CHECK(bench.state(bench.call) == Active);
  CHECK(bench.browser.open_peers() == 1);
  CHECK(bench.browser.heard(bench.call) == 3);
}

TEST_CASE("a peer that fails while signalling is down waits for the attach") {
  Established bench;
  bench.lose();
  bench.feed(fact::PeerStateChanged{bench.call, PeerGeneration{1}, PeerState::Failed});
  bench.advance(3s);
  CHECK(bench.state(bench.call) == Active);
}

TEST_CASE("a new peer that never connects ends the call with a reason") {
  Established bench;
  bench.browser.connects = false;
  bench.lose();
  bench.advance(30s);
  CHECK(bench.snapshot(bench.call)->end_reason == EndReason::PeerDead);
  CHECK(bench.browser.open_peers() == 0);
}

TEST_CASE("an attach answer that the gateway refuses ends the call with a reason") {
  Established bench;
  bench.gateway.attach_error = -32002;
  bench.lose();
  bench.advance(5s);
  CHECK(bench.snapshot(bench.call)->end_reason == EndReason::AttachRefused);
  CHECK(bench.errors() == std::vector{ErrorCode::SdpSendFailed});
}

TEST_CASE("an attach for a call nobody knows is a warning") {
  Established bench;
  bench.gateway.attach("nobody", "no leg");
  bench.advance(100ms);
  CHECK(bench.warnings() == std::vector{WarningCode::UnknownReattachedSession});
  CHECK(bench.state(bench.call) == New);
}

TEST_CASE("a call ended while waiting leaves no timer behind") {
  Established bench;
  bench.gateway.accepts_sockets = false;
  bench.lose();
  bench.feed(fact::HangUp{bench.call, Ticket{1}, {}, {}});
  bench.feed(fact::Disconnect{Ticket{2}});
  CHECK(bench.session().at_rest());
}
