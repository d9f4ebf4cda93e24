#pragma once

#include "model.hpp"

/// Writes a WebAssembly program byte by byte: asks for the next one by saying what it is. Knows the
/// binary format, of the instructions those that the core is made of (W3C WebAssembly Core
/// Specification, 5.4), and not where bytes come from. The lengths of functions and of their
/// section are not asked for: they follow from what is written.
namespace holdfast::unpack {

/// What the next byte is, which is of this kind.
std::uint32_t next(std::uint32_t kind);

inline std::uint8_t* made;
inline std::uint8_t* end;

/// Traps when the program gets longer than it is, so that it ends whatever it is told.
[[gnu::noinline]] inline std::uint32_t byte(std::uint32_t kind) {
  if (made >= end) __builtin_trap();
  const std::uint32_t what = next(kind);
  *made++ = static_cast<std::uint8_t>(what);
  return what;
}

[[gnu::noinline]] inline void bytes(std::uint32_t kind, std::uint32_t count) {
  while (count--) byte(kind);
}

/// Returns the last of them.
[[gnu::noinline]] inline std::uint32_t numbers(std::uint32_t kind, std::uint32_t count) {
  std::uint32_t value = 0;
  while (count--) {
    value = 0;
    for (std::uint32_t shift = 0, read = 128; read > 127; shift += 7) {
      read = byte(kind);
      value |= (read & 127U) << (shift & 31U);
    }
  }
  return value;
}

inline std::uint32_t number(std::uint32_t kind) { return numbers(kind, 1); }

/// Puts before what was written since then how long it is.
[[gnu::noinline]] inline void measure(std::uint8_t* begin) {
  const auto written = static_cast<std::uint32_t>(made - begin);
  std::uint32_t size = 1;
  for (std::uint32_t rest = written; rest > 127; rest >>= 7U) size++;
  __builtin_memmove(begin + size, begin, written);
  made += size;
  for (std::uint32_t rest = written; size--; rest >>= 7U) {
    *begin++ = static_cast<std::uint8_t>((rest & 127U) | (size ? 128U : 0U));
  }
}

/// One instruction; returns by how much deeper the next one lies.
inline int instruction() {
  const std::uint32_t operation = byte(Operation);
  std::uint32_t kind = Other;
  std::uint32_t count = 1;
  int deeper = 0;
  if (operation > 0x27 && operation < 0x3f) {
    number(Alignment);
    kind = Offset;
  } else if (operation > 0x1f && operation < 0x23) {
    kind = Local;
  } else if (operation == 0x10) {
    kind = Callee;
  } else if (operation == 0x41 || operation == 0x42) {
    kind = Constant;
  } else if (operation == 0x11) {
    count = 2;
  } else if (operation == 0x0e) {
    count = number(Other) + 1;
    kind = Label;
  } else if (operation == 0x43 || operation == 0x44) {
    bytes(Other, operation == 0x43 ? 4 : 8);
    count = 0;
  } else if (operation == 0x0c || operation == 0x0d) {
    kind = Label;
  } else if (operation == 0xfc) {
    const std::uint32_t which = number(Other);
    count = which < 8 ? 0 : 2 - (which & 1U);
  } else if (operation > 0x01 && operation < 0x05) {
    kind = Block;
    deeper = 1;
  } else if (operation != 0x23 && operation != 0x24 && operation != 0x3f && operation != 0x40) {
    count = 0;
    deeper = operation == 0x0b ? -1 : 0;
  }
  numbers(kind, count);
  return deeper;
}

inline void write_program(std::uint8_t* to, std::uint32_t size) {
  made = to;
  end = to + size;
  bytes(Section, 8);
  while (made < end) {
    const std::uint32_t section = byte(Section);
    if (section != 10) {
      bytes(Section + (section & 15U), number(Section));
      continue;
    }
    std::uint8_t* const begin = made;
    for (std::uint32_t functions = number(Section); functions--;) {
      std::uint8_t* const function = made;
      numbers(Declaration, number(Declaration) * 2);
      for (int depth = 1; depth;) depth += instruction();
      measure(function);
    }
    measure(begin);
  }
}

}  // namespace holdfast::unpack
