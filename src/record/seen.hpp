// Texts that were seen, by hash: a number for each, from 1 on in the order they came. Keeps none of
// them, so that a secret is not held longer than whoever brought it holds it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace holdfast::record {

class Seen {
 public:
  /// 0 for one that was never seen.
  [[nodiscard]] std::uint32_t find(std::string_view text) const {
    const auto place = std::ranges::find(hashes_, hash_of(text));
    return place == hashes_.end() ? 0 : static_cast<std::uint32_t>(place - hashes_.begin()) + 1;
  }
  /// Its number from now on. It must not have been seen.
  std::uint32_t add(std::string_view text) {
    hashes_.push_back(hash_of(text));
    return static_cast<std::uint32_t>(hashes_.size());
  }

 private:
  static std::uint64_t hash_of(std::string_view text) {  // FNV-1a
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char letter : text) {
      hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3ULL;
    }
    return hash;
  }

  // Looked through one by one: a recording holds some thousand texts, and a table would take more
  // room in every page than it saves time in few.
  std::vector<std::uint64_t> hashes_;
};

}  // namespace holdfast::record
