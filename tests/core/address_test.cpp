// The address of a socket: every option that goes into it.
#include "signaling/address.hpp"

#include <catch_amalgamated.hpp>

#include "bench.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {
std::string url(const Config& config, std::string routing = {}) {
  return signaling::socket_url(config, RoutingId{std::move(routing)}, false);
}
}  // namespace

TEST_CASE("a region goes before the service's own host, and nowhere else") {
  Config config;
  config.region = "eu";
  CHECK(url(config) == "wss://eu.rtc.telnyx.com/");
  config.host = "wss://rtcdev.telnyx.com";
  CHECK(url(config) == "wss://eu.rtcdev.telnyx.com/");
  config.host = "wss://rtc.example.com";
  CHECK(url(config) == "wss://eu.rtc.example.com/");
  config.host = "wss://myrtc.example.com";
  CHECK(url(config) == "wss://myrtc.example.com/");
}

TEST_CASE("the routing id leads back, and can be skipped") {
  Config config;
  CHECK(url(config, "V 1/2") == "wss://rtc.telnyx.com/?voice_sdk_id=V%201%2F2");
  config.skip_last_routing = true;
  CHECK(url(config, "V1") == "wss://rtc.telnyx.com/?voice_sdk_id=V1&skip_last_voice_sdk_id=true");
  CHECK(url(config) == "wss://rtc.telnyx.com/");
}

TEST_CASE("an address and a port pin the instance, and leave the rest out") {
  Config config;
  config.rtc_ip = "10.0.0.1";
  config.canary = true;
  CHECK(url(config, "V1") == "wss://rtc.telnyx.com/?voice_sdk_id=V1&canary=true");
  config.rtc_port = 8443;
  config.skip_last_routing = true;
  CHECK(url(config, "V1") == "wss://rtc.telnyx.com/?rtc_ip=10.0.0.1&rtc_port=8443");
  Bench bench([] {
    Config pinned = usual_config();
    pinned.rtc_ip = "10.0.0.1";
    pinned.rtc_port = 8443;
    return pinned;
  }());
  bench.connect();
  bench.gateway.cut();
  bench.advance(2s);
  CHECK(bench.gateway.last("login")->member("params")->member("reconnection")->content != "true");
}

TEST_CASE("the first socket to a canary is not led back, later ones are") {
  Config config = usual_config();
  config.canary = true;
  Bench bench(config);
  bench.feed(fact::Connect{StoredSession{{"V0"}, {"S0"}, bench.now().wall, {}}});
  bench.advance(200ms);
  CHECK(bench.gateway.urls.front() == "wss://gateway.test/?canary=true");
  bench.gateway.cut();
  bench.advance(2s);
  CHECK(bench.gateway.urls.back() == "wss://gateway.test/?voice_sdk_id=V1&canary=true");
}

TEST_CASE("trailing is skipped where that is asked for") {
  Config config;
  config.skip_trailing = true;
  CHECK(url(config, "V1") == "wss://rtc.telnyx.com/?voice_sdk_id=V1&skip_trailing=true");
}
