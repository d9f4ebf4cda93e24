// A call's life: placing, ringing, answering, holding, ending from either side.
#include <catch_amalgamated.hpp>

#include "bench.hpp"

using namespace holdfast;
using namespace holdfast::bench;
using enum CallState;

namespace {

struct Ready : Bench {
  explicit Ready(Config config = usual_config()) : Bench(std::move(config)) { connect(); }

  /// A call that arrives; its key.
  CallKey ring(std::string_view id = "in-1") {
    gateway.invite(id);
    advance(50ms);
    return all<request::CallChanged>().back().snapshot.call;
  }
  void answer(CallKey call) {
    feed(fact::AnswerCall{call, {}});
    advance(200ms);
  }
};

std::string wire_text(const wire::Json* json, std::initializer_list<std::string_view> path) {
  for (const std::string_view name : path) {
    if (json == nullptr) return "(absent)";
    json = json->member(name);
  }
  return json == nullptr ? "(absent)" : json->content;
}

}  // namespace

TEST_CASE("an outbound call goes requesting, trying, active") {
  Ready bench;
  const CallKey call = bench.talk();
  CHECK(bench.told(call) == std::vector{Requesting, Trying, Active});
  CHECK(bench.snapshot(call)->direction == Direction::Outbound);
  CHECK(bench.snapshot(call)->telnyx.leg == "leg of K1");
  CHECK(bench.browser.heard(call) == 1);
  CHECK(wire_text(bench.gateway.last("telnyx_rtc.invite"), {"params", "sdp"}) ==
        "offer of peer 1+candidates");
  CHECK(bench.browser.peers[{call, PeerGeneration{1}}].remote_sdp == "answer of the gateway");
}

TEST_CASE("early media is heard before the answer, and ringback stops for it") {
  Ready bench;
  bench.gateway.early_media = true;
  const CallKey call = bench.talk();
  CHECK(bench.told(call) == std::vector{Requesting, Trying, Early, Active});
  CHECK(bench.browser.ringing.empty());
}

TEST_CASE("trickling sends the offer at once and each candidate after it") {
  Ready bench;
  CallPlan plan;
  plan.trickle = true;
  bench.feed(fact::PlaceCall{CallKey{1}, {"K1"}, plan, {}, {}, {}});
  bench.advance(200ms);
  CHECK(bench.state(CallKey{1}) == Active);
  CHECK(wire_text(bench.gateway.last("telnyx_rtc.invite"), {"params", "sdp"}) == "offer of peer 1");
  CHECK(bench.gateway.count("telnyx_rtc.candidate") == 1);
  CHECK(bench.gateway.count("telnyx_rtc.endOfCandidates") == 1);
}

TEST_CASE("candidates of the far end wait for its description") {
  Ready bench;
  bench.gateway.answers_calls = false;
  const CallKey call = bench.talk();
  bench.gateway.send("telnyx_rtc.candidate",
                     Members().text("callID", "K1").text("candidate", "c1").text("sdpMid", "0"));
  bench.advance(50ms);
  const auto& peer = bench.browser.peers[{call, PeerGeneration{1}}];
  CHECK(peer.candidates.empty());
  bench.gateway.send("telnyx_rtc.answer",
                     Members().text("callID", "K1").text("sdp", "late answer"));
  bench.advance(50ms);
  REQUIRE(peer.candidates.size() == 1);
  CHECK(peer.candidates.front().candidate == "c1");
}

TEST_CASE("an inbound call rings, is answered, and talks") {
  Ready bench;
  const CallKey call = bench.ring();
  CHECK(bench.told(call) == std::vector{New, Ringing});
  CHECK(bench.snapshot(call)->direction == Direction::Inbound);
  CHECK(bench.snapshot(call)->parties.remote_number == "+15550100");
  CHECK(bench.browser.ringing.contains(call));
  CHECK(bench.browser.acquired[call] == 0);
  bench.answer(call);
  CHECK(bench.told(call) == std::vector{New, Ringing, Answering, Active});
  CHECK(bench.browser.ringing.empty());
  CHECK(bench.gateway.count("telnyx_rtc.answer") == 1);
}

TEST_CASE("an invite told twice is one call") {
  Ready bench;
  bench.ring("in-1");
  bench.ring("in-1");
  CHECK(bench.all<request::StartTone>().size() == 1);
}

TEST_CASE("answering twice is a warning and nothing else") {
  Ready bench;
  const CallKey call = bench.ring();
  bench.feed(fact::AnswerCall{call, {}});
  bench.feed(fact::AnswerCall{call, {}});
  bench.advance(200ms);
  CHECK(bench.warnings() == std::vector{WarningCode::AnswerWhilePeerActive});
  CHECK(bench.gateway.count("telnyx_rtc.answer") == 1);
}

TEST_CASE("hanging up says BYE, closes the microphone at once, and settles when all is over") {
  Ready bench;
  const CallKey call = bench.talk();
  bench.feed(fact::HangUp{call, Ticket{1}, {}, {}});
  CHECK(bench.state(call) == Hangup);
  CHECK(bench.browser.microphones.empty());
  CHECK(bench.browser.open_peers() == 0);
  CHECK_FALSE(bench.settled(Ticket{1}));
  bench.advance(100ms);
  CHECK(bench.state(call) == Destroy);
  CHECK(bench.settled(Ticket{1})->value);
  CHECK(bench.snapshot(call)->cause.text == "NORMAL_CLEARING");
  CHECK(bench.snapshot(call)->end_reason == EndReason::Local);
  CHECK(bench.gateway.count("telnyx_rtc.bye") == 1);
}

TEST_CASE("hanging up twice is one BYE, and both promises settle") {
  Ready bench;
  const CallKey call = bench.talk();
  bench.feed(fact::HangUp{call, Ticket{1}, {}, {}});
  bench.feed(fact::HangUp{call, Ticket{2}, {}, {}});
  bench.advance(100ms);
  bench.feed(fact::HangUp{call, Ticket{3}, {}, {}});
  CHECK(bench.settled(Ticket{1}));
  CHECK(bench.settled(Ticket{2}));
  CHECK(bench.settled(Ticket{3}));
  CHECK(bench.gateway.count("telnyx_rtc.bye") == 1);
  CHECK(bench.told(call) == std::vector{Requesting, Trying, Active, Hangup, Destroy});
}

TEST_CASE("a BYE without reply keeps nobody waiting beyond 5 s") {
  Ready bench;
  const CallKey call = bench.talk();
  bench.gateway.withheld = {"telnyx_rtc.bye"};
  bench.feed(fact::HangUp{call, Ticket{1}, {}, {}});
  bench.advance(4990ms);
  CHECK(bench.state(call) == Hangup);
  bench.advance(20ms);
  CHECK(bench.state(call) == Destroy);
}

TEST_CASE("a call given up before it was answered is USER_BUSY") {
  Ready bench;
  bench.gateway.answers_calls = false;
  const CallKey call = bench.talk();
  bench.feed(fact::HangUp{call, Ticket{1}, {}, {}});
  CHECK(bench.snapshot(call)->cause.text == "USER_BUSY");
  CHECK(bench.snapshot(call)->cause.code == 17);
}

TEST_CASE("the far end hangs up: its cause is kept and no BYE goes back") {
  Ready bench;
  const CallKey call = bench.talk();
  bench.gateway.bye("K1");
  bench.advance(50ms);
  CHECK(bench.state(call) == Destroy);
  CHECK(bench.snapshot(call)->end_reason == EndReason::Remote);
  CHECK(bench.snapshot(call)->cause.sip_code == 200);
  CHECK(bench.gateway.count("telnyx_rtc.bye") == 0);
  CHECK(bench.browser.open_peers() == 0);
}

TEST_CASE("a microphone that was granted after the hangup is released") {
  Ready bench;
  const CallKey call = bench.place();
  bench.feed(fact::HangUp{call, Ticket{1}, {}, {}});
  bench.browser.microphones[call] = true;  // the user says yes now
  bench.feed(fact::MediaGranted{call});
  CHECK(bench.browser.microphones.empty());
  CHECK(bench.gateway.count("telnyx_rtc.bye") == 0);
}

TEST_CASE("a refused microphone ends the call with the code of the refusal") {
  const std::vector<std::pair<std::string, ErrorCode>> table{
      {"NotAllowedError", ErrorCode::MediaMicrophonePermissionDenied},
      {"NotFoundError", ErrorCode::MediaDeviceNotFound},
      {"OverconstrainedError", ErrorCode::MediaDeviceNotFound},
      {"NotReadableError", ErrorCode::MediaGetUserMediaFailed},
      {"", ErrorCode::MediaGetUserMediaFailed}};
  for (const auto& [name, code] : table) {
    Ready bench;
    bench.browser.grants_media = false;
    bench.browser.refusal = name;
    const CallKey call = bench.talk();
    CHECK(bench.errors() == std::vector{code});
    CHECK(bench.state(call) == Destroy);
    CHECK(bench.snapshot(call)->end_reason == EndReason::Media);
    CHECK(bench.gateway.count("telnyx_rtc.bye") == 0);
  }
}

TEST_CASE("a refused microphone ends an inbound call with a BYE") {
  Ready bench;
  const CallKey call = bench.ring();
  bench.browser.grants_media = false;
  bench.answer(call);
  CHECK(bench.state(call) == Destroy);
  CHECK(bench.gateway.count("telnyx_rtc.bye") == 1);
}

TEST_CASE("a candidate the browser refuses ends nothing") {
  Ready bench;
  const CallKey call = bench.talk();
  bench.feed(fact::PeerFailed{call, PeerGeneration{1}, PeerOperation::AddCandidate, "Error", "no"});
  CHECK(bench.errors().empty());
  CHECK(bench.state(call) == Active);
}

TEST_CASE("an invite without reply ends the call with 40005") {
  Ready bench;
  bench.gateway.withheld = {"telnyx_rtc.invite"};
  const CallKey call = bench.talk();
  bench.advance(11s);
  CHECK(bench.errors() == std::vector{ErrorCode::SdpSendFailed});
  CHECK(bench.state(call) == Destroy);
}

TEST_CASE("hold and unhold follow the gateway's word and settle true") {
  Ready bench;
  const CallKey call = bench.talk();
  bench.feed(fact::Hold{call, Ticket{1}, HoldAction::Hold});
  bench.advance(50ms);
  CHECK(bench.settled(Ticket{1})->value);
  CHECK(bench.state(call) == Held);
  bench.feed(fact::Hold{call, Ticket{2}, HoldAction::Unhold});
  bench.advance(50ms);
  CHECK(bench.settled(Ticket{2})->value);
  CHECK(bench.state(call) == Active);
}

TEST_CASE("hold at a wrong time settles false with 44001") {
  Ready bench;
  const CallKey call = bench.ring();
  bench.feed(fact::Hold{call, Ticket{1}, HoldAction::Hold});
  REQUIRE(bench.settled(Ticket{1}));
  CHECK_FALSE(bench.settled(Ticket{1})->value);
  CHECK(bench.errors() == std::vector{ErrorCode::HoldFailed});
}

TEST_CASE("a hold pending at the end of its call settles false") {
  Ready bench;
  const CallKey call = bench.talk();
  bench.gateway.withheld = {"telnyx_rtc.modify"};
  bench.feed(fact::Hold{call, Ticket{1}, HoldAction::Hold});
  bench.gateway.bye("K1");
  bench.advance(50ms);
  REQUIRE(bench.settled(Ticket{1}));
  CHECK_FALSE(bench.settled(Ticket{1})->value);
}

TEST_CASE("mute is a wish that holds for the microphone that comes later") {
  Ready bench;
  const CallKey call = bench.place("K1", true);
  CHECK(bench.snapshot(call)->muted);
  bench.advance(200ms);
  CHECK(bench.browser.microphones.at(call) == false);
  bench.feed(fact::SetMuted{call, false});
  CHECK(bench.browser.microphones.at(call) == true);
  CHECK_FALSE(bench.snapshot(call)->muted);
}

TEST_CASE("digits go out in one message") {
  Ready bench;
  const CallKey call = bench.talk();
  bench.feed(fact::SendDtmf{call, "12#"});
  CHECK(wire_text(bench.gateway.last("telnyx_rtc.info"), {"params", "dtmf"}) == "12#");
}

TEST_CASE("a late acceptance never takes a call back") {
  Ready bench;
  bench.gateway.withheld = {"telnyx_rtc.invite"};
  const CallKey call = bench.talk();
  bench.gateway.send("telnyx_rtc.answer", Members().text("callID", "K1").text("sdp", "answer"));
  bench.advance(50ms);
  REQUIRE(bench.state(call) == Active);
  Members reply;
  reply.text("jsonrpc", "2.0").json("id", *bench.gateway.last("telnyx_rtc.invite")->member("id"));
  bench.gateway.say(reply.object("result", Members().text("message", "CALL CREATED")).value());
  bench.advance(50ms);
  CHECK(bench.state(call) == Active);
}

TEST_CASE("requests of the gateway are acknowledged, also for calls that are gone") {
  Ready bench;
  bench.gateway.send("telnyx_rtc.bye", Members().text("callID", "nobody"));
  bench.advance(50ms);
  CHECK(wire_text(&bench.gateway.frames.back().json, {"result", "method"}) == "telnyx_rtc.bye");
}

TEST_CASE("disconnect() drops every call with a BYE, then closes the socket and settles") {
  Ready bench;
  const CallKey call = bench.talk();
  bench.feed(fact::Disconnect{Ticket{9}});
  CHECK(bench.told(call) == std::vector{Requesting, Trying, Active, Purge, Hangup});
  bench.advance(100ms);
  CHECK(bench.state(call) == Destroy);
  CHECK(bench.settled(Ticket{9})->value);
  CHECK(bench.gateway.count("telnyx_rtc.bye") == 1);
  CHECK(bench.session().at_rest());
}

TEST_CASE("disconnect() waits at most 5 s for the replies") {
  Ready bench;
  bench.talk();
  bench.gateway.silent = true;
  bench.feed(fact::Disconnect{Ticket{9}});
  bench.advance(5100ms);
  CHECK(bench.settled(Ticket{9}));
  CHECK(bench.session().at_rest());
}

TEST_CASE("a punt without the option drops every call and nothing reconnects") {
  Config config = usual_config();
  config.keep_calls = false;
  Ready bench(config);
  const CallKey call = bench.talk();
  bench.gateway.send("telnyx_rtc.punt", Members());
  bench.advance(10min);
  CHECK(bench.told(call) == std::vector{Requesting, Trying, Active, Purge, Hangup, Destroy});
  CHECK(bench.sockets() == 1);
}

TEST_CASE("a punt with the option is a loss: acknowledged, then recovered") {
  Ready bench;
  const CallKey call = bench.talk();
  bench.gateway.send("telnyx_rtc.punt", Members());
  bench.advance(5s);
  CHECK(bench.sockets() == 2);
  CHECK(bench.state(call) == Active);
  CHECK(bench.snapshot(call)->recovered_id == CallId{"K1"});
}
