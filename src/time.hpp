// Time as the core knows it: two clocks that nobody here can read, and the one table of timers.
// Does not know what a timer is for; the name says that.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "ids.hpp"

namespace holdfast {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

/// A clock of the host's. It has no now(): asking for the time does not compile.
template <class Tag>
struct UnreadableClock {
  using rep = milliseconds::rep;
  using period = milliseconds::period;
  using duration = milliseconds;
  using time_point = std::chrono::time_point<UnreadableClock>;
  static constexpr bool is_steady = true;
};

/// Never set back; may stand still while the machine sleeps. For intervals.
using Instant = UnreadableClock<struct MonotonicTag>::time_point;
/// The calendar's; may be set. For stamps, retention and expiry.
using WallTime = UnreadableClock<struct WallTag>::time_point;

/// When a fact reached the core, on both clocks.
struct Moment {
  Instant monotonic;
  WallTime wall;

  friend bool operator==(const Moment&, const Moment&) = default;
};

/// When to …; due timers are brought in this order.
enum class Timer : std::uint8_t {
  DialLimit,        // give up on a socket that does not open
  Reconnect,        // make the next attempt
  LoginLimit,       // give up on a login that leads to no registration
  GatewayRetry,     // ask the gateway again, or leave one that failed
  TokenExpiry,      // warn that the login token runs out
  RequestExpiry,    // end the oldest unanswered requests
  LivenessProbe,    // ask whether the socket is alive
  LivenessVerdict,  // call it dead
  DisconnectLimit,  // stop waiting for the replies to the last BYEs
  ReattachVerdict,  // stop waiting for attaches under ids we do not know
  Retention,        // the gateway has forgotten this call by now
  InviteLimit,      // stop waiting for a login to send this call's invite
  GatheringLimit,   // send the description with the candidates there are
  PeerLimit,        // stop waiting for the new peer of a re-attached call to connect
  FlowLimit,        // move the sound over although no packet was seen
  OldPeer,          // close the peer that was replaced
  IceRestart,       // call a disconnected peer broken, give up on a restart, or make the next
  MediaRetry,       // stop waiting for the application to have its microphone tried again
  ByeGuard,         // stop waiting for the reply to this call's BYE
};

/// What is due when. A timer that was restarted or stopped is simply not due: there is no race to
/// lose.
class TimerTable {
 public:
  struct Entry {
    Timer timer;
    CallKey call;  // nothing for a timer of the session's
    Instant due;

    friend bool operator==(const Entry&, const Entry&) = default;
  };

  void start(Timer timer, CallKey call, Instant due);
  void start(Timer timer, Instant due) { start(timer, CallKey{}, due); }
  void stop(Timer timer, CallKey call = {});
  /// Stops every timer of a call: none outlives its owner.
  void stop_all(CallKey call);

  [[nodiscard]] bool runs(Timer timer, CallKey call = {}) const;
  [[nodiscard]] std::optional<Instant> earliest() const;
  /// Takes out the first entry due by `now`, in the order of the enum.
  [[nodiscard]] std::optional<Entry> take_due(Instant now);
  [[nodiscard]] bool empty() const { return entries_.empty(); }

 private:
  std::vector<Entry> entries_;
};

}  // namespace holdfast
