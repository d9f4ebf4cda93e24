// What the application is told of an outage: each attempt as it is scheduled, and once how it
// ended.
#include <catch_amalgamated.hpp>

#include "talking.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {

std::vector<request::Reconnecting> attempts(const Bench& bench) {
  return bench.all<request::Reconnecting>();
}
std::vector<request::Recovered> recoveries(const Bench& bench) {
  return bench.all<request::Recovered>();
}

}  // namespace

TEST_CASE("a loss tells the attempt that is scheduled, what is at stake, and until when") {
  Talking bench;
  const auto lost = bench.now().wall;
  bench.lose();
  REQUIRE(attempts(bench).size() == 1);
  const auto told = attempts(bench).front();
  CHECK(told.attempt == 1);
  CHECK(told.most_attempts == 10);
  CHECK(told.delay >= 750ms);
  CHECK(told.delay <= 1250ms);
  CHECK(told.next_attempt_at == lost + told.delay);
  CHECK(told.reason == ReconnectReason::SocketClosed);
  CHECK(told.calls == std::vector{bench.call});
  CHECK(told.deadline == lost + 90s);
  const auto before = bench.sockets();
  bench.advance(told.delay - 1ms);
  CHECK(bench.sockets() == before);
  bench.advance(1ms);
  CHECK(bench.sockets() == before + 1);
}

TEST_CASE("the mirror knows the scheduled wait when the event comes") {
  Bench bench;
  bench.connect();
  bench.gateway.cut();
  bench.advance(0ms);
  std::optional<ClientSnapshot> mirrored;
  for (const Output& output : bench.outputs) {
    if (const auto* changed = std::get_if<request::ClientChanged>(&output)) {
      mirrored = changed->snapshot;
    }
    if (const auto* told = std::get_if<request::Reconnecting>(&output)) {
      CHECK(mirrored->reconnect_delay == told->delay);
    }
  }
}

TEST_CASE("every failed attempt tells the next, and why") {
  Bench bench;
  bench.connect();
  bench.gateway.accepts_sockets = false;
  bench.gateway.cut();
  bench.advance(20s);
  const auto told = attempts(bench);
  REQUIRE(told.size() >= 4);
  for (std::size_t at = 0; at < told.size(); ++at) {
    CHECK(told[at].attempt == static_cast<int>(at) + 1);
    CHECK(told[at].reason ==
          (at == 0 ? ReconnectReason::SocketClosed : ReconnectReason::SocketErred));
    CHECK(told[at].calls.empty());
  }
}

TEST_CASE("an attempt that comes early is told again, under its number") {
  Bench bench;
  bench.connect();
  bench.gateway.accepts_sockets = false;
  bench.gateway.cut();
  bench.advance(5s);
  const auto before = attempts(bench);
  bench.feed(fact::WentOnline{});
  REQUIRE(attempts(bench).size() == before.size() + 1);
  CHECK(attempts(bench).back().attempt == before.back().attempt);
  CHECK(attempts(bench).back().reason == ReconnectReason::WentOnline);
  CHECK(attempts(bench).back().delay <= 250ms);
  bench.advance(300ms);
  bench.forget_outputs();
  bench.feed(fact::Connect{});
  REQUIRE(attempts(bench).size() == 1);
  CHECK(attempts(bench).back().reason == ReconnectReason::Asked);
  CHECK(attempts(bench).back().delay == 0ms);
}

TEST_CASE("a recovery is told once, when the last call has its verdict") {
  Talking bench;
  bench.gateway.accepts_sockets = false;
  bench.lose();
  bench.advance(10s);
  bench.gateway.accepts_sockets = true;
  bench.gateway.attaches = false;
  REQUIRE(bench.until([&] { return bench.readies() == 2; }));
  bench.advance(2s);
  CHECK(recoveries(bench).empty());
  bench.gateway.attach("K1", "leg of K1");
  bench.advance(1s);
  REQUIRE(recoveries(bench).size() == 1);
  const auto told = recoveries(bench).front();
  CHECK(told.outage > 12s);
  CHECK(told.attempts == static_cast<int>(bench.sockets()) - 1);
  CHECK(told.recovered == std::vector{bench.call});
  CHECK(told.lost.empty());
  bench.advance(10min);
  CHECK(recoveries(bench).size() == 1);
}

TEST_CASE("a call that did not come back is told with its reason") {
  Talking bench;
  const CallKey second = bench.talk("K2");
  bench.gateway.calls.erase("K2");
  bench.lose();
  bench.advance(5s);
  REQUIRE(recoveries(bench).size() == 1);
  CHECK(recoveries(bench).front().recovered == std::vector{bench.call});
  CHECK(recoveries(bench).front().lost == std::vector{LostCall{{"K2"}, EndReason::NotReattached}});
  CHECK(bench.state(second) == CallState::Destroy);
}

TEST_CASE("calls that end with the socket are told as lost, whatever ended them") {
  Config config = usual_config();
  config.keep_calls = false;
  Talking bench(config);
  bench.gateway.answers_calls = false;
  bench.talk("K2");
  bench.lose();
  CHECK(attempts(bench).front().calls.empty());
  bench.advance(3s);
  REQUIRE(recoveries(bench).size() == 1);
  CHECK(recoveries(bench).front().lost == std::vector{LostCall{{"K1"}, EndReason::SocketLost},
                                                      LostCall{{"K2"}, EndReason::NotEstablished}});
}

TEST_CASE("a second loss before the verdict is the same outage") {
  Talking bench;
  bench.gateway.attaches = false;
  bench.lose();
  const auto began = bench.now().wall;
  REQUIRE(bench.until([&] { return bench.readies() == 2; }));
  bench.lose();
  CHECK(attempts(bench).back().deadline == began + 90s);
  bench.gateway.attaches = true;
  bench.advance(5s);
  REQUIRE(recoveries(bench).size() == 1);
  CHECK(recoveries(bench).front().attempts == 2);
  CHECK(recoveries(bench).front().recovered == std::vector{bench.call});
}

TEST_CASE("an outage without calls is over with the registration") {
  Bench bench;
  bench.connect();
  bench.gateway.cut();
  bench.advance(3s);
  REQUIRE(recoveries(bench).size() == 1);
  CHECK(recoveries(bench).front().recovered.empty());
  CHECK(recoveries(bench).front().lost.empty());
}

TEST_CASE("an outage that ends otherwise is not told as a recovery") {
  SECTION("no attempt is left, and a later connect() is no recovery") {
    Config config = usual_config();
    config.max_reconnect_attempts = 1;
    Talking bench(config);
    bench.gateway.accepts_sockets = false;
    bench.lose();
    bench.advance(10s);
    REQUIRE(bench.errors().back() == ErrorCode::ReconnectionExhausted);
    bench.gateway.accepts_sockets = true;
    bench.connect();
    CHECK(bench.readies() == 2);
    CHECK(recoveries(bench).empty());
  }
  SECTION("the application disconnects") {
    Talking bench;
    bench.lose();
    bench.feed(fact::Disconnect{Ticket{9}});
    bench.advance(10s);
    bench.connect();
    CHECK(recoveries(bench).empty());
  }
  SECTION("the application disconnects in mid-recovery") {
    Talking bench;
    bench.gateway.attaches = false;
    bench.lose();
    REQUIRE(bench.until([&] { return bench.readies() == 2; }));
    bench.feed(fact::Disconnect{Ticket{9}});
    bench.advance(10s);
    CHECK(recoveries(bench).empty());
  }
  SECTION("the socket breaks before the last BYE of disconnect() is answered") {
    Talking bench;
    bench.gateway.withheld = {"telnyx_rtc.bye"};
    bench.feed(fact::Disconnect{Ticket{9}});
    bench.lose();
    CHECK(attempts(bench).empty());
    bench.connect();
    CHECK(bench.readies() == 2);
    CHECK(recoveries(bench).empty());
  }
  SECTION("the token is cleared") {
    Talking bench;
    SECTION("after the loss") {
      bench.lose();
      bench.feed(fact::ClearToken{});
    }
    SECTION("before it") {
      bench.feed(fact::ClearToken{});
      bench.lose();
    }
    bench.connect();
    CHECK(recoveries(bench).empty());
  }
}

TEST_CASE("what silence, a punt and a late socket lead to is told as what it is") {
  SECTION("silence") {
    Talking bench;
    bench.gateway.silent = true;
    REQUIRE(bench.until([&] { return !attempts(bench).empty(); }));
    CHECK(attempts(bench).front().reason == ReconnectReason::NothingHeard);
  }
  SECTION("a punt") {
    Talking bench;
    bench.gateway.send("telnyx_rtc.punt", Members());
    bench.advance(20ms);
    REQUIRE(attempts(bench).size() == 1);
    CHECK(attempts(bench).front().reason == ReconnectReason::Punted);
  }
  SECTION("a socket that does not open") {
    Bench bench;
    bench.gateway.latency = 1h;
    bench.feed(fact::Connect{});
    bench.advance(5s);
    REQUIRE(attempts(bench).size() == 1);
    CHECK(attempts(bench).front().reason == ReconnectReason::NotOpened);
    CHECK_FALSE(attempts(bench).front().deadline);
  }
  SECTION("a login that nobody answers") {
    Bench bench;
    bench.gateway.withheld = {"login"};
    bench.feed(fact::Connect{});
    bench.advance(11s);
    REQUIRE(attempts(bench).size() == 1);
    CHECK(attempts(bench).front().reason == ReconnectReason::NotRegistered);
  }
}
