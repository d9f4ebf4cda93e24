// Credentials that fail: one error, no loop, and the ways back (G15).
#include <catch_amalgamated.hpp>

#include "talking.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {

Config with_token(std::optional<milliseconds> left = {}) {
  Config config = usual_config();
  config.credentials = {};
  config.credentials.token = "first";
  if (left) config.credentials.token_expiry = Bench().now().wall + *left;
  config.provides_tokens = true;
  return config;
}

std::string token_of(const wire::Json* login) {
  return login->member("params")->member("login_token")->content;
}

std::size_t asked(const Bench& bench) { return bench.all<request::AskToken>().size(); }

void provide(Bench& bench, std::string token) {
  bench.feed(fact::TokenProvided{bench.all<request::AskToken>().back().ask, std::move(token), {}});
}

}  // namespace

TEST_CASE("G15: a gateway that refuses and closes every time hears of us once") {
  for (const int code : {-32000, -32001, -32004}) {
    Bench bench;
    bench.gateway.login_error = code;
    bench.gateway.closes_when_refusing = true;
    bench.feed(fact::Connect{});
    bench.advance(1h);
    CHECK(bench.gateway.count("login") == 1);
    CHECK(bench.sockets() == 1);
    CHECK(bench.errors() == std::vector{ErrorCode::LoginFailed});
    CHECK(bench.all<request::Reconnecting>().empty());
  }
}

TEST_CASE("G15: the fifth NOREG tells as much, and a close after it changes nothing") {
  Bench bench;
  bench.gateway.state = "NOREG";
  bench.feed(fact::Connect{});
  bench.advance(1min);
  CHECK(bench.all<request::CloseSocket>().empty());
  bench.gateway.cut();
  bench.advance(1h);
  CHECK(bench.errors() == std::vector{ErrorCode::LoginFailed});
  CHECK(bench.sockets() == 1);
}

TEST_CASE("G15: connect() tries again on the socket that stayed, once each time") {
  Bench bench;
  bench.gateway.login_error = -32001;
  bench.connect();
  bench.connect();
  CHECK(bench.gateway.count("login") == 2);
  CHECK(bench.errors().size() == 2);
  CHECK(bench.sockets() == 1);
  bench.gateway.login_error.reset();
  bench.connect();
  CHECK(bench.readies() == 1);
  CHECK(bench.sockets() == 1);
}

TEST_CASE("G15: a call waits for better credentials until the retention is over, and no longer") {
  Talking bench;
  bench.gateway.login_error = -32001;
  bench.gateway.closes_when_refusing = true;
  bench.lose();
  bench.advance(60s);
  REQUIRE(bench.errors() == std::vector{ErrorCode::LoginFailed});
  CHECK(bench.state(bench.call) == CallState::Active);
  SECTION("in time") {
    bench.gateway.login_error.reset();
    Credentials better;
    better.token = "better";
    bench.feed(fact::Login{Ticket{3}, better});
    bench.advance(2s);
    CHECK(bench.settled(Ticket{3})->value);
    CHECK(bench.snapshot(bench.call)->recovered_id == CallId{"K1"});
    REQUIRE(bench.all<request::Recovered>().size() == 1);
    CHECK(bench.all<request::Recovered>().front().recovered == std::vector{bench.call});
  }
  SECTION("too late") {
    bench.advance(31s);
    CHECK(bench.snapshot(bench.call)->end_reason == EndReason::TooLate);
    CHECK(bench.sockets() == 2);
  }
}

TEST_CASE("a gateway that has forgotten a registered client is logged in to once more") {
  Talking bench;
  bench.gateway.refused["telnyx_rtc.modify"] = -32000;
  bench.feed(fact::Hold{bench.call, Ticket{2}, HoldAction::Hold});
  bench.advance(1s);
  CHECK(bench.gateway.count("login") == 2);
  CHECK(bench.readies() == 1);
  CHECK(bench.sockets() == 1);
  REQUIRE(bench.settled(Ticket{2}));
  CHECK_FALSE(bench.settled(Ticket{2})->value);
  CHECK(bench.state(bench.call) == CallState::Active);
}

TEST_CASE("a gateway that forgets at once what it accepted does not draw a storm of logins") {
  Talking bench;
  bench.gateway.refused["telnyx_rtc.ping"] = -32000;
  bench.advance(5min);
  CHECK(bench.gateway.count("telnyx_rtc.ping") > 50);
  CHECK(bench.gateway.count("login") >= 5);
  CHECK(bench.gateway.count("login") <= 7);
  CHECK(bench.errors().empty());
  CHECK(bench.state(bench.call) == CallState::Active);
}

TEST_CASE("with auto-reconnect off, a gateway that has forgotten the client is a fatal 46003 too") {
  Config config = usual_config();
  config.auto_reconnect = false;
  Talking bench(config);
  bench.gateway.refused["telnyx_rtc.info"] = -32000;
  bench.feed(fact::SendDtmf{bench.call, "1"});
  bench.advance(1s);
  REQUIRE(bench.errors() == std::vector{ErrorCode::AuthenticationRequired});
  CHECK(bench.all<request::ErrorRaised>().front().fatal);
  CHECK(bench.gateway.count("login") == 2);
}

TEST_CASE("a token that has not expired is used without asking") {
  Bench bench(with_token(10min));
  bench.connect();
  CHECK(asked(bench) == 0);
  CHECK(bench.readies() == 1);
}

TEST_CASE("an expired token is replaced before the login") {
  Bench bench(with_token(-1s));
  bench.gateway.good_token = "second";
  bench.connect();
  CHECK(asked(bench) == 1);
  CHECK(bench.gateway.count("login") == 0);
  provide(bench, "second");
  bench.advance(1s);
  CHECK(bench.readies() == 1);
  CHECK(bench.gateway.count("login") == 1);
  CHECK(bench.errors().empty());
}

TEST_CASE("a refused token is replaced on the same socket, and the application hears of no error") {
  Bench bench(with_token());
  bench.gateway.good_token = "second";
  bench.connect();
  CHECK(bench.gateway.count("login") == 1);
  REQUIRE(asked(bench) == 1);
  provide(bench, "second");
  bench.advance(1s);
  CHECK(bench.readies() == 1);
  CHECK(token_of(bench.gateway.last("login")) == "second");
  CHECK(bench.errors().empty());
  CHECK(bench.sockets() == 1);
}

TEST_CASE("a second refusal on one socket is the one error") {
  Bench bench(with_token());
  bench.gateway.good_token = "none";
  bench.connect();
  provide(bench, "second");
  bench.advance(1h);
  CHECK(asked(bench) == 1);
  CHECK(bench.gateway.count("login") == 2);
  CHECK(bench.errors() == std::vector{ErrorCode::LoginFailed});
}

TEST_CASE("a provided token is used again on the next socket, with the expiry it came with") {
  std::optional<milliseconds> left;
  SECTION("instead of an expired one") { left = -1s; }
  SECTION("instead of a refused one, though nobody answered its login") {}
  Bench bench(with_token(left));
  bench.gateway.good_token = "second";
  bench.connect();
  REQUIRE(asked(bench) == 1);
  if (!left) bench.gateway.withheld = {"login"};
  provide(bench, "second");
  bench.advance(100ms);
  bench.gateway.withheld.clear();
  bench.gateway.cut();
  bench.advance(3s);
  CHECK(asked(bench) == 1);
  CHECK(bench.readies() > 0);
  CHECK(token_of(bench.gateway.last("login")) == "second");
}

TEST_CASE("a token that comes between two sockets logs in on neither") {
  Bench bench(with_token(-1s));
  bench.connect();
  bench.gateway.cut();
  bench.advance(0ms);
  provide(bench, "second");
  REQUIRE(bench.until([&] { return asked(bench) == 2; }));
  provide(bench, "third");
  bench.advance(20s);
  CHECK(bench.gateway.count("login") == 1);
  CHECK(bench.readies() == 1);
  CHECK(bench.sockets() == 2);
}

TEST_CASE("a client whose login is on its way does not log in because it is not known yet") {
  Bench bench;
  bench.gateway.withheld = {"login"};
  bench.gateway.refused["telnyx_rtc.gatewayState"] = -32000;
  bench.connect();
  bench.feed(fact::CheckRegistered{Ticket{1}});
  bench.advance(1s);
  CHECK_FALSE(bench.settled(Ticket{1})->value);
  CHECK(bench.gateway.count("login") == 1);
}

TEST_CASE("login() with another token is tried as it is, though the last one was refused") {
  Bench bench(with_token());
  bench.gateway.good_token = "third";
  bench.connect();
  provide(bench, "second");
  bench.advance(100ms);
  REQUIRE(bench.errors() == std::vector{ErrorCode::LoginFailed});
  Credentials other;
  other.token = "third";
  bench.feed(fact::Login{Ticket{2}, other});
  bench.advance(1s);
  CHECK(asked(bench) == 1);
  CHECK(bench.readies() == 1);
}

TEST_CASE("a token that expired in mid-outage is replaced, and the call goes on") {
  Talking bench(with_token(30s));
  bench.gateway.accepts_sockets = false;
  bench.lose();
  bench.advance(40s);
  bench.gateway.accepts_sockets = true;
  bench.gateway.good_token = "second";
  REQUIRE(bench.until([&] { return asked(bench) == 1; }));
  provide(bench, "second");
  bench.advance(2s);
  CHECK(bench.readies() == 2);
  CHECK(bench.state(bench.call) == CallState::Active);
  CHECK(bench.errors().back() == ErrorCode::WebsocketError);
}

TEST_CASE(
    "a gateway that closes while the token is fetched is tried again, asking once each time") {
  Bench bench(with_token());
  bench.gateway.good_token = "second";
  bench.gateway.closes_when_refusing = true;
  bench.feed(fact::Connect{});
  bench.advance(100ms);
  REQUIRE(asked(bench) == 1);
  REQUIRE(bench.until([&] { return asked(bench) == 2; }));
  CHECK(bench.gateway.count("login") == 1);
  SECTION("the first answer comes late, and is as good") {
    bench.feed(fact::TokenWithheld{1, "nobody waits for this one"});
    bench.feed(fact::TokenProvided{1, "second", {}});
    bench.advance(1s);
    CHECK(bench.readies() == 1);
    bench.feed(fact::TokenProvided{2, "third", {}});
    bench.advance(1s);
    CHECK(bench.readies() == 1);
    CHECK(bench.gateway.count("login") == 2);
  }
  SECTION("bad tokens make no loop") {
    provide(bench, "bad");
    bench.advance(1h);
    CHECK(bench.gateway.count("login") == 2);
    CHECK(bench.errors() == std::vector{ErrorCode::LoginFailed});
  }
}

TEST_CASE("a provider that rejects is the one error, and connect() asks again") {
  Bench bench(with_token(-1s));
  bench.connect();
  bench.feed(fact::TokenWithheld{1, "no"});
  CHECK(bench.errors() == std::vector{ErrorCode::LoginFailed});
  CHECK(bench.all<request::ErrorRaised>().front().message == "no");
  bench.advance(1h);
  CHECK(asked(bench) == 1);
  CHECK(bench.gateway.count("login") == 0);
  bench.gateway.good_token = "second";
  bench.feed(fact::Connect{});
  REQUIRE(asked(bench) == 2);
  provide(bench, "second");
  bench.advance(1s);
  CHECK(bench.readies() == 1);
  CHECK(bench.sockets() == 1);
}

TEST_CASE("a socket whose first token did not come is watched like any other once we log in") {
  Bench bench(with_token(-1s));
  bench.connect();
  bench.feed(fact::TokenWithheld{1, "no"});
  Credentials other;
  other.login = "desk5";
  other.password = "pw";
  bench.feed(fact::Login{Ticket{2}, other});
  bench.advance(1s);
  REQUIRE(bench.readies() == 1);
  bench.gateway.silent = true;
  bench.advance(16s);
  CHECK(bench.sockets() == 2);
}

TEST_CASE("a provider that never settles is the one error after 10 s") {
  Bench bench(with_token(-1s));
  bench.connect();
  bench.advance(9s);
  CHECK(bench.errors().empty());
  bench.advance(2s);
  CHECK(bench.errors() == std::vector{ErrorCode::LoginFailed});
  provide(bench, "late");
  bench.advance(1min);
  CHECK(bench.gateway.count("login") == 0);
  CHECK(bench.sockets() == 1);
}

TEST_CASE("login() with other credentials does not wait for the provider") {
  Bench bench(with_token(-1s));
  bench.connect();
  REQUIRE(asked(bench) == 1);
  Credentials other;
  other.login = "desk5";
  other.password = "pw";
  bench.feed(fact::Login{Ticket{2}, other});
  bench.advance(1s);
  CHECK(bench.readies() == 1);
  CHECK(bench.settled(Ticket{2})->value);
  bench.feed(fact::TokenProvided{1, "late", {}});
  bench.feed(fact::TokenWithheld{1, "late"});
  bench.advance(1s);
  CHECK(bench.gateway.count("login") == 1);
  CHECK(bench.errors().empty());
}

TEST_CASE("a user name with a password is never replaced by a token") {
  Config config = usual_config();
  config.provides_tokens = true;
  Bench bench(config);
  bench.gateway.login_error = -32001;
  bench.connect();
  CHECK(asked(bench) == 0);
  CHECK(bench.errors() == std::vector{ErrorCode::LoginFailed});
}
