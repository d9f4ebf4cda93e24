// Recordings that a test writes fact by fact, and reads entry by entry.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "record/reading.hpp"
#include "record/recording.hpp"

namespace holdfast::record {

inline constexpr std::size_t kPlenty = 1'000'000;

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

inline std::vector<Entry> entries_in(std::string_view bytes) {
  Reading reading(bytes);
  std::vector<Entry> entries;
  while (auto entry = reading.next()) entries.push_back(std::move(*entry));
  return entries;
}

/// One whose only texts are those of its facts.
inline Recording bare_recording() {
  Config config;
  config.host.clear();
  return {config, kPlenty};
}

}  // namespace holdfast::record
