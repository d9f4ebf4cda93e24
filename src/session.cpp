// What the application, the socket, the browser and the clock bring, and what follows from it.
#include "session.hpp"

#include <cassert>
#include <utility>

#include "wire/codec.hpp"

namespace holdfast {

namespace {
// The last BYEs get that long before the socket is closed under them.
constexpr milliseconds kDisconnectLimit = 5s;
// The calendar ran ahead of the steady clock by more than anybody corrects a calendar: a sleep.
constexpr milliseconds kSleep = 2s;
}  // namespace

using call::Call;
using call::Farewell;
using signaling::RegistrationStep;

Session::Session(Config config)
    : config_(std::move(config)),
      random_(config_.seed),
      link_(config_.first_socket),
      registration_(config_.credentials),
      recovery_(roster_),
      outage_(roster_) {}

void Session::handle(Moment now, Input input) {
  assert(polled_ == outputs_.size() && "poll to the end before the next handle");
  outputs_.clear();
  polled_ = 0;
  std::vector<Ask> asks;
  Turn turn{now, config_, random_, timers_, outputs_, asks, registration_.registered()};
  const auto before = std::exchange(last_, now);
  if (before && now.wall - before->wall > now.monotonic - before->monotonic + kSleep) {
    wake(turn, ReconnectReason::Woke);
  }
  std::visit([&](auto& fact) { on(turn, fact); }, input);
  finish_turn(turn);
}

std::optional<Output> Session::poll() {
  if (polled_ == outputs_.size()) return std::nullopt;
  return std::move(outputs_[polled_++]);
}

bool Session::at_rest() const { return roster_.empty() && timers_.empty() && !link_.current(); }

// ---- from the application -----------------------------------------------------------------------

void Session::on(Turn& turn, fact::Connect& connect) {
  restore(turn, connect.stored);
  if (link_.is_open() && registration_.refused()) {
    log_in(turn);
    return;
  }
  if (!link_.current()) registration_.permit();
  dial_now(turn);
}

void Session::on(Turn& turn, fact::Login& login) {
  restore(turn, login.stored);
  registration_.set_credentials(std::move(login.credentials));
  login_tickets_.push_back(login.ticket);
  if (link_.is_open()) {
    log_in(turn);
  } else {
    registration_.permit();
    dial_now(turn);
  }
}

void Session::on(Turn& turn, fact::TokenProvided& provided) {
  if (!registration_.awaits_token()) return;
  registration_.token_provided(turn, provided);
  watch_socket(turn);
}

void Session::on(Turn& turn, const fact::TokenWithheld& withheld) {
  step(turn, registration_.token_withheld(turn, withheld));
}

void Session::on(Turn& turn, const fact::Disconnect& disconnect) {
  disconnect_tickets_.push_back(disconnect.ticket);
  outage_.over();
  drop_calls(turn, Farewell::Send);
  turn.after(kDisconnectLimit, Timer::DisconnectLimit);
}

void Session::on(Turn& /*turn*/, const fact::ResetAttempts& /*reset*/) { link_.reset_attempts(); }

void Session::on(Turn& turn, const fact::ClearToken& /*clear*/) {
  registration_.clear(turn);
  written_ = {};
  recovery_.forget_markers(turn);
  if (link_.current()) return;
  // No socket will come back for those that wait for one.
  link_.drop(turn, false);
  recovery_.socket_lost(turn, false);
  outage_.over();
  settle_logins(turn, false);
  tell_client(turn);
}

void Session::on(Turn& turn, const fact::CheckRegistered& check) {
  // The gateway of a client that never logged in has nothing to say.
  if (registration_.awaits_token() || registration_.refused()) {
    turn.settle(check.ticket, false);
    return;
  }
  turn.ask(wire::AskGatewayState{registration_.routing()},
           {.purpose = Purpose::RegistrationCheck, .ticket = check.ticket});
}

void Session::on(Turn& turn, fact::SendRequest& send) {
  const auto socket = link_.current();
  if (!turn.registered || !socket) {
    return turn.settle(send.ticket, false, ErrorCode::RequestNotAnswered,
                       "The client is not registered.");
  }
  wire::Custom message{std::move(send.method), std::move(send.params)};
  if (!send.ticket) {
    turn.put(request::SendText{*socket, wire::encode(message, {})});
  } else {
    turn.ask(std::move(message), {.purpose = Purpose::Custom, .ticket = send.ticket});
  }
}

void Session::on(Turn& turn, fact::PlaceCall& place) {
  left_ = false;
  roster_
      .add({.key = place.call,
            .id = std::move(place.id),
            .direction = Direction::Outbound,
            .plan = std::move(place.plan),
            .parties = std::move(place.parties),
            .telnyx = {},
            .client_state = std::move(place.client_state),
            .custom_headers = std::move(place.custom_headers),
            .remote_offer = {}})
      .place(turn);
}

void Session::on(Turn& turn, fact::AnswerCall& answer) {
  left_ = false;
  if (Call* one = roster_.find(answer.call)) one->answer(turn, std::move(answer.custom_headers));
}

void Session::on(Turn& turn, const fact::HangUp& hang_up) {
  left_ = false;
  if (Call* one = roster_.find(hang_up.call)) {
    one->hang_up(turn, hang_up.ticket, hang_up.cause, hang_up.custom_headers);
  } else {
    turn.settle(hang_up.ticket, true);
  }
}

void Session::on(Turn& turn, const fact::Hold& hold) {
  if (Call* one = roster_.find(hold.call)) {
    one->hold(turn, hold.ticket, hold.action);
  } else {
    turn.settle(hold.ticket, false);
  }
}

void Session::on(Turn& turn, const fact::ChangeMicrophone& change) {
  Call* one = roster_.find(change.call);
  if (one != nullptr && !one->ending()) {
    one->on(turn, change);
  } else {
    turn.warn(WarningCode::AudioInputDeviceChangeSkipped, change.call);
    turn.settle(change.ticket, true);
  }
}

void Session::on(Turn& turn, const fact::SendDtmf& dtmf) {
  if (Call* one = roster_.find(dtmf.call)) one->send_digits(turn, dtmf.digits);
}

void Session::on(Turn& turn, const fact::SetMuted& mute) {
  if (Call* one = roster_.find(mute.call)) one->set_muted(turn, mute.channel, mute.muted);
}

// ---- from the browser ---------------------------------------------------------------------------

template <class Fact>
void Session::on(Turn& turn, const Fact& fact) {
  if (Call* one = roster_.find(fact.call)) one->on(turn, fact);
}

void Session::on(Turn& turn, const fact::MediaGranted& granted) {
  if (Call* one = roster_.find(granted.call)) {
    one->on(turn, granted);
  } else {
    turn.put(request::ReleaseMedia{granted.call});  // the call ended before the user said yes
  }
}

void Session::on(Turn& turn, const fact::DevicesChanged& /*changed*/) {
  for (Call* one : roster_.all()) one->devices_changed(turn);
}

void Session::on(Turn& turn, const fact::WentOnline& /*online*/) {
  recovery_.network_changed();
  wake(turn, ReconnectReason::WentOnline);
}

void Session::on(Turn& turn, const fact::WentOffline& /*offline*/) {
  if (!link_.is_open()) return;
  turn.raise(ErrorCode::NetworkOffline);
  liveness_.probe(turn);
}

void Session::on(Turn& turn, const fact::TimePassed& /*passed*/) {
  recovery_.check_retention(turn);
  while (const auto due = timers_.take_due(turn.now.monotonic)) timer_due(turn, *due);
}

void Session::timer_due(Turn& turn, const TimerTable::Entry& due) {
  if (due.call) {
    if (Call* one = roster_.find(due.call)) one->timer_due(turn, due.timer);
    return;
  }
  switch (due.timer) {
    case Timer::DialLimit:
      lose(turn, true, ReconnectReason::NotOpened);
      break;
    case Timer::Reconnect:
      dial(turn);
      break;
    case Timer::LoginLimit:
      step(turn, registration_.login_limit_due(turn));
      break;
    case Timer::GatewayRetry:
      step(turn, registration_.retry_due(turn));
      break;
    case Timer::TokenExpiry:
      registration_.token_expiry_due(turn);
      break;
    case Timer::RequestExpiry:
      for (const Asker& asker : rpc_.take_expired(turn)) {
        settle(turn, asker, {.kind = Outcome::Kind::Expired});
      }
      break;
    case Timer::LivenessProbe:
      liveness_.probe_due(turn);
      break;
    case Timer::LivenessVerdict:
      if (liveness_.verdict_due(turn)) {
        const bool deaf = liveness_.only_unanswered();
        turn.warn(WarningCode::SignalingRecoveryRequired, {},
                  deaf ? "Nothing was answered." : "Nothing was heard.", "probe");
        lose(turn, true, deaf ? ReconnectReason::NothingAnswered : ReconnectReason::NothingHeard);
      }
      break;
    case Timer::DisconnectLimit:
      finish_disconnect(turn);
      break;
    case Timer::ReattachVerdict:
      recovery_.verdict_due(turn);
      break;
    default:
      break;
  }
}

// ---- the end of a turn, and requests ------------------------------------------------------------

void Session::finish_turn(Turn& turn) {
  // What is wrong is seen to as long as it is: no event has to come at the right moment.
  const bool keep = config_.keep_calls && !registration_.cleared();
  if (recovery_.review(turn, signalling(turn), keep) && turn.registered) liveness_.probe(turn);
  send_asks(turn);
  outage_.follow(turn, registration_.registered());
  for (const auto& over : roster_.take_over()) {
    recovery_.remember(turn, *over);
  }
  liveness_.set_in_call(turn, roster_.any_talking());
  // The last BYE was answered: nothing keeps the socket any more.
  if (!disconnect_tickets_.empty() && roster_.empty()) finish_disconnect(turn);
  write_down(turn);
}

void Session::send_asks(Turn& turn) {
  // What ends at once may ask again.
  while (!turn.asks.empty()) {
    for (const Ask& ask : std::exchange(turn.asks, {})) {
      const auto socket = link_.current();
      if (!link_.is_open() || !socket) {
        settle(turn, ask.asker, {});
        continue;
      }
      const wire::Envelope envelope{.id = rpc_.admit(turn, ask.asker),
                                    .session = registration_.session(),
                                    .version = config_.version};
      turn.put(request::SendText{*socket, wire::encode(ask.message, envelope)});
    }
  }
}

void Session::settle(Turn& turn, const Asker& asker, const Outcome& outcome) {
  switch (asker.purpose) {
    case Purpose::Login:
      step(turn, registration_.login_ended(turn, outcome));
      break;
    case Purpose::GatewayState:
      if (outcome.reply.gateway_state) {
        step(turn, registration_.state_told(turn, *outcome.reply.gateway_state,
                                            outcome.reply.gateway_word, &outcome.reply));
      } else if (outcome.kind != Outcome::Kind::Lost) {
        step(turn, registration_.state_withheld());
      }
      break;
    case Purpose::RegistrationCheck: {
      const auto state = outcome.reply.gateway_state;
      turn.settle(asker.ticket,
                  state == wire::GatewayState::Registered || state == wire::GatewayState::Register);
      break;
    }
    case Purpose::Probe:
      if (outcome.kind == Outcome::Kind::Answered || outcome.kind == Outcome::Kind::Refused) {
        liveness_.probe_answered(turn);
      }
      break;
    case Purpose::Bye:
    case Purpose::Hold:
      doubt_if_expired(turn, outcome);
      [[fallthrough]];
    case Purpose::Description:
    case Purpose::Restart:
      if (Call* one = roster_.find(asker.call)) one->settled(turn, asker, outcome);
      break;
    case Purpose::Ping:
      doubt_if_expired(turn, outcome);
      break;
    case Purpose::Custom:
      // What the answer says only the application reads, in the frame itself.
      turn.settle(asker.ticket, outcome.answered(),
                  outcome.answered() || outcome.kind == Outcome::Kind::Refused
                      ? std::nullopt
                      : std::optional{ErrorCode::RequestNotAnswered});
      break;
    case Purpose::LateBye:
    case Purpose::Notice:
      break;
  }
}

void Session::doubt_if_expired(Turn& turn, const Outcome& outcome) {
  if (outcome.kind == Outcome::Kind::Expired) liveness_.doubt(turn);
}

void Session::step(Turn& turn, RegistrationStep step) {
  switch (step) {
    case RegistrationStep::None:
      return;
    case RegistrationStep::LoggedIn:
      settle_logins(turn, true);
      recovery_.say_byes(turn);
      // With other credentials on a registered socket there is no second ready.
      if (registration_.registered()) resume_calls(turn);
      break;
    case RegistrationStep::Registered: {
      link_.reset_attempts();
      tell_client(turn);
      ClientSnapshot snapshot;
      registration_.describe(snapshot);
      turn.put(request::ClientReady{snapshot.gateway_state});
      resume_calls(turn);
      return;
    }
    case RegistrationStep::Refused:
      settle_logins(turn, false);
      break;
    case RegistrationStep::Unreachable:
      lose(turn, true, ReconnectReason::NotRegistered);
      return;
    case RegistrationStep::GaveUp:
      forget_socket(turn, true);
      give_up(turn);
      break;
  }
  tell_client(turn);
}

void Session::resume_calls(Turn& turn) {
  turn.registered = true;
  recovery_.say_byes(turn);
  for (Call* one : roster_.all()) one->registered(turn);
}

void Session::settle_logins(Turn& turn, bool accepted) {
  for (const Ticket ticket : std::exchange(login_tickets_, {})) {
    turn.settle(ticket, accepted, accepted ? std::nullopt : std::optional{ErrorCode::LoginFailed});
  }
}

void Session::tell_client(Turn& turn) {
  ClientSnapshot snapshot;
  registration_.describe(snapshot);
  snapshot.auto_reconnect = config_.auto_reconnect;
  snapshot.reconnect_delay = link_.last_delay();
  turn.put(request::ClientChanged{std::move(snapshot)});
}

}  // namespace holdfast
