// The frames we send, as the gateway wants them spelt. Knows what is said in each, not when or why.
#include <utility>

#include "wire/codec.hpp"
#include "wire/json.hpp"

namespace holdfast::wire {
namespace {

/// A JSON-RPC request before it has its id.
struct Request {
  std::string_view method;
  Json params = Json::object();
  RoutingId routing{};
};

// ---- what several requests share ----------------------------------------------------------------

void set_text(Json& object, std::string_view name, std::string_view text) {
  object.set(name, Json::text(text));
}

void set_text_if_any(Json& object, std::string_view name, std::string_view text) {
  if (!text.empty()) set_text(object, name, text);
}

void set_session(Json& params, const Envelope& envelope) {
  set_text_if_any(params, "sessid", envelope.session.text);
}

/// What somebody else wrote, if it is whole and of that kind: broken text must not break a frame.
std::optional<Json> sound(const RawJson& raw, Json::Kind kind) {
  std::optional<Json> value = parse(raw.text);
  if (value && value->kind != kind) value.reset();
  return value;
}

Json object_from(const RawJson& raw) {
  return sound(raw, Json::Kind::Object).value_or(Json::object());
}

/// The `dialogParams`. Where somebody else's members bear a name of ours, ours stand.
Json call_params(const CallParams& params) {
  Json all = object_from(params.others);
  set_text(all, "callID", params.call.text);
  set_text(all, "destination_number", params.parties.destination_number);
  set_text(all, "remote_caller_id_name", params.parties.remote_name);
  set_text(all, "remote_caller_id_number", params.parties.remote_number);
  set_text(all, "caller_id_name", params.parties.caller_name);
  set_text(all, "caller_id_number", params.parties.caller_number);
  if (auto headers = sound(params.custom_headers, Json::Kind::Array);
      headers && !headers->children.empty()) {
    all.set("custom_headers", std::move(*headers));
  }
  set_text_if_any(all, "clientState", params.client_state);
  set_text_if_any(all, "telnyxCallControlId", params.telnyx.call_control);
  set_text_if_any(all, "telnyxSessionId", params.telnyx.session);
  set_text_if_any(all, "telnyxLegId", params.telnyx.leg);
  all.set("attach", Json::boolean(params.attach));
  set_text_if_any(all, "recoveredCallId", params.recovered.text);
  return all;
}

// ---- login --------------------------------------------------------------------------------------

/// What both kinds of login say last.
void set_origin(Json& params, const Login& login) {
  Json agent = Json::object();
  set_text(agent, "sdkVersion", login.version);
  set_text(agent, "data", login.user_agent);
  params.set("User-Agent", std::move(agent));
  if (login.session) set_text_if_any(params, "sessid", login.session->text);
}

Request anonymous_login(const Login& login) {
  const Credentials& credentials = login.credentials;
  Request request{"anonymous_login"};
  Json& params = request.params;
  set_text(params, "target_type", credentials.target_type);
  set_text(params, "target_id", credentials.target_id);
  if (auto variables = sound(login.user_variables, Json::Kind::Object)) {
    params.set("userVariables", std::move(*variables));
  }
  params.set("reconnection", Json::boolean(login.reconnection));
  set_origin(params, login);
  set_text_if_any(params, "target_version_id", credentials.target_version_id);
  if (auto target = sound(credentials.target_params, Json::Kind::Object)) {
    params.set("target_params", std::move(*target));
  }
  return request;
}

Request named_login(const Login& login) {
  const Credentials& credentials = login.credentials;
  Request request{"login"};
  Json& params = request.params;
  set_text_if_any(params, "login", credentials.login);
  set_text_if_any(params, "passwd", credentials.password);
  set_text_if_any(params, "login_token", credentials.token);

  Json variables = object_from(login.user_variables);
  variables.set("push_when_active", Json::boolean(login.push_when_active));
  variables.set("pn_late_fanout", Json::boolean(login.push_when_active));
  params.set("userVariables", std::move(variables));

  params.set("reconnection", Json::boolean(login.reconnection));
  Json login_params = Json::object();
  login_params.set("early_sdp_answer", Json::boolean(login.early_sdp_answer));
  params.set("loginParams", std::move(login_params));
  set_origin(params, login);
  return request;
}

// ---- one function for each message --------------------------------------------------------------

Request spell(const Login& login, const Envelope&) {
  const Credentials& credentials = login.credentials;
  return credentials.anonymous() && !credentials.named() ? anonymous_login(login)
                                                         : named_login(login);
}

Request spell(const AskGatewayState& ask, const Envelope&) {
  return {.method = "telnyx_rtc.gatewayState", .routing = ask.routing};
}

Request spell(const AskPing& ask, const Envelope&) {
  return {.method = "telnyx_rtc.ping", .routing = ask.routing};
}

std::string_view method_name(DescriptionMethod method) {
  switch (method) {
    case DescriptionMethod::Invite:
      return "telnyx_rtc.invite";
    case DescriptionMethod::Answer:
      return "telnyx_rtc.answer";
    case DescriptionMethod::Attach:
      return "telnyx_rtc.attach";
  }
  return {};
}

Request spell(const SendDescription& description, const Envelope& envelope) {
  Request request{method_name(description.method)};
  set_session(request.params, envelope);
  set_text(request.params, "sdp", description.sdp);
  request.params.set("dialogParams", call_params(description.params));
  set_text(request.params, "User-Agent", "Web-" + envelope.version);
  if (description.trickle) request.params.set("trickle", Json::boolean(true));
  return request;
}

Request spell(const SendBye& bye, const Envelope& envelope) {
  const Cause& cause = bye.cause;
  Request request{"telnyx_rtc.bye"};
  request.params.set("sipCode", cause.sip_code ? Json::number(*cause.sip_code) : Json());
  request.params.set("sip_call_id",
                     cause.sip_call_id.empty() ? Json() : Json::text(cause.sip_call_id));
  set_session(request.params, envelope);
  request.params.set("dialogParams", call_params(bye.params));
  set_text(request.params, "cause", cause.text);
  request.params.set("causeCode", Json::number(cause.code));
  return request;
}

std::string_view action_name(HoldAction action) {
  switch (action) {
    case HoldAction::Hold:
      return "hold";
    case HoldAction::Unhold:
      return "unhold";
    case HoldAction::Toggle:
      return "toggleHold";
  }
  return {};
}

Request spell(const SendHold& hold, const Envelope& envelope) {
  Request request{"telnyx_rtc.modify"};
  set_session(request.params, envelope);
  set_text(request.params, "action", action_name(hold.action));
  request.params.set("dialogParams", call_params(hold.params));
  return request;
}

Request spell(const SendMedia& media, const Envelope& envelope) {
  Request request{"telnyx_rtc.modify"};
  set_session(request.params, envelope);
  set_text(request.params, "action", "updateMedia");
  set_text(request.params, "callID", media.params.call.text);
  set_text(request.params, "sdp", media.sdp);
  if (media.trickle) request.params.set("trickle", Json::boolean(true));
  request.params.set("dialogParams", call_params(media.params));
  return request;
}

Request spell(const SendCandidate& found, const Envelope& envelope) {
  const Candidate& candidate = found.candidate;
  Request request{"telnyx_rtc.candidate"};
  set_session(request.params, envelope);
  set_text(request.params, "candidate", candidate.candidate);
  request.params.set("sdpMLineIndex",
                     candidate.line_index ? Json::number(*candidate.line_index) : Json());
  request.params.set("sdpMid", candidate.mid ? Json::text(*candidate.mid) : Json());
  request.params.set("dialogParams", call_params(found.params));
  return request;
}

Request spell(const SendEndOfCandidates& end, const Envelope& envelope) {
  Request request{"telnyx_rtc.endOfCandidates"};
  set_session(request.params, envelope);
  request.params.set("endOfCandidates", Json::boolean(true));
  request.params.set("dialogParams", call_params(end.params));
  return request;
}

Request spell(const SendDigits& digits, const Envelope& envelope) {
  Request request{"telnyx_rtc.info"};
  set_session(request.params, envelope);
  set_text(request.params, "dtmf", digits.digits);
  request.params.set("dialogParams", call_params(digits.params));
  return request;
}

Request spell(const Custom& custom, const Envelope&) {
  return {.method = custom.method, .params = parse(custom.params.text).value_or(Json::object())};
}

}  // namespace

std::string encode(const Outbound& message, const Envelope& envelope) {
  Request request = std::visit([&](const auto& one) { return spell(one, envelope); }, message);
  Json frame = Json::object();
  set_text(frame, "jsonrpc", "2.0");
  set_text_if_any(frame, "id", envelope.id.text);
  set_text(frame, "method", request.method);
  set_text_if_any(frame, "voice_sdk_id", request.routing.text);
  frame.set("params", std::move(request.params));
  return write(frame);
}

std::string acknowledge(const RawJson& id, std::string_view method) {
  Json frame = Json::object();
  set_text(frame, "jsonrpc", "2.0");
  frame.set("id", parse(id.text).value_or(Json()));
  Json result = Json::object();
  set_text(result, "method", method);
  frame.set("result", std::move(result));
  return write(frame);
}

}  // namespace holdfast::wire
