// The contract with any host, on one page: every fact that can reach the core and every request
// that can leave it. Facts are in the past tense, requests are imperative. No behaviour lives here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "catalog.hpp"
#include "config.hpp"
#include "ids.hpp"
#include "time.hpp"

namespace holdfast {

// ---- words shared by both directions ------------------------------------------------------------

/// The states of a call, in the order applications know (`early` and `active` are compared by it).
enum class CallState : std::uint8_t {
  New,         // exists
  Requesting,  // its invite is on the way
  Trying,      // the gateway accepted the invite
  Recovering,  // being re-attached
  Ringing,     // arrived, waits for the application
  Answering,   // its answer is on the way
  Early,       // hears the far end before the answer
  Active,      // talks
  Held,        // on hold
  Hangup,      // ending
  Destroy,     // over; final
  Purge,       // being dropped with the client
};

enum class Direction : std::uint8_t { Inbound, Outbound };

/// Why a call ended, for the application to tell its user.
enum class EndReason : std::uint8_t {
  None,            // it has not
  Local,           // the application hung up
  Remote,          // the far end or the gateway hung up
  SocketLost,      // the socket was lost and calls are not to be kept
  NotEstablished,  // the socket was lost before the call was established
  NotReattached,   // the gateway no longer has it
  AttachRefused,   // the gateway refused our answer to its attach
  TooLate,         // the gateway's retention is over
  PeerDead,        // its media path died for good
  Exhausted,       // no reconnect attempt is left
  Media,           // no microphone, or a description was refused
};

/// Why an attempt to reconnect is made: what was noticed, or who wanted it sooner.
enum class ReconnectReason : std::uint8_t {
  SocketClosed,     // the socket's `close` came
  SocketErred,      // its `error` came
  NotOpened,        // it did not open in time
  NotRegistered,    // it opened, but the gateway did not register the client over it
  NothingHeard,     // it was silent, and a probe as well
  NothingAnswered,  // things came, but no answer to anything
  Punted,           // the gateway sent the client away
  WentOnline,       // the network is back
  PageShown,        // the page is visible again
  Woke,             // the machine slept
  Asked,            // the application called connect() or login()
};

/// RTCPeerConnectionState (W3C WebRTC 4.3.3).
enum class PeerState : std::uint8_t { New, Connecting, Connected, Disconnected, Failed, Closed };

/// A rollback takes back an offer that was not answered.
enum class DescriptionKind : std::uint8_t { Offer, Answer, Rollback };

/// What a peer was asked to do when it failed.
enum class PeerOperation : std::uint8_t {
  Create,
  CreateOffer,
  CreateAnswer,
  SetLocalDescription,
  SetRemoteDescription,
  AddCandidate,
};

/// What of a call the application can silence; it stays so for every track the call gets.
enum class Channel : std::uint8_t { Microphone, Camera, Speaker };

enum class HoldAction : std::uint8_t { Hold, Unhold, Toggle };

/// The steps of establishing a call, in the order in which they usually come.
enum class Step : std::uint8_t {
  PeerMade,
  MediaAcquired,
  DescriptionMade,
  LocalDescription,  // in place
  GatheringBegun,
  FirstCandidate,
  FirstFarCandidate,  // one that leads out of the own network
  DescriptionSent,
  Gathered,
  Ringing,
  EarlyMedia,
  RemoteDescription,  // in place
  Answered,           // by the far end
  Connected,
  Active,
  AnswerCalled,  // by the application
};

/// How far the second chance of a refused microphone is.
enum class RetryStep : std::uint8_t { Offered, Succeeded, Failed };

/// An ICE candidate as RTCIceCandidateInit has it.
struct Candidate {
  std::string candidate;
  std::optional<std::string> mid;
  std::optional<std::uint32_t> line_index;

  friend bool operator==(const Candidate&, const Candidate&) = default;
};

/// The ids under which the platform's other interfaces know a call.
struct TelnyxIds {
  std::string call_control;
  std::string session;
  std::string leg;

  friend bool operator==(const TelnyxIds&, const TelnyxIds&) = default;
};

/// Who talks to whom, from the point of view of this end.
struct Parties {
  std::string destination_number;
  std::string caller_name;
  std::string caller_number;
  std::string remote_name;
  std::string remote_number;

  friend bool operator==(const Parties&, const Parties&) = default;
};

/// How a call ended: what SIP and the platform say of it.
struct Cause {
  std::string text;  // for example NORMAL_CLEARING
  int code = 0;      // Q.850, or the platform's own above 127
  std::optional<int> sip_code = {};
  std::string sip_reason = {};
  std::string sip_call_id = {};

  friend bool operator==(const Cause&, const Cause&) = default;
};

/// What a page leaves of one established call to the page after it. Ids and flags; no description,
/// no address, no secret.
struct CallMarker {
  CallId id;
  TelnyxIds telnyx;
  Direction direction = Direction::Inbound;
  Parties parties;
  bool muted = false;
  bool held = false;
  bool relay_only = false;
  bool camera_muted = false;
  bool deaf = false;
  bool listens = false;  // and never spoke: no microphone is to be opened for it

  friend bool operator==(const CallMarker&, const CallMarker&) = default;
};

/// What a browser has counted of a call's sound on one peer, as getStats() gives it (W3C WebRTC
/// statistics). What it did not tell is absent. Whole numbers, because they take less in a
/// recording.
struct MediaSample {
  std::optional<std::uint32_t> bytes_sent = {};
  std::optional<std::uint32_t> bytes_received = {};
  std::optional<std::uint32_t> packets_received = {};
  std::optional<std::int32_t> packets_lost = {};  // negative when some came twice
  std::optional<std::uint32_t> jitter = {};       // in µs
  std::optional<std::uint32_t> round_trip = {};   // in µs, of the pair in use
  std::optional<std::uint32_t> level_sent = {};   // in millionths of full scale
  std::optional<std::uint32_t> level_received = {};
  std::optional<std::uint32_t> far_jitter = {};      // in µs, as the far end reports it
  std::optional<std::uint32_t> far_round_trip = {};  // in µs
  bool microphone_open = false;                      // its track lives and is not disabled
  std::string pair = {};                             // names the pair of candidates in use
  // Of that pair: bytes of whatever was heard over it, and checks of connectivity (RFC 8445).
  std::optional<std::uint32_t> path_received = {};
  std::optional<std::uint32_t> checks_sent = {};
  std::optional<std::uint32_t> checks_answered = {};
  bool over_vpn = false;  // and not through a relay

  friend bool operator==(const MediaSample&, const MediaSample&) = default;
};

/// What a listener would think of a call.
enum class Grade : std::uint8_t { Unknown, Bad, Poor, Fair, Good, Excellent };

/// A call that an outage ended, and why.
struct LostCall {
  CallId id;
  EndReason reason = EndReason::None;

  friend bool operator==(const LostCall&, const LostCall&) = default;
};

/// What storage held of an earlier page or socket.
struct StoredSession {
  RoutingId routing;
  SessionId session;
  WallTime stored_at;
  std::vector<CallMarker> calls = {};

  friend bool operator==(const StoredSession&, const StoredSession&) = default;
};

// ---- facts --------------------------------------------------------------------------------------

// clang-format off
namespace fact {

// From the application.
struct Connect { std::optional<StoredSession> stored; };                 // connect() was called
struct Login { Ticket ticket; Credentials credentials;                   // login({creds}) was called
               std::optional<StoredSession> stored = {}; };
struct Disconnect { Ticket ticket; };                                    // disconnect() was called
struct DelayChosen { int attempt; std::optional<milliseconds> delay; bool ends; };  // the answer to AskDelay; neither: no answer
struct TokenProvided { int ask; std::string token; std::optional<WallTime> expiry; };  // an answer to AskToken
struct TokenWithheld { int ask; std::string message; };                  // another: there is none
struct ClearToken {};                                                    // clearReconnectToken() was called
struct ResetAttempts {};                                                 // resetReconnectAttempts() was called
struct CheckRegistered { Ticket ticket; };                               // getIsRegistered() was called
struct SendRequest { Ticket ticket; std::string method; RawJson params; };  // the application's own; no ticket: a notification
struct PlaceCall { CallKey call; CallId id; CallPlan plan; Parties parties; std::string client_state;
                   RawJson custom_headers; };                            // newCall() was called
struct AnswerCall { CallKey call; RawJson custom_headers; };             // answer() was called
struct HangUp { CallKey call; Ticket ticket; std::optional<Cause> cause; RawJson custom_headers; };  // hangup()
struct Hold { CallKey call; Ticket ticket; HoldAction action; };         // hold(), unhold(), toggleHold()
struct SendDtmf { CallKey call; std::string digits; };                   // dtmf() was called
struct SetMuted { CallKey call; bool muted; Channel channel = Channel::Microphone; };  // muteAudio(), deaf(), … was called
struct ChangeMicrophone { CallKey call; Ticket ticket; bool muted; };    // setAudioInDevice() was called; the host knows which
struct ResumeMedia { CallKey call; };                                    // resume() of a refused microphone was called
struct RejectMedia { CallKey call; };                                    // reject() of it was called

// From the socket.
struct SocketOpened { SocketGeneration socket; };
struct SocketText { SocketGeneration socket; std::string text; };        // one frame came
struct SocketErred { SocketGeneration socket; };                         // `error`; a `close` may follow
struct SocketClosed { SocketGeneration socket; int code; std::string reason; bool clean; };
struct SocketRefused { SocketGeneration socket; std::string message; };  // the constructor threw

// From a peer.
struct OfferCreated { CallKey call; PeerGeneration peer; std::string sdp; };
struct AnswerCreated { CallKey call; PeerGeneration peer; std::string sdp; };
struct LocalDescriptionSet { CallKey call; PeerGeneration peer; };
struct RemoteDescriptionSet { CallKey call; PeerGeneration peer; };
struct CandidateFound { CallKey call; PeerGeneration peer; Candidate candidate; };
struct GatheringFinished { CallKey call; PeerGeneration peer; std::string sdp; };  // with the description so far
struct PeerStateChanged { CallKey call; PeerGeneration peer; PeerState state; };
struct PeerFailed { CallKey call; PeerGeneration peer; PeerOperation operation; std::string name;
                    std::string message; };
struct MediaFlowing { CallKey call; PeerGeneration peer; };              // its first packet was decoded
struct MediaSampled { CallKey call; PeerGeneration peer; MediaSample sample; };  // an answer to SampleMedia

// From the microphone.
struct MediaGranted { CallKey call; };                                   // or none was wanted
struct MediaRefused { CallKey call; std::string name; std::string message; };
struct MicrophoneChanged { CallKey call; Ticket ticket; };               // as ChangeMicrophone asked
struct MicrophoneKept { CallKey call; Ticket ticket; std::string name; std::string message; };  // or not; no name: there is none
struct MicrophoneLost { CallKey call; bool ended; };                     // unplugged or forbidden, for good; or silenced for now
struct DevicesChanged {};                                                // something was plugged in or out

// From around.
struct WentOnline {};
struct WentOffline {};
struct PageShown {};                                                     // visible again, or back from the cache
struct PageHidden {};
struct PageLeaving {};                                                   // being unloaded
struct TimePassed {};                                                    // the deadline has come

}  // namespace fact
// clang-format on

using Input =
    std::variant<fact::Connect, fact::Login, fact::Disconnect, fact::ClearToken,
                 fact::ResetAttempts, fact::DelayChosen, fact::TokenProvided, fact::TokenWithheld,
                 fact::CheckRegistered, fact::SendRequest, fact::PlaceCall, fact::AnswerCall,
                 fact::HangUp, fact::Hold, fact::SendDtmf, fact::SetMuted, fact::ChangeMicrophone,
                 fact::ResumeMedia, fact::RejectMedia, fact::SocketOpened, fact::SocketText,
                 fact::SocketErred, fact::SocketClosed, fact::SocketRefused, fact::OfferCreated,
                 fact::AnswerCreated, fact::LocalDescriptionSet, fact::RemoteDescriptionSet,
                 fact::CandidateFound, fact::GatheringFinished, fact::PeerStateChanged,
                 fact::PeerFailed, fact::MediaFlowing, fact::MediaSampled, fact::MediaGranted,
                 fact::MediaRefused, fact::MicrophoneChanged, fact::MicrophoneKept,
                 fact::MicrophoneLost, fact::DevicesChanged, fact::WentOnline, fact::WentOffline,
                 fact::PageShown, fact::PageHidden, fact::PageLeaving, fact::TimePassed>;

// ---- requests -----------------------------------------------------------------------------------

/// A call as told to the application.
struct CallSnapshot {
  CallKey call;
  CallId id;
  CallId recovered_id;
  CallState state = CallState::New;
  CallState previous = CallState::New;
  Direction direction = Direction::Outbound;
  bool muted = false;
  Parties parties;
  TelnyxIds telnyx;
  std::string client_state;
  RawJson custom_headers;
  Cause cause;
  EndReason end_reason = EndReason::None;
  PeerGeneration peer;  // the one whose sound is heard
  bool camera_muted = false;
  bool deaf = false;
  bool relay_only = false;  // as its next peer would be

  friend bool operator==(const CallSnapshot&, const CallSnapshot&) = default;
};

/// The client as told to the application.
struct ClientSnapshot {
  SessionId session;
  RoutingId routing;
  std::string region;
  std::string data_center;
  std::string call_report_id;
  std::string gateway_state;
  bool registered = false;
  bool auto_reconnect = true;
  milliseconds reconnect_delay{0};  // the wait that was scheduled last

  friend bool operator==(const ClientSnapshot&, const ClientSnapshot&) = default;
};

// clang-format off
namespace request {

// To the socket.
struct OpenSocket { SocketGeneration socket; std::string url; };
struct SendText { SocketGeneration socket; std::string text; };
struct CloseSocket { SocketGeneration socket; };                         // and never wait for its `close`

// To a peer. The host knows the call's media options, its streams and its ICE servers.
struct CreatePeer { CallKey call; PeerGeneration peer; bool relay_only; bool prefetch; };
struct CreateOffer { CallKey call; PeerGeneration peer; bool restart = false; };  // with new ICE credentials
struct CreateAnswer { CallKey call; PeerGeneration peer; };
struct SetLocalDescription { CallKey call; PeerGeneration peer; DescriptionKind kind; std::string sdp; };
struct SetRemoteDescription { CallKey call; PeerGeneration peer; DescriptionKind kind; std::string sdp; };
struct AddCandidate { CallKey call; PeerGeneration peer; Candidate candidate; };
struct FinishGathering { CallKey call; PeerGeneration peer; };           // report the description as it is
struct WatchMedia { CallKey call; PeerGeneration peer; };                // play it muted, report its first packet
struct SwitchPeer { CallKey call; PeerGeneration peer; };                // this one is heard from now on
struct SampleMedia { CallKey call; PeerGeneration peer; };               // once a second until it is closed
struct ClosePeer { CallKey call; PeerGeneration peer; };

// To the microphone.
struct AcquireMedia { CallKey call; bool listens; };                      // listens: grant, and open none
struct SetMicrophone { CallKey call; bool enabled; };
struct SetCamera { CallKey call; bool enabled; };
struct ChangeMicrophone { CallKey call; Ticket ticket; bool enabled; };  // to the device the application named last; no ticket: to any
struct ReleaseMedia { CallKey call; };                                   // stop what we opened ourselves

// To the loudspeaker.
struct StartTone { CallKey call; bool inbound; };                        // ringtone, or else ringback
struct StopTone { CallKey call; };

// To storage.
struct Store { StoredSession session; };                                 // in place of what was stored before
struct Forget {};

// To the application.
struct ClientChanged { ClientSnapshot snapshot; };                       // mirrors only
struct ClientReady { std::string gateway_state; };                       // telnyx.ready
struct Reconnecting { int attempt; int most_attempts; milliseconds delay; WallTime next_attempt_at;
                      ReconnectReason reason; std::vector<CallKey> calls;
                      std::optional<WallTime> deadline; };                // telnyx.reconnecting: an attempt is scheduled
struct AskDelay { int attempt; milliseconds outage; int calls; milliseconds last_delay; };  // how long to wait?
struct AskToken { int ask; };                                            // a fresh login token is needed
struct Recovered { milliseconds outage; int attempts; std::vector<CallKey> recovered;
                   std::vector<LostCall> lost; };                        // telnyx.recovered
struct CallChanged { CallSnapshot snapshot; bool announce; };            // announce: telnyx.notification
struct FrameSeen {};                                                     // the frame just heard, for telnyx.socket.message
struct MediaMeasured { CallKey call; std::optional<std::uint32_t> jitter; std::optional<std::uint32_t> round_trip;
                       std::uint32_t mos; Grade grade; };                 // telnyx.stats.frame; in µs, and millionths
struct StepReached { CallKey call; Step step; milliseconds since_begin; };  // for getEstablishmentTimings()
struct CallTold { CallKey call; std::string type; };                     // a notification of another type; the frame just heard has the rest
struct ConversationHeard {};                                             // telnyx.ai.conversation, in the frame just heard
struct ErrorRaised { ErrorCode code; CallKey call; std::string message; std::optional<int> gateway_code;
                     bool fatal; CallId of_before = {}; };               // telnyx.error; of a call only a marker knew
struct MediaRetry { CallKey call; RetryStep step; ErrorCode code; std::string message;
                    WallTime deadline; };                                // telnyx.error, and what came of it
struct WarningRaised { WarningCode code; CallKey call; std::string reason; std::string source; };  // telnyx.warning
struct Settled { Ticket ticket; bool value; std::optional<ErrorCode> error; std::string message; };  // perhaps by the frame just heard

}  // namespace request
// clang-format on

using Output = std::variant<
    request::OpenSocket, request::SendText, request::CloseSocket, request::CreatePeer,
    request::CreateOffer, request::CreateAnswer, request::SetLocalDescription,
    request::SetRemoteDescription, request::AddCandidate, request::FinishGathering,
    request::WatchMedia, request::SwitchPeer, request::SampleMedia, request::ClosePeer,
    request::AcquireMedia, request::SetMicrophone, request::SetCamera, request::ChangeMicrophone,
    request::ReleaseMedia, request::StartTone, request::StopTone, request::Store, request::Forget,
    request::ClientChanged, request::ClientReady, request::Reconnecting, request::AskDelay,
    request::AskToken, request::Recovered, request::CallChanged, request::FrameSeen,
    request::MediaMeasured, request::StepReached, request::CallTold, request::ConversationHeard,
    request::ErrorRaised, request::MediaRetry, request::WarningRaised, request::Settled>;

}  // namespace holdfast
