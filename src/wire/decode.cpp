// One frame of the gateway's, read. Trusts nothing in it: what is missing or of another kind is
// taken as absent. Knows how the gateway spells things and not what anybody does about them.
#include <array>
#include <utility>

#include "wire/codec.hpp"
#include "wire/fields.hpp"

namespace holdfast::wire {
namespace {

// ---- what several messages share ----------------------------------------------------------------

struct StateWord {
  std::string_view word;
  GatewayState state;
};

constexpr std::array kStateWords{
    StateWord{"REGED", GatewayState::Registered},
    StateWord{"REGISTER", GatewayState::Register},
    StateWord{"NOREG", GatewayState::NoRegistration},
    StateWord{"UNREGED", GatewayState::NoRegistration},
    StateWord{"FAILED", GatewayState::Failed},
    StateWord{"FAIL_WAIT", GatewayState::Failed},
    StateWord{"TIMEOUT", GatewayState::Failed},
    StateWord{"TRYING", GatewayState::Pending},
    StateWord{"EXPIRED", GatewayState::Pending},
    StateWord{"UNREGISTER", GatewayState::Pending},
};

GatewayState gateway_state(std::string_view word) {
  for (const StateWord& known : kStateWords) {
    if (known.word == word) return known.state;
  }
  return GatewayState::Unknown;
}

CallId call_id(Field params) { return {params["callID"].word()}; }

TelnyxIds telnyx_ids(Field params) {
  return {.call_control = params["telnyx_call_control_id"].word(),
          .session = params["telnyx_session_id"].word(),
          .leg = params["telnyx_leg_id"].word()};
}

std::string client_state(Field params) {
  const std::string state = params["client_state"].word();
  return state.empty() ? params["clientState"].word() : state;
}

/// Those headers that have a name and a value, under whichever of its two names the list comes.
RawJson custom_headers(Field params) {
  Json headers = Json::array();
  for (const std::string_view spelling : {"custom_headers", "customHeaders"}) {
    for (const Json& item : params["dialogParams"][spelling].items()) {
      const Field header(&item);
      if (!header["name"].text() || !header["value"].is(Json::Kind::Text)) continue;
      Json kept = Json::object();
      kept.set("name", Json::text(header["name"].word()));
      kept.set("value", Json::text(header["value"].word()));
      headers.children.push_back(std::move(kept));
    }
    if (!headers.children.empty()) return {write(headers)};
  }
  return {};
}

// ---- answers to requests of ours ----------------------------------------------------------------

Refusal refusal(Field error) {
  const std::string message = error["message"].word();
  return {.code = error["code"].integer().value_or(0),
          .message = message.empty() ? error.word() : message};
}

Reply reply(Field result) {
  const Field params = result["params"];
  Reply reply;
  if (std::string session = result["sessid"].word(); !session.empty()) {
    reply.session = SessionId{std::move(session)};
  }
  reply.hold_state = result["holdState"].text();
  reply.sdp = result["sdp"].text();
  if (const auto word = params["state"].text()) {
    reply.gateway_state = gateway_state(*word);
    reply.gateway_word = *word;
  }
  reply.region = params["region"].text();
  reply.data_center = params["dc"].text();
  reply.call_report_id = params["call_report_id"].text();
  return reply;
}

/// Gateways of this family may wrap a reply in another, once or twice, with a verdict of its own.
std::variant<Reply, Refusal> outcome(Field response) {
  while (true) {
    if (response["error"].truthy()) return refusal(response["error"]);
    const Field result = response["result"];
    const Field inner = result["result"];
    if (!inner.present() || inner.is(Json::Kind::Null)) return reply(result);
    // 200 is all the codes of success there are; whether in quotes or not depends on the gateway.
    if (inner["code"].truthy() && inner["code"].word() != "200") return refusal(inner);
    if (!inner["result"].truthy()) return reply(inner);
    response = inner["result"];
  }
}

// ---- requests of the gateway's ------------------------------------------------------------------

Invite offered_call(Field params) {
  // The gateway speaks of caller and callee; at this end of an arriving call the callee is
  // ourselves.
  const std::string callee_number = params["callee_id_number"].word();
  return {.call = call_id(params),
          .sdp = params["sdp"].text().value_or(""),
          .parties = {.destination_number = callee_number,
                      .caller_name = params["callee_id_name"].word(),
                      .caller_number = callee_number,
                      .remote_name = params["caller_id_name"].word(),
                      .remote_number = params["caller_id_number"].word()},
          .telnyx = telnyx_ids(params),
          .client_state = client_state(params),
          .custom_headers = custom_headers(params)};
}

Body noted(Field params) { return Noted{call_id(params)}; }

// An offer that names no call is nobody's, or it would be taken for the only one that waits.
Body invite(Field params) {
  if (!call_id(params)) return noted(params);
  return offered_call(params);
}

Body attach(Field params) {
  if (!call_id(params)) return noted(params);
  return Attach{offered_call(params)};
}

Body answer(Field params) {
  return Answer{.call = call_id(params), .sdp = params["sdp"].text(), .telnyx = telnyx_ids(params)};
}

Body media(Field params) {
  return Media{.call = call_id(params), .sdp = params["sdp"].text().value_or("")};
}

Body ringing(Field params) {
  return Ringing{.call = call_id(params), .telnyx = telnyx_ids(params)};
}

/// One without a candidate in it has nothing to give to a peer.
Body candidate(Field params) {
  constexpr int kGreatestLineIndex = 0xffff;
  std::optional<std::string> text = params["candidate"].text();
  if (!text) return Noted{call_id(params)};

  RemoteCandidate found{.call = call_id(params), .candidate = {}};
  found.candidate.candidate = std::move(*text);
  found.candidate.mid = params["sdpMid"].text();
  const std::optional<int> line = params["sdpMLineIndex"].integer();
  if (line && *line >= 0 && *line <= kGreatestLineIndex) {
    found.candidate.line_index = static_cast<std::uint32_t>(*line);
  }
  return found;
}

Body bye(Field params) {
  Bye bye;
  bye.call = call_id(params);
  bye.client_state = client_state(params);
  bye.custom_headers = custom_headers(params);
  bye.cause = {.text = params["cause"].word(),
               .code = params["causeCode"].integer().value_or(0),
               .sip_code = params["sipCode"].integer(),
               .sip_reason = params["sipReason"].word(),
               .sip_call_id = params["sip_call_id"].word()};
  return bye;
}

/// What it carries besides its method rides on any frame, and is read there.
Body ping(Field) { return Ping{}; }

Body client_ready(Field) { return ClientReady{}; }

Body gateway_state_told(Field params) {
  std::string word = params["state"].text().value_or("");
  return GatewayStateTold{.state = gateway_state(word), .word = std::move(word)};
}

Body punt(Field) { return Punt{}; }

Body display(Field params) { return Told{.call = call_id(params), .type = "participantData"}; }

Body event(Field params) {
  std::string channel = params["eventChannel"].word();
  return Told{.call = channel.empty() ? call_id(params) : CallId{std::move(channel)},
              .type = "event"};
}

Body conversation(Field) { return Conversation{}; }

struct Method {
  std::string_view name;
  Body (*read)(Field params);
};

constexpr std::array kMethods{
    Method{"telnyx_rtc.invite", invite},
    Method{"telnyx_rtc.attach", attach},
    Method{"telnyx_rtc.answer", answer},
    Method{"telnyx_rtc.media", media},
    Method{"telnyx_rtc.ringing", ringing},
    Method{"telnyx_rtc.candidate", candidate},
    Method{"telnyx_rtc.endOfCandidates", noted},
    Method{"telnyx_rtc.modify", noted},
    Method{"telnyx_rtc.bye", bye},
    Method{"telnyx_rtc.ping", ping},
    Method{"telnyx_rtc.clientReady", client_ready},
    Method{"telnyx_rtc.gatewayState", gateway_state_told},
    Method{"telnyx_rtc.punt", punt},
    Method{"telnyx_rtc.display", display},
    Method{"telnyx_rtc.event", event},
    Method{"webrtc.event", event},
    Method{"telnyx_rtc.info", event},
    Method{"ai_conversation", conversation},
};

Body request(std::string_view name, Field params) {
  for (const Method& method : kMethods) {
    if (method.name == name) return method.read(params);
  }
  return UnknownMethod{std::string(name)};
}

std::optional<std::vector<CallId>> reattached_calls(Field list) {
  if (!list.is(Json::Kind::Array)) return std::nullopt;
  std::vector<CallId> calls;
  for (const Json& item : list.items()) {
    if (auto id = Field(&item).text()) calls.push_back({std::move(*id)});
  }
  return calls;
}

}  // namespace

std::optional<Inbound> decode(std::string_view text) {
  const std::optional<Json> json = parse(text);
  if (!json) return std::nullopt;
  const Field frame(&*json);
  const Field id = frame["id"];
  const Field params = frame["params"];

  Inbound inbound;
  inbound.routing = {frame["voice_sdk_id"].text().value_or("")};
  if (auto method = frame["method"].text()) {
    inbound.body = request(*method, params);
    inbound.method = std::move(*method);
    inbound.id = {id.raw()};
    inbound.reattached = reattached_calls(params["reattached_sessions"]);
    return inbound;
  }
  if (id.present() && (frame["result"].present() || frame["error"].present())) {
    inbound.body = Response{{id.word()}, outcome(frame)};
    return inbound;
  }
  return std::nullopt;
}

}  // namespace holdfast::wire
