// Sessions that nobody planned: seeded random facts, and what must hold whatever they are.
#include <array>
#include <catch_amalgamated.hpp>
#include <string>

#include "bench.hpp"
#include "rules.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {

Config random_config(Random& random) {
  Config config = usual_config();
  config.seed = random.next();
  config.keep_calls = random.between(0, 3) > 0;
  config.auto_reconnect = random.between(0, 7) > 0;
  config.max_reconnect_attempts = static_cast<int>(random.between(0, 4));
  config.inbound.trickle = random.between(0, 1) == 0;
  return config;
}

/// One session, led by chance.
class Walk {
 public:
  explicit Walk(std::uint64_t seed) : random_(seed), bench_(random_config(random_)) {}

  /// The rule that was broken; empty when all held.
  std::string run(int steps) {
    bring(fact::Connect{});
    if (chance(4) > 0) pass(100ms);
    for (int step = 0; step < steps && rules_.broken.empty(); ++step) {
      one_step();
      // Most of what goes wrong goes wrong in a call.
      pass(milliseconds{chance(4) > 0 ? chance(40) : chance(6000)});
    }
    if (!rules_.broken.empty()) return rules_.broken;
    disconnect();
    pass(10s);
    rules_.at_the_end(bench_);
    return rules_.broken;
  }

 private:
  std::int64_t chance(std::int64_t of) { return random_.between(0, of - 1); }
  Ticket ticket() {
    ++last_ticket_.value;
    rules_.issued(last_ticket_);
    return last_ticket_;
  }
  /// One of the calls there may be, of either direction.
  CallKey some_call() {
    return CallKey{static_cast<std::uint32_t>(random_.between(1, 2 * (placed_ + 1)))};
  }
  PeerGeneration some_peer() { return {static_cast<std::uint32_t>(random_.between(1, 4))}; }
  std::string some_id() {
    const std::int64_t which = random_.between(1, placed_ + invited_ + 1);
    return which <= placed_ ? "K" + std::to_string(which) : "in-" + std::to_string(which - placed_);
  }

  void bring(Input input) {
    bench_.feed(std::move(input));
    watch();
  }
  void pass(milliseconds span) {
    bench_.advance(span);
    watch();
  }
  void watch() {
    for (const Output& output : bench_.outputs) rules_.watch(output);
    bench_.forget_outputs();
  }

  void disconnect() {
    const Ticket asked = ticket();
    rules_.disconnects(asked);
    bring(fact::Disconnect{asked});
  }
  void place() {
    CallPlan plan;
    plan.trickle = chance(2) == 0;
    plan.muted = chance(4) == 0;
    ++placed_;
    const CallKey key{static_cast<std::uint32_t>(2 * placed_ - 1)};
    bring(fact::PlaceCall{key, {"K" + std::to_string(placed_)}, plan, {}, {}, {}});
  }
  void cut() {
    if (!bench_.gateway.socket) return;
    const SocketGeneration socket = bench_.gateway.socket;
    bench_.gateway.cut();
    pass(0ms);
    rules_.broke(socket);
  }

  void one_step() {
    switch (chance(8)) {
      case 0:
      case 1:
        return application();
      case 2:
      case 3:
        return call();
      case 4:
        return weather();
      case 5:
        return gateway();
      case 6:
        return browser();
      default:
        return surroundings();
    }
  }

  void application() {
    switch (chance(9)) {
      case 0:
      case 1:
      case 2:
        return place();
      case 3:
      case 4:
        return bring(fact::Connect{});
      case 5: {
        Credentials credentials;
        credentials.token = "t";
        return bring(fact::Login{ticket(), credentials});
      }
      case 6:
        return bring(fact::CheckRegistered{ticket()});
      case 7:
        if (chance(3) == 0) bring(fact::ClearToken{});
        if (chance(3) == 0) bring(fact::ResetAttempts{});
        return;
      default:
        if (chance(3) == 0) disconnect();
        return;
    }
  }

  void call() {
    const CallKey key = some_call();
    switch (chance(7)) {
      case 0:
      case 1:
        return bring(fact::AnswerCall{key, {}});
      case 2:
        return bring(fact::HangUp{key, ticket(), {}, {}});
      case 3:
      case 4: {
        constexpr std::array kActions{HoldAction::Hold, HoldAction::Unhold, HoldAction::Toggle};
        return bring(fact::Hold{key, ticket(), kActions.at(static_cast<std::size_t>(chance(3)))});
      }
      case 5:
        return bring(fact::SetMuted{key, chance(2) == 0});
      default:
        return bring(fact::SendDtmf{key, "1"});
    }
  }

  /// What goes wrong on the way, for a while.
  void weather() {
    Gateway& gateway = bench_.gateway;
    switch (chance(8)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return cut();
      case 4:
        gateway.accepts_sockets = chance(3) > 0;
        return;
      case 5:
        gateway.silent = chance(3) == 0;
        return;
      case 6:
        gateway.stalled = !gateway.stalled;
        if (!gateway.stalled) gateway.resume();
        return watch();
      default:
        if (gateway.socket) bring(fact::SocketErred{gateway.socket});
        return;
    }
  }

  void gateway() {
    constexpr std::array kStates{"REGED", "REGED",  "REGED", "REGISTER",
                                 "NOREG", "FAILED", "TRYING"};
    constexpr std::array kMethods{"login",           "telnyx_rtc.invite",      "telnyx_rtc.answer",
                                  "telnyx_rtc.bye",  "telnyx_rtc.attach",      "telnyx_rtc.modify",
                                  "telnyx_rtc.ping", "telnyx_rtc.gatewayState"};
    Gateway& gateway = bench_.gateway;
    switch (chance(13)) {
      case 0:
        gateway.state = kStates.at(static_cast<std::size_t>(chance(kStates.size())));
        return gateway.send("telnyx_rtc.gatewayState", Members().text("state", gateway.state));
      case 1:
        gateway.login_error = chance(3) == 0 ? std::optional{-32001} : std::nullopt;
        return;
      case 2:
        gateway.withheld.clear();
        if (chance(2) == 0) return;
        gateway.withheld.insert(kMethods.at(static_cast<std::size_t>(chance(kMethods.size()))));
        return;
      case 3:
        return gateway.forget();
      case 4:
        return gateway.send("telnyx_rtc.punt", Members());
      case 5:
        return gateway.attach(some_id(), "leg of " + some_id());
      case 6:
        return gateway.bye(some_id());
      case 7:
        gateway.attaches = chance(3) > 0;
        gateway.lists = chance(3) > 0;
        return;
      case 8:
        gateway.new_call_id = chance(2) == 0 ? std::optional<std::string>("N") : std::nullopt;
        return;
      case 9:
        gateway.attach_error = chance(3) == 0 ? std::optional{-32002} : std::nullopt;
        return;
      case 10:
        gateway.answers_calls = chance(3) > 0;
        gateway.early_media = chance(2) == 0;
        return;
      default:
        return gateway.invite("in-" + std::to_string(++invited_));
    }
  }

  void browser() {
    constexpr std::array kStates{PeerState::Connected, PeerState::Disconnected, PeerState::Failed,
                                 PeerState::Closed};
    constexpr std::array kOperations{PeerOperation::Create, PeerOperation::SetRemoteDescription,
                                     PeerOperation::AddCandidate};
    Browser& browser = bench_.browser;
    const CallKey key = some_call();
    switch (chance(9)) {
      case 0:
      case 1:
        return bring(fact::PeerStateChanged{
            key, some_peer(), kStates.at(static_cast<std::size_t>(chance(kStates.size())))});
      case 2:
        return bring(fact::PeerFailed{
            key, some_peer(), kOperations.at(static_cast<std::size_t>(chance(kOperations.size()))),
            "Error", "no"});
      case 3:
        if (chance(2) == 0) return bring(fact::MediaSampled{key, some_peer(), {}});
        return bring(fact::MediaFlowing{key, some_peer()});
      case 4:
        if (chance(3) == 0) bring(fact::MediaRefused{key, "NotAllowedError", "no"});
        return;
      case 5:
        browser.grants_media = chance(4) > 0;
        return;
      case 6:
        browser.connects = chance(3) > 0;
        browser.media_flows = chance(3) > 0;
        return;
      case 7:
        browser.finds_candidates = chance(2) == 0;
        browser.finishes_gathering = chance(2) == 0;
        return;
      default:
        return bring(fact::RemoteDescriptionSet{key, some_peer()});
    }
  }

  void surroundings() {
    switch (chance(8)) {
      case 0:
        return bring(fact::WentOnline{});
      case 1:
        return bring(fact::WentOffline{});
      case 2:
        return bring(fact::PageShown{});
      case 3:
        if (chance(4) == 0) bring(fact::PageLeaving{});
        return;
      case 4:
        return bench_.sleep(milliseconds{chance(100'000)});
      case 5:
        bench_.freeze(milliseconds{chance(20'000)});
        return pass(0ms);
      case 6:
        return pass(milliseconds{chance(100'000)});
      default:
        return pass(milliseconds{chance(3000)});
    }
  }

  Random random_;
  Bench bench_;
  Rules rules_;
  Ticket last_ticket_;
  std::int64_t placed_ = 0;
  std::int64_t invited_ = 0;
};

}  // namespace

TEST_CASE("whatever happens, the rules hold") {
  constexpr std::uint64_t kSessions = 2000;
  constexpr int kSteps = 20;
  for (std::uint64_t seed = 1; seed <= kSessions; ++seed) {
    const std::string broken = Walk(seed).run(kSteps);
    INFO("seed " << seed);
    REQUIRE(broken == "");
  }
}
