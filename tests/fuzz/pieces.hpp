// How a fuzzer changes an input that is a row of pieces, steps or lines: mostly whole ones, so that
// what comes before and after goes on meaning what it meant. Knows no piece.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "random.hpp"

// libFuzzer's own changes, of single bytes.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* bytes, std::size_t count, std::size_t most);

namespace holdfast::fuzz {

using Pieces = std::vector<std::string>;

inline std::string joined(const Pieces& pieces) {
  std::string all;
  for (const std::string& piece : pieces) all += piece;
  return all;
}

/// Writes what fits back into libFuzzer's buffer.
inline std::size_t put(const Pieces& pieces, std::uint8_t* bytes, std::size_t most) {
  const std::string all = joined(pieces);
  const std::size_t count = std::min(all.size(), most);
  std::memcpy(bytes, all.data(), count);
  return count;
}

inline void change_bytes(std::string& piece) {
  constexpr std::size_t kGrowth = 64;
  const std::size_t count = piece.size();
  piece.resize(count + kGrowth);
  auto* first = reinterpret_cast<std::uint8_t*>(piece.data());
  piece.resize(LLVMFuzzerMutate(first, count, piece.size()));
}

/// One to four changes. `fresh` makes up a piece; `change` alters one and keeps it a piece.
template <class Fresh, class Change>
void change(Pieces& pieces, Random& random, Fresh fresh, Change change_one) {
  const auto below = [&](std::size_t count) {
    return static_cast<std::size_t>(random.next() % count);
  };
  for (std::size_t left = 1 + below(4); left > 0; --left) {
    const std::size_t at = below(pieces.size() + 1);
    const auto place = pieces.begin() + static_cast<std::ptrdiff_t>(at);
    if (at == pieces.size() || below(3) == 0) {
      pieces.insert(place, fresh());
      continue;
    }
    switch (below(5)) {
      case 0:
        pieces.erase(place);
        break;
      case 1:
        pieces.insert(place, std::string(*place));
        break;
      case 2:
        std::swap(*place, pieces[below(pieces.size())]);
        break;
      default:
        change_one(*place);
    }
  }
}

/// The beginning of one row and the end of another.
inline Pieces crossed(const Pieces& one, const Pieces& other, Random& random) {
  const auto part = [&](const Pieces& pieces) {
    return pieces.begin() + static_cast<std::ptrdiff_t>(random.next() % (pieces.size() + 1));
  };
  Pieces both(one.begin(), part(one));
  both.insert(both.end(), part(other), other.end());
  return both;
}

}  // namespace holdfast::fuzz
