// Runs a recording through the core again and compares what follows with what followed then.
// Does not print anything.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "record/digest.hpp"
#include "record/reading.hpp"
#include "session.hpp"

namespace holdfast::record {

/// A decision about how a call is kept, with what it rests on.
struct Decided {
  CallKey call;
  call::recovery::Plight plight;
  call::recovery::Decision decision;
};

/// What one fact led to.
struct Played {
  std::vector<Decided> decisions;
  std::vector<Output> requests;
  bool compared = false;       // the recording says what followed then
  bool agrees = true;          // and it is the same
  std::string recorded_kinds;  // one byte for each request of then
};

class Replay final : private call::recovery::Witness {
 public:
  explicit Replay(std::string_view bytes) : reading_(bytes) {}

  /// The next entry that is not a `Done`; nothing at the end. A fact does not reach the core yet.
  std::optional<Entry> next();
  /// Brings the fact that `next` gave last to the core.
  Played play(const entry::Heard& heard);

  /// How many facts reached the core.
  [[nodiscard]] std::size_t steps() const { return steps_; }

 private:
  void decided(CallKey call, const call::recovery::Plight& plight,
               call::recovery::Decision decision) override;

  Reading reading_;
  std::optional<Session> session_;
  std::optional<Entry> ahead_;
  std::size_t steps_ = 0;
  std::vector<Decided> decisions_;  // of the fact at hand
};

}  // namespace holdfast::record
