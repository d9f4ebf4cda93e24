// Why a call ended: each row of the table, with its cause, its code and the error beside it.
#include <catch_amalgamated.hpp>

#include "talking.hpp"

using namespace holdfast;
using namespace holdfast::bench;
using enum CallState;

namespace {

/// How a call ended, as the application is told.
struct End {
  EndReason reason;
  std::string cause;
  int code;
  std::vector<ErrorCode> errors;

  friend bool operator==(const End&, const End&) = default;
};

End end_of(const Bench& bench, CallKey call) {
  REQUIRE(bench.state(call) == Destroy);
  const auto last = bench.snapshot(call);
  return {last->end_reason, last->cause.text, last->cause.code, bench.errors()};
}

}  // namespace

TEST_CASE("why a call ended: local") {
  Talking bench;
  bench.hang_up();
  bench.advance(100ms);
  CHECK(end_of(bench, bench.call) == End{EndReason::Local, "NORMAL_CLEARING", 16, {}});
}

TEST_CASE("why a call ended: local, before it was answered") {
  Bench bench;
  bench.gateway.answers_calls = false;
  bench.connect();
  const CallKey call = bench.talk();
  bench.feed(fact::HangUp{call, Ticket{1}, {}, {}});
  bench.advance(100ms);
  CHECK(end_of(bench, call) == End{EndReason::Local, "USER_BUSY", 17, {}});
}

TEST_CASE("why a call ended: local, while it is re-attached it counts as answered") {
  Talking bench;
  bench.lose();
  REQUIRE(bench.until([&] { return bench.state(bench.call) == Recovering; }));
  bench.hang_up();
  bench.advance(100ms);
  CHECK(end_of(bench, bench.call) == End{EndReason::Local, "NORMAL_CLEARING", 16, {}});
}

TEST_CASE("why a call ended: remote") {
  Talking bench;
  bench.gateway.bye("K1");
  bench.advance(100ms);
  CHECK(end_of(bench, bench.call) == End{EndReason::Remote, "NORMAL_CLEARING", 16, {}});
}

TEST_CASE("why a call ended: socket-lost") {
  Talking bench(careless());
  bench.lose();
  CHECK(end_of(bench, bench.call) == End{EndReason::SocketLost, "NETWORK_OUT_OF_ORDER", 38, {}});
}

TEST_CASE("why a call ended: not-established, whatever it was doing and whatever the option") {
  const bool keep = GENERATE(true, false);
  Config config = usual_config();
  config.keep_calls = keep;
  Bench bench(config);
  bench.gateway.answers_calls = false;
  bench.connect();
  CallKey call{2};
  SECTION("requesting") {
    bench.gateway.withheld = {"telnyx_rtc.invite"};
    call = bench.talk();
    REQUIRE(bench.state(call) == Requesting);
  }
  SECTION("trying") {
    call = bench.talk();
    REQUIRE(bench.state(call) == Trying);
  }
  SECTION("early") {
    call = bench.talk();
    bench.gateway.send("telnyx_rtc.media", Members().text("callID", "K1").text("sdp", "early"));
    bench.advance(50ms);
    REQUIRE(bench.state(call) == Early);
  }
  SECTION("ringing") {
    bench.gateway.invite("in-1");
    bench.advance(50ms);
    REQUIRE(bench.state(call) == Ringing);
  }
  SECTION("answering") {
    bench.gateway.withheld = {"telnyx_rtc.answer"};
    bench.gateway.invite("in-1");
    bench.advance(50ms);
    bench.feed(fact::AnswerCall{call, {}});
    bench.advance(100ms);
    REQUIRE(bench.state(call) == Answering);
  }
  bench.gateway.cut();
  bench.advance(0ms);
  CHECK(end_of(bench, call) == End{EndReason::NotEstablished, "NETWORK_OUT_OF_ORDER", 38, {}});
  CHECK(bench.browser.open_peers() == 0);
  CHECK(bench.browser.microphones.empty());
}

TEST_CASE("why a call ended: not-reattached, every unlisted call for itself") {
  Talking bench;
  const CallKey other = bench.talk("K2");
  const CallKey third = bench.talk("K3");
  bench.gateway.calls.erase("K1");
  bench.gateway.calls.erase("K3");
  bench.lose();
  bench.advance(5s);
  const std::vector twice(2, ErrorCode::SessionNotReattached);
  for (const CallKey call : {bench.call, third}) {
    CHECK(end_of(bench, call) ==
          End{EndReason::NotReattached, "NORMAL_TEMPORARY_FAILURE", 41, twice});
  }
  CHECK(bench.state(other) == Active);
  std::vector<CallKey> blamed;
  for (const auto& raised : bench.all<request::ErrorRaised>()) blamed.push_back(raised.call);
  CHECK(blamed == std::vector{bench.call, third});
}

TEST_CASE("why a call ended: attach-refused") {
  Talking bench;
  bench.gateway.attach_error = -32002;
  bench.lose();
  bench.advance(5s);
  CHECK(end_of(bench, bench.call) ==
        End{EndReason::AttachRefused, "NORMAL_TEMPORARY_FAILURE", 41, {ErrorCode::SdpSendFailed}});
}

TEST_CASE("why a call ended: too-late") {
  Talking bench;
  bench.gateway.attaches = false;
  bench.lose();
  bench.advance(89s);
  CHECK(bench.state(bench.call) == Active);
  bench.advance(2s);
  CHECK(
      end_of(bench, bench.call) ==
      End{EndReason::TooLate, "RECOVERY_ON_TIMER_EXPIRE", 102, {ErrorCode::SessionNotReattached}});
}

TEST_CASE("why a call ended: peer-dead") {
  Talking bench;
  bench.gateway.update_error = -32002;
  bench.feed(fact::PeerStateChanged{bench.call, PeerGeneration{1}, PeerState::Failed});
  bench.advance(1min);
  CHECK(end_of(bench, bench.call) ==
        End{EndReason::PeerDead, "MEDIA_TIMEOUT", 604, {ErrorCode::IceRestartFailed}});
}

TEST_CASE("why a call ended: exhausted, and the error comes after all hangups") {
  Config config = usual_config();
  config.max_reconnect_attempts = 2;
  Talking bench(config);
  const CallKey other = bench.talk("K2");
  bench.gateway.accepts_sockets = false;
  bench.lose();
  bench.advance(10s);
  for (const CallKey call : {bench.call, other}) {
    const End end = end_of(bench, call);
    CHECK(end.reason == EndReason::Exhausted);
    CHECK(end.cause == "NETWORK_OUT_OF_ORDER");
    CHECK(end.code == 38);
    const auto over = place_of<request::CallChanged>(bench, [&](const auto& one) {
      return one.snapshot.call == call && one.snapshot.state == Destroy;
    });
    const auto error = place_of<request::ErrorRaised>(
        bench, [](const auto& one) { return one.code == ErrorCode::ReconnectionExhausted; });
    CHECK(over < error);
  }
}

TEST_CASE("why a call ended: media, no microphone") {
  const auto [name, code] = GENERATE(table<std::string, ErrorCode>({
      {"NotAllowedError", ErrorCode::MediaMicrophonePermissionDenied},
      {"NotFoundError", ErrorCode::MediaDeviceNotFound},
      {"OverconstrainedError", ErrorCode::MediaDeviceNotFound},
      {"NotReadableError", ErrorCode::MediaGetUserMediaFailed},
  }));
  Bench bench;
  bench.connect();
  bench.browser.grants_media = false;
  bench.browser.refusal = name;
  const CallKey call = bench.talk();
  CHECK(end_of(bench, call) == End{EndReason::Media, "USER_BUSY", 17, {code}});
}

TEST_CASE("why a call ended: media, a description that the browser refuses") {
  const auto [operation, code] = GENERATE(table<PeerOperation, ErrorCode>({
      {PeerOperation::CreateOffer, ErrorCode::SdpCreateOfferFailed},
      {PeerOperation::CreateAnswer, ErrorCode::SdpCreateAnswerFailed},
      {PeerOperation::SetLocalDescription, ErrorCode::SdpSetLocalDescriptionFailed},
      {PeerOperation::SetRemoteDescription, ErrorCode::SdpSetRemoteDescriptionFailed},
      {PeerOperation::Create, ErrorCode::UnexpectedError},
  }));
  Bench bench;
  bench.gateway.answers_calls = false;
  bench.connect();
  const CallKey call = bench.talk();
  bench.feed(fact::PeerFailed{call, PeerGeneration{1}, operation, "Error", "no"});
  bench.advance(100ms);
  CHECK(end_of(bench, call) == End{EndReason::Media, "USER_BUSY", 17, {code}});
}

TEST_CASE("why a call ended: a living call has no reason yet") {
  Talking bench;
  CHECK(bench.snapshot(bench.call)->end_reason == EndReason::None);
}
