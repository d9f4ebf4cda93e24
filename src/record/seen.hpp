// Texts that were seen, by hash: a number for each, from 1 on in the order they came. Keeps none of
// them, so that a secret is not held longer than whoever brought it holds it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace holdfast::record {

inline constexpr std::uint64_t kNothingHashed = 0xcbf29ce484222325ULL;

/// FNV-1a, on from what was hashed before.
std::uint64_t hashed(std::string_view bytes, std::uint64_t before = kNothingHashed);

class Seen {
 public:
  /// 0 for one that was never seen.
  [[nodiscard]] std::uint32_t find(std::string_view text) const;
  /// Its number from now on. It must not have been seen.
  std::uint32_t add(std::string_view text);

 private:
  // Looked through one by one: a recording holds some thousand texts, and a table would take more
  // room in every page than it saves time in few.
  std::vector<std::uint64_t> hashes_;
};

}  // namespace holdfast::record
