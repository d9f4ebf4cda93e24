// Which inputs are recorded and replayed at their end: that takes longer than the rest together, so
// of the inputs that a fuzzer makes up one in eight is, chosen by its bytes. All are when the
// environment says `FUZZ_REPLAY=all`, as for the corpus in `npm test`.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <span>

#include "recorded.hpp"

namespace holdfast::fuzz {

inline bench::Keep keep_of(std::span<const std::uint8_t> input) {
  static const bool all = std::getenv("FUZZ_REPLAY") != nullptr;
  std::uint32_t mixed = 0;
  for (const std::uint8_t byte : input) mixed = (mixed ^ byte) * 0x01000193U;
  return all || (mixed >> 24U) % 8 == 0 ? bench::Keep::Recording : bench::Keep::Nothing;
}

}  // namespace holdfast::fuzz
