// Requests in flight: which id asks for whom, and until when. Every request ends exactly once:
// answered, refused, expired, or lost with its socket. Does not know what a request says.
#pragma once

#include <optional>
#include <vector>

#include "turn.hpp"

namespace holdfast::signaling {

class Rpc {
 public:
  /// Takes note of a request and gives its id.
  RequestId admit(Turn& turn, const Asker& asker);
  /// Who asked; nothing when the id is not (or no longer) one of ours.
  std::optional<Asker> take(Turn& turn, const RequestId& id);
  /// Everybody whose time is over.
  std::vector<Asker> take_expired(Turn& turn);
  /// Everybody: the socket is gone.
  std::vector<Asker> take_all(Turn& turn);

 private:
  struct Pending {
    RequestId id;
    Asker asker;
    Instant expiry;
  };

  void schedule(Turn& turn);

  std::vector<Pending> pending_;  // oldest first: all wait equally long
};

}  // namespace holdfast::signaling
