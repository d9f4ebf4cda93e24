// Two pages, one after the other: what the first left is what the second finds. The gateway is the
// same, and so is the calendar; everything else of the first page is gone.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "bench.hpp"

namespace holdfast::bench {

inline Config reloading() {
  Config config = usual_config();
  config.hang_up_on_leave = false;
  return config;
}

/// What storage holds after everything a page has written.
inline std::optional<StoredSession> storage(const Bench& page) {
  std::optional<StoredSession> held;
  for (const Output& output : page.outputs) {
    if (const auto* store = std::get_if<request::Store>(&output)) held = store->session;
    if (std::holds_alternative<request::Forget>(output)) held.reset();
  }
  return held;
}

/// The page after this one, not connected yet.
inline std::unique_ptr<Bench> next_page(const Bench& before, milliseconds gap = 1s,
                                        Config config = reloading()) {
  config.seed += 1;
  const Moment start{Instant{1s}, before.now().wall + gap};  // the steady clock begins anew
  auto page = std::make_unique<Bench>(std::move(config), start);
  page->gateway.calls = before.gateway.calls;
  page->gateway.session = before.gateway.session;
  return page;
}

/// Leaves the page and connects from the next one.
inline std::unique_ptr<Bench> reload(Bench& before, milliseconds gap = 1s,
                                     Config config = reloading()) {
  before.feed(fact::PageLeaving{});
  auto page = next_page(before, gap, std::move(config));
  page->feed(fact::Connect{storage(before)});
  return page;
}

/// The calls the application of a page has heard of, in order.
inline std::vector<CallSnapshot> known_calls(const Bench& page) {
  std::vector<CallSnapshot> known;
  for (const auto& changed : page.all<request::CallChanged>()) {
    const auto same = std::ranges::find(known, changed.snapshot.call, &CallSnapshot::call);
    if (same == known.end()) {
      known.push_back(changed.snapshot);
    } else {
      *same = changed.snapshot;
    }
  }
  return known;
}

/// That call, by the id the page before knew it under.
inline std::optional<CallSnapshot> came_back(const Bench& page, const std::string& id) {
  for (const CallSnapshot& one : known_calls(page)) {
    if (one.recovered_id == CallId{id}) return one;
  }
  return std::nullopt;
}

/// The ids of calls that were told to be lost without ever having existed in this page.
inline std::vector<std::string> told_lost(const Bench& page) {
  std::vector<std::string> ids;
  for (const auto& raised : page.all<request::ErrorRaised>()) {
    if (raised.code == ErrorCode::SessionNotReattached) ids.push_back(raised.of_before.text);
  }
  return ids;
}

}  // namespace holdfast::bench
