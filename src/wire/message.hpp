// Every JSON-RPC message as a struct. Knows no JSON: the codec writes and reads it.
// Shapes are the gateway's; fields that nobody here acts on are dropped at the door.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config.hpp"
#include "ids.hpp"
#include "io.hpp"

namespace holdfast::wire {

// ---- from the gateway ---------------------------------------------------------------------------

/// What a gateway says the registration is. Unknown covers every word we do not act on.
enum class GatewayState : std::uint8_t {
  Unknown,
  Registered,      // REGED
  Register,        // REGISTER: as good as registered, but not yet confirmed
  NoRegistration,  // NOREG, UNREGED
  Failed,          // FAILED, FAIL_WAIT, TIMEOUT
  Pending,         // TRYING, EXPIRED, UNREGISTER
};

/// What a successful reply may bring; each field only if it was there.
struct Reply {
  std::optional<SessionId> session;       // login
  std::optional<std::string> hold_state;  // modify
  std::optional<std::string> sdp;         // modify updateMedia
  std::optional<GatewayState> gateway_state;
  std::string gateway_word;  // the state as the gateway spelt it
  std::optional<std::string> region;
  std::optional<std::string> data_center;
  std::optional<std::string> call_report_id;
};

struct Refusal {
  int code = 0;
  std::string message;
};

/// The answer to a request of ours.
struct Response {
  RequestId id;
  std::variant<Reply, Refusal> outcome;
};

struct Invite {
  CallId call;
  std::string sdp;
  Parties parties;  // already from this end's point of view
  TelnyxIds telnyx;
  std::string client_state;
  RawJson custom_headers;  // an array, or nothing
};

/// The gateway offers a call again, after a loss. Same shape as an invite.
struct Attach {
  Invite invite;
};

struct Answer {
  CallId call;
  std::optional<std::string> sdp;
  TelnyxIds telnyx;
};

/// Early media.
struct Media {
  CallId call;
  std::string sdp;
};

struct Ringing {
  CallId call;
  TelnyxIds telnyx;
};

struct RemoteCandidate {
  CallId call;
  Candidate candidate;
};

struct Bye {
  CallId call;
  Cause cause;  // what was not told is empty
  std::string client_state;
  RawJson custom_headers;
};

/// Wants a ping of ours in return, with the routing id of its frame.
struct Ping {};

struct ClientReady {};

struct GatewayStateTold {
  GatewayState state = GatewayState::Unknown;
  std::string word;
};

struct Punt {};

/// A display or event message about one call: only the application cares.
struct Told {
  CallId call;
  std::string type;  // the notification type it becomes
};

/// An item of a conversation with an assistant: the same.
struct Conversation {};

/// A request for a call of which only an acknowledgement is owed (modify, endOfCandidates).
struct Noted {
  CallId call;
};

struct UnknownMethod {
  std::string method;
};

using Body =
    std::variant<Response, Invite, Attach, Answer, Media, Ringing, RemoteCandidate, Bye, Ping,
                 ClientReady, GatewayStateTold, Punt, Told, Conversation, Noted, UnknownMethod>;

/// One frame, whatever its method: these may ride on any of them.
struct Inbound {
  Body body;
  RawJson id;          // the gateway's, of any JSON type; nothing for a notification
  std::string method;  // empty for a response
  RoutingId routing;   // voice_sdk_id
  std::optional<std::vector<CallId>> reattached;  // reattached_sessions
};

// ---- to the gateway -----------------------------------------------------------------------------

/// What every message about a call repeats (`dialogParams`).
struct CallParams {
  CallId call;
  Parties parties;
  TelnyxIds telnyx;
  std::string client_state;
  RawJson custom_headers;  // an array, or nothing
  RawJson others;          // an object whose members are copied, or nothing
  bool attach = false;
  CallId recovered;
};

struct Login {
  Credentials credentials;
  RawJson user_variables;
  bool reconnection = false;
  std::optional<SessionId> session;
  bool push_when_active = false;
  bool early_sdp_answer = false;
  std::string version;
  std::string user_agent;
};

struct AskGatewayState {
  RoutingId routing;
};

struct AskPing {
  RoutingId routing;
};

enum class DescriptionMethod : std::uint8_t { Invite, Answer, Attach };

/// invite, answer or attach: our description for a call.
struct SendDescription {
  DescriptionMethod method = DescriptionMethod::Invite;
  std::string sdp;
  bool trickle = false;
  CallParams params;
};

struct SendBye {
  Cause cause;
  CallParams params;
};

struct SendHold {
  HoldAction action = HoldAction::Hold;
  CallParams params;
};

/// An offer for media that are there already.
struct SendMedia {
  std::string sdp;
  bool trickle = false;
  CallParams params;
};

struct SendCandidate {
  Candidate candidate;
  CallParams params;
};

struct SendEndOfCandidates {
  CallParams params;
};

struct SendDigits {
  std::string digits;
  CallParams params;
};

/// What the application has to say to the gateway, in its own words.
struct Custom {
  std::string method;
  RawJson params;
};

using Outbound = std::variant<Login, AskGatewayState, AskPing, SendDescription, SendBye, SendHold,
                              SendMedia, SendCandidate, SendEndOfCandidates, SendDigits, Custom>;

/// What a frame carries besides its message.
struct Envelope {
  RequestId id;  // none for what wants no answer
  SessionId session;
  std::string version;  // for the User-Agent of a description
};

}  // namespace holdfast::wire
