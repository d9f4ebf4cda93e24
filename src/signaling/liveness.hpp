// Silence, probe, verdict: is the open socket alive, both ways? Two clocks: since when nothing was
// heard, and since when nothing of ours was answered. Gives verdicts, takes no action.
// Does not know what frames say; it is told that one was heard, and that one was an answer.
#pragma once

#include <optional>

#include "turn.hpp"

namespace holdfast::signaling {

class Liveness {
 public:
  /// The first frame of ours went out; a no-op on a socket that is watched already.
  void start(Turn& turn, RoutingId routing);
  /// The socket is gone.
  void stop(Turn& turn);
  /// A frame came, whatever it says: garbage proves life as well.
  void heard(Turn& turn);
  /// One of our requests was answered, however: it must have arrived.
  void answered(Turn& turn);
  /// Our probe was answered: measures the round trip.
  void probe_answered(Turn& turn);
  /// Ask at once: something suspicious happened.
  void probe(Turn& turn);
  /// A request was not answered in time: only an answer can prove now that ours arrive.
  void doubt(Turn& turn);
  /// Nobody looks at the page: its timers may come late.
  void set_hidden(bool hidden) { hidden_ = hidden; }
  /// How long silence is bearable: shorter while somebody talks.
  void set_in_call(Turn& turn, bool in_call);

  /// Heard a moment ago, and not being asked.
  [[nodiscard]] bool sure(const Turn& turn) const;

  void probe_due(Turn& turn);
  /// True when the socket is dead.
  [[nodiscard]] bool verdict_due(Turn& turn);

  /// Of a verdict: something was heard, but no answer.
  [[nodiscard]] bool only_unanswered() const { return wants_answer_ && heard_at_ > probed_; }

  void set_routing(const RoutingId& routing) { routing_ = routing; }

 private:
  void schedule(Turn& turn);
  [[nodiscard]] milliseconds silence_limit() const;
  [[nodiscard]] milliseconds verdict_limit() const;

  bool running_ = false;
  bool in_call_ = false;
  bool hidden_ = false;
  bool reprieved_ = false;
  bool wants_answer_ = false;  // the verdict that runs is not stopped by just any frame
  Instant heard_at_;
  Instant answered_at_;
  Instant probed_;
  std::optional<Instant> probed_at_;
  Instant verdict_at_;
  std::optional<milliseconds> round_trip_;  // smoothed as RFC 6298 does
  RoutingId routing_;
};

}  // namespace holdfast::signaling
