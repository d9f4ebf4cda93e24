// How a fuzzer tells that a rule was broken: libFuzzer keeps the input of a program that ends so.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

#include "bench.hpp"

namespace holdfast::fuzz {

/// Tells the whole session if it was recorded.
inline void demand_unbroken(const std::string& broken, bench::Bench& bench) {
  if (broken.empty()) return;
  if (bench.recorded.steps() > 0) {
    std::fputs(bench::replayed(bench.recorded.bytes()).text.c_str(), stderr);
  }
  std::fprintf(stderr, "BROKEN: %s\n", broken.c_str());
  std::abort();
}

}  // namespace holdfast::fuzz
