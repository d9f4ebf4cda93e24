// A replay as text: each fact with its time, then what the core asked for and told, with its
// reasons. Of a call and of the client only what changed is written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "record/replay.hpp"

namespace holdfast::record {

/// How a replay ended; also what the command exits with.
enum class Verdict : std::uint8_t { Same, Diverged, Unreadable };

class Timeline {
 public:
  /// With `whole`, frames are written in full.
  explicit Timeline(std::string_view bytes, bool whole = false) : replay_(bytes), whole_(whole) {}

  /// The next lines; nothing at the end. A fact is written before it reaches the core, so that it
  /// stands there even if the core does not survive it.
  std::optional<std::string> next();

  [[nodiscard]] Verdict verdict() const { return verdict_; }

  using Item = std::pair<std::string, std::string>;  // a name and a value
  using Items = std::vector<Item>;

 private:
  std::string begun(const entry::Part& part);
  std::string heard(const entry::Heard& heard);
  std::string played(const Played& played);
  std::string request(const Output& request);
  /// Nothing while all is well, or as before.
  std::string decided(const Decided& decided);
  std::string compared(const Played& played);
  std::string end();
  /// What is new since the last time something of that name was told.
  Items changed(const std::string& of, const Items& items);
  std::string frame(std::string_view text);

  Replay replay_;
  bool whole_;
  bool ended_ = false;
  Verdict verdict_ = Verdict::Same;
  std::optional<entry::Heard> due_;  // written, not played yet
  std::optional<Moment> first_;
  Moment last_{};
  std::size_t compared_ = 0;
  std::size_t first_difference_ = 0;
  std::vector<std::pair<std::string, Items>> told_;
  std::vector<Item> asked_;  // ids of our requests with their methods
};

}  // namespace holdfast::record
