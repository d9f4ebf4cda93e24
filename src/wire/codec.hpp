// Text to message and message to text: total, so that any text gives a message or a reason.
// The only door to JSON: nothing outside wire/ sees any. Knows no state of anything.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/message.hpp"

namespace holdfast::wire {

/// The message in one frame; nothing when it is not a JSON object that says anything to us.
std::optional<Inbound> decode(std::string_view text);

/// The frame of a request of ours.
std::string encode(const Outbound& message, const Envelope& envelope);

/// The frame that acknowledges a request of the gateway's.
std::string acknowledge(const RawJson& id, std::string_view method);

}  // namespace holdfast::wire
