// What is done and what goes wrong in a session, and when: drawn from a seed, so that it can be
// drawn again, and a list, so that it can be made shorter. Does not know what an act does.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "random.hpp"
#include "time.hpp"

namespace holdfast::sim {

enum class Kind : std::uint8_t {
  // The application calls something.
  Connect,
  Login,
  Disconnect,
  ClearToken,
  ResetAttempts,
  CheckRegistered,
  Place,
  Answer,
  HangUp,
  Hold,
  Mute,
  Digits,
  // The network.
  Cut,
  HalfOpen,
  Stall,
  RefuseSockets,
  SwallowSockets,
  SlowSockets,
  ThrowingSocket,
  // The gateway.
  RestartKeeping,
  RestartForgetting,
  Punt,
  Invite,
  FarHangUp,
  OtherState,
  RefuseLogins,
  WithholdReplies,
  LateReplies,
  RepeatItself,
  WrongIds,
  NewCallIds,
  NoList,
  NoAttach,
  RefuseCalls,
  BusyFarEnd,
  Garbage,
  UnknownCall,
  OtherWords,
  GatewayPing,
  // The browser.
  RefuseMicrophone,
  SlowMicrophone,
  LoseMicrophone,
  FailPeers,
  SlowPeers,
  PeerBlip,
  PeerDeath,
  NoConnection,
  NoFlow,
  FewCandidates,
  StrayFact,
  // Around.
  Offline,
  Online,
  Shown,
  Hidden,
  Leaving,
  Reload,
  Freeze,
  Sleep,
  SetCalendar,
};

struct KindEntry {
  Kind kind;
  std::string_view name;
  int weight;  // how often it is drawn
  bool lasts;  // a fault that goes on for a while; otherwise it happens and is over
};

inline constexpr std::array kKinds{
    KindEntry{Kind::Connect, "connect()", 10, false},
    KindEntry{Kind::Login, "login()", 5, false},
    KindEntry{Kind::Disconnect, "disconnect()", 3, false},
    KindEntry{Kind::ClearToken, "clearReconnectToken()", 3, false},
    KindEntry{Kind::ResetAttempts, "resetReconnectAttempts()", 3, false},
    KindEntry{Kind::CheckRegistered, "getIsRegistered()", 6, false},
    KindEntry{Kind::Place, "newCall()", 40, false},
    KindEntry{Kind::Answer, "answer()", 22, false},
    KindEntry{Kind::HangUp, "hangup()", 16, false},
    KindEntry{Kind::Hold, "hold(), unhold(), toggleHold()", 20, false},
    KindEntry{Kind::Mute, "muteAudio(), deaf() and their like", 10, false},
    KindEntry{Kind::Digits, "dtmf(), a request of its own", 5, false},
    KindEntry{Kind::Cut, "the socket is cut", 45, false},
    KindEntry{Kind::HalfOpen, "the socket is half-open", 8, false},
    KindEntry{Kind::Stall, "the network stands still", 8, true},
    KindEntry{Kind::RefuseSockets, "sockets are refused", 8, true},
    KindEntry{Kind::SwallowSockets, "sockets never open", 6, true},
    KindEntry{Kind::SlowSockets, "sockets open late", 6, true},
    KindEntry{Kind::ThrowingSocket, "the WebSocket constructor throws", 2, true},
    KindEntry{Kind::RestartKeeping, "the gateway restarts", 6, false},
    KindEntry{Kind::RestartForgetting, "the gateway restarts without memory", 5, false},
    KindEntry{Kind::Punt, "the gateway punts", 5, false},
    KindEntry{Kind::Invite, "a call arrives", 25, false},
    KindEntry{Kind::FarHangUp, "the far end hangs up", 10, false},
    KindEntry{Kind::OtherState, "the gateway says another state", 7, true},
    KindEntry{Kind::RefuseLogins, "logins are refused", 4, true},
    KindEntry{Kind::WithholdReplies, "replies are withheld", 7, true},
    KindEntry{Kind::LateReplies, "replies are late", 7, true},
    KindEntry{Kind::RepeatItself, "the gateway repeats itself", 8, true},
    KindEntry{Kind::WrongIds, "replies have wrong ids", 3, true},
    KindEntry{Kind::NewCallIds, "calls are re-attached under new ids", 8, true},
    KindEntry{Kind::NoList, "calls are not listed", 5, true},
    KindEntry{Kind::NoAttach, "calls are not re-attached", 4, true},
    KindEntry{Kind::RefuseCalls, "requests about calls are refused", 5, true},
    KindEntry{Kind::BusyFarEnd, "the far end rings on", 6, true},
    KindEntry{Kind::Garbage, "garbage arrives", 4, false},
    KindEntry{Kind::UnknownCall, "a frame about an unknown call", 5, false},
    KindEntry{Kind::OtherWords, "frames that only the application cares for", 3, false},
    KindEntry{Kind::GatewayPing, "the gateway pings", 5, false},
    KindEntry{Kind::RefuseMicrophone, "the microphone is refused", 6, true},
    KindEntry{Kind::SlowMicrophone, "the user hesitates about the microphone", 6, true},
    KindEntry{Kind::LoseMicrophone, "a microphone is lost, or comes back", 6, false},
    KindEntry{Kind::FailPeers, "an operation of peers fails", 9, true},
    KindEntry{Kind::SlowPeers, "peers are slow", 6, true},
    KindEntry{Kind::PeerBlip, "a peer is disconnected for a while", 6, true},
    KindEntry{Kind::PeerDeath, "a peer fails", 8, false},
    KindEntry{Kind::NoConnection, "peers do not connect", 6, true},
    KindEntry{Kind::NoFlow, "no packet arrives", 6, true},
    KindEntry{Kind::FewCandidates, "few candidates are found", 6, true},
    KindEntry{Kind::StrayFact, "a late fact about an old peer", 6, false},
    KindEntry{Kind::Offline, "the browser says offline", 5, false},
    KindEntry{Kind::Online, "the browser says online", 8, false},
    KindEntry{Kind::Shown, "the page is shown", 5, false},
    KindEntry{Kind::Hidden, "the page is hidden", 4, false},
    KindEntry{Kind::Leaving, "the page is being left", 2, false},
    KindEntry{Kind::Reload, "the page is reloaded", 8, false},
    KindEntry{Kind::Freeze, "the page stands still", 6, true},
    KindEntry{Kind::Sleep, "the machine sleeps", 6, true},
    KindEntry{Kind::SetCalendar, "the calendar is set", 4, false},
};

inline constexpr std::size_t kKindCount = kKinds.size();

constexpr int weight_of_all() {
  int sum = 0;
  for (std::size_t at = 0; at < kKindCount; ++at) {
    if (static_cast<std::size_t>(kKinds[at].kind) != at) return 0;
    sum += kKinds[at].weight;
  }
  return sum;
}
static_assert(weight_of_all() > 0, "every kind has its entry, in the order of the enum");
static_assert(kKindCount == static_cast<std::size_t>(Kind::SetCalendar) + 1);

struct Act {
  milliseconds at;
  Kind kind;
  std::uint32_t target;  // which of what there is by then
  std::uint32_t variant;
  milliseconds span;

  [[nodiscard]] std::string text() const;
};

struct Script {
  std::vector<Act> acts;
  bool calm = true;  // the faults stop before the application leaves
};

/// Chance in [0, of).
inline std::uint32_t chance(Random& random, std::uint32_t of) {
  return static_cast<std::uint32_t>(random.next() % of);
}

/// From a moment to minutes, as many of one order as of the next.
inline milliseconds some_span(Random& random) {
  constexpr std::array<std::int64_t, 5> kOrders{10, 100, 1000, 10'000, 100'000};
  return milliseconds{random.between(1, kOrders[chance(random, kOrders.size())])};
}

inline Script draw_script(Random& random) {
  Script script;
  script.calm = chance(random, 4) > 0;
  milliseconds at{0};
  const auto add = [&](Kind kind) {
    const bool lasts = kKinds[static_cast<std::size_t>(kind)].lasts;
    const milliseconds span = some_span(random);
    const auto bits = static_cast<std::uint32_t>(random.next());
    script.acts.push_back({at, kind, bits & 0xffffU, bits >> 16U, lasts ? span : 0ms});
  };
  add(Kind::Connect);
  if (chance(random, 4) > 0) {
    at += milliseconds{chance(random, 600)};
    add(chance(random, 3) > 0 ? Kind::Place : Kind::Invite);
    at += milliseconds{chance(random, 1200)};
  }
  const std::uint32_t count = 4 + chance(random, 24);
  for (std::uint32_t left = count; left > 0; --left) {
    auto drawn = static_cast<int>(chance(random, static_cast<std::uint32_t>(weight_of_all())));
    std::size_t kind = 0;
    while (drawn >= kKinds[kind].weight) drawn -= kKinds[kind++].weight;
    add(kKinds[kind].kind);
    // Most of what goes wrong goes wrong while something else is on its way.
    at += milliseconds{chance(random, 4) > 0 ? chance(random, 60) : chance(random, 6000)};
    if (chance(random, 40) == 0) at += milliseconds{chance(random, 100'000)};
  }
  return script;
}

inline std::string Act::text() const {
  const KindEntry& entry = kKinds[static_cast<std::size_t>(kind)];
  std::string line = "  at " + std::to_string(at.count()) + " ms: " + std::string(entry.name);
  line += " [" + std::to_string(target) + ", " + std::to_string(variant) + "]";
  if (entry.lasts) line += " for " + std::to_string(span.count()) + " ms";
  return line;
}

}  // namespace holdfast::sim
