// The fields of every fact, of every request and of the configuration, each listed once. Whoever
// writes, reads, digests or prints them is an archive and walks this list: a fact without an entry,
// or an entry that forgets a field, does not compile. Does not know what an archive does with them.
//
// An archive has `kReads`, `kind(name)`, `name(name)`, `open()`, `close()`, `present(there)`,
// `number(whole)` and `text(text, meaning)`; what it reads it gives back or writes into the text.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "config.hpp"
#include "io.hpp"
#include "record/meaning.hpp"

namespace holdfast::record {

template <class T, class Listed>
concept A = std::same_as<std::remove_const_t<T>, Listed>;

// ---- one value ----------------------------------------------------------------------------------

// The last of each enumeration that a fact may carry: what is greater was never written.
constexpr HoldAction last(HoldAction /*of*/) { return HoldAction::Toggle; }
constexpr Channel last(Channel /*of*/) { return Channel::Speaker; }
constexpr PeerOperation last(PeerOperation /*of*/) { return PeerOperation::AddCandidate; }
constexpr PeerState last(PeerState /*of*/) { return PeerState::Closed; }
constexpr Direction last(Direction /*of*/) { return Direction::Outbound; }
constexpr ReconnectPolicy last(ReconnectPolicy /*of*/) { return ReconnectPolicy::Asked; }

/// No clock of ours gets there; what is greater comes from a broken file.
inline constexpr std::int64_t kEndOfTime = std::int64_t{1} << 52;

template <class T>
constexpr std::int64_t whole(const T& value) {
  if constexpr (requires { value.time_since_epoch(); }) {
    return value.time_since_epoch().count();
  } else if constexpr (requires { value.count(); }) {
    return value.count();
  } else if constexpr (requires { value.value; }) {
    return value.value;
  } else {
    return static_cast<std::int64_t>(value);
  }
}

/// The value that a whole number stands for; one that is too great for an enumeration is its first.
template <class T>
constexpr T from_whole(std::int64_t number) {
  if constexpr (requires(T value) { value.time_since_epoch(); }) {
    return T{milliseconds{std::clamp(number, -kEndOfTime, kEndOfTime)}};
  } else if constexpr (requires(T value) { value.count(); }) {
    return T{std::clamp(number, -kEndOfTime, kEndOfTime)};
  } else if constexpr (requires(T value) { value.value; }) {
    return T{static_cast<std::uint32_t>(number)};
  } else if constexpr (std::is_enum_v<T>) {
    const bool known = number >= 0 && number <= static_cast<std::int64_t>(last(T{}));
    return known ? static_cast<T>(number) : T{};
  } else {
    return static_cast<T>(number);
  }
}

template <class Archive, class T>
void one(Archive& to, T& value);

template <class Archive, class T>
void one(Archive& to, const char* name, T& value) {
  to.name(name);
  one(to, value);
}

template <class Archive, class Text>
void one(Archive& to, const char* name, Text& text, Meaning meaning) {
  to.name(name);
  to.text(text, meaning);
}

template <class Archive, class Text>
void maybe(Archive& to, const char* name, Text& text, Meaning meaning) {
  to.name(name);
  const bool there = to.present(text.has_value());
  if constexpr (Archive::kReads) {
    if (there) text.emplace();
  }
  if (there) to.text(*text, meaning);
}

// ---- what several of them share -----------------------------------------------------------------

// clang-format off
void fields(auto& to, A<Candidate> auto& f) {
  auto& [candidate, mid, line_index] = f;
  one(to, "candidate", candidate, Meaning::Candidate); maybe(to, "mid", mid, Meaning::Id); one(to, "line_index", line_index);
}
void fields(auto& to, A<TelnyxIds> auto& f) {
  auto& [call_control, session, leg] = f;
  one(to, "call_control", call_control, Meaning::Id); one(to, "session", session, Meaning::Id); one(to, "leg", leg, Meaning::Id);
}
void fields(auto& to, A<Parties> auto& f) {
  auto& [destination_number, caller_name, caller_number, remote_name, remote_number] = f;
  one(to, "destination_number", destination_number, Meaning::Prose);
  one(to, "caller_name", caller_name, Meaning::Prose); one(to, "caller_number", caller_number, Meaning::Prose);
  one(to, "remote_name", remote_name, Meaning::Prose); one(to, "remote_number", remote_number, Meaning::Prose);
}
void fields(auto& to, A<Cause> auto& f) {
  auto& [text, code, sip_code, sip_reason, sip_call_id] = f;
  one(to, "cause", text, Meaning::Word); one(to, "code", code); one(to, "sip_code", sip_code);
  one(to, "sip_reason", sip_reason, Meaning::Prose); one(to, "sip_call_id", sip_call_id, Meaning::Id);
}
void fields(auto& to, A<CallMarker> auto& f) {
  auto& [id, telnyx, direction, parties, muted, held, relay_only, camera_muted, deaf, listens] = f;
  one(to, "id", id); one(to, "telnyx", telnyx); one(to, "direction", direction); one(to, "parties", parties);
  one(to, "muted", muted); one(to, "held", held); one(to, "relay_only", relay_only);
  one(to, "camera_muted", camera_muted); one(to, "deaf", deaf); one(to, "listens", listens);
}
void fields(auto& to, A<StoredSession> auto& f) {
  auto& [routing, session, stored_at, calls] = f;
  one(to, "routing", routing); one(to, "session", session); one(to, "stored_at", stored_at); one(to, "calls", calls);
}
void fields(auto& to, A<Credentials> auto& f) {
  auto& [login, password, token, token_expiry, target_type, target_id, target_version_id, target_params] = f;
  one(to, "login", login, Meaning::Id); one(to, "password", password, Meaning::Secret); one(to, "token", token, Meaning::Secret);
  one(to, "token_expiry", token_expiry);
  one(to, "target_type", target_type, Meaning::Word); one(to, "target_id", target_id, Meaning::Id);
  one(to, "target_version_id", target_version_id, Meaning::Id); one(to, "target_params", target_params);
}
void fields(auto& to, A<CallPlan> auto& f) {
  auto& [trickle, relay_only, prefetch, muted, dialog_params] = f;
  one(to, "trickle", trickle); one(to, "relay_only", relay_only); one(to, "prefetch", prefetch); one(to, "muted", muted);
  one(to, "dialog_params", dialog_params);
}
void fields(auto& to, A<Config> auto& f) {
  auto& [seed, credentials, version, user_agent, host, region, rtc_ip, rtc_port, canary, skip_last_routing, skip_trailing,
         keep_calls, hang_up_on_leave, auto_reconnect, max_reconnect_attempts, policy, delays, retention,
         provides_tokens, media_retry, media_retry_outbound, replace_microphone, push_when_active, early_sdp_answer,
         user_variables, inbound, first_socket] = f;
  one(to, "seed", seed); one(to, "credentials", credentials); one(to, "version", version, Meaning::Plain);
  one(to, "user_agent", user_agent, Meaning::Plain); one(to, "host", host, Meaning::Id); one(to, "region", region, Meaning::Word);
  one(to, "rtc_ip", rtc_ip, Meaning::Id); one(to, "rtc_port", rtc_port); one(to, "canary", canary);
  one(to, "skip_last_routing", skip_last_routing); one(to, "skip_trailing", skip_trailing); one(to, "keep_calls", keep_calls); one(to, "hang_up_on_leave", hang_up_on_leave);
  one(to, "auto_reconnect", auto_reconnect); one(to, "max_reconnect_attempts", max_reconnect_attempts);
  one(to, "policy", policy); one(to, "delays", delays); one(to, "retention", retention);
  one(to, "provides_tokens", provides_tokens); one(to, "media_retry", media_retry);
  one(to, "media_retry_outbound", media_retry_outbound); one(to, "replace_microphone", replace_microphone); one(to, "push_when_active", push_when_active); one(to, "early_sdp_answer", early_sdp_answer);
  one(to, "user_variables", user_variables); one(to, "inbound", inbound); one(to, "first_socket", first_socket);
}

// ---- facts --------------------------------------------------------------------------------------

void fields(auto& to, A<fact::Connect> auto& f) { to.kind("Connect"); auto& [stored] = f; one(to, "stored", stored); }
void fields(auto& to, A<fact::Login> auto& f) { to.kind("Login"); auto& [ticket, credentials, stored] = f; one(to, "ticket", ticket); one(to, "credentials", credentials); one(to, "stored", stored); }
void fields(auto& to, A<fact::Disconnect> auto& f) { to.kind("Disconnect"); auto& [ticket] = f; one(to, "ticket", ticket); }
void fields(auto& to, A<fact::ClearToken> auto& /*f*/) { to.kind("ClearToken"); }
void fields(auto& to, A<fact::ResetAttempts> auto& /*f*/) { to.kind("ResetAttempts"); }
void fields(auto& to, A<fact::DelayChosen> auto& f) { to.kind("DelayChosen"); auto& [attempt, delay, ends] = f; one(to, "attempt", attempt); one(to, "delay", delay); one(to, "ends", ends); }
void fields(auto& to, A<fact::TokenProvided> auto& f) {
  to.kind("TokenProvided"); auto& [ask, token, expiry] = f;
  one(to, "ask", ask); one(to, "token", token, Meaning::Secret); one(to, "expiry", expiry);
}
void fields(auto& to, A<fact::TokenWithheld> auto& f) { to.kind("TokenWithheld"); auto& [ask, message] = f; one(to, "ask", ask); one(to, "message", message, Meaning::Prose); }
void fields(auto& to, A<fact::CheckRegistered> auto& f) { to.kind("CheckRegistered"); auto& [ticket] = f; one(to, "ticket", ticket); }
void fields(auto& to, A<fact::SendRequest> auto& f) {
  to.kind("SendRequest"); auto& [ticket, method, params] = f;
  one(to, "ticket", ticket); one(to, "method", method, Meaning::Word); one(to, "params", params);
}
void fields(auto& to, A<fact::PlaceCall> auto& f) {
  to.kind("PlaceCall"); auto& [call, id, plan, parties, client_state, custom_headers] = f;
  one(to, "call", call); one(to, "id", id); one(to, "plan", plan); one(to, "parties", parties);
  one(to, "client_state", client_state, Meaning::Prose); one(to, "custom_headers", custom_headers);
}
void fields(auto& to, A<fact::AnswerCall> auto& f) { to.kind("AnswerCall"); auto& [call, custom_headers] = f; one(to, "call", call); one(to, "custom_headers", custom_headers); }
void fields(auto& to, A<fact::HangUp> auto& f) {
  to.kind("HangUp"); auto& [call, ticket, cause, custom_headers] = f;
  one(to, "call", call); one(to, "ticket", ticket); one(to, "cause", cause); one(to, "custom_headers", custom_headers);
}
void fields(auto& to, A<fact::Hold> auto& f) { to.kind("Hold"); auto& [call, ticket, action] = f; one(to, "call", call); one(to, "ticket", ticket); one(to, "action", action); }
void fields(auto& to, A<fact::SendDtmf> auto& f) { to.kind("SendDtmf"); auto& [call, digits] = f; one(to, "call", call); one(to, "digits", digits, Meaning::Secret); }
void fields(auto& to, A<fact::SetMuted> auto& f) { to.kind("SetMuted"); auto& [call, muted, channel] = f; one(to, "call", call); one(to, "muted", muted); one(to, "channel", channel); }
void fields(auto& to, A<fact::ChangeMicrophone> auto& f) { to.kind("ChangeMicrophone"); auto& [call, ticket, muted] = f; one(to, "call", call); one(to, "ticket", ticket); one(to, "muted", muted); }
void fields(auto& to, A<fact::ResumeMedia> auto& f) { to.kind("ResumeMedia"); auto& [call] = f; one(to, "call", call); }
void fields(auto& to, A<fact::RejectMedia> auto& f) { to.kind("RejectMedia"); auto& [call] = f; one(to, "call", call); }
void fields(auto& to, A<fact::SocketOpened> auto& f) { to.kind("SocketOpened"); auto& [socket] = f; one(to, "socket", socket); }
void fields(auto& to, A<fact::SocketText> auto& f) { to.kind("SocketText"); auto& [socket, text] = f; one(to, "socket", socket); one(to, "text", text, Meaning::Frame); }
void fields(auto& to, A<fact::SocketErred> auto& f) { to.kind("SocketErred"); auto& [socket] = f; one(to, "socket", socket); }
void fields(auto& to, A<fact::SocketClosed> auto& f) {
  to.kind("SocketClosed"); auto& [socket, code, reason, clean] = f;
  one(to, "socket", socket); one(to, "code", code); one(to, "reason", reason, Meaning::Prose); one(to, "clean", clean);
}
void fields(auto& to, A<fact::SocketRefused> auto& f) { to.kind("SocketRefused"); auto& [socket, message] = f; one(to, "socket", socket); one(to, "message", message, Meaning::Prose); }
void fields(auto& to, A<fact::OfferCreated> auto& f) { to.kind("OfferCreated"); auto& [call, peer, sdp] = f; one(to, "call", call); one(to, "peer", peer); one(to, "sdp", sdp, Meaning::Sdp); }
void fields(auto& to, A<fact::AnswerCreated> auto& f) { to.kind("AnswerCreated"); auto& [call, peer, sdp] = f; one(to, "call", call); one(to, "peer", peer); one(to, "sdp", sdp, Meaning::Sdp); }
void fields(auto& to, A<fact::LocalDescriptionSet> auto& f) { to.kind("LocalDescriptionSet"); auto& [call, peer] = f; one(to, "call", call); one(to, "peer", peer); }
void fields(auto& to, A<fact::RemoteDescriptionSet> auto& f) { to.kind("RemoteDescriptionSet"); auto& [call, peer] = f; one(to, "call", call); one(to, "peer", peer); }
void fields(auto& to, A<fact::CandidateFound> auto& f) { to.kind("CandidateFound"); auto& [call, peer, candidate] = f; one(to, "call", call); one(to, "peer", peer); one(to, "candidate", candidate); }
void fields(auto& to, A<fact::GatheringFinished> auto& f) { to.kind("GatheringFinished"); auto& [call, peer, sdp] = f; one(to, "call", call); one(to, "peer", peer); one(to, "sdp", sdp, Meaning::Sdp); }
void fields(auto& to, A<fact::PeerStateChanged> auto& f) { to.kind("PeerStateChanged"); auto& [call, peer, state] = f; one(to, "call", call); one(to, "peer", peer); one(to, "state", state); }
void fields(auto& to, A<fact::PeerFailed> auto& f) {
  to.kind("PeerFailed"); auto& [call, peer, operation, name, message] = f;
  one(to, "call", call); one(to, "peer", peer); one(to, "operation", operation);
  one(to, "name", name, Meaning::Word); one(to, "message", message, Meaning::Prose);
}
void fields(auto& to, A<fact::MediaFlowing> auto& f) { to.kind("MediaFlowing"); auto& [call, peer] = f; one(to, "call", call); one(to, "peer", peer); }
void fields(auto& to, A<MediaSample> auto& f) {
  auto& [bytes_sent, bytes_received, packets_received, packets_lost, jitter, round_trip, level_sent, level_received,
         far_jitter, far_round_trip, microphone_open, pair, path_received, checks_sent, checks_answered, over_vpn] = f;
  one(to, "bytes_sent", bytes_sent); one(to, "bytes_received", bytes_received);
  one(to, "packets_received", packets_received); one(to, "packets_lost", packets_lost);
  one(to, "jitter", jitter); one(to, "round_trip", round_trip);
  one(to, "level_sent", level_sent); one(to, "level_received", level_received);
  one(to, "far_jitter", far_jitter); one(to, "far_round_trip", far_round_trip);
  one(to, "microphone_open", microphone_open); one(to, "pair", pair, Meaning::Id);
  one(to, "path_received", path_received); one(to, "checks_sent", checks_sent); one(to, "checks_answered", checks_answered);
  one(to, "over_vpn", over_vpn);
}
void fields(auto& to, A<fact::MediaSampled> auto& f) { to.kind("MediaSampled"); auto& [call, peer, sample] = f; one(to, "call", call); one(to, "peer", peer); one(to, "sample", sample); }
void fields(auto& to, A<fact::MediaGranted> auto& f) { to.kind("MediaGranted"); auto& [call] = f; one(to, "call", call); }
void fields(auto& to, A<fact::MediaRefused> auto& f) {
  to.kind("MediaRefused"); auto& [call, name, message] = f;
  one(to, "call", call); one(to, "name", name, Meaning::Word); one(to, "message", message, Meaning::Prose);
}
void fields(auto& to, A<fact::MicrophoneChanged> auto& f) { to.kind("MicrophoneChanged"); auto& [call, ticket] = f; one(to, "call", call); one(to, "ticket", ticket); }
void fields(auto& to, A<fact::MicrophoneKept> auto& f) {
  to.kind("MicrophoneKept"); auto& [call, ticket, name, message] = f;
  one(to, "call", call); one(to, "ticket", ticket); one(to, "name", name, Meaning::Word); one(to, "message", message, Meaning::Prose);
}
void fields(auto& to, A<fact::MicrophoneLost> auto& f) { to.kind("MicrophoneLost"); auto& [call, ended] = f; one(to, "call", call); one(to, "ended", ended); }
void fields(auto& to, A<fact::DevicesChanged> auto& /*f*/) { to.kind("DevicesChanged"); }
void fields(auto& to, A<fact::WentOnline> auto& /*f*/) { to.kind("WentOnline"); }
void fields(auto& to, A<fact::WentOffline> auto& /*f*/) { to.kind("WentOffline"); }
void fields(auto& to, A<fact::PageShown> auto& /*f*/) { to.kind("PageShown"); }
void fields(auto& to, A<fact::PageHidden> auto& /*f*/) { to.kind("PageHidden"); }
void fields(auto& to, A<fact::PageLeaving> auto& /*f*/) { to.kind("PageLeaving"); }
void fields(auto& to, A<fact::TimePassed> auto& /*f*/) { to.kind("TimePassed"); }

// ---- requests -----------------------------------------------------------------------------------

void fields(auto& to, A<CallSnapshot> auto& f) {
  auto& [call, id, recovered_id, state, previous, direction, muted, parties, telnyx, client_state, custom_headers, cause,
         end_reason, peer, camera_muted, deaf, relay_only] = f;
  one(to, "call", call); one(to, "id", id); one(to, "recovered_id", recovered_id); one(to, "state", state);
  one(to, "previous", previous); one(to, "direction", direction); one(to, "muted", muted); one(to, "parties", parties);
  one(to, "telnyx", telnyx); one(to, "client_state", client_state, Meaning::Prose); one(to, "custom_headers", custom_headers);
  one(to, "cause", cause); one(to, "end_reason", end_reason); one(to, "peer", peer); one(to, "camera_muted", camera_muted); one(to, "deaf", deaf);
  one(to, "relay_only", relay_only);
}
void fields(auto& to, A<ClientSnapshot> auto& f) {
  auto& [session, routing, region, data_center, call_report_id, gateway_state, registered, auto_reconnect, reconnect_delay] = f;
  one(to, "session", session); one(to, "routing", routing); one(to, "region", region, Meaning::Word);
  one(to, "data_center", data_center, Meaning::Word); one(to, "call_report_id", call_report_id, Meaning::Id);
  one(to, "gateway_state", gateway_state, Meaning::Word); one(to, "registered", registered);
  one(to, "auto_reconnect", auto_reconnect); one(to, "reconnect_delay", reconnect_delay);
}

void fields(auto& to, A<request::OpenSocket> auto& f) { to.kind("OpenSocket"); auto& [socket, url] = f; one(to, "socket", socket); one(to, "url", url, Meaning::Prose); }
void fields(auto& to, A<request::SendText> auto& f) { to.kind("SendText"); auto& [socket, text] = f; one(to, "socket", socket); one(to, "text", text, Meaning::Sent); }
void fields(auto& to, A<request::CloseSocket> auto& f) { to.kind("CloseSocket"); auto& [socket] = f; one(to, "socket", socket); }
void fields(auto& to, A<request::CreatePeer> auto& f) {
  to.kind("CreatePeer"); auto& [call, peer, relay_only, prefetch] = f;
  one(to, "call", call); one(to, "peer", peer); one(to, "relay_only", relay_only); one(to, "prefetch", prefetch);
}
void fields(auto& to, A<request::CreateOffer> auto& f) { to.kind("CreateOffer"); auto& [call, peer, restart] = f; one(to, "call", call); one(to, "peer", peer); one(to, "restart", restart); }
void fields(auto& to, A<request::CreateAnswer> auto& f) { to.kind("CreateAnswer"); auto& [call, peer] = f; one(to, "call", call); one(to, "peer", peer); }
void fields(auto& to, A<request::SetLocalDescription> auto& f) {
  to.kind("SetLocalDescription"); auto& [call, peer, kind, sdp] = f;
  one(to, "call", call); one(to, "peer", peer); one(to, "kind", kind); one(to, "sdp", sdp, Meaning::Sdp);
}
void fields(auto& to, A<request::SetRemoteDescription> auto& f) {
  to.kind("SetRemoteDescription"); auto& [call, peer, kind, sdp] = f;
  one(to, "call", call); one(to, "peer", peer); one(to, "kind", kind); one(to, "sdp", sdp, Meaning::Sdp);
}
void fields(auto& to, A<request::AddCandidate> auto& f) { to.kind("AddCandidate"); auto& [call, peer, candidate] = f; one(to, "call", call); one(to, "peer", peer); one(to, "candidate", candidate); }
void fields(auto& to, A<request::FinishGathering> auto& f) { to.kind("FinishGathering"); auto& [call, peer] = f; one(to, "call", call); one(to, "peer", peer); }
void fields(auto& to, A<request::WatchMedia> auto& f) { to.kind("WatchMedia"); auto& [call, peer] = f; one(to, "call", call); one(to, "peer", peer); }
void fields(auto& to, A<request::SwitchPeer> auto& f) { to.kind("SwitchPeer"); auto& [call, peer] = f; one(to, "call", call); one(to, "peer", peer); }
void fields(auto& to, A<request::SampleMedia> auto& f) { to.kind("SampleMedia"); auto& [call, peer] = f; one(to, "call", call); one(to, "peer", peer); }
void fields(auto& to, A<request::ClosePeer> auto& f) { to.kind("ClosePeer"); auto& [call, peer] = f; one(to, "call", call); one(to, "peer", peer); }
void fields(auto& to, A<request::AcquireMedia> auto& f) { to.kind("AcquireMedia"); auto& [call, listens] = f; one(to, "call", call); one(to, "listens", listens); }
void fields(auto& to, A<request::SetMicrophone> auto& f) { to.kind("SetMicrophone"); auto& [call, enabled] = f; one(to, "call", call); one(to, "enabled", enabled); }
void fields(auto& to, A<request::SetCamera> auto& f) { to.kind("SetCamera"); auto& [call, enabled] = f; one(to, "call", call); one(to, "enabled", enabled); }
void fields(auto& to, A<request::ChangeMicrophone> auto& f) { to.kind("ChangeMicrophone"); auto& [call, ticket, enabled] = f; one(to, "call", call); one(to, "ticket", ticket); one(to, "enabled", enabled); }
void fields(auto& to, A<request::ReleaseMedia> auto& f) { to.kind("ReleaseMedia"); auto& [call] = f; one(to, "call", call); }
void fields(auto& to, A<request::StartTone> auto& f) { to.kind("StartTone"); auto& [call, inbound] = f; one(to, "call", call); one(to, "inbound", inbound); }
void fields(auto& to, A<request::StopTone> auto& f) { to.kind("StopTone"); auto& [call] = f; one(to, "call", call); }
void fields(auto& to, A<request::Store> auto& f) { to.kind("Store"); auto& [session] = f; one(to, "session", session); }
void fields(auto& to, A<request::Forget> auto& /*f*/) { to.kind("Forget"); }
void fields(auto& to, A<request::ClientChanged> auto& f) { to.kind("ClientChanged"); auto& [snapshot] = f; one(to, "client", snapshot); }
void fields(auto& to, A<request::ClientReady> auto& f) { to.kind("ClientReady"); auto& [gateway_state] = f; one(to, "gateway_state", gateway_state, Meaning::Word); }
void fields(auto& to, A<LostCall> auto& f) { auto& [id, reason] = f; one(to, "id", id); one(to, "reason", reason); }
void fields(auto& to, A<request::Reconnecting> auto& f) {
  to.kind("Reconnecting"); auto& [attempt, most_attempts, delay, next_attempt_at, reason, calls, deadline] = f;
  one(to, "attempt", attempt); one(to, "most_attempts", most_attempts); one(to, "delay", delay);
  one(to, "next_attempt_at", next_attempt_at); one(to, "reason", reason); one(to, "calls", calls); one(to, "deadline", deadline);
}
void fields(auto& to, A<request::AskDelay> auto& f) {
  to.kind("AskDelay"); auto& [attempt, outage, calls, last_delay] = f;
  one(to, "attempt", attempt); one(to, "outage", outage); one(to, "calls", calls); one(to, "last_delay", last_delay);
}
void fields(auto& to, A<request::AskToken> auto& f) { to.kind("AskToken"); auto& [ask] = f; one(to, "ask", ask); }
void fields(auto& to, A<request::Recovered> auto& f) {
  to.kind("Recovered"); auto& [outage, attempts, recovered, lost] = f;
  one(to, "outage", outage); one(to, "attempts", attempts); one(to, "recovered", recovered); one(to, "lost", lost);
}
void fields(auto& to, A<request::CallChanged> auto& f) { to.kind("CallChanged"); auto& [snapshot, announce] = f; one(to, "call", snapshot); one(to, "announce", announce); }
void fields(auto& to, A<request::FrameSeen> auto& /*f*/) { to.kind("FrameSeen"); }
void fields(auto& to, A<request::MediaMeasured> auto& f) {
  to.kind("MediaMeasured"); auto& [call, jitter, round_trip, mos, grade] = f;
  one(to, "call", call); one(to, "jitter", jitter); one(to, "round_trip", round_trip); one(to, "mos", mos); one(to, "grade", grade);
}
void fields(auto& to, A<request::StepReached> auto& f) {
  to.kind("StepReached"); auto& [call, step, since_begin] = f;
  one(to, "call", call); one(to, "step", step); one(to, "since_begin", since_begin);
}
void fields(auto& to, A<request::CallTold> auto& f) {
  to.kind("CallTold"); auto& [call, type] = f;
  one(to, "call", call); one(to, "type", type, Meaning::Word);
}
void fields(auto& to, A<request::ConversationHeard> auto& /*f*/) { to.kind("ConversationHeard"); }
void fields(auto& to, A<request::ErrorRaised> auto& f) {
  to.kind("ErrorRaised"); auto& [code, call, message, gateway_code, fatal, of_before] = f;
  one(to, "code", code); one(to, "call", call); one(to, "message", message, Meaning::Prose);
  one(to, "gateway_code", gateway_code); one(to, "fatal", fatal); one(to, "of_before", of_before);
}
void fields(auto& to, A<request::MediaRetry> auto& f) {
  to.kind("MediaRetry"); auto& [call, step, code, message, deadline] = f;
  one(to, "call", call); one(to, "step", step); one(to, "code", code); one(to, "message", message, Meaning::Prose);
  one(to, "deadline", deadline);
}
void fields(auto& to, A<request::WarningRaised> auto& f) {
  to.kind("WarningRaised"); auto& [code, call, reason, source] = f;
  one(to, "code", code); one(to, "call", call); one(to, "reason", reason, Meaning::Prose);
  one(to, "source", source, Meaning::Word);
}
void fields(auto& to, A<request::Settled> auto& f) {
  to.kind("Settled"); auto& [ticket, value, error, message] = f;
  one(to, "ticket", ticket); one(to, "value", value); one(to, "error", error); one(to, "message", message, Meaning::Prose);
}
// clang-format on

// ---- one value of any kind ----------------------------------------------------------------------

template <class T>
concept Textual = requires(T value) { value.text.size(); };
template <class T>
concept Optional = requires(T value) {
  value.has_value();
  value.reset();
};
template <class T>
concept List = requires(T value) { value.push_back(*value.begin()); };

template <class Archive, class T>
void one(Archive& to, T& value) {
  using Plain = std::remove_const_t<T>;
  static_assert(!std::same_as<Plain, std::string>, "say what the text means");
  if constexpr (requires { fields(to, value); }) {
    to.open();
    fields(to, value);
    to.close();
  } else if constexpr (Optional<Plain>) {
    const bool there = to.present(value.has_value());
    if constexpr (Archive::kReads) {
      if (there) value.emplace();
    }
    if (there) one(to, *value);
  } else if constexpr (Textual<Plain>) {
    to.text(value.text, std::same_as<Plain, RawJson> ? Meaning::Json : Meaning::Id);
  } else if constexpr (List<Plain>) {
    [[maybe_unused]] const std::int64_t count = to.number(whole(value.size()));
    if constexpr (Archive::kReads) value.resize(to.fitting(count));
    for (auto& each : value) one(to, each);
  } else if constexpr (Archive::kReads) {
    value = from_whole<Plain>(to.number(whole(value)));
  } else if constexpr (requires { to.value(value); }) {
    to.value(value);
  } else {
    to.number(whole(value));
  }
}

}  // namespace holdfast::record
