// What an outage does to calls, followed from the loss until each has its verdict, so that the
// application can be told once and in one place. Decides nothing: it looks at what became of them.
// Does not know sockets; it is told when one was lost and whether the client is registered again.
#pragma once

#include <optional>
#include <vector>

#include "call/roster.hpp"

namespace holdfast::call {

class Outage {
 public:
  explicit Outage(Roster& roster) : roster_(roster) {}

  /// A socket was lost, and the calls do not know yet. In mid-outage it goes on, with more at
  /// stake.
  void began(const Moment& now);
  /// A socket was asked for.
  void attempted() { attempts_ += began_ ? 1 : 0; }
  /// Nothing will come of it: nobody is told.
  void over();
  /// Tells that the outage is over once the client is registered and every call has its verdict.
  void follow(Turn& turn, bool registered);

  /// The calls that wait to be re-attached.
  [[nodiscard]] std::vector<CallKey> at_stake() const;
  /// When the gateway forgets the first of them; nothing when none waits.
  [[nodiscard]] std::optional<WallTime> deadline(const Config& config) const;
  [[nodiscard]] milliseconds lasts(const Moment& now) const;

 private:
  struct Stake {
    CallKey call;
    LostCall verdict = {};  // no reason: it goes on
    bool known = false;
  };

  Roster& roster_;
  std::optional<Moment> began_;
  int attempts_ = 0;
  std::vector<Stake> stakes_;
};

}  // namespace holdfast::call
