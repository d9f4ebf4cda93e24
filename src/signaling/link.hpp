// The socket's life across sockets: idle, connecting, open, waiting for the next attempt,
// exhausted. Mints the generations, and is the only one to. Does not know what is said over a
// socket, nor who logs in: it is told when a registration was reached.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "turn.hpp"

namespace holdfast::signaling {

/// No socket, and none wanted.
struct Idle {};
/// A socket was asked for and has not opened.
struct Connecting {
  SocketGeneration socket;
};
struct Open {
  SocketGeneration socket;
};
/// No socket until the reconnect timer is due.
struct Waiting {
  int attempt;
};
/// No attempt is left; only the application starts again.
struct Exhausted {};

using LinkState = std::variant<Idle, Connecting, Open, Waiting, Exhausted>;

class Link {
 public:
  explicit Link(SocketGeneration first) : next_(first) {}

  /// Opens a socket unless one is there. From Idle and Exhausted the count begins anew.
  void dial(Turn& turn, std::string url);
  /// The socket opened. False when it is not the current one.
  bool opened(Turn& turn, SocketGeneration socket);
  /// The current socket is gone or given up; the host is told to close it if it may still be there.
  /// No attempt will be made until somebody asks.
  void drop(Turn& turn, bool close);
  /// After a loss: waits for the next attempt, or is exhausted (false). `outage`: since when it
  /// lasts.
  bool retry(Turn& turn, milliseconds outage);
  /// The waiting attempt is made after another wait than was scheduled.
  void reschedule(Turn& turn, milliseconds delay);
  /// There is no other attempt.
  void exhaust(Turn& turn);
  /// The network or the page is back: makes the waiting attempt soon, at most once in 5 s. False
  /// when there is none to hurry.
  bool hurry(Turn& turn);
  /// A registration was reached, or the application wants it: the count begins anew. A socket that
  /// opens proves nothing. An attempt that waits is made as it was scheduled.
  void reset_attempts() { attempts_ = 0; }

  [[nodiscard]] bool is_current(SocketGeneration socket) const;
  [[nodiscard]] std::optional<SocketGeneration> current() const;
  [[nodiscard]] bool is_open() const { return std::holds_alternative<Open>(state_); }
  [[nodiscard]] bool is_waiting() const { return std::holds_alternative<Waiting>(state_); }
  [[nodiscard]] int attempts() const { return attempts_; }
  [[nodiscard]] milliseconds last_delay() const { return last_delay_; }
  [[nodiscard]] const LinkState& state() const { return state_; }

 private:
  [[nodiscard]] std::optional<milliseconds> next_delay(Turn& turn, milliseconds outage) const;

  LinkState state_ = Idle{};
  SocketGeneration next_;
  int attempts_ = 0;  // losses since the count began
  milliseconds last_delay_{0};
  std::optional<Instant> last_hurry_;
};

}  // namespace holdfast::signaling
