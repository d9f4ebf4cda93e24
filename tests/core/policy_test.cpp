// The waits before reconnect attempts, where the application wants others than the guide's.
#include <catch_amalgamated.hpp>

#include "signaling/backoff.hpp"
#include "talking.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {

Config with_policy(ReconnectPolicy policy) {
  Config config = usual_config();
  config.policy = policy;
  config.max_reconnect_attempts = 0;
  return config;
}

std::vector<milliseconds> waits(const Bench& bench) {
  std::vector<milliseconds> delays;
  for (const auto& told : bench.all<request::Reconnecting>()) delays.push_back(told.delay);
  return delays;
}

}  // namespace

TEST_CASE("a list of delays is kept to, and its end is the end") {
  Config config = with_policy(ReconnectPolicy::Delays);
  config.delays = {0ms, 100ms, 3000ms};
  Talking bench(config);
  bench.gateway.accepts_sockets = false;
  bench.lose();
  bench.advance(1min);
  CHECK(waits(bench) == config.delays);
  CHECK(bench.errors().back() == ErrorCode::ReconnectionExhausted);
  CHECK(bench.snapshot(bench.call)->end_reason == EndReason::Exhausted);
  CHECK(bench.sockets() == 4);
}

TEST_CASE("a limit of attempts counts under every policy") {
  Config config = with_policy(ReconnectPolicy::Delays);
  config.delays = {10ms, 10ms, 10ms};
  config.max_reconnect_attempts = 2;
  Bench bench(config);
  bench.gateway.accepts_sockets = false;
  bench.feed(fact::Connect{});
  bench.advance(1min);
  CHECK(bench.sockets() == 3);
}

TEST_CASE("the waits begin anew after a registration") {
  Config config = with_policy(ReconnectPolicy::Delays);
  config.delays = {100ms, 200ms};
  Bench bench(config);
  bench.connect();
  for (int round = 0; round < 3; ++round) {
    bench.gateway.cut();
    bench.advance(1s);
  }
  CHECK(waits(bench) == std::vector{100ms, 100ms, 100ms});
}

TEST_CASE("'retention' waits 5 s at most while the session is kept, and long after") {
  Talking bench(with_policy(ReconnectPolicy::Retention));
  bench.gateway.accepts_sockets = false;
  const auto lost = bench.now().wall;
  bench.lose();
  bench.advance(10min);
  std::size_t soon = 0;
  std::size_t later = 0;
  for (const auto& told : bench.all<request::Reconnecting>()) {
    const bool kept = told.next_attempt_at - told.delay - lost < 90s;
    CHECK(told.delay >= (kept ? 250ms : 24s));
    CHECK(told.delay <= (kept ? 5s : 40s));
    ++(kept ? soon : later);
  }
  CHECK(soon >= 18);
  CHECK(later >= 10);
  CHECK(bench.snapshot(bench.call)->end_reason == EndReason::TooLate);
}

TEST_CASE("'retention' spreads its waits: no two clients return in step") {
  Random random{3};
  milliseconds before{0};
  milliseconds sum{0};
  for (int round = 0; round < 2000; ++round) {
    const milliseconds delay = signaling::retention_delay(before, random);
    CHECK(delay <= std::clamp(before * 3, signaling::kFirstRetentionDelay, 5000ms));
    before = delay;
    sum += delay;
  }
  CHECK(sum / 2000 > 1s);
  CHECK(sum / 2000 < 4s);
  // From a quarter of a second to three times the wait before, and all of that.
  for (const auto& [last, longest] : {std::pair{0ms, 1000ms}, {1000ms, 3000ms}, {5000ms, 5000ms}}) {
    milliseconds least = 1h;
    milliseconds most = 0ms;
    for (int round = 0; round < 2000; ++round) {
      const milliseconds delay = signaling::retention_delay(last, random);
      least = std::min(least, delay);
      most = std::max(most, delay);
    }
    CHECK(least >= 250ms);
    CHECK(least < 300ms);
    CHECK(most <= longest);
    CHECK(most > longest - 100ms);
  }
}

TEST_CASE("'retention' begins with a short wait in every outage") {
  Bench bench(with_policy(ReconnectPolicy::Retention));
  bench.connect();
  for (int outage = 0; outage < 10; ++outage) {
    bench.gateway.accepts_sockets = false;
    bench.gateway.cut();
    bench.advance(0ms);
    CHECK(waits(bench).back() <= 1s);
    bench.advance(20s);
    bench.gateway.accepts_sockets = true;
    bench.advance(10s);
  }
}

TEST_CASE("an application that is asked says how long to wait") {
  Talking bench(with_policy(ReconnectPolicy::Asked));
  bench.gateway.accepts_sockets = false;
  bench.lose();
  const auto asked = bench.all<request::AskDelay>();
  REQUIRE(asked.size() == 1);
  CHECK(asked.front().attempt == 1);
  CHECK(asked.front().outage == 0ms);
  CHECK(asked.front().calls == 1);
  CHECK(asked.front().last_delay == 0ms);
  CHECK(waits(bench).empty());
  bench.feed(fact::DelayChosen{1, 7s, false});
  CHECK(waits(bench) == std::vector<milliseconds>{7s});
  bench.advance(6999ms);
  CHECK(bench.sockets() == 1);
  bench.advance(20ms);
  CHECK(bench.sockets() == 2);
  REQUIRE(bench.all<request::AskDelay>().size() == 2);
  CHECK(bench.all<request::AskDelay>().back().attempt == 2);
  CHECK(bench.all<request::AskDelay>().back().last_delay == 7s);
  CHECK(bench.all<request::AskDelay>().back().outage >= 7s);
  bench.gateway.accepts_sockets = true;
  bench.advance(5s);
  REQUIRE(bench.readies() == 2);
  bench.lose();
  CHECK(bench.all<request::AskDelay>().back().attempt == 1);
  CHECK(bench.all<request::AskDelay>().back().last_delay == 0ms);
}

TEST_CASE("an application that is asked may end it") {
  Talking bench(with_policy(ReconnectPolicy::Asked));
  bench.lose();
  bench.feed(fact::DelayChosen{1, {}, true});
  CHECK(bench.errors() == std::vector{ErrorCode::ReconnectionExhausted});
  CHECK(bench.state(bench.call) == CallState::Destroy);
  bench.advance(10min);
  CHECK(bench.sockets() == 1);
  bench.connect();
  CHECK(bench.readies() == 2);
}

TEST_CASE("an answer that is none, or none at all, leaves the guide's wait") {
  SECTION("none that can be used") {
    Bench bench(with_policy(ReconnectPolicy::Asked));
    bench.connect();
    bench.gateway.cut();
    bench.advance(0ms);
    bench.feed(fact::DelayChosen{1, {}, false});
    REQUIRE(waits(bench).size() == 1);
    CHECK(waits(bench).front() >= 750ms);
    CHECK(waits(bench).front() <= 1250ms);
    bench.advance(2s);
    CHECK(bench.readies() == 2);
  }
  SECTION("none at all") {
    Bench bench(with_policy(ReconnectPolicy::Asked));
    bench.connect();
    bench.gateway.cut();
    bench.advance(2s);
    CHECK(bench.readies() == 2);
  }
}

TEST_CASE("an answer that comes too late, twice or to another attempt changes nothing") {
  Bench bench(with_policy(ReconnectPolicy::Asked));
  bench.connect();
  bench.gateway.cut();
  bench.advance(0ms);
  SECTION("another attempt") {
    bench.feed(fact::DelayChosen{2, 1h, false});
    bench.advance(2s);
    CHECK(bench.readies() == 2);
  }
  SECTION("twice") {
    bench.feed(fact::DelayChosen{1, 100ms, false});
    bench.feed(fact::DelayChosen{1, {}, true});
    bench.advance(1s);
    CHECK(bench.readies() == 2);
  }
  SECTION("after the network came back") {
    bench.feed(fact::WentOnline{});
    bench.feed(fact::DelayChosen{1, {}, true});
    bench.advance(1s);
    CHECK(bench.readies() == 2);
    bench.feed(fact::DelayChosen{1, {}, true});
    CHECK(bench.errors().empty());
  }
  SECTION("after disconnect()") {
    bench.feed(fact::Disconnect{Ticket{4}});
    bench.feed(fact::DelayChosen{1, 0ms, false});
    bench.advance(1min);
    CHECK(bench.sockets() == 1);
    CHECK(bench.session().at_rest());
  }
}
