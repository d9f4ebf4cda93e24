// The session's own chance: a small generator whose seed comes with the configuration, so that the
// same inputs always give the same outputs. Nobody else in the core knows chance. Not for secrets.
#pragma once

#include <cstdint>
#include <string>

namespace holdfast {

/// SplitMix64 (Steele, Lea, Flood 2014): one word of state, passes BigCrush.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
    return mixed ^ (mixed >> 31U);
  }

  /// A whole number in [least, most], both included.
  constexpr std::int64_t between(std::int64_t least, std::int64_t most) {
    const auto width = static_cast<std::uint64_t>(most - least) + 1;
    return least + static_cast<std::int64_t>(next() % width);
  }

  /// A version 4 UUID (RFC 9562, section 5.4).
  std::string uuid() {
    constexpr const char* kDigits = "0123456789abcdef";
    std::string text(36, '-');
    std::uint64_t bits = 0;
    for (std::size_t at = 0, digit = 0; at < text.size(); ++at) {
      if (at == 8 || at == 13 || at == 18 || at == 23) continue;
      if (digit % 16 == 0) bits = next();
      std::size_t value = bits & 0xfU;
      bits >>= 4U;
      if (at == 14) value = 4;
      if (at == 19) value = 8 | (value & 3U);
      text[at] = kDigits[value];
      ++digit;
    }
    return text;
  }

 private:
  std::uint64_t state_;
};

}  // namespace holdfast
