// The whole surface that TypeScript sees (shim/surface.ts): functions that turn what the
// application did into facts. The only bindings there are.
//
// Each names its client by a number. A class would say the same more nicely, but what embind brings
// along for classes, inheritance and smart pointers is half of the glue.

#include <emscripten/bind.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "web/host.hpp"
#include "web/rehearsal.hpp"

namespace holdfast::web {

namespace {

std::optional<WallTime> calendar(double time) {
  if (!std::isfinite(time)) return std::nullopt;
  return WallTime{milliseconds{static_cast<milliseconds::rep>(time)}};
}

Credentials credentials(const val& given) {
  Credentials read;
  read.login = text(given, "login");
  read.password = text(given, "password");
  read.token = text(given, "token");
  read.token_expiry = calendar(number(given, "tokenExpiry"));
  read.target_type = text(given, "targetType");
  read.target_id = text(given, "targetId");
  read.target_version_id = text(given, "targetVersionId");
  read.target_params = {text(given, "targetParams")};
  return read;
}

CallPlan plan(const val& given) {
  return {flag(given, "trickle"), flag(given, "relayOnly"), flag(given, "prefetch"),
          flag(given, "muted"), RawJson{text(given, "dialogParams")}};
}

Parties parties(const val& given) {
  return {text(given, "destinationNumber"), text(given, "callerName"), text(given, "callerNumber"),
          text(given, "remoteName"), text(given, "remoteNumber")};
}

std::optional<Cause> cause(const val& given) {
  if (!web::given(given)) return std::nullopt;
  Cause read;
  read.text = text(given, "text");
  read.code = whole(given, "code");
  if (std::isfinite(number(given, "sipCode"))) read.sip_code = whole(given, "sipCode");
  read.sip_reason = text(given, "sipReason");
  read.sip_call_id = text(given, "sipCallId");
  return read;
}

CallMarker marker(const val& given) {
  const val ids = at(given, "telnyx");
  return {.id = {text(given, "id")},
          .telnyx = {text(ids, "callControl"), text(ids, "session"), text(ids, "leg")},
          .direction =
              text(given, "direction") == "outbound" ? Direction::Outbound : Direction::Inbound,
          .parties = parties(at(given, "parties")),
          .muted = flag(given, "muted"),
          .held = flag(given, "held"),
          .relay_only = flag(given, "relayOnly"),
          .camera_muted = flag(given, "cameraMuted"),
          .deaf = flag(given, "deaf"),
          .listens = flag(given, "listens")};
}

std::optional<StoredSession> stored_session(const val& given) {
  if (!web::given(given)) return std::nullopt;
  const auto stored_at = static_cast<milliseconds::rep>(number(given, "storedAt"));
  StoredSession stored{RoutingId{text(given, "routing")}, SessionId{text(given, "session")},
                       WallTime{milliseconds{stored_at}}};
  const val calls = at(given, "calls");
  for (int index = 0; index < length(calls); ++index) {
    stored.calls.push_back(marker(item(calls, index)));
  }
  return stored;
}

HoldAction hold_action(const std::string& name) {
  return static_cast<HoldAction>(which(name, {"hold", "unhold", "toggle"}));
}

std::uint32_t word(const val& given, const char* name) {
  return static_cast<std::uint32_t>(number(given, name));
}

Config config(const val& given) {
  Config read;
  read.seed = std::uint64_t{word(given, "seedHigh")} << 32U | word(given, "seedLow");
  read.credentials = credentials(at(given, "credentials"));
  read.version = text(given, "version");
  read.user_agent = text(given, "userAgent");
  read.host = text(given, "host");
  read.region = text(given, "region");
  read.rtc_ip = text(given, "rtcIp");
  read.rtc_port = static_cast<std::uint16_t>(whole(given, "rtcPort"));
  read.canary = flag(given, "canary");
  read.skip_last_routing = flag(given, "skipLastRouting");
  read.skip_trailing = flag(given, "skipTrailing");
  read.keep_calls = flag(given, "keepCalls");
  read.hang_up_on_leave = flag(given, "hangUpOnLeave");
  read.auto_reconnect = flag(given, "autoReconnect");
  read.max_reconnect_attempts = whole(given, "maxReconnectAttempts");
  read.policy = static_cast<ReconnectPolicy>(
      which(text(given, "reconnectPolicy"), {"documented", "delays", "retention", "asked"}));
  const val delays = at(given, "reconnectDelays");
  for (int index = 0; index < length(delays); ++index) {
    const auto delay = static_cast<milliseconds::rep>(number(item(delays, index)));
    read.delays.emplace_back(delay);
  }
  read.retention = milliseconds{whole(given, "retention")};
  read.provides_tokens = flag(given, "providesTokens");
  read.media_retry = milliseconds{whole(given, "mediaRetry")};
  read.media_retry_outbound = flag(given, "mediaRetryOutbound");
  read.replace_microphone = flag(given, "replaceMicrophone");
  read.push_when_active = flag(given, "pushWhenActive");
  read.early_sdp_answer = flag(given, "earlySdpAnswer");
  read.user_variables = {text(given, "userVariables")};
  read.inbound = plan(at(given, "inbound"));
  read.first_socket = SocketGeneration{word(given, "firstSocket")};
  return read;
}

// The clients of this page by the number the shim has for them; nothing once disposed. A number is
// never given twice, so that one kept too long meets nobody.
std::vector<std::shared_ptr<Host>> hosts;

/// Texts come as values, so that they are copied once; numbers name clients, calls and promises.
using Number = std::uint32_t;

std::shared_ptr<Host> host(Number core) { return hosts[core]; }

void feed(Number core, Input input) {
  if (const auto found = host(core)) found->feed(std::move(input));
}

void wish(Number core, Number call, val media) {
  if (const auto found = host(core)) found->media().wish(CallKey{call}, std::move(media));
}

void observe(Number core) {
  if (const auto found = host(core)) found->surroundings().observe();
}

Number make(val given, val shim) {
  if (hosts.empty()) rehearse();
  hosts.push_back(std::make_shared<Host>(config(given), std::move(shim), at(given, "inboundMedia"),
                                         word(given, "recordingRoom")));
  return hosts.size() - 1;
}

void connect(Number core, val stored) {
  feed(core, fact::Connect{stored_session(stored)});
  observe(core);  // while the browser connects
}

void login(Number core, Number ticket, val given, val stored) {
  feed(core, fact::Login{Ticket{ticket}, credentials(given), stored_session(stored)});
  observe(core);
}

void disconnect(Number core, Number ticket) { feed(core, fact::Disconnect{Ticket{ticket}}); }

void clear_token(Number core) { feed(core, fact::ClearToken{}); }

void reset_attempts(Number core) { feed(core, fact::ResetAttempts{}); }

void delay_chosen(Number core, Number attempt, double delay) {
  const bool ends = delay < 0;
  std::optional<milliseconds> chosen;
  if (delay >= 0) chosen = milliseconds{static_cast<milliseconds::rep>(delay)};
  feed(core, fact::DelayChosen{static_cast<int>(attempt), chosen, ends});
}

void token_provided(Number core, Number ask, val token, double expiry) {
  feed(core, fact::TokenProvided{static_cast<int>(ask), text(token), calendar(expiry)});
}

void token_withheld(Number core, Number ask, val message) {
  feed(core, fact::TokenWithheld{static_cast<int>(ask), text(message)});
}

void check_registered(Number core, Number ticket) {
  feed(core, fact::CheckRegistered{Ticket{ticket}});
}

void send_request(Number core, Number ticket, val method, val params) {
  feed(core, fact::SendRequest{Ticket{ticket}, text(method), RawJson{text(params)}});
}

void place_call(Number core, Number call, val id, val given_plan, val given_parties,
                val client_state, val custom_headers, val media) {
  observe(core);
  wish(core, call, std::move(media));
  feed(core,
       fact::PlaceCall{CallKey{call}, CallId{text(id)}, plan(given_plan), parties(given_parties),
                       text(client_state), RawJson{text(custom_headers)}});
}

void answer_call(Number core, Number call, val custom_headers, val media) {
  wish(core, call, std::move(media));
  feed(core, fact::AnswerCall{CallKey{call}, RawJson{text(custom_headers)}});
}

void hang_up(Number core, Number call, Number ticket, val given_cause, val custom_headers) {
  feed(core, fact::HangUp{CallKey{call}, Ticket{ticket}, cause(given_cause),
                          RawJson{text(custom_headers)}});
}

void change_microphone(Number core, Number call, Number ticket, Number muted, val audio) {
  if (const auto found = host(core)) {
    found->media().wish_microphone(CallKey{call}, std::move(audio));
    found->feed(fact::ChangeMicrophone{CallKey{call}, Ticket{ticket}, muted != 0});
  }
}

void hold(Number core, Number call, Number ticket, val action) {
  feed(core, fact::Hold{CallKey{call}, Ticket{ticket}, hold_action(text(action))});
}

void send_dtmf(Number core, Number call, val digits) {
  feed(core, fact::SendDtmf{CallKey{call}, text(digits)});
}

void set_muted(Number core, Number call, Number muted, Number channel) {
  feed(core, fact::SetMuted{CallKey{call}, muted != 0, static_cast<Channel>(channel)});
}

void resume_media(Number core, Number call) { feed(core, fact::ResumeMedia{CallKey{call}}); }

void reject_media(Number core, Number call) { feed(core, fact::RejectMedia{CallKey{call}}); }

void dispose(Number core) {
  if (const auto found = std::exchange(hosts[core], nullptr)) found->dispose();
}

Number live_handles() { return static_cast<Number>(Listener::living()); }

}  // namespace

}  // namespace holdfast::web

EMSCRIPTEN_BINDINGS(holdfast) {
  namespace web = holdfast::web;
  using emscripten::function;
  function("make", &web::make);
  function("connect", &web::connect);
  function("login", &web::login);
  function("disconnect", &web::disconnect);
  function("clearToken", &web::clear_token);
  function("resetAttempts", &web::reset_attempts);
  function("delayChosen", &web::delay_chosen);
  function("tokenProvided", &web::token_provided);
  function("tokenWithheld", &web::token_withheld);
  function("checkRegistered", &web::check_registered);
  function("sendRequest", &web::send_request);
  function("placeCall", &web::place_call);
  function("answerCall", &web::answer_call);
  function("hangUp", &web::hang_up);
  function("hold", &web::hold);
  function("changeMicrophone", &web::change_microphone);
  function("sendDtmf", &web::send_dtmf);
  function("setMuted", &web::set_muted);
  function("resumeMedia", &web::resume_media);
  function("rejectMedia", &web::reject_media);
  function("dispose", &web::dispose);
  function("liveHandles", &web::live_handles);
}
