#include "record/seen.hpp"

#include <algorithm>

namespace holdfast::record {

// In the page its loop is wanted once.
[[gnu::noinline]] std::uint64_t hashed(std::string_view bytes, std::uint64_t before) {
  for (const char byte : bytes) {
    before = (before ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
  }
  return before;
}

std::uint32_t Seen::find(std::string_view text) const {
  const auto place = std::ranges::find(hashes_, hashed(text));
  return place == hashes_.end() ? 0 : static_cast<std::uint32_t>(place - hashes_.begin()) + 1;
}

std::uint32_t Seen::add(std::string_view text) {
  hashes_.push_back(hashed(text));
  return static_cast<std::uint32_t>(hashes_.size());
}

}  // namespace holdfast::record
