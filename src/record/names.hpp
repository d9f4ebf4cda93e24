// What a timeline calls the values of enumerations. One without a name is written as a number.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "call/decide.hpp"
#include "io.hpp"

namespace holdfast::record {

template <class Enum, std::size_t N>
constexpr std::string_view name_in(const std::array<std::string_view, N>& names, Enum value) {
  const auto at = static_cast<std::size_t>(value);
  return at < N ? names[at] : std::string_view();
}

constexpr std::string_view name_of(CallState value) {
  return name_in(std::array<std::string_view, 12>{"new", "requesting", "trying", "recovering",
                                                  "ringing", "answering", "early", "active", "held",
                                                  "hangup", "destroy", "purge"},
                 value);
}
constexpr std::string_view name_of(Direction value) {
  return name_in(std::array<std::string_view, 2>{"inbound", "outbound"}, value);
}
constexpr std::string_view name_of(EndReason value) {
  return name_in(
      std::array<std::string_view, 11>{"", "local", "remote", "socket-lost", "not-established",
                                       "not-reattached", "attach-refused", "too-late", "peer-dead",
                                       "exhausted", "media"},
      value);
}
constexpr std::string_view name_of(ReconnectReason value) {
  return name_in(
      std::array<std::string_view, 11>{"socket-closed", "socket-error", "not-opened",
                                       "not-registered", "nothing-heard", "nothing-answered",
                                       "punted", "online", "page-shown", "woke", "asked"},
      value);
}
constexpr std::string_view name_of(RetryStep value) {
  return name_in(std::array<std::string_view, 3>{"offered", "succeeded", "failed"}, value);
}
constexpr std::string_view name_of(ReconnectPolicy value) {
  return name_in(std::array<std::string_view, 4>{"documented", "delays", "retention", "asked"},
                 value);
}
constexpr std::string_view name_of(PeerState value) {
  return name_in(std::array<std::string_view, 6>{"new", "connecting", "connected", "disconnected",
                                                 "failed", "closed"},
                 value);
}
constexpr std::string_view name_of(Grade value) {
  return name_in(std::array<std::string_view, 6>{"", "bad", "poor", "fair", "good", "excellent"},
                 value);
}
constexpr std::string_view name_of(DescriptionKind value) {
  return name_in(std::array<std::string_view, 3>{"offer", "answer", "rollback"}, value);
}
constexpr std::string_view name_of(PeerOperation value) {
  return name_in(std::array<std::string_view, 6>{"create", "createOffer", "createAnswer",
                                                 "setLocalDescription", "setRemoteDescription",
                                                 "addIceCandidate"},
                 value);
}
constexpr std::string_view name_of(Step value) {
  return name_in(
      std::array<std::string_view, 16>{
          "peer made", "media acquired", "description made", "local description", "gathering begun",
          "first candidate", "first far candidate", "description sent", "gathered", "ringing",
          "early media", "remote description", "answered", "connected", "active", "answer called"},
      value);
}
constexpr std::string_view name_of(Channel value) {
  return name_in(std::array<std::string_view, 3>{"microphone", "camera", "speaker"}, value);
}
constexpr std::string_view name_of(HoldAction value) {
  return name_in(std::array<std::string_view, 3>{"hold", "unhold", "toggle"}, value);
}

constexpr std::string_view name_of(call::recovery::Stage value) {
  return name_in(std::array<std::string_view, 7>{"unsent", "establishing", "early", "established",
                                                 "awaiting its attach", "being attached", "over"},
                 value);
}
constexpr std::string_view name_of(call::recovery::Signalling value) {
  return name_in(std::array<std::string_view, 3>{"healthy", "unsure", "lost"}, value);
}
constexpr std::string_view name_of(call::recovery::Media value) {
  return name_in(std::array<std::string_view, 7>{"alive", "moved", "interrupted", "failed",
                                                 "repairing", "exhausted", "closed"},
                 value);
}
constexpr std::string_view name_of(call::recovery::Decision value) {
  return name_in(
      std::array<std::string_view, 8>{"leave it alone", "ask whether the gateway hears us",
                                      "await the attach", "restart ICE", "end it, not established",
                                      "end it, socket lost", "end it, too late",
                                      "end it, peer dead"},
      value);
}

/// The names alone, so that the program that prints them does not carry the texts.
template <class Code, std::size_t N>
constexpr auto names_alone(const std::array<catalog::Entry<Code>, N>& table) {
  std::array<std::pair<Code, std::string_view>, N> names;
  std::ranges::transform(table, names.begin(),
                         [](const auto& entry) { return std::pair{entry.code, entry.name}; });
  return names;
}
inline constexpr auto kErrorNames = names_alone(catalog::kErrors);
inline constexpr auto kWarningNames = names_alone(catalog::kWarnings);

constexpr std::string_view name_of(ErrorCode value) {
  for (const auto& [code, name] : kErrorNames) {
    if (code == value) return name;
  }
  return {};
}
constexpr std::string_view name_of(WarningCode value) {
  for (const auto& [code, name] : kWarningNames) {
    if (code == value) return name;
  }
  return {};
}

}  // namespace holdfast::record
