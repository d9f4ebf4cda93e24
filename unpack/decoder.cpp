// Unpacks the core out of the text that the bundle carries it as: decodes arithmetically what the
// model guesses. The bundle carries this program as it is. It trusts its input as far as that came
// in the same file; a spoilt one makes it trap or makes a program that does not compile, in bounded
// time.

#include "program.hpp"

namespace holdfast::unpack {

namespace {

/// The digits of the text begin here, and leave one letter out: it would have to be escaped.
constexpr std::uint32_t kFirstDigit = '(';
constexpr std::uint32_t kLeftOut = '\\';

const std::uint8_t* input;
/// How wide the range is in which the number lies, and how far into it.
std::uint64_t range = 1;
std::uint64_t inside;

}  // namespace

std::uint32_t bit(std::uint32_t chance) {
  for (; range < 1U << 30U; range *= 64) {
    const std::uint32_t letter = *input++;
    inside = inside * 64 + letter - kFirstDigit - (letter > kLeftOut);
  }
  const std::uint64_t bound = range * chance >> 16U;
  if (inside < bound) {
    range = bound;
    return 1;
  }
  range -= bound;
  inside -= bound;
  return 0;
}

std::uint32_t next(std::uint32_t kind) { return guess(kind); }

}  // namespace holdfast::unpack

extern "C" [[clang::export_name("unpack")]] void holdfast_unpack(const std::uint8_t* text,
                                                                 std::uint8_t* to,
                                                                 std::uint32_t size) {
  holdfast::unpack::input = holdfast::unpack::begin(text);
  holdfast::unpack::write_program(to, size);
}
