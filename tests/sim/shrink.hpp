// Makes a failing script shorter while it still breaks the same rule: delta debugging (Zeller
// 1999).
#pragma once

#include <algorithm>
#include <utility>

#include "world.hpp"

namespace holdfast::sim {

inline std::optional<Rule> outcome(std::uint64_t seed, const Script& script) {
  World world(seed, script);
  world.run();
  return world.rules().broken();
}

inline Script shrink(std::uint64_t seed, Script script, Rule broken) {
  std::size_t size = std::max<std::size_t>(1, script.acts.size() / 2);
  for (;;) {
    bool shorter = false;
    for (std::size_t at = 0; at < script.acts.size();) {
      Script less = script;
      const auto first = less.acts.begin() + static_cast<std::ptrdiff_t>(at);
      const std::size_t most = std::min(size, less.acts.size() - at);
      less.acts.erase(first, first + static_cast<std::ptrdiff_t>(most));
      if (outcome(seed, less) == broken) {
        script = std::move(less);
        shorter = true;
      } else {
        at += size;
      }
    }
    if (size == 1 && !shorter) return script;
    if (!shorter) size = std::max<std::size_t>(1, size / 2);
  }
}

}  // namespace holdfast::sim
