// Silence, probe, verdict: how soon a dead socket is found, and what is not mistaken for one.
#include <catch_amalgamated.hpp>

#include "bench.hpp"

using namespace holdfast;
using namespace holdfast::bench;

TEST_CASE("a half-open socket is found within 6 s in a call") {
  Bench bench;
  bench.connect();
  const CallKey call = bench.talk();
  bench.gateway.silent = true;
  const auto found = bench.until([&] { return !bench.all<request::CloseSocket>().empty(); });
  REQUIRE(found);
  CHECK(*found <= 6s);
  CHECK(bench.warnings() == std::vector{WarningCode::SignalingRecoveryRequired});
  bench.gateway.silent = false;
  bench.advance(5s);
  CHECK(bench.state(call) == CallState::Active);
}

TEST_CASE("a half-open socket is found within 15 s when idle") {
  Bench bench;
  bench.connect();
  bench.gateway.silent = true;
  const auto found = bench.until([&] { return !bench.all<request::CloseSocket>().empty(); });
  REQUIRE(found);
  CHECK(*found <= 15s);
}

TEST_CASE("a stall of 2 s is no death, and a quiet socket that answers lives for hours") {
  Bench bench;
  bench.connect();
  bench.talk();
  bench.advance(2s);
  bench.gateway.stalled = true;
  bench.advance(2s);
  bench.gateway.resume();
  bench.advance(2h);
  CHECK(bench.sockets() == 1);
  CHECK(bench.warnings().empty());
}

TEST_CASE("a slow network is not a dead one: the verdict waits four round trips") {
  Bench bench;
  bench.gateway.latency = 1500ms;
  bench.feed(fact::Connect{});
  bench.advance(1min);
  bench.talk();
  bench.advance(5min);
  CHECK(bench.sockets() == 1);
}

TEST_CASE("a timer that fires late asks once more instead of judging") {
  Bench bench;
  bench.connect();
  bench.talk();
  bench.gateway.silent = true;
  REQUIRE(bench.until([&] { return bench.gateway.count("telnyx_rtc.ping") > 0; }));
  bench.forget_outputs();
  const int pings = bench.gateway.count("telnyx_rtc.ping");
  // The page was frozen: nothing ran for a minute, and the frame that came meanwhile is still
  // queued.
  bench.gateway.silent = false;
  bench.freeze(1min);
  bench.feed(fact::TimePassed{});
  CHECK(bench.gateway.count("telnyx_rtc.ping") == pings + 1);
  bench.advance(10s);
  CHECK(bench.sockets() == 0);
  CHECK(bench.warnings().empty());
}

TEST_CASE("a ping of the gateway's is answered by one of ours") {
  Bench bench;
  bench.connect();
  bench.gateway.send("telnyx_rtc.ping", Members());
  bench.advance(50ms);
  CHECK(bench.gateway.count("telnyx_rtc.ping") == 1);
}

TEST_CASE("garbage, unknown methods and scalars disturb nothing, and prove life") {
  Bench bench;
  bench.connect();
  const CallKey call = bench.talk();
  for (const char* text : {"", "garbage", "null", "[]", "42", "\"text\"", "{}", "{\"id\":1}",
                           R"({"method":"telnyx_rtc.unheard_of","id":1,"params":{}})"}) {
    bench.gateway.say_text(text);
  }
  bench.gateway.say_text(std::string(2'000'000, 'x'));
  bench.gateway.say_text(R"({"jsonrpc":"2.0","method":"x","params":")" +
                         std::string(2'000'000, 'x') + "\"}");
  bench.advance(1s);
  CHECK(bench.state(call) == CallState::Active);
  CHECK(bench.sockets() == 1);
}
