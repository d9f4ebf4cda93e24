#include "web/application.hpp"

#include <array>
#include <cstddef>

namespace holdfast::web {

namespace {

constexpr std::array kStates{"new",   "requesting", "trying", "recovering", "ringing", "answering",
                             "early", "active",     "held",   "hangup",     "destroy", "purge"};
static_assert(kStates.size() == static_cast<std::size_t>(CallState::Purge) + 1);

constexpr std::array kDirections{"inbound", "outbound"};
static_assert(kDirections.size() == static_cast<std::size_t>(Direction::Outbound) + 1);

constexpr std::array kEndReasons{"",
                                 "local",
                                 "remote",
                                 "socket-lost",
                                 "not-established",
                                 "not-reattached",
                                 "attach-refused",
                                 "too-late",
                                 "peer-dead",
                                 "exhausted",
                                 "media"};
static_assert(kEndReasons.size() == static_cast<std::size_t>(EndReason::Media) + 1);

constexpr std::array kReasons{"socket-closed",  "socket-error",  "not-opened",
                              "not-registered", "nothing-heard", "nothing-answered",
                              "punted",         "online",        "page-shown",
                              "woke",           "asked"};
static_assert(kReasons.size() == static_cast<std::size_t>(ReconnectReason::Asked) + 1);
constexpr std::array kRetrySteps{"offered", "succeeded", "failed"};
static_assert(kRetrySteps.size() == static_cast<std::size_t>(RetryStep::Failed) + 1);
constexpr std::array kGrades{"", "bad", "poor", "fair", "good", "excellent"};
static_assert(kGrades.size() == static_cast<std::size_t>(Grade::Excellent) + 1);

template <std::size_t N, class Enum>
const char* name(const std::array<const char*, N>& names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

val js(const Parties& parties) {
  val object = val::object();
  put(object, "destinationNumber", parties.destination_number);
  put(object, "callerName", parties.caller_name);
  put(object, "callerNumber", parties.caller_number);
  put(object, "remoteName", parties.remote_name);
  put(object, "remoteNumber", parties.remote_number);
  return object;
}

val js(const TelnyxIds& ids) {
  val object = val::object();
  put(object, "callControl", ids.call_control);
  put(object, "session", ids.session);
  put(object, "leg", ids.leg);
  return object;
}

val js(const Cause& cause) {
  val object = val::object();
  put(object, "text", cause.text);
  put(object, "code", cause.code);
  put(object, "sipCode", cause.sip_code);
  put(object, "sipReason", cause.sip_reason);
  put(object, "sipCallId", cause.sip_call_id);
  return object;
}

val js(const CallSnapshot& call) {
  val object = val::object();
  put(object, "call", call.call);
  put(object, "id", call.id);
  put(object, "recoveredId", call.recovered_id);
  put(object, "state", name(kStates, call.state));
  put(object, "previous", name(kStates, call.previous));
  put(object, "direction", name(kDirections, call.direction));
  put(object, "muted", call.muted);
  put(object, "cameraMuted", call.camera_muted);
  put(object, "deaf", call.deaf);
  put(object, "relayOnly", call.relay_only);
  put(object, "parties", js(call.parties));
  put(object, "telnyx", js(call.telnyx));
  put(object, "clientState", call.client_state);
  put(object, "customHeaders", call.custom_headers);
  put(object, "cause", js(call.cause));
  put(object, "endReason", name(kEndReasons, call.end_reason));
  return object;
}

val js(const ClientSnapshot& client) {
  val object = val::object();
  put(object, "session", client.session);
  put(object, "routing", client.routing);
  put(object, "region", client.region);
  put(object, "dataCenter", client.data_center);
  put(object, "callReportId", client.call_report_id);
  put(object, "gatewayState", client.gateway_state);
  put(object, "registered", client.registered);
  put(object, "autoReconnect", client.auto_reconnect);
  put(object, "reconnectDelay", static_cast<double>(client.reconnect_delay.count()));
  return object;
}

val js(const CallMarker& marker) {
  val object = val::object();
  put(object, "id", marker.id);
  put(object, "direction", name(kDirections, marker.direction));
  put(object, "muted", marker.muted);
  put(object, "held", marker.held);
  put(object, "relayOnly", marker.relay_only);
  put(object, "cameraMuted", marker.camera_muted);
  put(object, "deaf", marker.deaf);
  put(object, "listens", marker.listens);
  put(object, "parties", js(marker.parties));
  put(object, "telnyx", js(marker.telnyx));
  return object;
}

val js(const StoredSession& stored) {
  val object = val::object();
  put(object, "routing", stored.routing);
  put(object, "session", stored.session);
  put(object, "storedAt", static_cast<double>(stored.stored_at.time_since_epoch().count()));
  val calls = val::array();
  int index = 0;
  for (const CallMarker& marker : stored.calls) calls.set(index++, js(marker));
  put(object, "calls", calls);
  return object;
}

val js(CallKey call) { return web::js(call); }

val js(milliseconds span) { return web::js(static_cast<double>(span.count())); }

val js(WallTime time) { return js(time.time_since_epoch()); }

val js(const LostCall& lost) {
  val object = val::object();
  put(object, "callId", lost.id);
  put(object, "endReason", name(kEndReasons, lost.reason));
  return object;
}

template <class T>
val list(const std::vector<T>& items) {
  val array = val::array();
  for (const T& one : items) tell(array, "push", js(one));
  return array;
}

template <class Code>
int number(Code code) {
  return static_cast<int>(code);
}

}  // namespace

void Application::perform(const request::StartTone& start) const {
  tell("startTone", start.call, start.inbound);
}

void Application::perform(const request::StopTone& stop) const { tell("stopTone", stop.call); }

void Application::perform(const request::Store& store) const { tell("store", js(store.session)); }

void Application::perform(const request::Forget& /*forget*/) const { tell("forget"); }

void Application::perform(const request::ClientChanged& changed) const {
  tell("clientChanged", js(changed.snapshot));
}

void Application::perform(const request::ClientReady& ready) const {
  tell("clientReady", ready.gateway_state);
}

void Application::perform(const request::Reconnecting& reconnecting) const {
  val object = val::object();
  put(object, "attempt", reconnecting.attempt);
  put(object, "maxAttempts", reconnecting.most_attempts);
  put(object, "delay", js(reconnecting.delay));
  put(object, "nextAttemptAt", js(reconnecting.next_attempt_at));
  put(object, "reason", name(kReasons, reconnecting.reason));
  put(object, "deadline", reconnecting.deadline ? js(*reconnecting.deadline) : val::null());
  tell("reconnecting", object, list(reconnecting.calls));
}

void Application::perform(const request::AskDelay& ask) const {
  tell("askDelay", ask.attempt, js(ask.outage), ask.calls, js(ask.last_delay));
}

void Application::perform(const request::AskToken& ask) const { tell("askToken", ask.ask); }

void Application::perform(const request::Recovered& recovered) const {
  tell("recovered", js(recovered.outage), recovered.attempts, list(recovered.recovered),
       list(recovered.lost));
}

void Application::perform(const request::CallChanged& changed) const {
  tell("callChanged", js(changed.snapshot), changed.announce);
}

void Application::perform(const request::FrameSeen& /*seen*/) const { tell("frameSeen", frame_); }

void Application::perform(const request::MediaMeasured& measured) const {
  tell("statsTold", measured.call, measured.jitter, measured.round_trip, measured.mos,
       name(kGrades, measured.grade), frame_);
}

void Application::perform(const request::StepReached& reached) const {
  tell("stepReached", reached.call, number(reached.step), js(reached.since_begin));
}

void Application::perform(const request::CallTold& told) const {
  tell("callTold", told.call, told.type, frame_);
}

void Application::perform(const request::ConversationHeard& /*heard*/) const {
  tell("conversationHeard", frame_);
}

void Application::perform(const request::ErrorRaised& raised) const {
  tell("errorRaised", number(raised.code), raised.call, raised.message, raised.gateway_code,
       raised.fatal, raised.of_before);
}

void Application::perform(const request::MediaRetry& retry) const {
  tell("mediaRetry", retry.call, name(kRetrySteps, retry.step), number(retry.code), retry.message,
       static_cast<double>(retry.deadline.time_since_epoch().count()));
}

void Application::perform(const request::WarningRaised& raised) const {
  tell("warningRaised", number(raised.code), raised.call, raised.reason, raised.source, frame_);
}

void Application::perform(const request::Settled& settled) const {
  tell("settled", settled.ticket, settled.value, settled.error ? number(*settled.error) : 0,
       settled.message, frame_);
}

}  // namespace holdfast::web
