// A world in which a call is already talking.
#pragma once

#include <utility>

#include "bench.hpp"

namespace holdfast::bench {

struct Talking : Bench {
  CallKey call;

  explicit Talking(Config config = usual_config()) : Bench(std::move(config)) {
    connect();
    call = talk();
  }
  void hang_up() { feed(fact::HangUp{call, Ticket{1}, {}, {}}); }
  /// The socket breaks, and the client knows.
  void lose() {
    gateway.cut();
    advance(0ms);
  }
};

}  // namespace holdfast::bench
