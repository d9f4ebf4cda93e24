// What an application has to say to the gateway in its own words: each request settles once, and
// nothing is said later than it was meant.
#include <catch_amalgamated.hpp>

#include "bench.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {

constexpr Ticket kTicket{7};

struct Asking : Bench {
  void ask(Ticket ticket, std::string params = R"({"type":"x","item":{"id":1}})") {
    feed(fact::SendRequest{ticket, "ai_conversation", {std::move(params)}});
  }
};

}  // namespace

TEST_CASE("a request of the application's own goes out as it is, and settles with its answer") {
  Asking bench;
  bench.connect();
  bench.ask(kTicket);
  const wire::Json* frame = bench.gateway.last("ai_conversation");
  REQUIRE(frame != nullptr);
  CHECK_FALSE(frame->member("id")->content.empty());
  CHECK(wire::write(*frame->member("params")) == R"({"type":"x","item":{"id":1}})");
  CHECK_FALSE(bench.settled(kTicket));
  bench.advance(50ms);
  CHECK(bench.settled(kTicket)->value);
  CHECK(bench.all<request::Settled>().size() == 1);
}

TEST_CASE("one that the gateway refuses settles false, without a code of ours") {
  Asking bench;
  bench.connect();
  bench.gateway.refused["ai_conversation"] = -32602;
  bench.ask(kTicket);
  bench.advance(50ms);
  CHECK_FALSE(bench.settled(kTicket)->value);
  CHECK_FALSE(bench.settled(kTicket)->error);
  CHECK(bench.errors().empty());
}

TEST_CASE("one without an answer settles with 44102") {
  Asking bench;
  bench.connect();
  bench.gateway.withheld = {"ai_conversation"};
  bench.ask(kTicket);
  SECTION("in time") { bench.advance(11s); }
  SECTION("before its socket was lost") {
    bench.gateway.cut();
    bench.advance(0ms);
  }
  REQUIRE(bench.settled(kTicket));
  CHECK_FALSE(bench.settled(kTicket)->value);
  CHECK(bench.settled(kTicket)->error == ErrorCode::RequestNotAnswered);
}

TEST_CASE("a client that is not registered says nothing, now or later") {
  Asking bench;
  bench.ask(kTicket);
  CHECK(bench.settled(kTicket)->error == ErrorCode::RequestNotAnswered);
  bench.ask({});
  bench.connect();
  CHECK(bench.gateway.count("ai_conversation") == 0);
  CHECK(bench.all<request::Settled>().size() == 1);
}

TEST_CASE("nor does one whose socket is open, and whose login is on its way") {
  Asking bench;
  bench.gateway.withheld = {"login"};
  bench.connect();
  REQUIRE(bench.gateway.socket);
  bench.ask(kTicket);
  bench.ask({});
  CHECK(bench.settled(kTicket)->error == ErrorCode::RequestNotAnswered);
  CHECK(bench.gateway.count("ai_conversation") == 0);
}

TEST_CASE("what wants no answer goes out without an id") {
  Asking bench;
  bench.connect();
  bench.ask({});
  CHECK(bench.gateway.last("ai_conversation")->member("id") == nullptr);
  bench.advance(20s);
  CHECK(bench.all<request::Settled>().empty());
}

TEST_CASE("parameters that are no JSON break no frame") {
  Asking bench;
  bench.connect();
  bench.ask(kTicket, R"({"a":)");
  CHECK(wire::write(*bench.gateway.last("ai_conversation")->member("params")) == "{}");
}
