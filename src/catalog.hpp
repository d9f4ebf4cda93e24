// Every error and every warning an application can be told: makes codes and tables of the entries
// in catalog/, and checks them. Knows nothing of when anything is raised. A program that asks for
// no text carries none.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace holdfast {

/// What went wrong. The number is the application's.
enum class ErrorCode : std::uint16_t {
#define ENTRY(id, number, ...) id = number,
#include "catalog/errors.def"
};

/// What the application may want to know though the product copes.
enum class WarningCode : std::uint16_t {
#define ENTRY(id, number, ...) id = number,
#include "catalog/warnings.def"
};

namespace catalog {

/// What an entry is about; its code is so many thousands.
struct Family {
  int thousands;
  std::string_view about;
};

inline constexpr Family kQuality{31, "quality"};
inline constexpr Family kFlow{32, "flow of media"};
inline constexpr Family kPeers{33, "peers"};
inline constexpr Family kToken{34, "credentials"};
inline constexpr Family kSession{35, "session"};
inline constexpr Family kRecovery{36, "recovery"};
inline constexpr Family kOurs{39, "ours"};  // warnings only: our errors are among the others
inline constexpr Family kDescriptions{40, "descriptions"};
inline constexpr Family kMedia{42, "media"};
inline constexpr Family kCalls{44, "calls"};
inline constexpr Family kSocket{45, "socket"};
inline constexpr Family kCredentials{46, "credentials"};
inline constexpr Family kIce{47, "ICE"};
inline constexpr Family kNetwork{48, "network"};
inline constexpr Family kRest{49, "the rest"};

/// Up to three texts; those after the last are empty.
using Texts = std::array<std::string_view, 3>;

template <class Code>
struct Entry {
  Code code;
  std::string_view name;
  Family family;
  bool ours = false;  // the reference does not know it
  // Said of errors: give up this operation, call or session; otherwise the product goes on.
  std::optional<bool> fatal;
  std::string_view message;
  std::string_view description;
  Texts causes;
  Texts solutions;
};

inline constexpr std::array kErrors{
#define ENTRY(id, number, ...) Entry<ErrorCode>{.code = ErrorCode::id, __VA_ARGS__},
#include "catalog/errors.def"
};

inline constexpr std::array kWarnings{
#define ENTRY(id, number, ...) Entry<WarningCode>{.code = WarningCode::id, __VA_ARGS__},
#include "catalog/warnings.def"
};

// ---- what holds of them -------------------------------------------------------------------------

consteval bool ascending(const auto& table) {
  const auto code = [](const auto& entry) { return entry.code; };
  return std::ranges::adjacent_find(table, std::greater_equal{}, code) == table.end();
}

consteval bool each_in_its_family(const auto& table) {
  return std::ranges::all_of(table, [](const auto& entry) {
    return static_cast<int>(entry.code) / 1000 == entry.family.thousands;
  });
}

consteval bool each_with_a_name_of_its_own(const auto& table) {
  return std::ranges::all_of(table, [&](const auto& entry) {
    const auto named_so = [&](const auto& other) { return other.name == entry.name; };
    return !entry.name.empty() && std::ranges::count_if(table, named_so) == 1;
  });
}

constexpr bool is_said(std::string_view text) { return text.size() >= 4; }

constexpr bool is_said(const Texts& texts) {
  const auto said = [](std::string_view text) { return is_said(text); };
  const auto end = std::find_if_not(texts.begin(), texts.end(), said);
  return end != texts.begin() &&
         std::all_of(end, texts.end(), [](std::string_view text) { return text.empty(); });
}

consteval bool each_explained(const auto& table) {
  return std::ranges::all_of(table, [](const auto& entry) {
    return is_said(entry.message) && is_said(entry.description) && is_said(entry.causes) &&
           is_said(entry.solutions);
  });
}

inline constexpr auto kSaysWhetherFatal = [](const auto& entry) { return entry.fatal.has_value(); };

static_assert(ascending(kErrors) && ascending(kWarnings));
static_assert(each_in_its_family(kErrors) && each_in_its_family(kWarnings));
static_assert(each_with_a_name_of_its_own(kErrors) && each_with_a_name_of_its_own(kWarnings));
static_assert(each_explained(kErrors) && each_explained(kWarnings));
static_assert(kWarnings.back().family.thousands < kErrors.front().family.thousands);
static_assert(std::ranges::all_of(kErrors, kSaysWhetherFatal));
static_assert(std::ranges::none_of(kWarnings, kSaysWhetherFatal));

// ---- parts of them, for programs that need not carry the rest -----------------------------------

inline constexpr auto kFatal = [] {
  std::array<ErrorCode, std::ranges::count(kErrors, true, &Entry<ErrorCode>::fatal)> codes{};
  std::size_t at = 0;
  for (const Entry<ErrorCode>& entry : kErrors) {
    if (entry.fatal == true) codes[at++] = entry.code;
  }
  return codes;
}();

}  // namespace catalog

/// Whether the code ends an operation, a call or a session.
constexpr bool is_fatal(ErrorCode code) {
  return std::ranges::find(catalog::kFatal, code) != catalog::kFatal.end();
}

}  // namespace holdfast
