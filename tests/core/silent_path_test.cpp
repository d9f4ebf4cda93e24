// A path that died while the browser still calls it connected: what the counts of each second give
// away, and what they must not be taken for.
#include <catch_amalgamated.hpp>

#include "talking.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {

/// A talking call whose seconds the test counts; at first all is well.
struct Counted : Talking {
  Counted() { forget_outputs(); }

  /// A second with so many bytes heard, checks sent and checks answered.
  void second(std::uint32_t bytes, std::uint32_t sent, std::uint32_t answered) {
    advance(1s);
    sample.path_received = sample.path_received.value_or(0) + bytes;
    sample.checks_sent = sample.checks_sent.value_or(0) + sent;
    sample.checks_answered = sample.checks_answered.value_or(0) + answered;
    feed(fact::MediaSampled{call, PeerGeneration{1}, sample});
  }
  void well() { second(8000, 1, 1); }
  /// As a browser counts that hears nothing any more: after 2.5 s it asks again and again.
  void die() {
    well();
    second(0, 1, 0);
    second(0, 1, 0);
    second(0, 20, 0);
  }
  [[nodiscard]] std::size_t restarts() const {
    std::size_t found = 0;
    for (const auto& create : all<request::CreateOffer>()) found += create.restart ? 1U : 0U;
    return found;
  }

  MediaSample sample{.pair = "A"};
};

}  // namespace

TEST_CASE("G16: a path over which nothing comes, and no check is answered, is left for another") {
  Counted bench;
  bench.well();
  bench.well();
  bench.second(0, 1, 0);
  bench.second(0, 1, 0);
  CHECK(bench.restarts() == 0);
  bench.second(0, 20, 0);
  bench.advance(100ms);
  REQUIRE(bench.restarts() == 1);
  CHECK(bench.warnings() ==
        std::vector{WarningCode::MediaRecoveryRequired, WarningCode::MediaRecoveryEnded});
  CHECK(bench.all<request::WarningRaised>().front().reason == "nothing_heard");
  CHECK(bench.told(bench.call).empty());
  CHECK(bench.errors().empty());
}

TEST_CASE("a far end that is silent, but answers checks, is well") {
  Counted bench;
  bench.well();
  for (int count = 0; count < 20; ++count) bench.second(0, 1, 1);
  CHECK(bench.restarts() == 0);
}

TEST_CASE("a far end that is heard, but answers no check, is for the browser to judge") {
  Counted bench;
  bench.well();
  for (int count = 0; count < 20; ++count) bench.second(8000, 20, 0);
  CHECK(bench.restarts() == 0);
}

TEST_CASE("a single bad second proves nothing, nor do few checks") {
  Counted bench;
  bench.well();
  bench.second(0, 30, 0);
  bench.well();
  bench.second(0, 1, 0);
  bench.second(0, 1, 0);
  bench.second(0, 1, 0);
  bench.well();
  CHECK(bench.restarts() == 0);
}

TEST_CASE("another pair begins anew") {
  Counted bench;
  bench.well();
  bench.second(0, 1, 0);
  bench.sample.pair = "B";
  bench.second(0, 20, 0);
  bench.second(0, 1, 0);
  CHECK(bench.restarts() == 0);
}

TEST_CASE("a browser that does not count says nothing") {
  Counted bench;
  for (int count = 0; count < 10; ++count) {
    bench.advance(1s);
    bench.feed(fact::MediaSampled{bench.call, PeerGeneration{1}, bench.sample});
  }
  CHECK(bench.restarts() == 0);
}

TEST_CASE("silence alone leads to one attempt in a while; then the browser's word counts") {
  Counted bench;
  bench.die();
  bench.advance(100ms);
  REQUIRE(bench.restarts() == 1);
  for (int count = 0; count < 10; ++count) bench.second(0, 20, 0);
  CHECK(bench.restarts() == 1);
  bench.feed(fact::PeerStateChanged{bench.call, PeerGeneration{1}, PeerState::Failed});
  bench.advance(100ms);
  CHECK(bench.restarts() == 2);
}

TEST_CASE("while the socket is away the attach is the way") {
  Counted bench;
  bench.gateway.accepts_sockets = false;
  bench.lose();
  bench.die();
  CHECK(bench.restarts() == 0);
}

TEST_CASE("a path that is back before anything could be done is left as it is") {
  Counted bench;
  bench.gateway.stalled = true;
  bench.die();
  CHECK(bench.restarts() == 0);
  bench.well();
  bench.gateway.resume();
  bench.advance(2s);
  CHECK(bench.restarts() == 0);
  CHECK(bench.sockets() == 0);
}

TEST_CASE("a gateway that may be away as well is asked first") {
  Counted bench;
  bench.well();
  bench.gateway.silent = true;
  bench.die();
  bench.advance(10s);
  CHECK(bench.restarts() == 0);
  CHECK(bench.sockets() > 0);
}

// ---- a VPN that does not carry it ---------------------------------------------------------------

namespace {

/// A talking call over a VPN, with a client that gathers; `relays()` asks its last peer.
struct OverVpn : Counted {
  OverVpn() { sample.over_vpn = true; }
  void attach_again() {
    lose();
    advance(5s);
    REQUIRE(state(call) == CallState::Active);
    last.value += 1;
  }
  void count(std::uint32_t sent, std::uint32_t received) {
    advance(1s);
    sample.bytes_sent = sample.bytes_sent.value_or(0) + sent;
    sample.bytes_received = sample.bytes_received.value_or(0) + received;
    feed(fact::MediaSampled{call, last, sample});
  }
  [[nodiscard]] bool relays() const { return all<request::CreatePeer>().back().relay_only; }

  PeerGeneration last{1};
};

}  // namespace

TEST_CASE("a call that is lost on a VPN twice takes relays only, and says so") {
  OverVpn bench;
  bench.count(8000, 8000);
  bench.count(8000, 0);
  bench.attach_again();
  CHECK_FALSE(bench.relays());
  SECTION("and again nothing came") {
    bench.count(8000, 8000);
    bench.count(8000, 0);
    bench.attach_again();
    CHECK(bench.relays());
    CHECK(bench.snapshot(bench.call)->relay_only);
  }
  SECTION("and again its checks were not answered") {
    bench.second(0, 1, 1);
    bench.sample.pair = "A";
    bench.feed(fact::MediaSampled{bench.call, bench.last, bench.sample});
    bench.sample.checks_sent = 9;
    bench.feed(fact::MediaSampled{bench.call, bench.last, bench.sample});
    bench.attach_again();
    CHECK(bench.relays());
  }
  SECTION("but was well the second time") {
    bench.count(8000, 8000);
    bench.count(8000, 8000);
    bench.attach_again();
    CHECK_FALSE(bench.relays());
  }
  SECTION("but only its first peer had sent so little and heard so much") {
    bench.sample.pair = "B";
    bench.sample.bytes_sent = 20'000;
    bench.sample.bytes_received = 4'000;
    bench.feed(fact::MediaSampled{bench.call, bench.last, bench.sample});
    bench.attach_again();
    CHECK_FALSE(bench.relays());
  }
  SECTION("but was on no VPN the second time") {
    bench.sample.over_vpn = false;
    bench.count(8000, 8000);
    bench.count(8000, 0);
    bench.attach_again();
    CHECK_FALSE(bench.relays());
  }
}
