// How a fuzzer tells that a rule was broken: libFuzzer keeps the input of a program that ends so.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

namespace holdfast::fuzz {

inline void demand_unbroken(const std::string& broken) {
  if (broken.empty()) return;
  std::fprintf(stderr, "BROKEN: %s\n", broken.c_str());
  std::abort();
}

}  // namespace holdfast::fuzz
