// Silence, probe, verdict: is the open socket alive? Gives verdicts, takes no action.
// Does not know what frames say; it is told that one was heard.
#pragma once

#include <optional>

#include "turn.hpp"

namespace holdfast::signaling {

class Liveness {
 public:
  /// A socket opened.
  void start(Turn& turn, RoutingId routing);
  /// The socket is gone.
  void stop(Turn& turn);
  /// A frame came, whatever it says: garbage proves life as well.
  void heard(Turn& turn);
  /// Our probe was answered: measures the round trip.
  void probe_answered(Turn& turn);
  /// Ask at once: something suspicious happened.
  void probe(Turn& turn);
  /// How long silence is bearable: shorter while somebody talks.
  void set_in_call(Turn& turn, bool in_call);

  /// Heard a moment ago, and not being asked.
  [[nodiscard]] bool sure(const Turn& turn) const;

  void probe_due(Turn& turn);
  /// True when the socket is dead.
  [[nodiscard]] bool verdict_due(Turn& turn);

  void set_routing(const RoutingId& routing) { routing_ = routing; }

 private:
  [[nodiscard]] milliseconds silence_limit() const;
  [[nodiscard]] milliseconds verdict_limit() const;

  bool running_ = false;
  bool in_call_ = false;
  bool reprieved_ = false;
  Instant heard_at_;
  std::optional<Instant> probed_at_;
  Instant verdict_at_;
  std::optional<milliseconds> round_trip_;  // smoothed as RFC 6298 does
  RoutingId routing_;
};

}  // namespace holdfast::signaling
