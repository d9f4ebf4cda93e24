// What a page leaves to the next: which calls, when it is written, and what is made of spoilt
// records.
#include <catch_amalgamated.hpp>

#include "reload.hpp"
#include "talking.hpp"

using namespace holdfast;
using namespace holdfast::bench;
using enum CallState;

TEST_CASE("only established calls leave a marker") {
  Bench bench(reloading());
  bench.connect();
  bench.gateway.answers_calls = false;
  bench.talk("trying");
  bench.gateway.invite("ringing");
  bench.advance(100ms);
  CHECK(storage(bench)->calls.empty());

  bench.gateway.answers_calls = true;
  const CallKey call = bench.talk("K1");
  REQUIRE(storage(bench)->calls.size() == 1);
  CHECK(storage(bench)->calls.at(0).id == CallId{"K1"});
  bench.feed(fact::HangUp{call, Ticket{1}, {}, {}});
  CHECK(storage(bench)->calls.empty());
}

TEST_CASE("a marker says what the call is like now") {
  Talking bench(reloading());
  const auto marker = [&] { return storage(bench)->calls.at(0); };
  CHECK(marker().direction == Direction::Outbound);
  CHECK(marker().telnyx.leg == "leg of K1");
  CHECK_FALSE(marker().muted);
  CHECK_FALSE(marker().held);

  bench.feed(fact::SetMuted{bench.call, true});
  CHECK(marker().muted);
  CHECK_FALSE(marker().camera_muted);
  bench.feed(fact::SetMuted{bench.call, true, Channel::Camera});
  CHECK(marker().camera_muted);
  CHECK_FALSE(marker().deaf);
  bench.feed(fact::SetMuted{bench.call, true, Channel::Speaker});
  CHECK(marker().deaf);
  bench.feed(fact::Hold{bench.call, Ticket{1}, HoldAction::Hold});
  bench.advance(100ms);
  CHECK(marker().held);

  bench.gateway.attaches = false;
  bench.lose();
  CHECK(marker().held);
  bench.advance(3s);
  bench.gateway.attach("K1", "leg of K1");
  REQUIRE(bench.until([&] { return bench.state(bench.call) == Recovering; }));
  CHECK(marker().held);
  bench.advance(3s);
  bench.feed(fact::Hold{bench.call, Ticket{2}, HoldAction::Unhold});
  bench.advance(100ms);
  CHECK_FALSE(marker().held);
}

TEST_CASE("it is written when it changes, and now and then during a call, not with every frame") {
  Talking bench(reloading());
  bench.forget_outputs();
  bench.advance(10s);
  CHECK(bench.all<request::Store>().empty());
  bench.advance(10min);
  const std::size_t writes = bench.all<request::Store>().size();
  CHECK(writes >= 10);
  CHECK(writes <= 20);
}

TEST_CASE("what is left holds no secret and no address") {
  Config config = reloading();
  config.credentials.password = "hunter2";
  Talking bench(config);
  bench.feed(fact::PageLeaving{});
  const auto left = storage(bench);
  REQUIRE(left);
  std::string all = left->routing.text + left->session.text;
  for (const CallMarker& marker : left->calls) {
    const Parties& parties = marker.parties;
    for (const std::string& text :
         {marker.id.text, marker.telnyx.call_control, marker.telnyx.leg, marker.telnyx.session,
          parties.destination_number, parties.caller_name, parties.caller_number,
          parties.remote_name, parties.remote_number}) {
      all += text;
    }
  }
  for (const char* secret : {"hunter2", "desk4", "offer", "answer", "candidate", "gateway.test"}) {
    INFO(secret);
    CHECK(all.find(secret) == std::string::npos);
  }
}

TEST_CASE("spoilt records are left out, the others are used") {
  Talking before(reloading());
  before.feed(fact::PageLeaving{});
  auto left = storage(before);
  left->calls.insert(left->calls.begin(), CallMarker{});  // no id
  left->calls.push_back(left->calls.at(1));               // told twice
  const auto page = next_page(before);
  page->feed(fact::Connect{left});
  page->advance(200s);
  CHECK(known_calls(*page).size() == 1);
  CHECK(told_lost(*page).empty());
}

TEST_CASE("a stamp from the future counts as one from now") {
  Talking before(reloading());
  before.feed(fact::PageLeaving{});
  auto left = storage(before);
  left->stored_at += 10000h;
  const auto page = next_page(before);
  page->gateway.attaches = false;
  page->feed(fact::Connect{left});
  page->advance(91s);
  CHECK(told_lost(*page) == std::vector<std::string>{"K1"});
}

TEST_CASE("what was stored is not taken up by a client that has a session already") {
  Talking bench(reloading());
  const StoredSession other{{"V9"}, {"S9"}, bench.now().wall, {CallMarker{.id = {"old"}}}};
  bench.feed(fact::Connect{other});
  bench.advance(100s);
  CHECK(told_lost(bench).empty());
  CHECK(storage(bench)->session == SessionId{"S1"});
}
