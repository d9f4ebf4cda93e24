// A microphone that is refused, and the application that is asked first.
#include <catch_amalgamated.hpp>

#include "reload.hpp"
#include "talking.hpp"

using namespace holdfast;
using namespace holdfast::bench;
using enum CallState;

namespace {

Config asking() {
  Config config = usual_config();
  config.media_retry = 20s;
  return config;
}

/// A call that arrived, and was answered without a microphone.
struct Refused : Bench {
  CallKey call{2};

  explicit Refused(Config config = asking()) : Bench(std::move(config)) {
    connect();
    browser.grants_media = false;
    gateway.invite("in-1");
    advance(50ms);
    feed(fact::AnswerCall{call, {}});
    advance(50ms);
  }
  [[nodiscard]] std::vector<RetryStep> steps() const {
    std::vector<RetryStep> steps;
    for (const auto& retry : all<request::MediaRetry>()) steps.push_back(retry.step);
    return steps;
  }
  void check_ended(ErrorCode code) const {
    CHECK(steps() == std::vector{RetryStep::Offered, RetryStep::Failed});
    CHECK(all<request::MediaRetry>().back().code == code);
    CHECK(all<request::MediaRetry>().back().message == "no");
    CHECK(errors() == std::vector{code});
    CHECK(state(call) == Destroy);
    CHECK(snapshot(call)->end_reason == EndReason::Media);
    CHECK(snapshot(call)->cause.text == "USER_BUSY");
    CHECK(snapshot(call)->cause.code == 17);
    CHECK(gateway.calls.empty());
    CHECK(browser.microphones.empty());
  }
};

}  // namespace

TEST_CASE("G13: a refused microphone asks the application first, with the time it has") {
  Refused bench;
  REQUIRE(bench.steps() == std::vector{RetryStep::Offered});
  const auto offered = bench.all<request::MediaRetry>().front();
  CHECK(offered.call == bench.call);
  CHECK(offered.code == ErrorCode::MediaMicrophonePermissionDenied);
  CHECK(offered.message == "no");
  CHECK(offered.deadline - bench.now().wall > 19s);
  CHECK(offered.deadline - bench.now().wall <= 20s);
  CHECK(bench.state(bench.call) == Ringing);
  CHECK(bench.errors().empty());
}

TEST_CASE("G13: resume tries once more, and the answer goes on") {
  Refused bench;
  bench.browser.grants_media = true;
  bench.feed(fact::ResumeMedia{bench.call});
  bench.feed(fact::ResumeMedia{bench.call});
  bench.advance(30s);
  CHECK(bench.steps() == std::vector{RetryStep::Offered, RetryStep::Succeeded});
  CHECK(bench.state(bench.call) == Active);
  CHECK(bench.browser.acquired[bench.call] == 2);
  CHECK(bench.errors().empty());
}

TEST_CASE("G13: once resumed, the user may take any time for the browser's question") {
  Refused bench;
  bench.advance(19s);
  bench.browser.decides_media = false;
  bench.feed(fact::ResumeMedia{bench.call});
  bench.feed(fact::RejectMedia{bench.call});
  bench.advance(1min);
  CHECK(bench.steps() == std::vector{RetryStep::Offered});
  bench.feed(fact::MediaGranted{bench.call});
  bench.advance(100ms);
  CHECK(bench.steps() == std::vector{RetryStep::Offered, RetryStep::Succeeded});
  CHECK(bench.state(bench.call) == Active);
  bench.feed(fact::RejectMedia{bench.call});
  bench.feed(fact::MediaRefused{bench.call, "NotAllowedError", "no"});
  CHECK(bench.state(bench.call) == Active);
}

TEST_CASE("G13: a microphone that opens unasked is an answer too") {
  Refused bench;
  bench.feed(fact::MediaGranted{bench.call});
  bench.advance(1min);
  CHECK(bench.steps() == std::vector{RetryStep::Offered, RetryStep::Succeeded});
  CHECK(bench.state(bench.call) == Active);
}

TEST_CASE("G13: reject ends the call with the code of the first failure") {
  Refused bench;
  bench.feed(fact::RejectMedia{bench.call});
  bench.feed(fact::ResumeMedia{bench.call});
  bench.advance(1s);
  bench.check_ended(ErrorCode::MediaMicrophonePermissionDenied);
  CHECK(bench.browser.acquired[bench.call] == 1);
}

TEST_CASE("G13: so does the timeout") {
  Refused bench;
  bench.advance(19s);
  CHECK(bench.state(bench.call) == Ringing);
  bench.advance(1s);
  bench.check_ended(ErrorCode::MediaMicrophonePermissionDenied);
}

TEST_CASE("G13: a second refusal is the end, with its own code") {
  Refused bench;
  bench.browser.refusal = "NotFoundError";
  bench.feed(fact::ResumeMedia{bench.call});
  bench.advance(1s);
  bench.check_ended(ErrorCode::MediaDeviceNotFound);
}

TEST_CASE(
    "G13: a call that ends meanwhile never opens a microphone, and the outcome is told once") {
  Refused bench;
  bench.browser.grants_media = true;
  SECTION("by the far end") { bench.gateway.bye("in-1"); }
  SECTION("by us") { bench.feed(fact::HangUp{bench.call, Ticket{1}, {}, {}}); }
  SECTION("with the socket") { bench.gateway.cut(); }
  bench.advance(100ms);
  bench.feed(fact::ResumeMedia{bench.call});
  bench.advance(30s);
  CHECK(bench.steps() == std::vector{RetryStep::Offered, RetryStep::Failed});
  CHECK(bench.state(bench.call) == Destroy);
  CHECK(bench.browser.acquired[bench.call] == 1);
  CHECK(bench.browser.microphones.empty());
}

TEST_CASE("G13: a call that ends while the microphone is tried again lets go of it") {
  Refused bench;
  bench.browser.grants_media = true;
  bench.feed(fact::ResumeMedia{bench.call});
  bench.feed(fact::HangUp{bench.call, Ticket{1}, {}, {}});
  bench.advance(1s);
  CHECK(bench.steps() == std::vector{RetryStep::Offered, RetryStep::Failed});
  CHECK(bench.browser.microphones.empty());
}

TEST_CASE("G13: without the option a refused microphone ends the call at once") {
  Refused bench(usual_config());
  CHECK(bench.steps().empty());
  CHECK(bench.errors() == std::vector{ErrorCode::MediaMicrophonePermissionDenied});
  CHECK(bench.snapshot(bench.call)->end_reason == EndReason::Media);
}

TEST_CASE("G13: outbound calls are asked about only if that was wanted") {
  Config config = asking();
  SECTION("not") {
    Bench bench(config);
    bench.connect();
    bench.browser.grants_media = false;
    const CallKey call = bench.talk();
    CHECK(bench.all<request::MediaRetry>().empty());
    CHECK(bench.snapshot(call)->end_reason == EndReason::Media);
  }
  SECTION("wanted") {
    config.media_retry_outbound = true;
    Bench bench(config);
    bench.connect();
    bench.browser.grants_media = false;
    const CallKey call = bench.talk();
    CHECK(bench.all<request::MediaRetry>().size() == 1);
    bench.browser.grants_media = true;
    bench.feed(fact::ResumeMedia{call});
    bench.advance(200ms);
    CHECK(bench.state(call) == Active);
  }
}

TEST_CASE("G13: a browser without microphones is not asked again") {
  Config config = asking();
  config.media_retry_outbound = true;
  Bench bench(config);
  bench.connect();
  bench.browser.grants_media = false;
  bench.browser.refusal = "";
  const CallKey call = bench.talk();
  CHECK(bench.all<request::MediaRetry>().empty());
  CHECK(bench.snapshot(call)->end_reason == EndReason::Media);
}

TEST_CASE("G13: after a reload the call that comes back waits for its microphone too") {
  Talking before(reloading());
  before.feed(fact::PageLeaving{});
  Config config = reloading();
  config.media_retry = 20s;
  const auto page = next_page(before, 1s, config);
  page->browser.grants_media = false;
  page->feed(fact::Connect{storage(before)});
  page->advance(2s);
  REQUIRE(page->all<request::MediaRetry>().size() == 1);
  const CallKey call = page->all<request::MediaRetry>().front().call;
  CHECK(page->state(call) == Recovering);
  page->browser.grants_media = true;
  page->feed(fact::ResumeMedia{call});
  page->advance(2s);
  CHECK(page->told(call) == std::vector{Recovering, Active});
  CHECK(page->browser.acquired[call] == 2);
}

TEST_CASE("digits that cannot be sent are an error, and are not sent later") {
  Bench bench;
  bench.connect();
  const CallKey call = bench.talk();
  bench.gateway.cut();
  bench.advance(0ms);
  bench.feed(fact::SendDtmf{call, "5"});
  CHECK(bench.errors() == std::vector{ErrorCode::DigitsNotSent});
  bench.advance(5s);
  CHECK(bench.gateway.count("telnyx_rtc.info") == 0);
}
