// The same model and the same writer for `tools/build/pack.mjs`, which knows the program already:
// it is asked for the bytes to learn of what kind each is, then for the bits to learn how likely
// each is.

#include "program.hpp"

extern "C" {

[[clang::import_module("pack"), clang::import_name("bit")]] std::uint32_t pack_bit(
    std::uint32_t chance);
[[clang::import_module("pack"), clang::import_name("next")]] std::uint32_t pack_next(
    std::uint32_t kind);

[[clang::export_name("begin")]] void pack_begin(const std::uint8_t* lengths) {
  holdfast::unpack::begin(lengths);
}

[[clang::export_name("guess")]] std::uint32_t pack_guess(std::uint32_t kind) {
  return holdfast::unpack::guess(kind);
}

[[clang::export_name("write")]] void pack_write(std::uint8_t* to, std::uint32_t size) {
  holdfast::unpack::write_program(to, size);
}

}  // extern "C"

namespace holdfast::unpack {

std::uint32_t bit(std::uint32_t chance) { return pack_bit(chance); }

std::uint32_t next(std::uint32_t kind) { return pack_next(kind); }

}  // namespace holdfast::unpack
