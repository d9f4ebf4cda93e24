// Names of things: one type each, so that handing one where another is wanted does not compile.
// Knows nothing of what the things are.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace holdfast {

/// A small number that names one thing; 0 names nothing.
template <class Tag>
struct Number {
  std::uint32_t value = 0;

  friend constexpr auto operator<=>(const Number&, const Number&) = default;
  constexpr explicit operator bool() const { return value != 0; }
};

/// A text that names one thing; empty names nothing.
template <class Tag>
struct Name {
  std::string text;

  friend auto operator<=>(const Name&, const Name&) = default;
  explicit operator bool() const { return !text.empty(); }
};

/// One call for as long as it lives, whatever the gateway calls it meanwhile. Odd keys are minted
/// by the host for calls it places, even ones by the session for calls that arrive.
using CallKey = Number<struct CallKeyTag>;
/// One promise made to the application; `Settled` carries it back exactly once.
using Ticket = Number<struct TicketTag>;
/// One WebSocket of a client; a later one has a greater number, for the life of the client.
using SocketGeneration = Number<struct SocketGenerationTag>;
/// One RTCPeerConnection of a call; a later one has a greater number.
using PeerGeneration = Number<struct PeerGenerationTag>;

/// What the gateway calls a call; may change at a re-attach.
using CallId = Name<struct CallIdTag>;
/// What the gateway calls the login session (`sessid`).
using SessionId = Name<struct SessionIdTag>;
/// What leads a new socket to the gateway that keeps the session (`voice_sdk_id`).
using RoutingId = Name<struct RoutingIdTag>;
/// One JSON-RPC request of ours.
using RequestId = Name<struct RequestIdTag>;

/// JSON text that only passes through: written by somebody else, read by somebody else.
using RawJson = Name<struct RawJsonTag>;

}  // namespace holdfast
