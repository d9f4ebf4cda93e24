// What a fuzzer gives, read as choices. Knows nothing of what is chosen.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace holdfast::fuzz {

class Bytes {
 public:
  Bytes(const std::uint8_t* first, std::size_t count) : rest_(first, count) {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }
  /// The next byte; 0 when there is none.
  std::uint8_t next() {
    if (rest_.empty()) return 0;
    const std::uint8_t byte = rest_.front();
    rest_ = rest_.subspan(1);
    return byte;
  }
  /// The next bytes, for one choice of many parts; fewer when there are no more.
  Bytes take(std::size_t count) {
    const auto taken = rest_.first(std::min(count, rest_.size()));
    rest_ = rest_.subspan(taken.size());
    return {taken.data(), taken.size()};
  }
  /// One of [0, of).
  std::size_t choose(std::size_t of) { return next() % of; }
  /// True once in so many bytes.
  bool one_in(std::size_t of) { return choose(of) == 1; }
  template <class Choices>
  const auto& any(const Choices& choices) {
    return choices[choose(std::size(choices))];
  }

 private:
  std::span<const std::uint8_t> rest_;
};

}  // namespace holdfast::fuzz
