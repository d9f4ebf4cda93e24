// How good a call sounds: the arithmetic against numbers worked out by hand, and when a warning is
// given. No browser counts here: each test says second by second what was counted.
#include <catch_amalgamated.hpp>
#include <cmath>

#include "quality/measure.hpp"
#include "talking.hpp"

using namespace holdfast;
using namespace holdfast::bench;
using Catch::Matchers::WithinAbs;

namespace {

/// A talking call whose samples the test brings. What is said of a good second: nothing.
struct Sampled : Talking {
  MediaSample second{.bytes_sent = 0,
                     .bytes_received = 0,
                     .packets_received = 0,
                     .packets_lost = 0,
                     .jitter = 2'000,
                     .round_trip = 50'000,
                     .level_sent = 200'000,
                     .level_received = 200'000,
                     .far_jitter = 3'000,
                     .far_round_trip = 60'000,
                     .microphone_open = true,
                     .pair = "A"};

  /// So many seconds go by, each with 50 packets both ways, as far as they are counted.
  void pass(int seconds, std::uint32_t packets = 50) {
    for (int passed = 0; passed < seconds; ++passed) {
      advance(1s);
      if (second.bytes_sent) *second.bytes_sent += sends ? 8'000 : 0;
      if (second.bytes_received) *second.bytes_received += packets * 160;
      if (second.packets_received) *second.packets_received += packets;
      feed(fact::MediaSampled{call, peer, second});
    }
  }
  /// The warnings of sound since the last question.
  std::vector<WarningCode> warned() {
    const auto all = warnings();
    forget_outputs();
    return all;
  }
  request::MediaMeasured measured() {
    const auto all = this->all<request::MediaMeasured>();
    REQUIRE_FALSE(all.empty());
    return all.back();
  }

  PeerGeneration peer{1};
  bool sends = true;
};

using Codes = std::vector<WarningCode>;

}  // namespace

// ---- the arithmetic -----------------------------------------------------------------------------

TEST_CASE("loss is the share of what should have come") {
  CHECK_FALSE(quality::loss(0, 0));
  CHECK(quality::loss(1, 99) == 1);
  CHECK(quality::loss(50, 0) == 100);
  CHECK(quality::loss(0, 50) == 0);
  CHECK(quality::loss(-2, 50) == 0);  // packets that came twice
}

TEST_CASE("the logarithm is that of the C library") {
  for (const double number : {1.0, 1.01, 1.5, 2.0, 3.0, 11.0, 51.0, 101.0}) {
    CHECK_THAT(quality::logarithm(number), WithinAbs(std::log(number), 1e-12));
  }
}

TEST_CASE("the score of an interval, worked out by hand") {
  // R = 93.2: 1 + 3.262 + 93.2 · 33.2 · 6.8 · 7e-6 = 4.262 + 0.147286
  CHECK_THAT(quality::score_of_interval(0, 0, 0), WithinAbs(4.409286, 1e-6));
  // R = 93.2 − 1.1 − 5 − 1 = 86.1: 1 + 3.0135 + 86.1 · 26.1 · 13.9 · 7e-6 = 4.0135 + 0.218654
  CHECK_THAT(quality::score_of_interval(10, 2, 100), WithinAbs(4.232154, 1e-6));
  // R = 93.2 − 25 = 68.2: 1 + 2.387 + 68.2 · 8.2 · 31.8 · 7e-6 = 3.387 + 0.124487
  CHECK_THAT(quality::score_of_interval(0, 10, 0), WithinAbs(3.511487, 1e-6));
  // R = 93.2 − 55 − 250 − 20 is below 0, where the cubic rises again: nothing is worse than 1
  CHECK(quality::score_of_interval(500, 100, 2'000) == 1);
}

TEST_CASE("the score of a call, worked out by hand") {
  CHECK_THAT(quality::score_of_call(0, 0, 0), WithinAbs(4.409286, 1e-6));
  // delay 10 + 50, R = 93.2 − 1.44 = 91.76: 1 + 3.2116 + 91.76 · 31.76 · 8.24 · 7e-6 = 4.2116 +
  // 0.168097
  CHECK_THAT(quality::score_of_call(10, 0, 100), WithinAbs(4.379697, 1e-6));
  // delay 277.3, R = 93.2 − 6.6552 − 11 = 75.5448: 1 + 2.644068 + 0.201029
  CHECK_THAT(quality::score_of_call(77.3, 0, 400), WithinAbs(3.845097, 1e-6));
  // Ie = 20 ln 2 = 13.862944, R = 79.337056: 1 + 2.776797 + 0.221900
  CHECK_THAT(quality::score_of_call(0, 1, 0), WithinAbs(3.998697, 1e-6));
}

TEST_CASE("the grades lie next to each other") {
  CHECK(quality::grade(4.41) == Grade::Excellent);
  CHECK(quality::grade(4.2) == Grade::Good);
  CHECK(quality::grade(4.1) == Grade::Good);
  CHECK(quality::grade(4.05) == Grade::Fair);
  CHECK(quality::grade(3.7) == Grade::Fair);
  CHECK(quality::grade(3.65) == Grade::Poor);
  CHECK(quality::grade(3.1) == Grade::Poor);
  CHECK(quality::grade(3.09) == Grade::Bad);
}

// ---- warnings -----------------------------------------------------------------------------------

TEST_CASE("a good call is measured from its first second, and warned of never") {
  Sampled bench;
  CHECK(bench.all<request::SampleMedia>().size() == 1);
  bench.pass(100);
  CHECK(bench.warnings().empty());
  CHECK(bench.all<request::MediaMeasured>().size() == 100);
  CHECK(bench.measured().jitter == 3'000);
  CHECK(bench.measured().round_trip == 60'000);
  CHECK(bench.measured().grade == Grade::Excellent);
  CHECK_THAT(bench.measured().mos, WithinAbs(quality::score_of_call(3, 0, 60) * 1e6, 1));
}

TEST_CASE("three bad seconds in a row are warned of, again after 15 s, and one good one ends it") {
  Sampled bench;
  const auto [code, spoil, mend] =
      GENERATE(table<WarningCode, void (*)(MediaSample&), void (*)(MediaSample&)>({
          {WarningCode::HighRtt, [](MediaSample& one) { one.round_trip = 400'001; },
           [](MediaSample& one) { one.round_trip = 400'000; }},
          {WarningCode::HighJitter, [](MediaSample& one) { one.jitter = 30'001; },
           [](MediaSample& one) { one.jitter = 30'000; }},
          {WarningCode::LowInboundAudio, [](MediaSample& one) { one.level_received = 1'000; },
           [](MediaSample& one) { one.level_received = 1'001; }},
      }));
  spoil(bench.second);
  bench.pass(2);
  CHECK(bench.warned().empty());
  bench.pass(1);
  CHECK(bench.warned() == Codes{code});
  bench.pass(14);
  CHECK(bench.warned().empty());
  bench.pass(1);
  CHECK(bench.warned() == Codes{code});
  mend(bench.second);
  bench.pass(1);
  spoil(bench.second);
  bench.pass(2);
  CHECK(bench.warned().empty());
  bench.pass(1);
  CHECK(bench.warned() == Codes{code});
}

TEST_CASE("loss counts by the second, not by the call") {
  Sampled bench;
  bench.pass(100);
  for (int second = 0; second < 3; ++second) {
    *bench.second.packets_lost += 1;
    bench.pass(1);
  }
  CHECK(bench.warned() == Codes{WarningCode::HighPacketLoss});
}

TEST_CASE("a second that nobody would like to hear is a low score") {
  Sampled bench;
  bench.pass(1);
  for (int second = 0; second < 3; ++second) {
    *bench.second.packets_lost += 6;  // of 56: R = 93.2 − 0.22 − 26.8 − 0.5
    bench.pass(1);
  }
  CHECK(bench.warned() == Codes{WarningCode::HighPacketLoss, WarningCode::LowMos});
}

TEST_CASE("bytes that stand still are warned of, each way for itself") {
  Sampled bench;
  bench.pass(1);
  SECTION("nothing comes") {
    bench.pass(3, 0);
    CHECK(bench.warned() == Codes{WarningCode::LowBytesReceived});
  }
  SECTION("nothing goes") {
    bench.sends = false;
    bench.pass(3);
    CHECK(bench.warned() == Codes{WarningCode::LowBytesSent});
  }
  SECTION("what is not counted is no evidence") {
    bench.second.bytes_received.reset();
    bench.second.bytes_sent.reset();
    bench.pass(10);
    CHECK(bench.warned().empty());
  }
}

TEST_CASE("nobody expects sound of a call on hold, and the count begins anew after it") {
  Sampled bench;
  bench.second.level_received = 0;
  bench.pass(2, 0);
  bench.feed(fact::Hold{bench.call, {}, HoldAction::Hold});
  bench.advance(100ms);
  bench.pass(20, 0);
  CHECK(bench.warned().empty());
  bench.feed(fact::Hold{bench.call, {}, HoldAction::Unhold});
  bench.advance(100ms);
  bench.pass(2, 0);
  CHECK(bench.warned().empty());
  bench.pass(1, 0);
  CHECK(bench.warned() == Codes{WarningCode::LowBytesReceived, WarningCode::LowInboundAudio});
}

TEST_CASE("a microphone that never gave a sound is warned of after three seconds") {
  Sampled bench;
  bench.second.level_sent = 0;
  bench.pass(3);
  CHECK(bench.warned() == Codes{WarningCode::LowLocalAudio});
}

TEST_CASE("one that did may pause for 30 s, and is warned of once") {
  Sampled bench;
  bench.pass(1);
  bench.second.level_sent = 0;
  bench.pass(30);
  CHECK(bench.warned().empty());
  bench.pass(1);
  CHECK(bench.warned() == Codes{WarningCode::LowLocalAudio});
  bench.pass(100);
  CHECK(bench.warned().empty());
}

TEST_CASE("a closed microphone may be silent") {
  Sampled bench;
  bench.second.level_sent = 0;
  bench.second.microphone_open = false;
  bench.pass(100);
  CHECK(bench.warned().empty());
}

TEST_CASE("another pair of candidates is told each time") {
  Sampled bench;
  bench.pass(1);
  bench.second.pair = "B";
  bench.pass(2);
  bench.second.pair.clear();
  bench.pass(1);
  bench.second.pair = "A";
  bench.pass(2);
  CHECK(bench.warned() == Codes{WarningCode::IceCandidatePairChanged});
}

TEST_CASE("after a recovery the new peer is measured, from nothing") {
  Sampled bench;
  bench.pass(5);
  bench.lose();
  bench.advance(3s);
  REQUIRE(bench.state(bench.call) == CallState::Active);
  bench.forget_outputs();
  bench.pass(1);
  CHECK(bench.all<request::MediaMeasured>().empty());  // the old peer is nobody's
  bench.peer = {2};
  bench.second.bytes_received = 0;
  bench.second.pair = "B";
  bench.pass(2);
  CHECK(bench.all<request::MediaMeasured>().size() == 2);
  CHECK(bench.warnings().empty());
}

TEST_CASE("what the browser does not count is not judged") {
  Sampled bench;
  bench.second = {};
  bench.pass(10);
  CHECK(bench.warned().empty());
  bench.pass(1);
  CHECK(bench.measured().grade == Grade::Unknown);
  CHECK(bench.measured().mos == 4'409'286);
}
