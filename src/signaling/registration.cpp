#include "signaling/registration.hpp"

#include <utility>

#include "signaling/address.hpp"

namespace holdfast::signaling {

namespace {

constexpr milliseconds kLoginLimit = 10s;
constexpr milliseconds kTokenLimit = 10s;
constexpr milliseconds kForgottenPause = 60s;
constexpr milliseconds kTokenWarningLead = 120s;
constexpr int kMostRefusals = 5;
constexpr int kMostFailures = 5;
constexpr std::int64_t kRetryFrom = 2000;
constexpr std::int64_t kRetryTo = 6000;

}  // namespace

void Registration::restore(const StoredSession& stored) {
  routing_ = stored.routing;
  session_ = stored.session;
  stored_at_ = stored.stored_at;
}

void Registration::permit() {
  cleared_ = false;
  if (stage_ == Stage::Refused) stage_ = Stage::Out;
}

void Registration::set_credentials(Credentials credentials) {
  credentials_ = std::move(credentials);
  token_refused_ = false;
  awaits_token_ = false;
}

void Registration::log_in(Turn& turn) {
  const bool again = stage_ == Stage::LoggingIn && logged_in_anew_;
  logged_in_anew_ = registered() || again;
  stage_ = Stage::LoggingIn;
  if (wants_token(turn)) {
    ask_token(turn);
  } else {
    send_login(turn);
  }
}

bool Registration::wants_token(const Turn& turn) const {
  if (!turn.config.provides_tokens || token_asked_ || !credentials_.token_only()) return false;
  const auto& expiry = credentials_.token_expiry;
  return token_refused_ || (expiry && *expiry <= turn.now.wall);
}

void Registration::ask_token(Turn& turn) {
  token_asked_ = true;
  awaits_token_ = true;
  turn.after(kTokenLimit, Timer::LoginLimit);
  turn.put(request::AskToken{++token_ask_});
}

void Registration::token_provided(Turn& turn, fact::TokenProvided& provided) {
  // One that was asked for on the socket before is as good.
  awaits_token_ = false;
  token_refused_ = false;
  credentials_.token = std::move(provided.token);
  credentials_.token_expiry = provided.expiry;
  send_login(turn);
}

RegistrationStep Registration::token_withheld(Turn& turn, const fact::TokenWithheld& withheld) {
  if (!awaits_token_ || withheld.ask != token_ask_) return RegistrationStep::None;
  return refuse(turn, {.code = 0, .message = withheld.message});
}

void Registration::forgotten(Turn& turn) {
  if (!logged_in()) return;
  // A gateway that accepts logins and still knows nobody must not be asked for ever.
  if (forgotten_at_ && turn.now.monotonic - *forgotten_at_ < kForgottenPause) return;
  forgotten_at_ = turn.now.monotonic;
  if (!turn.config.auto_reconnect) {
    turn.put(
        request::ErrorRaised{ErrorCode::AuthenticationRequired, {}, {}, kNotAuthenticated, true});
  }
  log_in(turn);
}

void Registration::send_login(Turn& turn) {
  ++logins_;
  refusals_ = 0;
  const bool pinned = !turn.config.rtc_ip.empty() && turn.config.rtc_port != 0;
  const bool returning = static_cast<bool>(routing_) && !pinned;
  const bool fresh = session_ && turn.now.wall - stored_at_ <= turn.config.retention;
  wire::Login login{
      .credentials = credentials_,
      .user_variables = turn.config.user_variables,
      .reconnection = returning,
      .session = {},
      .push_when_active = turn.config.push_when_active,
      .early_sdp_answer = turn.config.early_sdp_answer,
      .version = turn.config.version,
      .user_agent = turn.config.user_agent,
  };
  if (returning && fresh) login.session = session_;
  turn.ask(std::move(login), {.purpose = Purpose::Login});
  turn.after(kLoginLimit, Timer::LoginLimit);
}

void Registration::lost(Turn& turn) {
  // Whatever the gateway said since: it keeps the session from now on, and no longer.
  stamp(turn);
  accepted_ = false;
  awaits_token_ = false;
  token_asked_ = false;
  turn.timers.stop(Timer::LoginLimit);
  turn.timers.stop(Timer::GatewayRetry);
  word_.clear();
  if (stage_ != Stage::Refused) stage_ = Stage::Out;
}

void Registration::reset(Turn& turn) {
  turn.timers.stop(Timer::TokenExpiry);
  failures_ = 0;
  stage_ = Stage::Out;
}

void Registration::clear(Turn& turn) {
  routing_ = {};
  session_ = {};
  cleared_ = true;
  turn.put(request::Forget{});
}

RegistrationStep Registration::login_ended(Turn& turn, const Outcome& outcome) {
  if (--logins_ > 0 || stage_ != Stage::LoggingIn || awaits_token_) return RegistrationStep::None;
  switch (outcome.kind) {
    case Outcome::Kind::Refused:
      token_refused_ = true;
      if (!wants_token(turn)) return refuse(turn, outcome.refusal);
      ask_token(turn);
      return RegistrationStep::None;
    case Outcome::Kind::Expired:
      return RegistrationStep::Unreachable;
    case Outcome::Kind::Lost:
      return RegistrationStep::None;
    case Outcome::Kind::Answered:
      break;
  }
  token_refused_ = false;
  stage_ = logged_in_anew_ ? Stage::Registered : Stage::LoggedIn;
  accepted_ = true;
  if (logged_in_anew_) turn.timers.stop(Timer::LoginLimit);
  if (outcome.reply.session) session_ = *outcome.reply.session;
  stamp(turn);
  watch_token(turn);
  return RegistrationStep::LoggedIn;
}

void Registration::client_ready(Turn& turn) {
  accepted_ = true;  // the answer to the login may be late, or lost
  if (!logged_in()) return;
  turn.ask(wire::AskGatewayState{routing_}, {.purpose = Purpose::GatewayState});
}

RegistrationStep Registration::state_told(Turn& turn, wire::GatewayState state,
                                          const std::string& word, const wire::Reply* reply) {
  if (!logged_in()) return RegistrationStep::None;
  turn.timers.stop(Timer::LoginLimit);
  if (reply != nullptr) {
    if (reply->region) region_ = *reply->region;
    if (reply->data_center) data_center_ = *reply->data_center;
    if (reply->call_report_id) call_report_id_ = *reply->call_report_id;
  }
  switch (state) {
    case wire::GatewayState::Registered:
      return registered_told(turn, true, word);
    case wire::GatewayState::Register:
      return registered_told(turn, false, word);
    case wire::GatewayState::NoRegistration:
      if (++refusals_ >= kMostRefusals) return refuse(turn, {.code = 0, .message = word});
      ask_later(turn);
      return RegistrationStep::None;
    case wire::GatewayState::Failed:
      return failed_told(turn, word);
    case wire::GatewayState::Pending:
    case wire::GatewayState::Unknown:
      // It may become one of the others, and nobody promised to say so.
      if (stage_ == Stage::LoggedIn) ask_later(turn);
      return RegistrationStep::None;
  }
  return RegistrationStep::None;
}

RegistrationStep Registration::registered_told(Turn& turn, bool confirmed,
                                               const std::string& word) {
  turn.timers.stop(Timer::GatewayRetry);
  word_ = word;
  refusals_ = 0;
  if (confirmed) failures_ = 0;
  // REGED and REGISTER may be told several times on one socket; the application hears of it once.
  if (stage_ == Stage::Registered) return RegistrationStep::None;
  stage_ = Stage::Registered;
  return RegistrationStep::Registered;
}

RegistrationStep Registration::failed_told(Turn& turn, const std::string& word) {
  if (stage_ == Stage::Failed) return RegistrationStep::None;
  stage_ = Stage::Failed;
  word_ = word;
  skip_routing_once_ = true;
  if (++failures_ == 1) turn.raise(ErrorCode::GatewayFailed, {}, "Gateway state: " + word);
  if (failures_ >= kMostFailures || !turn.config.auto_reconnect) {
    failures_ = 0;
    return RegistrationStep::GaveUp;
  }
  ask_later(turn);
  return RegistrationStep::None;
}

void Registration::ask_later(Turn& turn) {
  turn.after(milliseconds{turn.random.between(kRetryFrom, kRetryTo)}, Timer::GatewayRetry);
}

RegistrationStep Registration::refuse(Turn& turn, const wire::Refusal& refusal) {
  stage_ = Stage::Refused;
  awaits_token_ = false;
  token_asked_ = false;  // what the application calls next is another attempt
  turn.timers.stop(Timer::LoginLimit);
  turn.timers.stop(Timer::GatewayRetry);
  turn.timers.stop(Timer::TokenExpiry);
  turn.raise(ErrorCode::LoginFailed, {}, refusal.message, refusal.code);
  return RegistrationStep::Refused;
}

RegistrationStep Registration::state_withheld() const {
  return stage_ == Stage::LoggedIn ? RegistrationStep::Unreachable : RegistrationStep::None;
}

RegistrationStep Registration::login_limit_due(Turn& turn) {
  if (stage_ == Stage::Refused) return RegistrationStep::None;
  if (!awaits_token_) return RegistrationStep::Unreachable;
  return refuse(turn, {.code = 0, .message = "tokenProvider did not answer in time."});
}

RegistrationStep Registration::retry_due(Turn& turn) {
  if (stage_ == Stage::Failed) return RegistrationStep::Unreachable;
  client_ready(turn);
  return RegistrationStep::None;
}

void Registration::watch_token(Turn& turn) {
  turn.timers.stop(Timer::TokenExpiry);
  if (!credentials_.token_expiry) return;
  const milliseconds left = *credentials_.token_expiry - turn.now.wall;
  if (left <= 0ms) return;
  if (left <= kTokenWarningLead) {
    turn.warn(WarningCode::TokenExpiringSoon);
  } else {
    turn.after(left - kTokenWarningLead, Timer::TokenExpiry);
  }
}

void Registration::token_expiry_due(Turn& turn) { turn.warn(WarningCode::TokenExpiringSoon); }

void Registration::heard_routing(Turn& turn, const RoutingId& routing) {
  if (!routing || cleared_ || routing == routing_) return;
  routing_ = routing;
  stamp(turn);
}

std::optional<WallTime> Registration::kept_until(const Config& config) const {
  if (!session_) return std::nullopt;
  return stored_at_ + config.retention;
}

std::string Registration::url(const Config& config) {
  RoutingId routing = routing_;
  // The first socket to a canary must not be led back to the instance of before.
  if (config.canary && !canary_used_) routing = {};
  canary_used_ = true;
  return socket_url(config, routing, std::exchange(skip_routing_once_, false));
}

void Registration::stamp(const Turn& turn, milliseconds age) {
  const milliseconds passed = turn.now.wall - stored_at_;  // negative: the calendar was set back
  if (accepted_ && (passed < 0ms || passed >= age)) stored_at_ = turn.now.wall;
}

void Registration::describe(ClientSnapshot& snapshot) const {
  snapshot.session = session_;
  snapshot.routing = routing_;
  snapshot.region = region_;
  snapshot.data_center = data_center_;
  snapshot.call_report_id = call_report_id_;
  snapshot.gateway_state = word_;
  snapshot.registered = registered();
}

}  // namespace holdfast::signaling
