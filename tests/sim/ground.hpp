// What every part of the world stands on: time, chance, the rules, and the faults of the moment.
#pragma once

#include <array>
#include <functional>
#include <utility>

#include "clock.hpp"
#include "config.hpp"
#include "io.hpp"
#include "random.hpp"
#include "rules.hpp"
#include "script.hpp"

namespace holdfast::sim {

class Ground {
 public:
  explicit Ground(std::uint64_t seed) : random(seed) {}

  Clock clock;
  Random random;
  Rules rules;
  Config config;
  std::function<void(Input)> bring;  // takes a fact to the core, now

  /// Brings a fact as soon as the page can hear it.
  void tell(milliseconds delay, Input input) {
    clock.on_page(delay, [this, held = std::move(input)]() mutable { bring(std::move(held)); });
  }

  void begin(const Act& act) {
    faults_[static_cast<std::size_t>(act.kind)] = {clock.now() + act.span, act};
  }
  /// Every fault is over, and none will come.
  void end_faults() { faults_ = {}; }
  /// The act that makes this go wrong at present; none when it does not.
  [[nodiscard]] const Act* wrong(Kind kind) const {
    const Fault& fault = faults_[static_cast<std::size_t>(kind)];
    return fault.until > clock.now() ? &fault.act : nullptr;
  }
  [[nodiscard]] milliseconds until(Kind kind) const {
    return faults_[static_cast<std::size_t>(kind)].until;
  }

  std::uint32_t chance(std::uint32_t of) { return sim::chance(random, of); }
  milliseconds between(std::int64_t least, std::int64_t most) {
    return milliseconds{random.between(least, most)};
  }

 private:
  struct Fault {
    milliseconds until{0};
    Act act{};
  };
  std::array<Fault, kKindCount> faults_{};
};

}  // namespace holdfast::sim
