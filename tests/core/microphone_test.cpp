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
  CHECK(bench.settled(kSecond)->value);
  CHECK(bench.warnings() == std::vector{WarningCode::AudioInputDeviceChangeSkipped});
  CHECK(bench.all<request::ChangeMicrophone>().empty());
}

TEST_CASE("a microphone that is lost is a warning that says how, and the call goes on") {
  Changing bench;
  const bool ended = GENERATE(true, false);
  bench.feed(fact::MicrophoneLost{bench.call, ended});
  REQUIRE(bench.warnings() == std::vector{WarningCode::MicrophoneLost});
  CHECK(bench.all<request::WarningRaised>().front().reason == (ended ? "ended" : "muted"));
  CHECK(bench.all<request::WarningRaised>().front().call == bench.call);
  CHECK(bench.all<request::ChangeMicrophone>().empty());
  CHECK(bench.told(bench.call).empty());
  CHECK(bench.errors().empty());
  // What was changed may be anything: only a client that wants another one gets one.
  bench.feed(fact::DevicesChanged{});
  CHECK(bench.all<request::ChangeMicrophone>().empty());
}

namespace {

Config replacing() {
  Config config = usual_config();
  config.replace_microphone = true;
  return config;
}

/// The same, with a client that wants a lost microphone replaced.
struct Replacing : Talking {
  Replacing() : Talking(replacing()) {
    browser.changes_microphones = false;
    forget_outputs();
  }
  [[nodiscard]] std::size_t asked() const { return all<request::ChangeMicrophone>().size(); }
  void lose_microphone() { feed(fact::MicrophoneLost{call, true}); }
};

}  // namespace

TEST_CASE("a lost microphone is replaced by any other, as muted as it was") {
  Replacing bench;
  bench.feed(fact::SetMuted{bench.call, true});
  bench.lose_microphone();
  REQUIRE(bench.asked() == 1);
  const request::ChangeMicrophone asked = bench.all<request::ChangeMicrophone>().back();
  CHECK_FALSE(asked.ticket);
  CHECK_FALSE(asked.enabled);
  bench.feed(fact::MicrophoneChanged{bench.call, {}});
  CHECK(bench.snapshot(bench.call)->muted);
  CHECK(bench.all<request::Settled>().empty());
  // It is well again.
  bench.feed(fact::DevicesChanged{});
  CHECK(bench.asked() == 1);
}

TEST_CASE("where there is no other, one that is plugged in later is taken") {
  Replacing bench;
  bench.lose_microphone();
  bench.feed(fact::MicrophoneKept{bench.call, {}, "NotFoundError", "no"});
  REQUIRE(bench.errors() == std::vector{ErrorCode::MediaDeviceNotFound});
  CHECK_FALSE(bench.all<request::ErrorRaised>().front().fatal);
  CHECK(bench.told(bench.call).empty());
  bench.feed(fact::DevicesChanged{});
  CHECK(bench.asked() == 2);
  // One question is enough.
  bench.feed(fact::DevicesChanged{});
  CHECK(bench.asked() == 2);
  bench.feed(fact::MicrophoneChanged{bench.call, {}});
  bench.feed(fact::DevicesChanged{});
  CHECK(bench.asked() == 2);
}

TEST_CASE("a microphone that the system only silences is not replaced") {
  Replacing bench;
  bench.feed(fact::MicrophoneLost{bench.call, false});
  bench.feed(fact::DevicesChanged{});
  CHECK(bench.asked() == 0);
}

TEST_CASE("what the application chooses is better than any") {
  Replacing bench;
  SECTION("before the loss") {
    bench.feed(fact::ChangeMicrophone{bench.call, kFirst, false});
    bench.lose_microphone();
    CHECK(bench.asked() == 1);
  }
  SECTION("after it") {
    bench.lose_microphone();
    bench.feed(fact::ChangeMicrophone{bench.call, kFirst, false});
    CHECK(bench.asked() == 2);
  }
  CHECK(bench.all<request::ChangeMicrophone>().back().ticket == kFirst);
  bench.feed(fact::MicrophoneChanged{bench.call, kFirst});
  CHECK(bench.settled(kFirst)->value);
}

TEST_CASE("a call that is over gets no other microphone") {
  Replacing bench;
  bench.lose_microphone();
  bench.hang_up();
  bench.forget_outputs();
  bench.feed(fact::MicrophoneLost{bench.call, true});
  bench.feed(fact::DevicesChanged{});
  CHECK(bench.asked() == 0);
  CHECK(bench.warnings().empty());
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
