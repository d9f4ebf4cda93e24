// The socket's life: what starts a reconnect, how long it waits, and when it gives up.
#include <catch_amalgamated.hpp>

#include "bench.hpp"
#include "signaling/backoff.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {

std::vector<milliseconds> delays_until_exhausted(Bench& bench) {
  std::vector<milliseconds> delays;
  for (;;) {
    const auto before = bench.sockets();
    const auto waited = bench.until([&] { return bench.sockets() > before; }, 60s);
    if (!waited) return delays;
    delays.push_back(*waited);
  }
}

/// Of those that were scheduled; 0 before the first.
int last_attempt(const Bench& bench) {
  const auto all = bench.all<request::Reconnecting>();
  return all.empty() ? 0 : all.back().attempt;
}

}  // namespace

TEST_CASE("G1: a lost socket starts a reconnect by itself") {
  Bench bench;
  bench.connect();
  REQUIRE(bench.readies() == 1);
  bench.gateway.cut();
  bench.advance(0ms);
  const auto waited = bench.until([&] { return bench.sockets() == 2; });
  REQUIRE(waited);
  CHECK(*waited >= 750ms);
  CHECK(*waited <= 1251ms);
  bench.advance(200ms);
  CHECK(bench.readies() == 2);
}

TEST_CASE("G1: an error and a close of one socket are one loss") {
  Bench bench;
  bench.connect();
  const SocketGeneration socket = bench.gateway.socket;
  bench.feed(fact::SocketErred{socket});
  bench.feed(fact::SocketClosed{socket, 1006, "", false});
  CHECK(bench.errors() == std::vector{ErrorCode::WebsocketError});
  CHECK(bench.all<request::Reconnecting>().size() == 1);
  bench.advance(2s);
  CHECK(bench.sockets() == 2);
}

TEST_CASE("G1: a failed first connect is a loss too") {
  Bench bench;
  bench.gateway.accepts_sockets = false;
  bench.feed(fact::Connect{});
  bench.advance(100ms);
  bench.gateway.accepts_sockets = true;
  bench.advance(2s);
  CHECK(bench.readies() == 1);
}

TEST_CASE("G1: a throwing constructor is 45001 and no retry") {
  Bench bench;
  bench.feed(fact::Connect{});
  bench.feed(fact::SocketRefused{SocketGeneration{1}, "bad url"});
  CHECK(bench.errors() == std::vector{ErrorCode::WebsocketConnectionFailed});
  const auto before = bench.sockets();
  bench.advance(10min);
  CHECK(bench.sockets() == before);
}

TEST_CASE("G2: the waits are 1, 2, 4, 8, 16, 32, 32 … s, each moved by at most a quarter") {
  Bench bench;
  bench.gateway.accepts_sockets = false;
  bench.feed(fact::Connect{});
  bench.until([&] { return bench.sockets() == 1; });
  const auto delays = delays_until_exhausted(bench);
  REQUIRE(delays.size() == 10);
  for (std::size_t attempt = 1; attempt <= delays.size(); ++attempt) {
    const milliseconds base = signaling::base_delay(static_cast<int>(attempt));
    // The latency of the refusal before it is part of what is measured here.
    CHECK(delays[attempt - 1] >= base * 3 / 4);
    CHECK(delays[attempt - 1] <= base * 5 / 4 + 11ms);
  }
}

TEST_CASE("G2: the jitter fills its range and never leaves it") {
  Random random{1};
  milliseconds least = 1h;
  milliseconds most = 0ms;
  for (int round = 0; round < 2000; ++round) {
    const milliseconds delay = signaling::jittered_delay(3, random);
    least = std::min(least, delay);
    most = std::max(most, delay);
  }
  CHECK(least >= 3s);
  CHECK(least < 3050ms);
  CHECK(most <= 5s);
  CHECK(most > 4950ms);
}

TEST_CASE("G2: coming online replaces the wait by one of at most 250 ms, once in 5 s") {
  Bench bench;
  bench.gateway.accepts_sockets = false;
  bench.feed(fact::Connect{});
  bench.advance(20s);
  const auto before = bench.sockets();
  bench.feed(fact::WentOnline{});
  bench.advance(251ms);
  CHECK(bench.sockets() == before + 1);
  bench.feed(fact::WentOnline{});
  bench.advance(251ms);
  CHECK(bench.sockets() == before + 1);
  bench.advance(4400ms);
  bench.feed(fact::WentOnline{});
  bench.advance(251ms);
  CHECK(bench.sockets() == before + 1);
  bench.feed(fact::WentOnline{});
  bench.advance(251ms);
  CHECK(bench.sockets() == before + 2);
}

TEST_CASE("G2: clients that come online together do not come back in step") {
  milliseconds least = 1h;
  milliseconds most = 0ms;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Config config = usual_config();
    config.seed = seed;
    Bench bench(config);
    bench.connect();
    bench.gateway.cut();
    bench.advance(0ms);
    bench.feed(fact::WentOnline{});
    const milliseconds delay = bench.all<request::Reconnecting>().back().delay;
    least = std::min(least, delay);
    most = std::max(most, delay);
  }
  CHECK(least < 50ms);
  CHECK(most > 200ms);
}

TEST_CASE("G2: so does a page that is shown again, and it counts") {
  Bench bench;
  bench.gateway.accepts_sockets = false;
  bench.feed(fact::Connect{});
  bench.advance(20s);
  const auto before = bench.sockets();
  const int attempt = last_attempt(bench);
  bench.feed(fact::PageShown{});
  CHECK(bench.all<request::ClientChanged>().back().snapshot.reconnect_delay <= 250ms);
  bench.advance(270ms);
  CHECK(bench.sockets() == before + 1);
  CHECK(last_attempt(bench) == attempt + 1);
}

TEST_CASE("G2: so does waking up, told by the two clocks") {
  Bench bench;
  bench.gateway.accepts_sockets = false;
  bench.feed(fact::Connect{});
  bench.advance(20s);
  const auto before = bench.sockets();
  bench.sleep(10min);
  bench.feed(fact::TimePassed{});
  bench.advance(251ms);
  CHECK(bench.sockets() == before + 1);
}

TEST_CASE("G2: no limit of attempts is asked for by 0") {
  Config config = usual_config();
  config.max_reconnect_attempts = 0;
  Bench bench(config);
  bench.gateway.accepts_sockets = false;
  bench.feed(fact::Connect{});
  bench.advance(30min);
  CHECK(bench.sockets() > 40);
  CHECK(bench.errors().back() == ErrorCode::WebsocketError);
}

TEST_CASE("G4: when the last attempt fails, calls end first and 45003 follows") {
  Config config = usual_config();
  config.max_reconnect_attempts = 2;
  Bench bench(config);
  bench.connect();
  const CallKey call = bench.talk();
  bench.gateway.accepts_sockets = false;
  bench.gateway.cut();
  bench.advance(20s);
  CHECK(bench.state(call) == CallState::Destroy);
  CHECK(bench.snapshot(call)->end_reason == EndReason::Exhausted);
  CHECK(bench.snapshot(call)->cause.code == 38);
  CHECK(bench.errors().back() == ErrorCode::ReconnectionExhausted);
  CHECK(std::ranges::count(bench.errors(), ErrorCode::ReconnectionExhausted) == 1);
  std::size_t hangup_at = 0;
  std::size_t error_at = 0;
  for (std::size_t at = 0; at < bench.outputs.size(); ++at) {
    const auto* changed = std::get_if<request::CallChanged>(&bench.outputs[at]);
    if (changed != nullptr && changed->snapshot.state == CallState::Destroy) hangup_at = at;
    const auto* raised = std::get_if<request::ErrorRaised>(&bench.outputs[at]);
    if (raised != nullptr && raised->code == ErrorCode::ReconnectionExhausted) error_at = at;
  }
  CHECK(hangup_at < error_at);
}

TEST_CASE("G5: a later connect() starts afresh, with a full count, and works") {
  Config config = usual_config();
  config.max_reconnect_attempts = 1;
  Bench bench(config);
  bench.gateway.accepts_sockets = false;
  bench.feed(fact::Connect{});
  bench.advance(10s);
  REQUIRE(bench.errors().back() == ErrorCode::ReconnectionExhausted);
  const auto before = bench.sockets();
  bench.feed(fact::Connect{});
  bench.advance(10s);
  CHECK(bench.sockets() == before + 2);
  bench.gateway.accepts_sockets = true;
  bench.connect();
  CHECK(bench.readies() == 1);
  bench.gateway.cut();
  bench.advance(0ms);
  CHECK(last_attempt(bench) == 1);
}

TEST_CASE("resetReconnectAttempts() has attempts counted from 1, and leaves the one that waits") {
  Config config = usual_config();
  config.max_reconnect_attempts = 4;
  Bench bench(config);
  bench.gateway.accepts_sockets = false;
  bench.feed(fact::Connect{});
  REQUIRE(bench.until([&] { return last_attempt(bench) == 4; }));
  const auto before = bench.sockets();
  bench.feed(fact::ResetAttempts{});
  const auto waited = bench.until([&] { return bench.sockets() > before; });
  REQUIRE(waited);
  CHECK(*waited > 5s);
  // All four are made once more, the first as soon as a first one is.
  REQUIRE(bench.until([&] { return last_attempt(bench) == 1; }));
  CHECK(bench.all<request::Reconnecting>().back().delay <= 1250ms);
  bench.advance(60s);
  CHECK(last_attempt(bench) == 4);
  CHECK(bench.errors().back() == ErrorCode::ReconnectionExhausted);
}

TEST_CASE("G5: connect() works after disconnect()") {
  Bench bench;
  bench.connect();
  bench.feed(fact::Disconnect{Ticket{5}});
  bench.advance(100ms);
  REQUIRE(bench.settled(Ticket{5}));
  bench.connect();
  CHECK(bench.readies() == 2);
}

TEST_CASE("G5: connect() while waiting tries now and keeps the count") {
  Bench bench;
  bench.gateway.accepts_sockets = false;
  bench.feed(fact::Connect{});
  bench.advance(4s);
  const int attempt = last_attempt(bench);
  const auto before = bench.sockets();
  bench.feed(fact::Connect{});
  CHECK(bench.sockets() == before + 1);
  bench.advance(20ms);
  CHECK(last_attempt(bench) == attempt + 1);
}

TEST_CASE("a close of a replaced socket changes nothing") {
  Bench bench;
  bench.connect();
  const SocketGeneration old = bench.gateway.socket;
  bench.gateway.cut();
  bench.advance(2s);
  REQUIRE(bench.readies() == 2);
  bench.forget_outputs();
  bench.feed(fact::SocketClosed{old, 1006, "", false});
  bench.feed(fact::SocketErred{old});
  bench.feed(fact::SocketText{old, "{}"});
  CHECK(bench.outputs.empty());
}

TEST_CASE("a socket that does not open within 5 s is a loss") {
  Bench stuck;
  stuck.gateway.latency = 1h;
  stuck.feed(fact::Connect{});
  stuck.advance(5s);
  CHECK(stuck.all<request::CloseSocket>().size() == 1);
  stuck.advance(2s);
  CHECK(stuck.sockets() == 2);
}

TEST_CASE("the first three attempts are given 5 s to open, later ones 10 s") {
  Bench stuck;
  stuck.gateway.latency = 1h;
  stuck.feed(fact::Connect{});
  for (std::size_t attempt = 1; attempt <= 5; ++attempt) {
    REQUIRE(stuck.until([&] { return stuck.sockets() == attempt; }));
    const auto limit =
        stuck.until([&] { return stuck.all<request::CloseSocket>().size() == attempt; });
    REQUIRE(limit);
    const milliseconds given = attempt <= 3 ? 5s : 10s;
    CHECK(*limit >= given - 1ms);
    CHECK(*limit <= given + 1ms);
  }
}

TEST_CASE("a replaced socket that opens after all is not logged in on") {
  Bench bench;
  bench.gateway.latency = 1h;
  bench.feed(fact::Connect{});
  REQUIRE(bench.until([&] { return bench.sockets() == 2; }));
  bench.forget_outputs();
  bench.feed(fact::SocketOpened{SocketGeneration{1}});
  CHECK(bench.outputs.empty());
}

TEST_CASE("with auto-reconnect off a loss is a warning, and nothing is retried") {
  Config config = usual_config();
  config.auto_reconnect = false;
  Bench bench(config);
  bench.connect();
  bench.gateway.cut();
  bench.advance(10min);
  CHECK(bench.sockets() == 1);
  CHECK(bench.warnings() == std::vector{WarningCode::ReconnectionFailedWithNoAutoReconnect});
}
