// The time of the whole world, the two clocks that the page can read, and what is to happen when.
// A page may stand still (frozen) and a machine may sleep; the world goes on.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "time.hpp"

namespace holdfast::sim {

class Clock {
 public:
  using Happening = std::function<void()>;

  [[nodiscard]] milliseconds now() const { return now_; }
  /// What the page's clocks show.
  [[nodiscard]] Moment moment() const {
    return {Instant{kStart + now_ - slept_}, WallTime{kCalendar + now_ + set_}};
  }
  /// When the page's steady clock will show this.
  [[nodiscard]] milliseconds when(Instant instant) const {
    return instant.time_since_epoch() - kStart + slept_;
  }

  /// In the world, whatever the page does.
  void after(milliseconds delay, Happening happening) { add(delay, 0, std::move(happening)); }
  /// On the page: held while it stands still, and forgotten with it.
  void on_page(milliseconds delay, Happening happening) { add(delay, page_, std::move(happening)); }
  /// Another page takes the place of this one.
  void turn_page() { ++page_; }

  /// The page stands still: both of its clocks go on, and it hears nothing.
  void freeze(milliseconds span) { frozen_until_ = std::max(frozen_until_, now_ + span); }
  /// The machine sleeps: the calendar goes on, the steady clock does not.
  void sleep(milliseconds span) {
    if (now_ < frozen_until_) return;
    freeze(span);
    slept_ += span;
  }
  /// Somebody sets the calendar.
  void set(milliseconds by) { set_ += by; }
  [[nodiscard]] milliseconds frozen_until() const { return frozen_until_; }

  /// When the next thing happens; nothing when nothing will.
  std::optional<milliseconds> next() {
    // What the frozen page would have heard comes when it thaws, in its order.
    while (!entries_.empty() && entries_.front().page > 0 && entries_.front().due < frozen_until_) {
      Entry held = take();
      held.due = frozen_until_;
      put(std::move(held));
    }
    if (entries_.empty()) return std::nullopt;
    return entries_.front().due;
  }
  void run_next() {
    Entry entry = take();
    now_ = std::max(now_, entry.due);
    if (entry.page == 0 || entry.page == page_) entry.happening();
  }
  void pass_to(milliseconds time) { now_ = std::max(now_, time); }

 private:
  static constexpr milliseconds kStart = 1h;
  static constexpr milliseconds kCalendar = 10'000h;

  struct Entry {
    milliseconds due;
    std::uint64_t order;
    std::uint32_t page;  // 0: in the world
    Happening happening;

    // The heap's greatest is what comes first.
    bool operator<(const Entry& other) const {
      return due != other.due ? due > other.due : order > other.order;
    }
  };

  void add(milliseconds delay, std::uint32_t page, Happening happening) {
    put({now_ + delay, order_++, page, std::move(happening)});
  }
  void put(Entry entry) {
    entries_.push_back(std::move(entry));
    std::ranges::push_heap(entries_, std::less{});
  }
  Entry take() {
    std::ranges::pop_heap(entries_, std::less{});
    Entry last = std::move(entries_.back());
    entries_.pop_back();
    return last;
  }

  milliseconds now_{0};
  milliseconds slept_{0};
  milliseconds set_{0};
  milliseconds frozen_until_{0};
  std::uint64_t order_ = 0;
  std::uint32_t page_ = 1;
  std::vector<Entry> entries_;
};

}  // namespace holdfast::sim
