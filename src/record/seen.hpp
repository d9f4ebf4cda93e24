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
    const std::uint64_t hash = hash_of(text);
    const auto place = std::ranges::lower_bound(entries_, hash, {}, &Entry::hash);
    return place != entries_.end() && place->hash == hash ? place->number : 0;
  }
  /// Its number from now on. It must not have been seen.
  std::uint32_t add(std::string_view text) {
    const std::uint64_t hash = hash_of(text);
    const auto number = static_cast<std::uint32_t>(entries_.size()) + 1;
    entries_.insert(std::ranges::lower_bound(entries_, hash, {}, &Entry::hash), {hash, number});
    return number;
  }

 private:
  struct Entry {
    std::uint64_t hash;
    std::uint32_t number;
  };

  static std::uint64_t hash_of(std::string_view text) {  // FNV-1a
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char letter : text) {
      hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3ULL;
    }
    return hash;
  }

  std::vector<Entry> entries_;  // by hash
};

}  // namespace holdfast::record
