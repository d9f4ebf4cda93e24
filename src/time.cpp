#include "time.hpp"

#include <algorithm>
#include <tuple>

namespace holdfast {

void TimerTable::start(Timer timer, CallKey call, Instant due) {
  stop(timer, call);
  entries_.push_back({timer, call, due});
}

void TimerTable::stop(Timer timer, CallKey call) {
  std::erase_if(entries_,
                [&](const Entry& entry) { return entry.timer == timer && entry.call == call; });
}

void TimerTable::stop_all(CallKey call) {
  std::erase_if(entries_, [&](const Entry& entry) { return entry.call == call; });
}

bool TimerTable::runs(Timer timer, CallKey call) const {
  return std::ranges::any_of(
      entries_, [&](const Entry& entry) { return entry.timer == timer && entry.call == call; });
}

std::optional<Instant> TimerTable::earliest() const {
  const auto first = std::ranges::min_element(entries_, {}, &Entry::due);
  if (first == entries_.end()) return std::nullopt;
  return first->due;
}

std::optional<TimerTable::Entry> TimerTable::take_due(Instant now) {
  auto first = entries_.end();
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
    if (entry->due > now) continue;
    if (first == entries_.end() ||
        std::tie(entry->timer, entry->call) < std::tie(first->timer, first->call)) {
      first = entry;
    }
  }
  if (first == entries_.end()) return std::nullopt;
  const Entry taken = *first;
  entries_.erase(first);
  return taken;
}

}  // namespace holdfast
