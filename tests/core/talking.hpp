// A world in which a call is already talking.
#pragma once

#include <catch_amalgamated.hpp>
#include <utility>
#include <variant>

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

/// The usual client without keepConnectionAliveOnSocketClose.
inline Config careless() {
  Config config = usual_config();
  config.keep_calls = false;
  return config;
}

/// Where in the outputs the first request of that kind is that fits.
template <class Request, class Fits>
std::size_t place_of(const Bench& bench, Fits fits) {
  for (std::size_t at = 0; at < bench.outputs.size(); ++at) {
    const auto* one = std::get_if<Request>(&bench.outputs[at]);
    if (one != nullptr && fits(*one)) return at;
  }
  FAIL("not found");
  return 0;
}

}  // namespace holdfast::bench
