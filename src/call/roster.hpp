// The calls that live, found by any of their names. Does not know what happens to them.
#pragma once

#include <memory>
#include <vector>

#include "call/call.hpp"

namespace holdfast::call {

class Roster {
 public:
  Call& add(Call::Origin origin);
  /// Takes out the calls that are over, for whoever wants to remember them.
  std::vector<std::unique_ptr<Call>> take_over();

  [[nodiscard]] Call* find(CallKey key);
  [[nodiscard]] Call* find(const CallId& id);
  /// The call that a gateway's offer is about: by id, by leg, by session if only one has it, or the
  /// only one that waits for an offer. By the last two never one that is listed by its own id.
  [[nodiscard]] Call* match(const wire::Invite& offer, const std::vector<CallId>& listed);
  /// A snapshot of who is there: a step may end some of them or add another.
  [[nodiscard]] std::vector<Call*> all();
  [[nodiscard]] bool empty() const { return calls_.empty(); }
  /// Somebody talks, or is about to again.
  [[nodiscard]] bool any_talking() const;

  /// A key for a call that arrives. Even: the host mints the odd ones.
  CallKey mint();

 private:
  std::vector<std::unique_ptr<Call>> calls_;
  CallKey last_arrived_{0};
};

}  // namespace holdfast::call
