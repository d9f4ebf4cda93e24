// sim --sessions N --seed S [--threads T] [--trace]: sessions in a bad world, one for each seed
// from S on. Says how many broke a rule; for the first of each rule how to see it again, and the
// shortest script.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "shrink.hpp"

using namespace holdfast;
using namespace holdfast::sim;

namespace {

struct Options {
  std::uint64_t sessions = 20'000;
  std::uint64_t seed = 1;
  unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  bool trace = false;
};

struct Violation {
  std::uint64_t seed = 0;
  std::string detail;
  std::uint64_t count = 0;
};

struct Tally {
  std::map<Rule, Violation> violations;
  Coverage coverage;
  milliseconds lived{0};

  void add(const Tally& other) {
    coverage.add(other.coverage);
    lived += other.lived;
    for (const auto& [rule, found] : other.violations) {
      Violation& known = violations[rule];
      if (known.count == 0 || found.seed < known.seed) {
        known.seed = found.seed;
        known.detail = found.detail;
      }
      known.count += found.count;
    }
  }
};

Tally run_all(const Options& options) {
  std::atomic<std::uint64_t> next{0};
  std::mutex mutex;
  Tally all;
  const auto work = [&] {
    Tally mine;
    for (std::uint64_t at = next++; at < options.sessions; at = next++) {
      const std::uint64_t seed = options.seed + at;
      World world(seed, script_of(seed));
      world.run();
      mine.coverage.add(world.coverage());
      mine.lived += world.now();
      if (const auto broken = world.rules().broken()) {
        Tally one;
        one.violations[*broken] = {seed, world.rules().detail(), 1};
        mine.add(one);
      }
    }
    const std::lock_guard lock(mutex);
    all.add(mine);
  };
  std::vector<std::thread> threads;
  for (unsigned left = options.threads; left > 0; --left) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  return all;
}

void explain(Rule rule, const Violation& found) {
  std::printf("\n%llu broke: %s\n", static_cast<unsigned long long>(found.count),
              std::string(sentence(rule)).c_str());
  if (rule == Rule::Covered) return std::printf("%s never did.\n", found.detail.c_str()), void();
  if (!found.detail.empty()) std::printf("%s\n", found.detail.c_str());
  std::printf("npm run sim -- --seed %llu --sessions 1\n",
              static_cast<unsigned long long>(found.seed));
  const Script shortest = shrink(found.seed, script_of(found.seed), rule);
  std::printf("the shortest script that does (%s at the end):\n",
              shortest.calm ? "calm" : "in mid-storm");
  for (const Act& act : shortest.acts) std::printf("%s\n", act.text().c_str());
}

void trace(std::uint64_t seed) {
  Script script = script_of(seed);
  if (const auto broken = outcome(seed, script)) script = shrink(seed, script, *broken);
  World world(seed, script);
  world.trace();
  world.run();
}

std::uint64_t number(const char* text) { return std::strtoull(text, nullptr, 10); }

}  // namespace

int main(int count, char** arguments) {
  Options options;
  for (int at = 1; at < count; ++at) {
    const std::string_view name = arguments[at];
    const char* value = at + 1 < count ? arguments[at + 1] : nullptr;
    if (name == "--trace") {
      options.trace = true;
      continue;
    }
    if (name == "--rules") {
      for (const Sentence& one : kSentences) std::printf("%s\n", std::string(one.text).c_str());
      return 0;
    }
    if (value == nullptr) return std::printf("%s wants a number\n", arguments[at]), 2;
    if (name == "--sessions") options.sessions = number(value);
    if (name == "--seed") options.seed = number(value);
    if (name == "--threads") options.threads = static_cast<unsigned>(number(value));
    ++at;
  }

  const auto begun = std::chrono::steady_clock::now();
  Tally all = run_all(options);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  constexpr std::uint64_t kEnoughForAll = 5000;
  if (const std::string missing = all.coverage.missing();
      options.sessions >= kEnoughForAll && !missing.empty()) {
    all.violations[Rule::Covered] = {0, missing, 1};
  }

  std::printf("%llu sessions from seed %llu, %.0f h of their time in %.1f s: %.0f sessions/s\n",
              static_cast<unsigned long long>(options.sessions),
              static_cast<unsigned long long>(options.seed),
              static_cast<double>(all.lived.count()) / 3.6e6, took.count(),
              static_cast<double>(options.sessions) / took.count());
  for (const auto& [rule, found] : all.violations) explain(rule, found);
  if (options.trace) trace(options.seed);
  std::printf("%zu rules held, %zu were broken\n", kSentences.size() - all.violations.size(),
              all.violations.size());
  return all.violations.empty() ? 0 : 1;
}
