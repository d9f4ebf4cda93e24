// Another microphone in the middle of a call: what the application is told, and that the call goes
// on whatever becomes of it.
#include <catch_amalgamated.hpp>
#include <string>

#include "talking.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {

constexpr Ticket kFirst{7};
constexpr Ticket kSecond{8};

/// A talking call; the test says what becomes of each change.
struct Changing : Talking {
  Changing() {
    browser.changes_microphones = false;
    forget_outputs();
  }
  void change(Ticket ticket, bool muted = false) {
    feed(fact::ChangeMicrophone{call, ticket, muted});
  }
  void changed(Ticket ticket) { feed(fact::MicrophoneChanged{call, ticket}); }
  void kept(Ticket ticket, std::string name) {
    feed(fact::MicrophoneKept{call, ticket, std::move(name), "no"});
  }
};

}  // namespace

TEST_CASE("another microphone is asked for and kept to, and the promise settles once") {
  Talking bench;
  bench.feed(fact::ChangeMicrophone{bench.call, kFirst, false});
  CHECK(bench.browser.changed[bench.call] == 1);
  CHECK_FALSE(bench.settled(kFirst));
  bench.advance(10ms);
  CHECK(bench.settled(kFirst)->value);
  bench.feed(fact::MicrophoneChanged{bench.call, kFirst});
  CHECK(bench.all<request::Settled>().size() == 1);
  CHECK(bench.errors().empty());
}

TEST_CASE("the mute that was asked for holds with the new microphone, a later one more") {
  Changing bench;
  bench.change(kFirst, true);
  CHECK_FALSE(bench.all<request::ChangeMicrophone>().back().enabled);
  SECTION("as asked") {
    bench.changed(kFirst);
    CHECK(bench.snapshot(bench.call)->muted);
    CHECK_FALSE(bench.browser.microphones[bench.call]);
  }
  SECTION("unmuted meanwhile") {
    bench.feed(fact::SetMuted{bench.call, false});
    bench.changed(kFirst);
    CHECK_FALSE(bench.snapshot(bench.call)->muted);
    CHECK(bench.browser.microphones[bench.call]);
  }
}

TEST_CASE("a change that fails is an error that is not fatal, and the call goes on as it was") {
  Changing bench;
  const auto [name, code] = GENERATE(table<std::string, ErrorCode>({
      {"NotAllowedError", ErrorCode::MediaMicrophonePermissionDenied},
      {"NotFoundError", ErrorCode::MediaDeviceNotFound},
      {"OverconstrainedError", ErrorCode::MediaDeviceNotFound},
      {"NotReadableError", ErrorCode::MediaGetUserMediaFailed},
  }));
  bench.change(kFirst, true);
  bench.kept(kFirst, name);
  REQUIRE(bench.errors() == std::vector{code});
  CHECK_FALSE(bench.all<request::ErrorRaised>().front().fatal);
  CHECK_FALSE(bench.settled(kFirst)->value);
  CHECK(bench.settled(kFirst)->error == code);
  CHECK(bench.told(bench.call).empty());
  CHECK(bench.browser.microphones[bench.call]);
}

TEST_CASE("a call that speaks with no microphone keeps none, which is a warning") {
  Changing bench;
  bench.change(kFirst);
  bench.kept(kFirst, "");
  CHECK(bench.warnings() == std::vector{WarningCode::AudioInputDeviceChangeSkipped});
  CHECK(bench.settled(kFirst)->value);
  CHECK(bench.errors().empty());
}

TEST_CASE("of two changes the last counts, and the first is settled at once") {
  Changing bench;
  bench.change(kFirst);
  bench.change(kSecond, true);
  CHECK_FALSE(bench.settled(kFirst)->value);
  CHECK(bench.settled(kFirst)->error == ErrorCode::MediaGetUserMediaFailed);
  bench.changed(kFirst);
  CHECK_FALSE(bench.settled(kSecond));
  bench.kept(kFirst, "NotFoundError");
  CHECK(bench.errors().empty());
  bench.changed(kSecond);
  CHECK(bench.settled(kSecond)->value);
  CHECK(bench.snapshot(bench.call)->muted);
}

TEST_CASE("a call that ends settles the change, and one that is over opens no microphone") {
  Changing bench;
  bench.change(kFirst);
  bench.hang_up();
  CHECK_FALSE(bench.settled(kFirst)->value);
  bench.forget_outputs();
  bench.changed(kFirst);
  CHECK(bench.all<request::SetMicrophone>().empty());
  bench.change(kSecond);
  CHECK_FALSE(bench.settled(kSecond)->value);
  CHECK(bench.all<request::ChangeMicrophone>().empty());
}

TEST_CASE("a change goes on through a lost socket") {
  Changing bench;
  bench.change(kFirst, true);
  bench.lose();
  bench.advance(3s);
  REQUIRE(bench.state(bench.call) == CallState::Active);
  bench.changed(kFirst);
  CHECK(bench.settled(kFirst)->value);
  CHECK(bench.snapshot(bench.call)->muted);
}
