// A replay does what was done, says where it does not, and trusts no file.
#include <catch_amalgamated.hpp>
#include <string>
#include <string_view>

#include "bench.hpp"
#include "entries.hpp"
#include "record/timeline.hpp"
#include "talking.hpp"

namespace holdfast::record {
namespace {

using bench::Bench;
using bench::Replayed;
using bench::replayed;
using bench::Talking;
using bench::usual_config;

TEST_CASE("a replay does what was done: a lost socket, a recovered call, its end") {
  Talking talking;
  talking.lose();
  talking.advance(10s);
  REQUIRE(talking.state(talking.call) == CallState::Active);
  talking.hang_up();
  talking.advance(1s);
  const Replayed again = replayed(talking.recorded.bytes());
  INFO(again.text);
  CHECK(again.verdict == Verdict::Same);
  CHECK(contains(again.text, std::to_string(talking.recorded.steps()) + " steps replayed"));
  CHECK(contains(again.text, "state=recovering"));
  CHECK(contains(again.text, "end_reason=local"));
  CHECK(contains(again.text,
                 "decided for call 1: await the attach (established, signalling lost, media alive, "
                 "to be kept)"));
  CHECK(contains(again.text, "reply to login"));
}

TEST_CASE("a token's expiry is a fact of its own: the warning comes again without the token") {
  Config config = usual_config();
  config.credentials = {};
  config.credentials.token = "header.payload.signature";
  config.credentials.token_expiry = WallTime{10000h + 10min};
  Bench bench(config);
  bench.connect();
  bench.advance(11min);
  const Replayed again = replayed(bench.recorded.bytes());
  CHECK(again.verdict == Verdict::Same);
  CHECK(contains(again.text, "34001 TOKEN_EXPIRING_SOON"));
  CHECK_FALSE(contains(bench.recorded.bytes(), "payload"));
}

TEST_CASE("a replay that diverges says at which step, and what was different") {
  Config config = usual_config();
  Session session(config);
  Recording recording(config, kPlenty);
  Moment now{Instant{1s}, WallTime{1s}};
  const auto bring = [&](const Input& told, const Input& meant) {
    recording.heard(now, told);
    session.handle(now, meant);
    while (const auto request = session.poll()) recording.said(*request);
    recording.done(session.deadline());
    now = {now.monotonic + 10ms, now.wall + 10ms};
  };
  const SocketGeneration socket{1};
  const auto same = [&](const Input& fact) { bring(fact, fact); };
  same(fact::Connect{});
  same(fact::WentOnline{});
  bring(fact::SocketOpened{socket}, fact::SocketClosed{socket, 1006, "", false});
  const Replayed again = replayed(recording.take());
  INFO(again.text);
  CHECK(again.verdict == Verdict::Diverged);
  CHECK(contains(again.text, "!! step 3 diverges from the recording. then:"));
  CHECK(contains(again.text, "now: SendText"));
  CHECK(contains(again.text, "The first that diverges is step 3."));
}

TEST_CASE("a number that is longer than any code is no code, in the replay as well") {
  const std::string number = GENERATE("1234567", "201111111110", "-1234567", "\"1234567\"");
  INFO(number);
  Talking talking;
  talking.feed(
      fact::SocketText{talking.gateway.socket,
                       R"({"id":1,"method":"telnyx_rtc.bye","params":{"callID":"K1","sipCode":)" +
                           number + R"(,"causeCode":)" + number + "}}"});
  CHECK(talking.snapshot(talking.call)->cause.code == 16);
  CHECK(replayed(talking.recorded.bytes()).verdict == Verdict::Same);
}

TEST_CASE("another wait alone is a divergence") {
  Config config = usual_config();
  Recording recording(config, kPlenty);
  Session session(config);
  recording.heard({}, fact::Connect{});
  session.handle({}, fact::Connect{});
  while (const auto request = session.poll()) recording.said(*request);
  recording.done(*session.deadline() + 1ms);
  const Replayed again = replayed(recording.take());
  CHECK(again.verdict == Verdict::Diverged);
  CHECK(contains(again.text, "another deadline"));
}

TEST_CASE("a fact that the core did not survive is the last line") {
  Recording recording(usual_config(), kPlenty);
  recording.heard({}, fact::Connect{});
  const std::string bytes = recording.take();
  Timeline timeline(bytes);
  std::string last;
  for (int line = 0; line < 2; ++line) last = timeline.next().value_or("");
  CHECK(contains(last, "Connect"));
  CHECK(contains(timeline.next().value_or(""), "does not say what followed"));
}

TEST_CASE("several cores of one client are parts of one recording") {
  std::string bytes;
  for (int part = 0; part < 2; ++part) {
    Bench bench;
    bench.connect();
    bytes += bench.recorded.bytes();
  }
  const Replayed again = replayed(bytes);
  CHECK(again.verdict == Verdict::Same);
  CHECK(again.text.find("begins:") != again.text.rfind("begins:"));
}

// ---- files that are none ------------------------------------------------------------------------

TEST_CASE("what is no recording is called one that cannot be read") {
  const std::string bytes = GENERATE("", "x", "{\"a\":1}", "\xf1HF", "\xf1HFR\x02");
  CHECK(replayed(bytes).verdict == Verdict::Unreadable);
}

TEST_CASE("a recording of other facts names the version that can replay it") {
  std::string bytes = Recording(usual_config(), kPlenty).take();
  const std::size_t version = bytes.find("3.0.0");
  REQUIRE(version != bytes.npos);
  bytes[version + 6] = '\x7e';  // how many facts there are
  const Replayed again = replayed(bytes);
  CHECK(again.verdict == Verdict::Unreadable);
  CHECK(contains(again.text, "npx holdfast-rtc@3.0.0 replay"));
}

TEST_CASE("broken recordings harm nobody") {
  std::string bytes;
  {
    Talking talking;
    talking.lose();
    talking.advance(5s);
    talking.hang_up();
    talking.advance(1s);
    bytes = talking.recorded.bytes();
  }
  for (std::size_t size = 0; size < bytes.size(); size += 7) {
    CHECK_FALSE(replayed(std::string_view(bytes).substr(0, size)).text.empty());
  }
  Random random(11);
  for (int round = 0; round < 300; ++round) {
    std::string broken = bytes;
    for (int spot = 0; spot <= round % 5; ++spot) {
      const auto at = random.between(0, static_cast<std::int64_t>(broken.size()) - 1);
      broken[static_cast<std::size_t>(at)] = static_cast<char>(random.next());
    }
    CHECK_FALSE(replayed(broken).text.empty());
  }
}

}  // namespace
}  // namespace holdfast::record
