// Facts at a wrong time, as one table: what is told of each, and that nothing else comes of it. The
// rules of rules.hpp hold throughout, and `disconnect()` leaves nothing.
#include <catch_amalgamated.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "bench.hpp"
#include "rules.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {

constexpr SocketGeneration kOldSocket{1};
constexpr SocketGeneration kSocket{2};
constexpr SocketGeneration kNoSocket{99};
constexpr PeerGeneration kOldPeer{1};
constexpr PeerGeneration kNoPeer{99};
constexpr CallKey kTalking{1};
constexpr CallKey kRinging{2};
constexpr CallKey kOver{3};
constexpr CallKey kNobody{77};

/// A call that was recovered and talks, on the second socket and with its second peer; a call that
/// rings; and one that is over.
class World {
 public:
  World() {
    bench_.connect();
    bench_.talk("K1");
    bring(fact::HangUp{bench_.talk("K3"), {}, {}, {}});
    bench_.advance(100ms);
    watch();
    bench_.gateway.cut();
    rules_.broke(kOldSocket);
    bench_.advance(5s);
    bench_.gateway.invite("in-1");
    bench_.advance(100ms);
    watch();
    told_ = {};
    REQUIRE(bench_.gateway.socket == kSocket);
    REQUIRE(state(kTalking) == CallState::Active);
    REQUIRE(state(kRinging) == CallState::Ringing);
    REQUIRE(state(kOver) == CallState::Destroy);
  }

  void bring(Input input) {
    bench_.feed(std::move(input));
    watch();
  }
  void pass(milliseconds span) {
    bench_.advance(span);
    watch();
  }
  Ticket ticket() {
    ++last_ticket_.value;
    rules_.issued(last_ticket_);
    return last_ticket_;
  }
  Ticket last_ticket() {
    const Ticket asked = ticket();
    rules_.disconnects(asked);
    return asked;
  }
  /// What the rules say once all is over.
  std::string end() {
    bring(fact::Disconnect{last_ticket()});
    pass(10s);
    rules_.at_the_end(bench_);
    return rules_.broken;
  }

  [[nodiscard]] CallState state(CallKey call) const {
    const auto found = states_.find(call);
    return found == states_.end() ? CallState::New : found->second;
  }
  [[nodiscard]] const std::vector<ErrorCode>& errors() const { return told_.errors; }
  [[nodiscard]] const std::vector<WarningCode>& warnings() const { return told_.warnings; }
  [[nodiscard]] std::size_t sockets() const { return bench_.gateway.urls.size(); }

 private:
  void watch() {
    for (const Output& output : bench_.outputs) {
      rules_.watch(output);
      if (const auto* changed = std::get_if<request::CallChanged>(&output)) {
        states_[changed->snapshot.call] = changed->snapshot.state;
      } else if (const auto* raised = std::get_if<request::ErrorRaised>(&output)) {
        told_.errors.push_back(raised->code);
      } else if (const auto* warned = std::get_if<request::WarningRaised>(&output)) {
        told_.warnings.push_back(warned->code);
      }
    }
    bench_.forget_outputs();
  }

  struct Told {
    std::vector<ErrorCode> errors;
    std::vector<WarningCode> warnings;
  };

  Bench bench_;
  Rules rules_;
  std::map<CallKey, CallState> states_;
  Told told_;
  Ticket last_ticket_;
};

struct Row {
  std::string what;
  std::function<void(World&)> act;
  std::vector<ErrorCode> errors = {};
  std::vector<WarningCode> warnings = {};
  CallState talking = CallState::Active;
  CallState ringing = CallState::Ringing;
};

std::vector<Row> from_the_application() {
  using enum HoldAction;
  return {
      {"an answer of a call that talks",
       [](World& world) { world.bring(fact::AnswerCall{kTalking, {}}); },
       {},
       {WarningCode::AnswerWhilePeerActive}},
      {.what = "two answers of one call",
       .act =
           [](World& world) {
             world.bring(fact::AnswerCall{kRinging, {}});
             world.bring(fact::AnswerCall{kRinging, {}});
           },
       .warnings = {WarningCode::AnswerWhilePeerActive},
       .ringing = CallState::Active},
      {"an answer of a call that is over",
       [](World& world) { world.bring(fact::AnswerCall{kOver, {}}); }},
      {"an answer of no call", [](World& world) { world.bring(fact::AnswerCall{kNobody, {}}); }},
      {"a hold of a call that rings",
       [](World& world) { world.bring(fact::Hold{kRinging, world.ticket(), Hold}); },
       {ErrorCode::HoldFailed}},
      {"a hold of a call that is over",
       [](World& world) { world.bring(fact::Hold{kOver, world.ticket(), Hold}); }},
      {"a hold of no call",
       [](World& world) { world.bring(fact::Hold{kNobody, world.ticket(), Toggle}); }},
      {.what = "three holds at once",
       .act =
           [](World& world) {
             for (const auto action : {Hold, Unhold, Hold}) {
               world.bring(fact::Hold{kTalking, world.ticket(), action});
             }
           },
       .talking = CallState::Held},
      {.what = "two hangups of one call",
       .act =
           [](World& world) {
             world.bring(fact::HangUp{kTalking, world.ticket(), {}, {}});
             world.bring(fact::HangUp{kTalking, world.ticket(), {}, {}});
           },
       .talking = CallState::Destroy},
      {.what = "a hangup between an answer and its microphone",
       .act =
           [](World& world) {
             world.bring(fact::AnswerCall{kRinging, {}});
             world.bring(fact::HangUp{kRinging, world.ticket(), {}, {}});
           },
       .ringing = CallState::Destroy},
      {"a hangup of a call that is over",
       [](World& world) { world.bring(fact::HangUp{kOver, world.ticket(), {}, {}}); }},
      {"a hangup of no call",
       [](World& world) { world.bring(fact::HangUp{kNobody, world.ticket(), {}, {}}); }},
      {"digits and mutes of calls that are over, or none",
       [](World& world) {
         for (const CallKey call : {kOver, kNobody}) {
           world.bring(fact::SendDtmf{call, "1"});
           world.bring(fact::SetMuted{call, true});
         }
       }},
      {"digits for a call that rings",
       [](World& world) { world.bring(fact::SendDtmf{kRinging, ""}); }},
      {"a second and a third connect()",
       [](World& world) {
         world.bring(fact::Connect{});
         world.bring(fact::Connect{StoredSession{{"V"}, {"other"}, {}}});
       }},
      {"a question whether it is registered, twice",
       [](World& world) {
         world.bring(fact::CheckRegistered{world.ticket()});
         world.bring(fact::CheckRegistered{world.ticket()});
       }},
  };
}

std::vector<Row> from_the_socket() {
  std::vector<Row> rows;
  for (const SocketGeneration socket : {kOldSocket, kNoSocket}) {
    const std::string of =
        socket == kOldSocket ? " of the old socket" : " of a socket there is not";
    rows.push_back(
        {"an opening" + of, [=](World& world) { world.bring(fact::SocketOpened{socket}); }});
    rows.push_back(
        {"a frame" + of, [=](World& world) {
           world.bring(fact::SocketText{
               socket, R"({"id":1,"method":"telnyx_rtc.bye","params":{"callID":"K1"}})"});
         }});
    rows.push_back(
        {"an error" + of, [=](World& world) { world.bring(fact::SocketErred{socket}); }});
    rows.push_back({"a close" + of, [=](World& world) {
                      world.bring(fact::SocketClosed{socket, 1006, "", false});
                    }});
    rows.push_back(
        {"a refusal" + of, [=](World& world) { world.bring(fact::SocketRefused{socket, "no"}); }});
  }
  rows.push_back({"a second opening of the socket",
                  [](World& world) { world.bring(fact::SocketOpened{kSocket}); }});
  rows.push_back(
      {"a frame that is none", [](World& world) { world.bring(fact::SocketText{kSocket, "{"}); }});
  return rows;
}

std::vector<Row> from_a_peer() {
  std::vector<Row> rows;
  const std::vector<std::pair<std::string, std::pair<CallKey, PeerGeneration>>> peers{
      {" of the old peer", {kTalking, kOldPeer}},
      {" of a peer there is not", {kTalking, kNoPeer}},
      {" of a call without a peer", {kRinging, kOldPeer}},
      {" of a call that is over", {kOver, kOldPeer}},
      {" of no call", {kNobody, kOldPeer}},
  };
  for (const auto& [of, name] : peers) {
    const auto [call, peer] = name;
    const std::vector<std::pair<std::string, Input>> facts{
        {"an offer", fact::OfferCreated{call, peer, "sdp"}},
        {"an answer", fact::AnswerCreated{call, peer, "sdp"}},
        {"a local description", fact::LocalDescriptionSet{call, peer}},
        {"a remote description", fact::RemoteDescriptionSet{call, peer}},
        {"a candidate", fact::CandidateFound{call, peer, {"candidate:9", "0", 0}}},
        {"the end of gathering", fact::GatheringFinished{call, peer, "sdp"}},
        {"a connection", fact::PeerStateChanged{call, peer, PeerState::Connected}},
        {"a failed connection", fact::PeerStateChanged{call, peer, PeerState::Failed}},
        {"a closed connection", fact::PeerStateChanged{call, peer, PeerState::Closed}},
        {"a failure",
         fact::PeerFailed{call, peer, PeerOperation::SetRemoteDescription, "Error", "no"}},
        {"a first packet", fact::MediaFlowing{call, peer}},
        {"a sample of its sound", fact::MediaSampled{call, peer, {}}},
    };
    for (const auto& [what, input] : facts) {
      rows.push_back({what + of, [brought = input](World& world) { world.bring(brought); }});
    }
  }
  for (const CallKey call : {kRinging, kOver, kNobody}) {
    rows.push_back({"a microphone that nobody asked for",
                    [=](World& world) { world.bring(fact::MediaGranted{call}); }});
    rows.push_back({"a refused microphone that nobody asked for", [=](World& world) {
                      world.bring(fact::MediaRefused{call, "NotAllowedError", "no"});
                    }});
  }
  for (const CallKey call : {kRinging, kOver, kNobody}) {
    rows.push_back({"the loss of a microphone that there is not",
                    [=](World& world) { world.bring(fact::MicrophoneLost{call, true}); }});
  }
  for (const CallKey call : {kTalking, kRinging, kOver, kNobody}) {
    rows.push_back({"a changed microphone that nobody asked for", [=](World& world) {
                      world.bring(fact::MicrophoneChanged{call, Ticket{900}});
                    }});
    rows.push_back({"a microphone that was kept, which nobody asked for", [=](World& world) {
                      world.bring(fact::MicrophoneKept{call, Ticket{900}, "NotFoundError", "no"});
                    }});
  }
  rows.push_back({"a second grant of the microphone",
                  [](World& world) { world.bring(fact::MediaGranted{kTalking}); }});
  return rows;
}

std::vector<Row> from_around() {
  return {
      {"a deadline that has not come",
       [](World& world) {
         for (int times = 0; times < 3; ++times) world.bring(fact::TimePassed{});
       }},
      {"the network back that was not away",
       [](World& world) {
         world.bring(fact::WentOnline{});
         world.bring(fact::WentOnline{});
       },
       {},
       // It may be another network: the call looks for a path over it, once.
       {WarningCode::MediaRecoveryRequired, WarningCode::MediaRecoveryEnded}},
      {"a page that is shown twice",
       [](World& world) {
         world.bring(fact::PageShown{});
         world.bring(fact::PageShown{});
       }},
  };
}

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    INFO(row.what);
    World world;
    row.act(world);
    world.pass(1s);
    CHECK(world.errors() == row.errors);
    CHECK(world.warnings() == row.warnings);
    CHECK(world.state(kTalking) == row.talking);
    CHECK(world.state(kRinging) == row.ringing);
    CHECK(world.sockets() == kSocket.value);
    CHECK(world.end() == "");
  }
}

}  // namespace

TEST_CASE("what an application asks at a wrong time is told, or nothing") {
  check(from_the_application());
}
TEST_CASE("what comes from a socket that is not the current one is nothing") {
  check(from_the_socket());
}
TEST_CASE("what comes late from a peer or a microphone is nothing") { check(from_a_peer()); }
TEST_CASE("what is brought once too often from around is nothing") { check(from_around()); }

TEST_CASE("after disconnect every fact is nothing, and every promise is kept") {
  for (const auto rows : {&from_the_application, &from_the_socket, &from_a_peer, &from_around}) {
    for (const Row& row : rows()) {
      INFO(row.what);
      World world;
      world.bring(fact::Disconnect{world.last_ticket()});
      row.act(world);
      world.pass(10s);
      // A hold is told that it failed, as always.
      for (const ErrorCode code : world.errors()) CHECK(code == ErrorCode::HoldFailed);
      CHECK(world.end() == "");
    }
  }
}
