// Login, gateway states, ready, and what is kept for the next socket.
#include <catch_amalgamated.hpp>

#include "bench.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {
std::string member(const wire::Json* json, std::initializer_list<std::string_view> path) {
  for (const std::string_view name : path) {
    if (json == nullptr) return "(absent)";
    json = json->member(name);
  }
  return json == nullptr ? "(absent)" : wire::write(*json);
}
}  // namespace

TEST_CASE("a socket that opens logs in, and REGED makes ready once") {
  Bench bench;
  bench.connect();
  CHECK(bench.gateway.count("login") == 1);
  CHECK(bench.readies() == 1);
  bench.gateway.send("telnyx_rtc.gatewayState", Members().text("state", "REGED"));
  bench.gateway.send("telnyx_rtc.gatewayState", Members().text("state", "REGISTER"));
  bench.advance(100ms);
  CHECK(bench.readies() == 1);
  const auto client = bench.all<request::ClientChanged>().back().snapshot;
  CHECK(client.session == SessionId{"S1"});
  CHECK(client.region == "eu");
  CHECK(client.registered);
}

TEST_CASE("G3: the session is taken up again after a loss") {
  Bench bench;
  bench.connect();
  CHECK(member(bench.gateway.last("login"), {"params", "reconnection"}) == "false");
  bench.gateway.cut();
  bench.advance(2s);
  CHECK(member(bench.gateway.last("login"), {"params", "reconnection"}) == "true");
  CHECK(member(bench.gateway.last("login"), {"params", "sessid"}) == "\"S1\"");
  CHECK(bench.gateway.urls.back() == "wss://gateway.test/?voice_sdk_id=V1");
  CHECK(bench.readies() == 2);
}

TEST_CASE("a client that is pinned to one instance asks it for no session") {
  Config config = usual_config();
  config.rtc_ip = "10.0.0.1";
  config.rtc_port = 80;
  Bench bench(config);
  bench.connect();
  bench.gateway.cut();
  bench.advance(2s);
  REQUIRE(bench.readies() == 2);
  CHECK(member(bench.gateway.last("login"), {"params", "reconnection"}) == "false");
  CHECK(member(bench.gateway.last("login"), {"params", "sessid"}) == "(absent)");
}

TEST_CASE("a session older than the retention is not asked for") {
  Bench bench;
  bench.connect();
  bench.gateway.accepts_sockets = false;
  bench.gateway.cut();
  bench.advance(100s);
  bench.gateway.accepts_sockets = true;
  bench.advance(60s);
  REQUIRE(bench.readies() == 2);
  CHECK(member(bench.gateway.last("login"), {"params", "sessid"}) == "(absent)");
}

TEST_CASE("a session is as young as the gateway's last word, even if no login was answered") {
  Bench bench;
  const auto away = [&] {
    bench.gateway.accepts_sockets = false;
    bench.gateway.cut();
    bench.advance(60s);
    bench.gateway.accepts_sockets = true;
    bench.feed(fact::WentOnline{});
  };
  bench.connect();
  bench.gateway.withheld = {"login"};
  away();
  REQUIRE(bench.until([&] { return bench.gateway.count("login") == 2; }));
  bench.gateway.send("telnyx_rtc.clientReady", {});
  bench.advance(100ms);
  away();
  REQUIRE(bench.until([&] { return bench.gateway.count("login") == 3; }));
  CHECK(member(bench.gateway.last("login"), {"params", "sessid"}) == "\"S1\"");
}

TEST_CASE("G15: a refused login is one error and no loop, even if the gateway closes the socket") {
  for (const int code : {-32000, -32001}) {
    Bench bench;
    bench.gateway.login_error = code;
    bench.connect();
    CHECK(bench.errors() == std::vector{ErrorCode::LoginFailed});
    CHECK(bench.all<request::CloseSocket>().empty());
    bench.gateway.cut();
    bench.advance(10min);
    CHECK(bench.sockets() == 1);
    CHECK(bench.errors().size() == 1);
    CHECK(bench.gateway.count("login") == 1);
  }
}

TEST_CASE("G15: the fifth NOREG is a refusal") {
  Bench bench;
  bench.gateway.state = "NOREG";
  bench.feed(fact::Connect{});
  bench.advance(1min);
  CHECK(bench.errors() == std::vector{ErrorCode::LoginFailed});
  CHECK(bench.gateway.count("telnyx_rtc.gatewayState") == 5);
}

TEST_CASE("NOREG is counted anew on each socket") {
  Bench bench;
  const auto asked = [&] { return bench.gateway.count("telnyx_rtc.gatewayState"); };
  bench.gateway.state = "NOREG";
  bench.feed(fact::Connect{});
  REQUIRE(bench.until([&] { return asked() == 4; }));
  bench.gateway.cut();
  REQUIRE(bench.until([&] { return asked() == 8; }));
  bench.advance(20ms);
  CHECK(bench.errors().empty());
}

TEST_CASE("G15: login() with good credentials picks it up again, calls included") {
  Bench bench;
  bench.connect();
  const CallKey call = bench.talk();
  bench.gateway.login_error = -32001;
  bench.gateway.cut();
  bench.advance(5s);
  REQUIRE(bench.errors() == std::vector{ErrorCode::LoginFailed});
  bench.gateway.cut();
  bench.advance(5s);
  CHECK(bench.state(call) == CallState::Active);
  bench.gateway.login_error.reset();
  Credentials fresh;
  fresh.token = "fresh";
  bench.feed(fact::Login{Ticket{3}, fresh});
  bench.advance(2s);
  REQUIRE(bench.settled(Ticket{3}));
  CHECK(bench.settled(Ticket{3})->value);
  CHECK(bench.state(call) == CallState::Active);
  CHECK(bench.snapshot(call)->recovered_id == CallId{"K1"});
}

TEST_CASE("login() on a registered socket makes no second ready, and calls go on") {
  Bench bench;
  bench.connect();
  Credentials other;
  other.token = "other";
  bench.feed(fact::Login{Ticket{3}, other});
  bench.advance(1s);
  CHECK(bench.readies() == 1);
  CHECK(member(bench.gateway.last("login"), {"params", "login_token"}) == "\"other\"");
  const CallKey call = bench.talk();
  CHECK(bench.state(call) == CallState::Active);
  bench.advance(1min);
  CHECK(bench.sockets() == 1);
}

TEST_CASE(
    "G14: after clearReconnectToken() nothing reconnects, and connect() opens a new session") {
  Bench bench;
  bench.connect();
  const CallKey call = bench.talk();
  bench.feed(fact::ClearToken{});
  CHECK(bench.all<request::Forget>().size() == 1);
  bench.gateway.cut();
  bench.advance(0ms);
  CHECK(bench.state(call) == CallState::Destroy);
  CHECK(bench.snapshot(call)->end_reason == EndReason::SocketLost);
  bench.advance(10min);
  CHECK(bench.sockets() == 1);
  bench.connect();
  CHECK(bench.readies() == 2);
  CHECK(bench.gateway.urls.back() == "wss://gateway.test/");
  CHECK(member(bench.gateway.last("login"), {"params", "reconnection"}) == "false");
}

TEST_CASE("G14: a waiting attempt is cancelled with the token") {
  Bench bench;
  bench.connect();
  bench.gateway.cut();
  bench.advance(10ms);
  bench.feed(fact::ClearToken{});
  bench.advance(10min);
  CHECK(bench.sockets() == 1);
}

TEST_CASE("a stored session is taken up by the first connect()") {
  Bench bench;
  bench.feed(fact::Connect{StoredSession{{"V0"}, {"S0"}, bench.now().wall - 10s}});
  bench.advance(200ms);
  CHECK(bench.gateway.urls.front() == "wss://gateway.test/?voice_sdk_id=V0");
  CHECK(member(bench.gateway.last("login"), {"params", "sessid"}) == "\"S0\"");
}

TEST_CASE("a login that is never answered is a loss") {
  Bench bench;
  bench.gateway.withheld = {"login"};
  bench.feed(fact::Connect{});
  bench.advance(12s);
  CHECK(bench.sockets() == 2);
  bench.gateway.withheld.clear();
  bench.advance(30s);
  CHECK(bench.readies() == 1);
}

TEST_CASE("a gateway that failed is left and tried again, told once") {
  Bench bench;
  bench.gateway.state = "FAILED";
  bench.feed(fact::Connect{});
  bench.advance(10s);
  CHECK(bench.errors() == std::vector{ErrorCode::GatewayFailed});
  bench.gateway.state = "REGED";
  bench.advance(20s);
  CHECK(bench.readies() == 1);
  CHECK(bench.gateway.urls.back().ends_with("skip_last_voice_sdk_id=true"));
}

TEST_CASE(
    "a gateway that failed five times in a row is given up, until the application asks again") {
  Config config = usual_config();
  std::size_t sockets = 5;
  SECTION("with attempts") {}
  SECTION("without") {
    config.auto_reconnect = false;
    sockets = 1;
  }
  Bench bench(config);
  bench.gateway.state = "FAILED";
  std::vector<ErrorCode> told;
  for (std::size_t time = 1; time <= 2; ++time) {
    bench.feed(fact::Connect{});
    bench.advance(10min);
    told.insert(told.end(), {ErrorCode::GatewayFailed, ErrorCode::ReconnectionExhausted});
    CHECK(bench.errors() == told);
    CHECK(bench.sockets() == time * sockets);
  }
}

TEST_CASE("a gateway that failed is told again after a registration, or after disconnect()") {
  Bench bench;
  bench.gateway.state = "FAILED";
  bench.connect();
  REQUIRE(bench.errors().size() == 1);
  SECTION("after a registration") {
    bench.gateway.state = "REGED";
    bench.advance(20s);
    REQUIRE(bench.readies() == 1);
    bench.gateway.send("telnyx_rtc.gatewayState", Members().text("state", "FAILED"));
    bench.advance(20ms);
  }
  SECTION("after disconnect()") {
    bench.feed(fact::Disconnect{Ticket{1}});
    bench.connect();
  }
  CHECK(bench.errors() == std::vector{ErrorCode::GatewayFailed, ErrorCode::GatewayFailed});
}

TEST_CASE("a token about to expire is a warning two minutes ahead") {
  Config config = usual_config();
  config.credentials.token = "t";
  config.credentials.token_expiry = Bench().now().wall + 10min;
  Bench expiring(config);
  expiring.connect();
  expiring.advance(7min + 50s);
  CHECK(expiring.warnings().empty());
  expiring.advance(10s);
  CHECK(expiring.warnings() == std::vector{WarningCode::TokenExpiringSoon});
}

TEST_CASE("after disconnect() nobody waits for a token to expire") {
  Config config = usual_config();
  config.credentials.token = "t";
  config.credentials.token_expiry = Bench().now().wall + 10min;
  Bench bench(config);
  bench.connect();
  bench.feed(fact::Disconnect{Ticket{1}});
  CHECK(bench.session().at_rest());
  bench.advance(10min);
  CHECK(bench.warnings().empty());
}

TEST_CASE("getIsRegistered() settles in every weather") {
  Bench bench;
  bench.feed(fact::CheckRegistered{Ticket{1}});
  CHECK_FALSE(bench.settled(Ticket{1})->value);
  bench.connect();
  bench.feed(fact::CheckRegistered{Ticket{2}});
  bench.advance(100ms);
  CHECK(bench.settled(Ticket{2})->value);
  bench.gateway.silent = true;
  bench.feed(fact::CheckRegistered{Ticket{3}});
  bench.advance(30s);
  REQUIRE(bench.settled(Ticket{3}));
  CHECK_FALSE(bench.settled(Ticket{3})->value);
}

TEST_CASE("G15: connect() after a refusal is retried like any other") {
  Bench bench;
  bench.gateway.login_error = -32001;
  bench.connect();
  bench.gateway.cut();
  bench.advance(0ms);
  bench.gateway.login_error.reset();
  bench.gateway.accepts_sockets = false;
  bench.feed(fact::Connect{});
  bench.advance(500ms);
  bench.gateway.accepts_sockets = true;
  bench.advance(3s);
  CHECK(bench.readies() == 1);
}

TEST_CASE("G14: connect() after clearReconnectToken() is retried like any other") {
  Bench bench;
  bench.connect();
  bench.feed(fact::ClearToken{});
  bench.gateway.cut();
  bench.advance(0ms);
  bench.gateway.accepts_sockets = false;
  bench.feed(fact::Connect{});
  bench.advance(500ms);
  bench.gateway.accepts_sockets = true;
  bench.advance(3s);
  CHECK(bench.readies() == 2);
}

TEST_CASE("G14: calls that wait for a login that was refused end with the token as well") {
  Bench bench;
  bench.connect();
  const CallKey call = bench.talk();
  bench.gateway.login_error = -32001;
  bench.gateway.cut();
  bench.advance(5s);
  bench.gateway.cut();
  bench.advance(0ms);
  REQUIRE(bench.state(call) == CallState::Active);
  bench.feed(fact::ClearToken{});
  CHECK(bench.snapshot(call)->end_reason == EndReason::SocketLost);
}

TEST_CASE("of two logins on their way the answer to the second counts") {
  Bench bench;
  bench.gateway.login_error = -32001;
  bench.feed(fact::Connect{});
  REQUIRE(bench.until([&] { return bench.gateway.count("login") == 1; }));
  bench.gateway.login_error.reset();
  Credentials good;
  good.token = "good";
  bench.feed(fact::Login{Ticket{3}, good});
  bench.advance(1s);
  CHECK(bench.errors().empty());
  CHECK(bench.settled(Ticket{3})->value);
  CHECK(bench.readies() == 1);
}

TEST_CASE("two logins on a registered socket make no second ready either") {
  Bench bench;
  bench.connect();
  Credentials other;
  other.token = "other";
  bench.feed(fact::Login{Ticket{3}, other});
  bench.feed(fact::Login{Ticket{4}, other});
  bench.advance(1min);
  CHECK(bench.settled(Ticket{4})->value);
  CHECK(bench.readies() == 1);
  CHECK(bench.sockets() == 1);
}

TEST_CASE("a gateway that is still trying is asked again") {
  Bench bench;
  bench.gateway.state = "TRYING";
  bench.connect();
  bench.gateway.state = "REGED";
  bench.advance(7s);
  CHECK(bench.readies() == 1);
  CHECK(bench.sockets() == 1);
}

TEST_CASE("the next question comes 2 to 6 s after the last") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Config config = usual_config();
    config.seed = seed;
    Bench bench(config);
    bench.gateway.state = "TRYING";
    bench.connect();
    REQUIRE(bench.gateway.count("telnyx_rtc.gatewayState") == 1);
    const auto asked = [&] { return bench.gateway.count("telnyx_rtc.gatewayState") == 2; };
    const auto waited = bench.until(asked);
    REQUIRE(waited);
    CHECK(*waited >= 1900ms);  // the rest has passed while it connected
    CHECK(*waited <= 6s);
  }
}

TEST_CASE("a gateway that trusts a registration only half counts its failures on") {
  Bench bench;
  bench.gateway.state = "FAILED";
  bench.connect();
  for (int time = 1; time < 5; ++time) {
    bench.gateway.state = "REGISTER";
    bench.advance(10min);
    REQUIRE(bench.readies() == static_cast<std::size_t>(time));
    bench.gateway.send("telnyx_rtc.gatewayState", Members().text("state", "FAILED"));
    bench.advance(20ms);
  }
  CHECK(bench.errors().back() == ErrorCode::ReconnectionExhausted);
}

TEST_CASE("a login on a registered socket waits for no state") {
  Bench bench;
  bench.connect();
  bench.gateway.withheld = {"telnyx_rtc.gatewayState"};
  bench.feed(fact::Login{Ticket{3}, {.login = "desk5", .password = "pw"}});
  bench.advance(1min);
  CHECK(bench.settled(Ticket{3})->value);
  CHECK(bench.sockets() == 1);
}

TEST_CASE("a gateway that does not tell its state is a loss") {
  Bench bench;
  bench.gateway.state = "NOREG";
  bench.connect();
  bench.gateway.withheld = {"telnyx_rtc.gatewayState"};
  bench.advance(20s);
  CHECK(bench.sockets() == 2);
}

TEST_CASE("G3: a gateway that failed after hours is asked for the same session") {
  Bench bench;
  bench.connect();
  bench.advance(10min);
  bench.gateway.send("telnyx_rtc.gatewayState", Members().text("state", "FAILED"));
  bench.advance(15s);
  REQUIRE(bench.readies() == 2);
  CHECK(member(bench.gateway.last("login"), {"params", "sessid"}) == "\"S1\"");
}
