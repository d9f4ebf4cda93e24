// A page goes and another comes: every established call comes back, and nothing else.
#include "reload.hpp"

#include <catch_amalgamated.hpp>

#include "talking.hpp"

using namespace holdfast;
using namespace holdfast::bench;
using enum CallState;

namespace {

/// Three calls: one plain and placed here, one muted, one that arrived and is on hold.
struct Three : Bench {
  CallKey plain;
  CallKey muted;
  CallKey held{2};

  explicit Three(Config config = reloading()) : Bench(std::move(config)) {
    connect();
    plain = talk("plain");
    muted = talk("muted");
    feed(fact::SetMuted{muted, true});
    gateway.invite("held");
    advance(20ms);
    feed(fact::AnswerCall{held, {}});
    advance(100ms);
    feed(fact::Hold{held, Ticket{1}, HoldAction::Hold});
    advance(100ms);
    REQUIRE(state(plain) == Active);
    REQUIRE(state(held) == Held);
  }
};

}  // namespace

TEST_CASE("after a reload all three calls come back, each as it was") {
  Three before;
  const auto page = reload(before);
  page->advance(3s);
  REQUIRE(known_calls(*page).size() == 3);
  CHECK(page->errors().empty());
  CHECK(page->warnings().empty());

  const auto plain = came_back(*page, "plain");
  REQUIRE(plain);
  CHECK(page->told(plain->call) == std::vector{Recovering, Active});
  CHECK(plain->direction == Direction::Outbound);
  CHECK(plain->parties.destination_number == "1000");
  CHECK_FALSE(plain->muted);
  CHECK(page->browser.microphones.at(plain->call) == true);

  const auto muted = came_back(*page, "muted");
  REQUIRE(muted);
  CHECK(page->state(muted->call) == Active);
  CHECK(muted->muted);
  CHECK(page->browser.microphones.at(muted->call) == false);

  const auto held = came_back(*page, "held");
  REQUIRE(held);
  CHECK(page->told(held->call) == std::vector{Recovering, Held});
  CHECK(held->direction == Direction::Inbound);

  CHECK(page->browser.open_peers() == 3);
  CHECK(page->gateway.count("telnyx_rtc.attach") == 3);
  CHECK(page->gateway.count("telnyx_rtc.bye") == 0);
  CHECK(before.gateway.count("telnyx_rtc.bye") == 0);
}

TEST_CASE("the page after a reload logs in to the session of before") {
  Three before;
  before.advance(10min);  // far longer than the gateway keeps a session without a socket
  const auto page = reload(before);
  page->advance(100ms);
  CHECK(page->gateway.urls.at(0).find("voice_sdk_id=V1") != std::string::npos);
  const wire::Json* login = page->gateway.last("login");
  REQUIRE(login != nullptr);
  CHECK(login->member("params")->member("sessid")->content == before.gateway.session);
}

TEST_CASE(
    "a camera that was muted, and a far end that was not to be heard, stay so over a reload") {
  Talking before(reloading());
  before.feed(fact::SetMuted{before.call, true, Channel::Camera});
  before.feed(fact::SetMuted{before.call, true, Channel::Speaker});
  auto page = reload(before);
  page->advance(1s);
  const auto call = came_back(*page, "K1");
  REQUIRE(call);
  CHECK(call->camera_muted);
  CHECK(call->deaf);
  CHECK_FALSE(call->muted);
  REQUIRE(page->all<request::SetCamera>().size() == 1);
  CHECK_FALSE(page->all<request::SetCamera>().front().enabled);
}

TEST_CASE("a call that only listened opens no microphone after a reload, nor after the next") {
  Talking before(reloading());
  before.feed(fact::PageLeaving{});
  StoredSession stored = *storage(before);
  stored.calls.front().listens = true;
  auto page = next_page(before);
  page->feed(fact::Connect{stored});
  page->advance(1s);
  REQUIRE(came_back(*page, "K1"));
  REQUIRE(page->all<request::AcquireMedia>().size() == 1);
  CHECK(page->all<request::AcquireMedia>().front().listens);
  CHECK(storage(*page)->calls.front().listens);
}

TEST_CASE("a microphone that was muted is never live after a reload") {
  Talking before(reloading());
  before.feed(fact::SetMuted{before.call, true});
  const auto page = reload(before);
  page->advance(3s);
  REQUIRE_FALSE(page->all<request::SetMicrophone>().empty());
  for (const auto& set : page->all<request::SetMicrophone>()) CHECK_FALSE(set.enabled);
}

TEST_CASE("a call that was relayed only is so after a reload, and so is every call of a client") {
  Config config = reloading();
  config.inbound.relay_only = true;
  Three before(config);
  const auto kept = reload(before);  // this client does not ask for it
  kept->advance(3s);
  int relayed = 0;
  for (const auto& create : kept->all<request::CreatePeer>()) relayed += create.relay_only ? 1 : 0;
  CHECK(relayed == 1);  // the one that arrived at the client which did

  const auto forced = reload(*kept, 1s, config);
  forced->advance(3s);
  for (const auto& create : forced->all<request::CreatePeer>()) CHECK(create.relay_only);
}

TEST_CASE("a call may come back under another id, known by its leg") {
  Talking before(reloading());
  before.feed(fact::PageLeaving{});
  const auto page = next_page(before);
  page->gateway.new_call_id = "N";
  page->feed(fact::Connect{storage(before)});
  page->advance(3s);
  const auto back = came_back(*page, "K1");
  REQUIRE(back);
  CHECK(back->id == CallId{"N"});
  CHECK(back->state == Active);
  CHECK(storage(*page)->calls.at(0).id == CallId{"N"});
}

TEST_CASE("a call that the gateway lost meanwhile is told once, by its id, and never exists") {
  Three before;
  before.gateway.calls.erase("muted");
  const auto page = reload(before);
  page->advance(200s);
  CHECK(told_lost(*page) == std::vector<std::string>{"muted"});
  CHECK(known_calls(*page).size() == 2);
  CHECK(storage(*page)->calls.size() == 2);

  const auto later = reload(*page);
  later->advance(200s);
  CHECK(told_lost(*later).empty());
  CHECK(known_calls(*later).size() == 2);
}

TEST_CASE("a call that is listed but never offered is told lost when the gateway forgets it") {
  Talking before(reloading());
  before.feed(fact::PageLeaving{});
  const auto page = next_page(before);
  page->gateway.attaches = false;
  page->feed(fact::Connect{storage(before)});
  page->advance(80s);
  CHECK(told_lost(*page).empty());
  page->advance(10s);
  CHECK(told_lost(*page) == std::vector<std::string>{"K1"});
  CHECK(storage(*page)->calls.empty());
  CHECK(known_calls(*page).empty());
}

TEST_CASE("a gateway that restarted without memory loses the calls of before, each told once") {
  Three before;
  before.gateway.forget();
  const auto page = reload(before);
  page->advance(200s);
  CHECK(told_lost(*page) == std::vector<std::string>{"plain", "muted", "held"});
  CHECK(known_calls(*page).empty());
}

TEST_CASE("a call whose far end hangs up before it came back is told lost") {
  Talking before(reloading());
  before.feed(fact::PageLeaving{});
  const auto page = next_page(before);
  page->gateway.attaches = false;
  page->feed(fact::Connect{storage(before)});
  page->advance(1s);
  page->gateway.bye("K1");
  page->advance(1s);
  CHECK(told_lost(*page) == std::vector<std::string>{"K1"});
  CHECK(known_calls(*page).empty());
}

TEST_CASE("calls of before wait through failed attempts, whatever becomes of calls of this page") {
  Config config = reloading();
  config.keep_calls = false;
  Talking before(config);
  before.feed(fact::PageLeaving{});
  const auto page = next_page(before, 1s, config);
  page->gateway.accepts_sockets = false;
  page->feed(fact::Connect{storage(before)});
  page->advance(5s);
  CHECK(page->sockets() > 1);
  page->gateway.accepts_sockets = true;
  page->advance(20s);
  REQUIRE(came_back(*page, "K1"));
  CHECK(came_back(*page, "K1")->state == Active);
}

TEST_CASE("what is older than the gateway's retention is not waited for") {
  Talking before(reloading());
  const auto late = reload(before, 90s);
  late->advance(200s);
  CHECK(told_lost(*late).empty());
  CHECK(storage(*late)->calls.empty());

  Config patient = reloading();
  patient.retention = 60min;
  Talking long_ago(patient);
  const auto later = reload(long_ago, 15min, patient);
  later->advance(1ms);
  CHECK(storage(*later)->calls.empty());
}

TEST_CASE("a call that comes back without a marker is hung up, never answered") {
  Talking before(reloading());
  before.feed(fact::PageLeaving{});
  auto held = storage(before);
  held->calls.clear();
  const auto page = next_page(before);
  page->feed(fact::Connect{held});
  page->advance(3s);
  CHECK(known_calls(*page).empty());
  CHECK(page->browser.acquired.empty());
  CHECK(page->warnings() == std::vector{WarningCode::UnknownReattachedSession});
  CHECK(page->gateway.calls.empty());
}

TEST_CASE("a call hung up while offline does not come back with the next page") {
  Talking before(reloading());
  before.gateway.accepts_sockets = false;
  before.lose();
  before.hang_up();
  CHECK(storage(before)->calls.empty());
  const auto page = reload(before);
  page->advance(3s);
  CHECK(page->browser.acquired.empty());
  CHECK(page->gateway.calls.empty());
}

TEST_CASE("a page that is left says BYE and leaves nothing, unless it is told not to") {
  Talking before;
  before.feed(fact::PageLeaving{});
  CHECK(before.gateway.count("telnyx_rtc.bye") == 1);
  CHECK_FALSE(storage(before));
  before.advance(1s);
  CHECK_FALSE(storage(before));

  Talking kept(reloading());
  kept.feed(fact::PageLeaving{});
  CHECK(kept.gateway.count("telnyx_rtc.bye") == 0);
  CHECK(storage(kept)->calls.size() == 1);
}

TEST_CASE("what the browser does to a page that goes is not remembered") {
  Config config = reloading();
  config.keep_calls = false;
  Talking before(config);
  before.feed(fact::PageLeaving{});
  before.lose();  // ends the call
  REQUIRE(storage(before));
  CHECK(storage(before)->calls.size() == 1);
}

TEST_CASE("a call hung up in a page that was to be left, and stayed, does not come back") {
  Talking before(reloading());
  before.feed(fact::PageLeaving{});
  before.hang_up();
  REQUIRE(storage(before));
  CHECK(storage(before)->calls.empty());
}

TEST_CASE("a page that comes back from the browser's cache writes again") {
  Talking before;
  before.feed(fact::PageLeaving{});
  before.feed(fact::PageShown{});
  CHECK(storage(before));
}

TEST_CASE("a page that vanished without a word is found again while its session is young") {
  Talking before(reloading());
  before.advance(10min);
  const auto page = next_page(before, 5s);
  page->feed(fact::Connect{storage(before)});
  page->advance(3s);
  REQUIRE(came_back(*page, "K1"));
  CHECK(came_back(*page, "K1")->state == Active);
}

TEST_CASE("a second loss before the call came back closes its first peer") {
  Talking before(reloading());
  const auto page = reload(before);
  page->browser.decides_media = false;
  page->browser.media_flows = false;
  REQUIRE(page->until([&] { return page->browser.open_peers() == 1; }));
  page->gateway.cut();
  page->advance(5s);
  const auto back = came_back(*page, "K1");
  REQUIRE(back);
  CHECK(page->browser.open_peers() == 1);
  CHECK(page->browser.peers.size() == 2);
  page->feed(fact::MediaGranted{back->call});
  page->advance(3s);
  CHECK(page->state(back->call) == Active);
  CHECK(page->browser.acquired[back->call] == 1);
  CHECK(page->gateway.count("telnyx_rtc.attach") == 1);
}

TEST_CASE("a first peer that does not connect in 15 s gets another path") {
  Talking before(reloading());
  const auto page = reload(before);
  page->browser.connects = false;
  REQUIRE(page->until([&] { return page->gateway.count("telnyx_rtc.attach") == 1; }));
  page->advance(14s);
  CHECK(page->all<request::CreateOffer>().empty());
  page->advance(2s);
  CHECK(page->all<request::CreateOffer>().size() == 1);
}

TEST_CASE("disconnect before the calls came back hangs them up and tells nobody") {
  Talking before(reloading());
  before.feed(fact::PageLeaving{});
  const auto page = next_page(before);
  page->gateway.attaches = false;
  page->feed(fact::Connect{storage(before)});
  page->advance(1s);
  page->feed(fact::Disconnect{Ticket{1}});
  page->advance(1s);
  CHECK(page->gateway.calls.empty());
  CHECK(page->errors().empty());
  CHECK(known_calls(*page).empty());
  CHECK(page->session().at_rest());
}

TEST_CASE("G14: clearReconnectToken gives up what an earlier page left") {
  Talking before(reloading());
  before.feed(fact::PageLeaving{});
  const auto page = next_page(before);
  page->gateway.accepts_sockets = false;
  page->feed(fact::Connect{storage(before)});
  page->advance(100ms);
  page->feed(fact::ClearToken{});
  CHECK_FALSE(storage(*page));
  page->gateway.accepts_sockets = true;
  page->feed(fact::Connect{});
  page->advance(3s);
  CHECK(known_calls(*page).empty());
  CHECK(page->browser.acquired.empty());
  CHECK(page->gateway.calls.empty());
}

TEST_CASE("login() before connect() takes up what an earlier page left") {
  Talking before(reloading());
  before.feed(fact::PageLeaving{});
  const auto page = next_page(before);
  page->feed(fact::Login{Ticket{1}, reloading().credentials, storage(before)});
  page->advance(3s);
  REQUIRE(came_back(*page, "K1"));
  CHECK(came_back(*page, "K1")->state == Active);
}
