// The whole surface that TypeScript sees (shim/surface.ts): one class whose methods turn what the
// application did into facts. The only bindings there are.

#include <emscripten/bind.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "web/host.hpp"

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
  if (at(given, "sipCode").isNumber()) read.sip_code = whole(given, "sipCode");
  read.sip_reason = text(given, "sipReason");
  read.sip_call_id = text(given, "sipCallId");
  return read;
}

CallMarker marker(const val& given) {
  const val ids = at(given, "telnyx");
  return {
      .id = {text(given, "id")},
      .telnyx = {text(ids, "callControl"), text(ids, "session"), text(ids, "leg")},
      .direction = static_cast<Direction>(which(text(given, "direction"), {"inbound", "outbound"})),
      .parties = parties(at(given, "parties")),
      .muted = flag(given, "muted"),
      .held = flag(given, "held"),
      .relay_only = flag(given, "relayOnly")};
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
  read.push_when_active = flag(given, "pushWhenActive");
  read.early_sdp_answer = flag(given, "earlySdpAnswer");
  read.user_variables = {text(given, "userVariables")};
  read.inbound = plan(at(given, "inbound"));
  read.first_socket = SocketGeneration{word(given, "firstSocket")};
  return read;
}

}  // namespace

/// One client. Texts come as values, so that they are copied once; numbers name calls and promises.
class Core {
 public:
  Core(const val& given, val shim)
      : host_(std::make_shared<Host>(config(given), std::move(shim), at(given, "inboundMedia"),
                                     word(given, "recordingRoom"))) {}
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;
  ~Core() { dispose(); }

  static std::shared_ptr<Core> make(val given, val shim) {
    return std::make_shared<Core>(given, std::move(shim));
  }

  void connect(val stored) {
    observe();
    feed(fact::Connect{stored_session(stored)});
  }

  void login(std::uint32_t ticket, val given, val stored) {
    observe();
    feed(fact::Login{Ticket{ticket}, credentials(given), stored_session(stored)});
  }

  void disconnect(std::uint32_t ticket) { feed(fact::Disconnect{Ticket{ticket}}); }

  void clear_token() { feed(fact::ClearToken{}); }

  void delay_chosen(int attempt, double delay) {
    const bool ends = delay < 0;
    std::optional<milliseconds> chosen;
    if (delay >= 0) chosen = milliseconds{static_cast<milliseconds::rep>(delay)};
    feed(fact::DelayChosen{attempt, chosen, ends});
  }

  void token_provided(int ask, val token, double expiry) {
    feed(fact::TokenProvided{ask, text(token), calendar(expiry)});
  }

  void token_withheld(int ask, val message) { feed(fact::TokenWithheld{ask, text(message)}); }

  void check_registered(std::uint32_t ticket) { feed(fact::CheckRegistered{Ticket{ticket}}); }

  void place_call(std::uint32_t call, val id, val given_plan, val given_parties, val client_state,
                  val custom_headers, val media) {
    observe();
    wish(call, std::move(media));
    feed(fact::PlaceCall{CallKey{call}, CallId{text(id)}, plan(given_plan), parties(given_parties),
                         text(client_state), RawJson{text(custom_headers)}});
  }

  void answer_call(std::uint32_t call, val custom_headers, val media) {
    wish(call, std::move(media));
    feed(fact::AnswerCall{CallKey{call}, RawJson{text(custom_headers)}});
  }

  void hang_up(std::uint32_t call, std::uint32_t ticket, val given_cause, val custom_headers) {
    feed(fact::HangUp{CallKey{call}, Ticket{ticket}, cause(given_cause),
                      RawJson{text(custom_headers)}});
  }

  void hold(std::uint32_t call, std::uint32_t ticket, val action) {
    feed(fact::Hold{CallKey{call}, Ticket{ticket}, hold_action(text(action))});
  }

  void send_dtmf(std::uint32_t call, val digits) {
    feed(fact::SendDtmf{CallKey{call}, text(digits)});
  }

  void set_muted(std::uint32_t call, bool muted) { feed(fact::SetMuted{CallKey{call}, muted}); }

  void resume_media(std::uint32_t call) { feed(fact::ResumeMedia{CallKey{call}}); }

  void reject_media(std::uint32_t call) { feed(fact::RejectMedia{CallKey{call}}); }

  void dispose() {
    if (const auto host = std::exchange(host_, nullptr)) host->dispose();
  }

 private:
  void feed(Input input) {
    if (host_) host_->feed(std::move(input));
  }
  void wish(std::uint32_t call, val media) {
    if (host_) host_->media().wish(CallKey{call}, std::move(media));
  }
  void observe() {
    if (host_) host_->surroundings().observe();
  }

  std::shared_ptr<Host> host_;  // nothing once disposed
};

}  // namespace holdfast::web

EMSCRIPTEN_BINDINGS(holdfast) {
  using holdfast::web::Core;
  emscripten::class_<Core>("Core")
      .smart_ptr_constructor("Core", &Core::make)
      .function("connect", &Core::connect)
      .function("login", &Core::login)
      .function("disconnect", &Core::disconnect)
      .function("clearToken", &Core::clear_token)
      .function("delayChosen", &Core::delay_chosen)
      .function("tokenProvided", &Core::token_provided)
      .function("tokenWithheld", &Core::token_withheld)
      .function("checkRegistered", &Core::check_registered)
      .function("placeCall", &Core::place_call)
      .function("answerCall", &Core::answer_call)
      .function("hangUp", &Core::hang_up)
      .function("hold", &Core::hold)
      .function("sendDtmf", &Core::send_dtmf)
      .function("setMuted", &Core::set_muted)
      .function("resumeMedia", &Core::resume_media)
      .function("rejectMedia", &Core::reject_media)
      .function("dispose", &Core::dispose);
  emscripten::function("liveHandles", &holdfast::web::Listener::living);
}
