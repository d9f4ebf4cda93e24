// Ends that cross each other: whoever hangs up, leaves or is left, nothing stays behind.
#include <catch_amalgamated.hpp>

#include "talking.hpp"

using namespace holdfast;
using namespace holdfast::bench;
using enum CallState;

namespace {

Credentials other_credentials() {
  Credentials credentials;
  credentials.token = "other";
  return credentials;
}

std::string called(const wire::Json* bye) {
  return bye->member("params")->member("dialogParams")->member("callID")->content;
}

}  // namespace

// ---- BYE ----------------------------------------------------------------------------------------

TEST_CASE("when both ends hang up at once the call is over at once, without an error") {
  Talking bench;
  bench.gateway.withheld = {"telnyx_rtc.bye"};
  bench.hang_up();
  bench.gateway.bye("K1");
  bench.advance(50ms);
  CHECK(bench.state(bench.call) == Destroy);
  CHECK(bench.snapshot(bench.call)->end_reason == EndReason::Local);
  CHECK(bench.settled(Ticket{1})->value);
  Members refusal;
  refusal.text("jsonrpc", "2.0").json("id", *bench.gateway.last("telnyx_rtc.bye")->member("id"));
  bench.gateway.say(refusal.object("error", Members().number("code", -32002)).value());
  bench.advance(50ms);
  CHECK(bench.errors().empty());
}

TEST_CASE("a BYE that nobody answered is said again on the next socket") {
  Talking bench;
  bench.gateway.silent = true;
  bench.hang_up();
  bench.advance(6s);
  REQUIRE(bench.state(bench.call) == Destroy);
  REQUIRE_FALSE(bench.gateway.calls.empty());
  bench.gateway.silent = false;
  bench.lose();
  bench.advance(3s);
  CHECK(bench.gateway.calls.empty());
}

TEST_CASE("a call that is offered under another id while it ends gets its BYE under that one") {
  Talking bench;
  bench.gateway.withheld = {"telnyx_rtc.bye"};
  bench.hang_up();
  bench.gateway.attach("K1-new", "leg of K1");
  bench.advance(50ms);
  CHECK(called(bench.gateway.last("telnyx_rtc.bye")) == "K1-new");
  CHECK(bench.browser.open_peers() == 0);
}

TEST_CASE("a call that ended between login and registration gets its BYE with the registration") {
  Talking bench;
  bench.gateway.state = "NOREG";
  bench.lose();
  REQUIRE(bench.until([&] { return bench.gateway.count("telnyx_rtc.gatewayState") == 2; }));
  bench.advance(50ms);
  bench.hang_up();
  REQUIRE(bench.state(bench.call) == Destroy);
  bench.gateway.state = "REGED";
  bench.advance(10s);
  CHECK(bench.gateway.calls.empty());
  CHECK(bench.gateway.count("telnyx_rtc.bye") == 1);
  CHECK(bench.sockets() == 2);
}

TEST_CASE("G11: a call listed but never offered ends with the retention, and with a BYE") {
  Talking bench;
  bench.gateway.attaches = false;
  bench.lose();
  bench.advance(92s);
  CHECK(bench.snapshot(bench.call)->end_reason == EndReason::TooLate);
  CHECK(bench.gateway.calls.empty());
}

TEST_CASE("an answer that cannot be sent for 30 s is a BYE once it can be said") {
  Bench bench;
  bench.connect();
  bench.gateway.invite("in-1");
  bench.advance(50ms);
  bench.gateway.login_error = -32001;
  bench.feed(fact::Login{Ticket{1}, other_credentials()});
  bench.advance(50ms);
  bench.feed(fact::AnswerCall{CallKey{2}, {}});
  bench.advance(31s);
  REQUIRE(bench.state(CallKey{2}) == Destroy);
  bench.gateway.login_error.reset();
  bench.feed(fact::Login{Ticket{2}, other_credentials()});
  bench.advance(1s);
  CHECK(bench.gateway.calls.empty());
}

TEST_CASE("a peer that fails while another login is on its way is seen to after it") {
  Talking bench;
  bench.feed(fact::Login{Ticket{1}, other_credentials()});
  bench.feed(fact::PeerStateChanged{bench.call, PeerGeneration{1}, PeerState::Failed});
  CHECK(bench.all<request::CreateOffer>().size() == 1);
  bench.advance(1s);
  CHECK(bench.all<request::CreateOffer>().size() == 2);
  CHECK(bench.state(bench.call) == Active);
}

TEST_CASE("a call that the gateway offers twice does not ring again once it is over") {
  Bench bench;
  bench.connect();
  bench.gateway.invite("in-1");
  bench.advance(50ms);
  bench.feed(fact::HangUp{CallKey{2}, Ticket{1}, {}, {}});
  bench.advance(50ms);
  REQUIRE(bench.state(CallKey{2}) == Destroy);
  bench.gateway.invite("in-1");
  bench.advance(50ms);
  CHECK_FALSE(bench.snapshot(CallKey{4}));
  CHECK(bench.browser.ringing.empty());
}

TEST_CASE("an id that the application uses again belongs to its new call") {
  Talking bench;
  bench.hang_up();
  bench.advance(50ms);
  REQUIRE(bench.state(bench.call) == Destroy);
  const CallKey again = bench.talk("K1");
  bench.lose();
  bench.advance(3s);
  CHECK(bench.state(again) == Active);
}

TEST_CASE("a calendar that is set does not bring back a call that ended offline") {
  Talking bench;
  bench.lose();
  bench.hang_up();
  bench.sleep(100s);
  bench.advance(3s);
  CHECK(bench.gateway.calls.empty());
}

TEST_CASE("a session resumed at the last moment does not bring back a call that ended offline") {
  Talking bench;
  bench.gateway.accepts_sockets = false;
  bench.lose();
  bench.hang_up();
  bench.advance(89s);
  bench.gateway.accepts_sockets = true;
  bench.gateway.latency = 2s;
  bench.feed(fact::Connect{});
  bench.advance(20s);
  CHECK(bench.gateway.calls.empty());
}

TEST_CASE("a call whose invite crossed a punt is not left behind at the gateway") {
  Config config = usual_config();
  config.keep_calls = false;
  Talking bench(config);
  bench.gateway.send("telnyx_rtc.punt", Members());
  bench.advance(50ms);
  REQUIRE(bench.state(bench.call) == Destroy);
  bench.feed(fact::Connect{});
  bench.advance(1s);
  CHECK(bench.gateway.calls.empty());
}

// ---- disconnect() -------------------------------------------------------------------------------

TEST_CASE("a call that arrives during disconnect() is not taken") {
  Talking bench;
  bench.gateway.withheld = {"telnyx_rtc.bye"};
  bench.feed(fact::Disconnect{Ticket{9}});
  bench.gateway.invite("in-1");
  bench.advance(6s);
  CHECK(bench.browser.ringing.empty());
  CHECK(bench.session().at_rest());
}

TEST_CASE("a call placed during disconnect() ends with it") {
  Talking bench;
  bench.gateway.withheld = {"telnyx_rtc.bye", "telnyx_rtc.invite"};
  bench.feed(fact::Disconnect{Ticket{9}});
  const CallKey late = bench.talk("K2");
  REQUIRE(bench.state(late) == Requesting);
  bench.advance(6s);
  CHECK(bench.state(late) == Destroy);
  CHECK(bench.browser.microphones.empty());
  CHECK(bench.session().at_rest());
  // The gateway may have heard of it: the next login owes it a BYE.
  bench.connect();
  CHECK(std::ranges::any_of(bench.gateway.frames, [](const Gateway::Frame& frame) {
    return frame.method == "telnyx_rtc.bye" && called(&frame.json) == "K2";
  }));
}

TEST_CASE("disconnect() settles after its calls and every other promise") {
  Talking bench;
  bench.gateway.withheld = {"telnyx_rtc.bye", "telnyx_rtc.invite", "login"};
  bench.feed(fact::Disconnect{Ticket{9}});
  const auto settles = [&](std::uint32_t ticket) {
    return place_of<request::Settled>(
        bench, [&](const auto& one) { return one.ticket == Ticket{ticket}; });
  };
  SECTION("calls placed since") {
    const CallKey late = bench.talk("K2");
    REQUIRE(bench.state(late) == Requesting);
    SECTION("that nobody answers") { bench.advance(6s); }
    SECTION("whose invite runs out in the turn that ends the wait, with a BYE nobody hears") {
      bench.freeze(11s);
      bench.feed(fact::TimePassed{});
    }
    const auto over = place_of<request::CallChanged>(bench, [&](const auto& one) {
      return one.snapshot.call == late && one.snapshot.state == Destroy;
    });
    CHECK(over < settles(9));
  }
  SECTION("a login() that nobody answers") {
    bench.feed(fact::Login{Ticket{8}, other_credentials()});
    bench.advance(6s);
    CHECK(settles(8) < settles(9));
    CHECK_FALSE(bench.settled(Ticket{8})->value);
  }
  CHECK_FALSE(bench.all<request::ClientChanged>().back().snapshot.registered);
  CHECK(bench.session().at_rest());
}

TEST_CASE("disconnect() waits for no attach") {
  Talking bench;
  bench.gateway.attaches = false;
  bench.gateway.new_call_id = "stranger";
  bench.lose();
  REQUIRE(bench.until([&] { return bench.readies() == 2; }));
  bench.feed(fact::Disconnect{Ticket{9}});
  bench.advance(100ms);
  CHECK(bench.settled(Ticket{9}));
  CHECK(bench.session().at_rest());
}

// ---- login() without an end of its own ----------------------------------------------------------

TEST_CASE("login() settles when the last attempt failed") {
  Config config = usual_config();
  config.max_reconnect_attempts = 1;
  Bench bench(config);
  bench.gateway.accepts_sockets = false;
  bench.feed(fact::Login{Ticket{1}, other_credentials()});
  bench.advance(10s);
  REQUIRE(bench.settled(Ticket{1}));
  CHECK_FALSE(bench.settled(Ticket{1})->value);
}

TEST_CASE("login() settles when the browser makes no socket") {
  Bench bench;
  bench.feed(fact::Login{Ticket{1}, other_credentials()});
  bench.feed(fact::SocketRefused{SocketGeneration{1}, "bad url"});
  REQUIRE(bench.settled(Ticket{1}));
  CHECK_FALSE(bench.settled(Ticket{1})->value);
}

TEST_CASE("login() settles when the socket is lost and nothing will be tried") {
  Config config = usual_config();
  config.auto_reconnect = false;
  Bench bench(config);
  bench.gateway.withheld = {"login"};
  bench.connect();
  bench.feed(fact::Login{Ticket{1}, other_credentials()});
  bench.gateway.cut();
  bench.advance(0ms);
  REQUIRE(bench.settled(Ticket{1}));
  CHECK_FALSE(bench.settled(Ticket{1})->value);
}

TEST_CASE("login() settles when the waiting attempt is cancelled") {
  Bench bench;
  bench.gateway.accepts_sockets = false;
  bench.feed(fact::Login{Ticket{1}, other_credentials()});
  bench.advance(100ms);
  bench.feed(fact::ClearToken{});
  REQUIRE(bench.settled(Ticket{1}));
  CHECK_FALSE(bench.settled(Ticket{1})->value);
}

TEST_CASE("login() settles when the gateway throws the client out") {
  Config config = usual_config();
  config.keep_calls = false;
  Bench bench(config);
  bench.connect();
  bench.gateway.withheld = {"login"};
  bench.feed(fact::Login{Ticket{1}, other_credentials()});
  bench.gateway.send("telnyx_rtc.punt", Members());
  bench.advance(50ms);
  REQUIRE(bench.settled(Ticket{1}));
  CHECK_FALSE(bench.settled(Ticket{1})->value);
}
