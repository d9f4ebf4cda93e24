// A call that is being established while something is missing: replies, descriptions, a connection.
// It ends with a reason, or goes on as what it has become; it never waits for ever.
#include <catch_amalgamated.hpp>

#include "bench.hpp"

using namespace holdfast;
using namespace holdfast::bench;
using enum CallState;

namespace {

struct Ready : Bench {
  Ready() { connect(); }
  CallKey ring() {
    gateway.invite("in-1");
    advance(50ms);
    return all<request::CallChanged>().back().snapshot.call;
  }
  void say(std::string_view method, const std::string& sdp) {
    Members params;
    params.text("callID", "K1");
    if (!sdp.empty()) params.text("sdp", sdp);
    gateway.send(method, params);
    advance(50ms);
  }
  [[nodiscard]] std::string applied(CallKey call) const {
    return browser.peers.at({call, PeerGeneration{1}}).remote_sdp;
  }
};

}  // namespace

// ---- replies ------------------------------------------------------------------------------------

TEST_CASE("an invite without reply does not end a call that has rung or was answered since") {
  Ready bench;
  bench.gateway.withheld = {"telnyx_rtc.invite"};
  bench.gateway.answers_calls = false;
  const CallKey call = bench.talk();
  REQUIRE(bench.state(call) == Requesting);
  SECTION("rung") {
    bench.say("telnyx_rtc.ringing", "");
    CHECK(bench.told(call) == std::vector{Requesting, Trying});
    bench.advance(20s);
    CHECK(bench.state(call) == Trying);
  }
  SECTION("answered") {
    bench.say("telnyx_rtc.answer", "answer");
    bench.advance(20s);
    CHECK(bench.state(call) == Active);
  }
  CHECK(bench.errors().empty());
}

TEST_CASE("an answer without reply ends the call") {
  Ready bench;
  bench.gateway.withheld = {"telnyx_rtc.answer"};
  const CallKey call = bench.ring();
  bench.feed(fact::AnswerCall{call, {}});
  bench.advance(11s);
  CHECK(bench.errors() == std::vector{ErrorCode::SdpSendFailed});
  CHECK(bench.state(call) == Destroy);
}

TEST_CASE("an attach without reply is as good as accepted once its peer is connected") {
  Ready bench;
  const CallKey call = bench.talk();
  bench.gateway.withheld = {"telnyx_rtc.attach"};
  bench.browser.connects = GENERATE(true, false);
  bench.gateway.cut();
  bench.advance(3s);
  REQUIRE(bench.state(call) == Recovering);
  bench.advance(11s);
  CHECK(bench.state(call) == (bench.browser.connects ? Active : Destroy));
}

// ---- descriptions -------------------------------------------------------------------------------

TEST_CASE("early media without a description is not heard") {
  Ready bench;
  bench.gateway.answers_calls = false;
  const CallKey call = bench.talk();
  bench.say("telnyx_rtc.media", "");
  CHECK(bench.applied(call).empty());
  CHECK(bench.state(call) == Trying);
  bench.say("telnyx_rtc.media", "early");
  CHECK(bench.applied(call) == "early");
  CHECK(bench.state(call) == Early);
}

TEST_CASE("an answer without a description waits for one") {
  Ready bench;
  bench.gateway.answers_calls = false;
  const CallKey call = bench.talk();
  bench.say("telnyx_rtc.answer", "");
  CHECK(bench.applied(call).empty());
  CHECK(bench.state(call) == Trying);
  SECTION("and takes that of the media") {
    bench.say("telnyx_rtc.media", "late");
    CHECK(bench.applied(call) == "late");
    CHECK(bench.state(call) == Active);
  }
  SECTION("and takes that of another answer") {
    bench.say("telnyx_rtc.answer", "late");
    CHECK(bench.applied(call) == "late");
    CHECK(bench.state(call) == Active);
    bench.say("telnyx_rtc.answer", "later");
    CHECK(bench.applied(call) == "late");
  }
  SECTION("but not for ever") {
    bench.advance(16s);
    CHECK(bench.state(call) == Destroy);
    CHECK(bench.snapshot(call)->end_reason == EndReason::PeerDead);
  }
}

TEST_CASE("candidates that come while a call rings are given to its peer once it is answered") {
  Ready bench;
  const CallKey call = bench.ring();
  for (int count = 0; count < 100; ++count) {
    const std::string text = "c" + std::to_string(count);
    bench.gateway.send("telnyx_rtc.candidate",
                       Members().text("callID", "in-1").text("candidate", text));
  }
  bench.advance(50ms);
  bench.feed(fact::AnswerCall{call, {}});
  bench.advance(200ms);
  const auto& given = bench.browser.peers.at({call, PeerGeneration{1}}).candidates;
  REQUIRE(given.size() == 64);
  CHECK(given.front().candidate == "c0");
}

// ---- the connection -----------------------------------------------------------------------------

TEST_CASE(
    "a call that both ends have agreed to, and that never connects, ends as one of a dead peer") {
  Ready bench;
  bench.browser.connects = false;
  CallKey call;
  SECTION("placed") { call = bench.talk(); }
  SECTION("answered") {
    call = bench.ring();
    bench.feed(fact::AnswerCall{call, {}});
    bench.advance(200ms);
  }
  REQUIRE(bench.state(call) == Active);
  bench.advance(14s);
  CHECK(bench.warnings().empty());
  bench.advance(2s);
  CHECK(bench.warnings() == std::vector{WarningCode::MediaRecoveryRequired});
  const auto took = bench.until([&] { return bench.state(call) == Hangup; }, 2min);
  REQUIRE(took);
  CHECK(bench.snapshot(call)->end_reason == EndReason::PeerDead);
}

TEST_CASE("one that connects late goes on") {
  Ready bench;
  bench.browser.connects = false;
  const CallKey call = bench.talk();
  bench.advance(14s);
  bench.feed(fact::PeerStateChanged{call, PeerGeneration{1}, PeerState::Connected});
  bench.advance(2min);
  CHECK(bench.state(call) == Active);
  CHECK(bench.warnings().empty());
}

// ---- hold ---------------------------------------------------------------------------------------

TEST_CASE("a toggle that was lost with its socket is said again as what it meant") {
  Ready bench;
  const CallKey call = bench.talk();
  bench.gateway.withheld = {"telnyx_rtc.modify"};
  bench.feed(fact::Hold{call, Ticket{1}, HoldAction::Toggle});
  bench.gateway.cut();
  bench.gateway.withheld.clear();
  bench.advance(4s);
  CHECK(bench.state(call) == Held);
  const wire::Json* params = bench.gateway.last("telnyx_rtc.modify")->member("params");
  CHECK(params->member("action")->content == "hold");
  CHECK(bench.settled(Ticket{1})->value);
}
