// Every error and every warning an application can be told: code, name, and whether it is fatal.
// Knows no prose: messages, causes and solutions are texts of the shim's, keyed by code.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace holdfast {

/// What went wrong. The number is the application's; families are 40 SDP, 42 media, 44 call,
/// 45 socket, 46 credentials, 47 ICE, 48 network and session, 49 the rest.
enum class ErrorCode : std::uint16_t {
  SdpCreateOfferFailed = 40001,
  SdpCreateAnswerFailed = 40002,
  SdpSetLocalDescriptionFailed = 40003,
  SdpSetRemoteDescriptionFailed = 40004,
  SdpSendFailed = 40005,
  MediaMicrophonePermissionDenied = 42001,
  MediaDeviceNotFound = 42002,
  MediaGetUserMediaFailed = 42003,
  HoldFailed = 44001,
  InvalidCallParameters = 44002,
  ByeSendFailed = 44003,
  SubscribeFailed = 44004,
  PeerClosedDuringInit = 44005,
  DigitsNotSent = 44101,       // ours
  RequestNotAnswered = 44102,  // ours
  WebsocketConnectionFailed = 45001,
  WebsocketError = 45002,
  ReconnectionExhausted = 45003,
  GatewayFailed = 45004,
  LoginFailed = 46001,
  InvalidCredentials = 46002,
  AuthenticationRequired = 46003,
  IceRestartFailed = 47001,
  NetworkOffline = 48001,
  SessionNotReattached = 48501,
  UnexpectedError = 49001,
};

/// What the application may want to know though the product copes.
enum class WarningCode : std::uint16_t {
  HighRtt = 31001,
  HighJitter = 31002,
  HighPacketLoss = 31003,
  LowMos = 31004,
  LowLocalAudio = 31005,
  LowInboundAudio = 31006,
  LowBytesReceived = 32001,
  LowBytesSent = 32002,
  RecordingUnavailable = 32003,
  RecordingBufferOverflow = 32004,
  IceConnectivityLost = 33001,
  IceGatheringTimeout = 33002,
  IceGatheringEmpty = 33003,
  PeerConnectionFailed = 33004,
  OnlyHostIceCandidates = 33005,
  AnswerWhilePeerActive = 33006,
  DuplicateInboundAnswer = 33007,
  IceCandidatePairChanged = 33008,
  AudioInputDeviceChangeSkipped = 33009,
  MultipleActiveCallsDetected = 33010,
  SharedRemoteElementOverwrite = 33011,
  TokenExpiringSoon = 34001,
  UnknownReattachedSession = 35002,
  SignalingRecoveryRequired = 36003,
  MediaRecoveryRequired = 36004,
  ReconnectionFailedWithNoAutoReconnect = 36005,
  MicrophoneLost = 39003,  // ours, as all from 39000 on
  MediaRecoveryEnded = 39004,
};

struct ErrorEntry {
  ErrorCode code;
  std::string_view name;
  bool fatal;  // give up this operation, call or session; otherwise the product goes on by itself
};

struct WarningEntry {
  WarningCode code;
  std::string_view name;
};

inline constexpr std::array kErrors{
    ErrorEntry{ErrorCode::SdpCreateOfferFailed, "SDP_CREATE_OFFER_FAILED", true},
    ErrorEntry{ErrorCode::SdpCreateAnswerFailed, "SDP_CREATE_ANSWER_FAILED", true},
    ErrorEntry{ErrorCode::SdpSetLocalDescriptionFailed, "SDP_SET_LOCAL_DESCRIPTION_FAILED", true},
    ErrorEntry{ErrorCode::SdpSetRemoteDescriptionFailed, "SDP_SET_REMOTE_DESCRIPTION_FAILED", true},
    ErrorEntry{ErrorCode::SdpSendFailed, "SDP_SEND_FAILED", true},
    ErrorEntry{ErrorCode::MediaMicrophonePermissionDenied, "MEDIA_MICROPHONE_PERMISSION_DENIED",
               true},
    ErrorEntry{ErrorCode::MediaDeviceNotFound, "MEDIA_DEVICE_NOT_FOUND", true},
    ErrorEntry{ErrorCode::MediaGetUserMediaFailed, "MEDIA_GET_USER_MEDIA_FAILED", true},
    ErrorEntry{ErrorCode::HoldFailed, "HOLD_FAILED", false},
    ErrorEntry{ErrorCode::InvalidCallParameters, "INVALID_CALL_PARAMETERS", true},
    ErrorEntry{ErrorCode::ByeSendFailed, "BYE_SEND_FAILED", false},
    ErrorEntry{ErrorCode::SubscribeFailed, "SUBSCRIBE_FAILED", false},
    ErrorEntry{ErrorCode::PeerClosedDuringInit, "PEER_CLOSED_DURING_INIT", true},
    ErrorEntry{ErrorCode::DigitsNotSent, "DTMF_NOT_SENT", false},
    ErrorEntry{ErrorCode::RequestNotAnswered, "REQUEST_NOT_ANSWERED", false},
    ErrorEntry{ErrorCode::WebsocketConnectionFailed, "WEBSOCKET_CONNECTION_FAILED", true},
    ErrorEntry{ErrorCode::WebsocketError, "WEBSOCKET_ERROR", false},
    ErrorEntry{ErrorCode::ReconnectionExhausted, "RECONNECTION_EXHAUSTED", true},
    ErrorEntry{ErrorCode::GatewayFailed, "GATEWAY_FAILED", false},
    ErrorEntry{ErrorCode::LoginFailed, "LOGIN_FAILED", true},
    ErrorEntry{ErrorCode::InvalidCredentials, "INVALID_CREDENTIALS", true},
    ErrorEntry{ErrorCode::AuthenticationRequired, "AUTHENTICATION_REQUIRED", false},
    ErrorEntry{ErrorCode::IceRestartFailed, "ICE_RESTART_FAILED", false},
    ErrorEntry{ErrorCode::NetworkOffline, "NETWORK_OFFLINE", false},
    ErrorEntry{ErrorCode::SessionNotReattached, "SESSION_NOT_REATTACHED", true},
    ErrorEntry{ErrorCode::UnexpectedError, "UNEXPECTED_ERROR", true},
};

inline constexpr std::array kWarnings{
    WarningEntry{WarningCode::HighRtt, "HIGH_RTT"},
    WarningEntry{WarningCode::HighJitter, "HIGH_JITTER"},
    WarningEntry{WarningCode::HighPacketLoss, "HIGH_PACKET_LOSS"},
    WarningEntry{WarningCode::LowMos, "LOW_MOS"},
    WarningEntry{WarningCode::LowLocalAudio, "LOW_LOCAL_AUDIO"},
    WarningEntry{WarningCode::LowInboundAudio, "LOW_INBOUND_AUDIO"},
    WarningEntry{WarningCode::LowBytesReceived, "LOW_BYTES_RECEIVED"},
    WarningEntry{WarningCode::LowBytesSent, "LOW_BYTES_SENT"},
    WarningEntry{WarningCode::RecordingUnavailable, "RECORDING_UNAVAILABLE"},
    WarningEntry{WarningCode::RecordingBufferOverflow, "RECORDING_BUFFER_OVERFLOW"},
    WarningEntry{WarningCode::IceConnectivityLost, "ICE_CONNECTIVITY_LOST"},
    WarningEntry{WarningCode::IceGatheringTimeout, "ICE_GATHERING_TIMEOUT"},
    WarningEntry{WarningCode::IceGatheringEmpty, "ICE_GATHERING_EMPTY"},
    WarningEntry{WarningCode::PeerConnectionFailed, "PEER_CONNECTION_FAILED"},
    WarningEntry{WarningCode::OnlyHostIceCandidates, "ONLY_HOST_ICE_CANDIDATES"},
    WarningEntry{WarningCode::AnswerWhilePeerActive, "ANSWER_WHILE_PEER_ACTIVE"},
    WarningEntry{WarningCode::DuplicateInboundAnswer, "DUPLICATE_INBOUND_ANSWER"},
    WarningEntry{WarningCode::IceCandidatePairChanged, "ICE_CANDIDATE_PAIR_CHANGED"},
    WarningEntry{WarningCode::AudioInputDeviceChangeSkipped, "AUDIO_INPUT_DEVICE_CHANGE_SKIPPED"},
    WarningEntry{WarningCode::MultipleActiveCallsDetected, "MULTIPLE_ACTIVE_CALLS_DETECTED"},
    WarningEntry{WarningCode::SharedRemoteElementOverwrite, "SHARED_REMOTE_ELEMENT_OVERWRITE"},
    WarningEntry{WarningCode::TokenExpiringSoon, "TOKEN_EXPIRING_SOON"},
    WarningEntry{WarningCode::UnknownReattachedSession, "UNKNOWN_REATTACHED_SESSION"},
    WarningEntry{WarningCode::SignalingRecoveryRequired, "SIGNALING_RECOVERY_REQUIRED"},
    WarningEntry{WarningCode::MediaRecoveryRequired, "MEDIA_RECOVERY_REQUIRED"},
    WarningEntry{WarningCode::ReconnectionFailedWithNoAutoReconnect,
                 "RECONNECTION_FAILED_WITH_NO_AUTO_RECONNECT"},
    WarningEntry{WarningCode::MicrophoneLost, "MICROPHONE_LOST"},
    WarningEntry{WarningCode::MediaRecoveryEnded, "MEDIA_RECOVERY_ENDED"},
};

/// Codes and names strictly ascending resp. unique, each code inside [first, last].
template <class Entry, std::size_t N>
consteval bool well_formed(const std::array<Entry, N>& table, std::uint16_t first,
                           std::uint16_t last) {
  for (std::size_t at = 0; at < N; ++at) {
    const auto code = static_cast<std::uint16_t>(table[at].code);
    if (code < first || code > last || table[at].name.empty()) return false;
    if (at > 0 && code <= static_cast<std::uint16_t>(table[at - 1].code)) return false;
    for (std::size_t other = 0; other < at; ++other) {
      if (table[other].name == table[at].name) return false;
    }
  }
  return true;
}

static_assert(well_formed(kErrors, 40000, 49999));
static_assert(well_formed(kWarnings, 31000, 39999));

/// The fatal codes alone, so that a program that asks does not carry the names.
inline constexpr auto kFatalCodes = [] {
  std::array<ErrorCode, std::ranges::count(kErrors, true, &ErrorEntry::fatal)> codes{};
  std::size_t at = 0;
  for (const ErrorEntry& entry : kErrors) {
    if (entry.fatal) codes[at++] = entry.code;
  }
  return codes;
}();

/// Whether the code ends an operation, a call or a session.
constexpr bool is_fatal(ErrorCode code) {
  return std::ranges::find(kFatalCodes, code) != kFatalCodes.end();
}

}  // namespace holdfast
