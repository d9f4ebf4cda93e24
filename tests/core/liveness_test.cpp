// Silence, probe, verdict: how soon a dead socket is found, and what is not mistaken for one.
#include <catch_amalgamated.hpp>

#include "bench.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {
/// Bytes come in every second, none of them an answer.
void chatter(Bench& bench, int seconds) {
  for (int second = 0; second < seconds && bench.all<request::CloseSocket>().empty(); ++second) {
    bench.gateway.send("telnyx_rtc.event", Members());
    bench.advance(1s);
  }
}
}  // namespace

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

TEST_CASE("a network that became slow and dies is found after four of its round trips") {
  Bench bench;
  bench.connect();
  bench.talk();
  bench.advance(1min);
  bench.gateway.latency = 1500ms;
  bench.advance(5min);
  bench.gateway.silent = true;
  const auto found = bench.until([&] { return !bench.all<request::CloseSocket>().empty(); });
  REQUIRE(found);
  CHECK(*found >= 6s);
  CHECK(*found <= 10s);
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

TEST_CASE("one slow answer does not make a network slow") {
  Bench bench;
  bench.connect();
  bench.talk();
  bench.advance(1min);
  const int pings = bench.gateway.count("telnyx_rtc.ping");
  REQUIRE(bench.until([&] { return bench.gateway.count("telnyx_rtc.ping") > pings; }));
  bench.advance(100ms);
  bench.gateway.stalled = true;
  bench.advance(4500ms);  // the next question waits for two of them
  bench.gateway.resume();
  bench.advance(20ms);
  REQUIRE(bench.all<request::CloseSocket>().empty());
  bench.gateway.silent = true;
  const auto found = bench.until([&] { return !bench.all<request::CloseSocket>().empty(); });
  REQUIRE(found);
  CHECK(*found <= 6s);
}

TEST_CASE("whoever asks again while an answer is waited for does not put off the verdict") {
  Bench bench;
  bench.connect();
  bench.talk();
  bench.gateway.silent = true;
  for (int half = 0; half < 7; ++half) {
    bench.feed(fact::PageShown{});
    bench.advance(500ms);
  }
  CHECK(bench.all<request::CloseSocket>().size() == 1);
}

TEST_CASE("each silence has a late timer of its own to be excused, and half a second is not late") {
  Bench bench;
  bench.connect();
  bench.talk();
  for (const milliseconds frozen : {60'000ms, 60'000ms, 3500ms}) {
    const int pings = bench.gateway.count("telnyx_rtc.ping");
    bench.gateway.silent = true;
    REQUIRE(bench.until([&] { return bench.gateway.count("telnyx_rtc.ping") > pings; }));
    bench.freeze(frozen);
    bench.gateway.silent = false;
    bench.feed(fact::TimePassed{});
    CHECK(bench.all<request::CloseSocket>().empty() == (frozen == 1min));
    bench.advance(100ms);
  }
}

TEST_CASE("a silence through two late timers is death where somebody looks or talks") {
  Bench bench;
  bench.connect();
  SECTION("looks") {}
  SECTION("talks") {
    bench.talk();
    bench.feed(fact::PageHidden{});
  }
  bench.gateway.silent = true;
  REQUIRE(bench.until([&] { return bench.gateway.count("telnyx_rtc.ping") > 0; }));
  for (int round = 0; round < 2; ++round) {
    CHECK(bench.all<request::CloseSocket>().empty());
    bench.freeze(20s);
    bench.feed(fact::TimePassed{});
  }
  CHECK(bench.all<request::CloseSocket>().size() == 1);
}

TEST_CASE("what was slow or deaf about a socket is not held against the next") {
  Bench bench;
  bench.connect();
  bench.talk();
  SECTION("slow") {
    bench.gateway.latency = 1500ms;
    bench.advance(5min);
    bench.gateway.cut();
    bench.gateway.latency = 10ms;
  }
  SECTION("deaf") {
    bench.gateway.withheld = {"telnyx_rtc.ping"};
    chatter(bench, 60);
    REQUIRE(bench.all<request::Reconnecting>().back().reason == ReconnectReason::NothingAnswered);
  }
  REQUIRE(bench.until([&] { return bench.sockets() == 2; }));
  bench.forget_outputs();
  bench.gateway.silent = true;
  const auto found = bench.until([&] { return !bench.all<request::CloseSocket>().empty(); });
  REQUIRE(found);
  CHECK(*found <= 6s);
}

TEST_CASE("an answer ends the doubt that a request without one has raised") {
  Bench bench;
  bench.connect();
  const CallKey call = bench.talk();
  bench.gateway.withheld = {"telnyx_rtc.modify"};
  bench.feed(fact::Hold{call, Ticket{1}, HoldAction::Hold});
  chatter(bench, 15);
  REQUIRE(bench.settled(Ticket{1}));
  bench.gateway.withheld.insert("telnyx_rtc.ping");
  chatter(bench, 30);
  CHECK(bench.all<request::CloseSocket>().empty());
}

TEST_CASE("an answer that waited for a page standing still measures no round trip") {
  Bench bench;
  bench.connect();
  bench.talk();
  REQUIRE(bench.until([&] { return bench.gateway.count("telnyx_rtc.ping") > 0; }));
  bench.freeze(30s);
  bench.advance(100ms);
  bench.gateway.silent = true;
  const auto found = bench.until([&] { return !bench.all<request::CloseSocket>().empty(); });
  REQUIRE(found);
  CHECK(*found <= 6s);
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

TEST_CASE("a socket over which nothing of ours arrives is found, though things come") {
  Bench bench;
  bench.connect();
  const Instant deaf_since = bench.now().monotonic;
  bench.gateway.withheld = {"telnyx_rtc.ping"};
  chatter(bench, 120);
  REQUIRE_FALSE(bench.all<request::CloseSocket>().empty());
  CHECK(bench.now().monotonic - deaf_since <= 52s);
  CHECK(bench.now().monotonic - deaf_since >= 45s);
  REQUIRE(bench.all<request::Reconnecting>().size() == 1);
  CHECK(bench.all<request::Reconnecting>().front().reason == ReconnectReason::NothingAnswered);
}

TEST_CASE("an answer of any kind proves that ours arrive") {
  Bench bench;
  bench.connect();
  bench.gateway.refused["telnyx_rtc.ping"] = -32601;
  chatter(bench, 300);
  CHECK(bench.sockets() == 1);
  CHECK(bench.gateway.count("telnyx_rtc.ping") >= 6);
}

TEST_CASE("a request that nobody answered in time is followed by a probe, not by a verdict") {
  Bench bench;
  bench.connect();
  const CallKey call = bench.talk();
  bench.gateway.withheld = {"telnyx_rtc.modify"};
  bench.feed(fact::Hold{call, Ticket{1}, HoldAction::Hold});
  chatter(bench, 30);
  CHECK(bench.settled(Ticket{1}));
  CHECK(bench.sockets() == 1);
  bench.gateway.withheld.insert("telnyx_rtc.ping");
  bench.feed(fact::Hold{call, Ticket{2}, HoldAction::Hold});
  chatter(bench, 16);
  CHECK(bench.all<request::CloseSocket>().size() == 1);
}

TEST_CASE("in a hidden, idle page a timer that is late never judges, however often") {
  Bench bench;
  bench.connect();
  bench.feed(fact::PageHidden{});
  const auto sockets = bench.sockets();
  for (int minute = 0; minute < 30; ++minute) {
    // Between two freezes a timer runs, and what came meanwhile does not.
    bench.freeze(1min);
    bench.feed(fact::TimePassed{});
  }
  CHECK(bench.sockets() == sockets);
  CHECK(bench.all<request::CloseSocket>().empty());
  bench.gateway.silent = true;
  bench.feed(fact::PageShown{});
  bench.advance(20s);
  CHECK(bench.all<request::CloseSocket>().size() == 1);
}

TEST_CASE("a hidden page with a call is judged like a visible one") {
  Bench bench;
  bench.connect();
  bench.talk();
  bench.feed(fact::PageHidden{});
  bench.gateway.silent = true;
  const auto found = bench.until([&] { return !bench.all<request::CloseSocket>().empty(); });
  REQUIRE(found);
  CHECK(*found <= 6s);
}

TEST_CASE("going offline asks at once, and says so once") {
  Bench bench;
  bench.connect();
  bench.gateway.silent = true;
  bench.feed(fact::WentOffline{});
  CHECK(bench.gateway.count("telnyx_rtc.ping") == 1);
  CHECK(bench.errors() == std::vector{ErrorCode::NetworkOffline});
  bench.advance(5s);
  CHECK(bench.all<request::CloseSocket>().size() == 1);
}

TEST_CASE("what comes back asks whether the socket is still there") {
  for (const Input& back : {Input{fact::WentOnline{}}, Input{fact::PageShown{}}}) {
    Bench bench;
    bench.connect();
    bench.feed(back);
    CHECK(bench.gateway.count("telnyx_rtc.ping") == 1);
    bench.advance(1min);
    CHECK(bench.sockets() == 1);
  }
}
