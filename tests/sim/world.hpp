// A whole core in a bad world: runs one session after its script, and says which rule it broke.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "application.hpp"
#include "browser.hpp"
#include "gateway.hpp"
#include "ground.hpp"
#include "network.hpp"
#include "session.hpp"

namespace holdfast::sim {

/// How often each fact went in and each request came out.
struct Coverage {
  std::array<std::uint64_t, std::variant_size_v<Input>> facts{};
  std::array<std::uint64_t, std::variant_size_v<Output>> requests{};

  void add(const Coverage& other);
  /// The first that never occurred; empty when all did.
  [[nodiscard]] std::string missing() const;
};

class World {
 public:
  World(std::uint64_t seed, Script script);

  void run();

  [[nodiscard]] const Rules& rules() const { return ground_.rules; }
  [[nodiscard]] const Coverage& coverage() const { return coverage_; }
  [[nodiscard]] milliseconds now() const { return ground_.clock.now(); }

  /// Prints what goes in and out.
  void trace() { traces_ = true; }

 private:
  void bring(Input input);
  void perform(const Act& act);
  void surround(const Act& act);
  void run_until(milliseconds end);
  bool step(milliseconds end);
  /// Ends the faults, and waits until all is well again.
  void calm();
  void leave();
  void reload(const Act& act);
  /// What is not yet well; empty when nothing is.
  [[nodiscard]] std::string ailing() const;
  [[nodiscard]] milliseconds deadline() const;

  Ground ground_;
  Network network_;
  Gateway gateway_;
  Application application_;
  Browser browser_;
  std::optional<Session> session_;
  Script script_;
  Coverage coverage_;
  bool hidden_ = false;
  bool traces_ = false;
  bool left_ = false;
  int steps_ = 0;  // without the time moving on
};

/// The script of a seed.
Script script_of(std::uint64_t seed);

}  // namespace holdfast::sim
