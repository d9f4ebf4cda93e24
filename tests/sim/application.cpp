#include "application.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "call/transitions.hpp"
#include "gateway.hpp"

namespace holdfast::sim {

// ---- what it calls ------------------------------------------------------------------------------

Ticket Application::ticket(bool disconnect) {
  promises_.push_back({.disconnect = disconnect});
  return {static_cast<std::uint32_t>(promises_.size())};
}

CallKey Application::some_call(std::uint32_t target) const {
  // Mostly one that lives; sometimes one that is over, or never was.
  std::vector<CallKey> living;
  for (const Known& one : calls_) {
    if (one.state != CallState::Destroy) living.push_back(one.key);
  }
  if (!living.empty() && target % 8 > 0) return living[target / 8 % living.size()];
  return {1 + 2 * (target / 8 % (placed_ + 1))};
}

void Application::perform(const Act& act) {
  const CallKey call = some_call(act.target);
  switch (act.kind) {
    case Kind::Connect:
      return connect();
    case Kind::Login:
      return log_in(act.variant % 4 > 0);
    case Kind::Disconnect:
      return leave();
    case Kind::ClearToken:
      cleared_ = true;
      excuse();
      if (!seen_.socket) wants_ = false;
      return ground_.bring(fact::ClearToken{});
    case Kind::ResetAttempts:
      return ground_.bring(fact::ResetAttempts{});
    case Kind::CheckRegistered:
      return ground_.bring(fact::CheckRegistered{ticket()});
    case Kind::Place:
      return place(act);
    case Kind::Answer:
      return ground_.bring(fact::AnswerCall{call, {}});
    case Kind::HangUp:
      if (lives(call)) hung_up_.push_back(find(call).id);
      return ground_.bring(fact::HangUp{call, ticket(), {}, {}});
    case Kind::Hold: {
      constexpr std::array kActions{HoldAction::Hold, HoldAction::Unhold, HoldAction::Toggle};
      return ground_.bring(fact::Hold{call, ticket(), kActions[act.variant % kActions.size()]});
    }
    case Kind::Mute: {
      if (act.variant % 5 == 0) {
        const bool muted = lives(call) && find(call).muted;
        return ground_.bring(fact::ChangeMicrophone{call, ticket(), muted});
      }
      const bool muted = act.variant % 2 == 0;
      const auto channel = static_cast<Channel>(act.variant % 7 < 5 ? 0 : act.variant % 7 - 4);
      if (lives(call) && channel == Channel::Microphone) find(call).muted = muted;
      return ground_.bring(fact::SetMuted{call, muted, channel});
    }
    case Kind::Digits:
      if (act.variant % 4 > 1) return ground_.bring(fact::SendDtmf{call, "1"});
      return ground_.bring(fact::SendRequest{act.variant % 4 == 1 ? ticket() : Ticket{},
                                             "ai_conversation",
                                             {R"({"text":"secret words"})"}});
    default:
      return;
  }
}

void Application::connect() {
  wants_ = true;
  if (!seen_.socket) cleared_ = false;
  refused_ = false;
  exhausted_ = false;
  ground_.bring(fact::Connect{take_up()});
}

void Application::log_in(bool well) {
  wants_ = true;
  if (!seen_.open) cleared_ = false;
  refused_ = false;
  exhausted_ = false;
  bad_credentials_ = !well;
  Credentials credentials = ground_.config.credentials;
  if (!well) credentials = {.login = "desk4", .password = "wrong-secret"};
  auto stored = take_up();
  ground_.bring(fact::Login{ticket(), std::move(credentials), std::move(stored)});
}

void Application::leave() {
  leaving_ = true;
  excuse();
  ground_.bring(fact::Disconnect{ticket(true)});
}

void Application::turn_page() {
  calls_.clear();
  promises_.clear();
  left_.clear();
  registered_ = wants_ = cleared_ = refused_ = false;
  bad_credentials_ = exhausted_ = leaving_ = took_up_ = false;
  in_outage_ = false;
  seen_ = {};
}

std::optional<StoredSession> Application::take_up() {
  const WallTime now = ground_.clock.moment().wall;
  const bool first = !std::exchange(took_up_, true);
  if (first && stored_ && now - stored_->stored_at < ground_.config.retention) {
    for (const CallMarker& marker : stored_->calls) left_.push_back({marker});
  }
  return stored_;
}

void Application::excuse() {
  for (Left& one : left_) one.excused = true;
}

void Application::come_back(Known& call, const CallSnapshot& snapshot) {
  const auto found = std::ranges::find_if(left_, [&](const Left& one) {
    return !one.told && (one.marker.id == snapshot.recovered_id || one.marker.id == snapshot.id);
  });
  ground_.rules.demand(found != left_.end(), Rule::PageBefore, "nobody left it");
  if (found == left_.end()) return;
  found->told = true;
  call.muted = found->marker.muted;
  const bool ended = std::ranges::find(hung_up_, found->marker.id) != hung_up_.end();
  ground_.rules.demand(!ended, Rule::PageBefore, "it was hung up");
}

void Application::insist() {
  if (leaving_) return;
  if (refused_ || bad_credentials_) return log_in(true);
  if (!wants_) connect();
}

void Application::place(const Act& act) {
  ++placed_;
  CallPlan plan;
  plan.trickle = act.variant % 2 == 0;
  plan.muted = act.variant % 8 > 5;
  const CallKey key{2 * placed_ - 1};
  const CallId id{"K" + std::to_string(placed_)};
  calls_.push_back({.key = key, .id = id, .muted = plan.muted});
  ground_.bring(fact::PlaceCall{key, id, plan, {.destination_number = "1000"}, {}, {}});
}

// ---- what it is told ----------------------------------------------------------------------------

void Application::hide(std::string_view text) {
  ground_.rules.demand(text.find(kSecret) == std::string_view::npos, Rule::Secrets);
}

void Application::on(const request::ClientChanged& changed) {
  registered_ = changed.snapshot.registered;
  hide(changed.snapshot.gateway_state);
  hide(changed.snapshot.routing.text);
}

void Application::on(const request::Reconnecting& reconnecting) {
  for (const CallKey key : reconnecting.calls) {
    const bool over = std::ranges::any_of(calls_, [&](const Known& one) {
      return one.key == key && one.state == CallState::Destroy;
    });
    ground_.rules.demand(!over, Rule::Stakes, "a call that is over waits");
  }
  in_outage_ = true;
}

void Application::on(const request::AskDelay& ask) {
  const milliseconds thought = ground_.between(0, 50);
  switch (ground_.chance(8)) {
    case 0:
      return ground_.tell(thought, fact::DelayChosen{ask.attempt, {}, true});
    case 1:
      return ground_.tell(thought, fact::DelayChosen{ask.attempt, {}, false});
    default:
      return ground_.tell(thought,
                          fact::DelayChosen{ask.attempt, ground_.between(0, 5'000), false});
  }
}

void Application::on(const request::AskToken& ask) {
  const milliseconds thought = ground_.between(0, 3'000);
  const WallTime expiry = ground_.clock.moment().wall + ground_.between(-1'000, 300'000);
  switch (ground_.chance(6)) {
    case 0:
      return ground_.tell(thought, fact::TokenWithheld{ask.ask, "nobody there"});
    case 1:
      return;  // never settles
    default:
      return ground_.tell(thought, fact::TokenProvided{ask.ask, "token-secret", expiry});
  }
}

void Application::on(const request::Recovered& recovered) {
  ground_.rules.demand(std::exchange(in_outage_, false), Rule::Stakes, "no outage was told");
  for (const auto& lost : recovered.lost) {
    const bool living = std::ranges::any_of(
        calls_, [&](const Known& one) { return one.id == lost.id && lives(one.key); });
    ground_.rules.demand(!living, Rule::Stakes, "a call that lives was lost");
  }
}

void Application::on(const request::MediaMeasured& measured) {
  ground_.rules.demand(lives(measured.call), Rule::OneEnd, "measured after its end");
}

void Application::on(const request::CallChanged& changed) {
  const CallSnapshot& snapshot = changed.snapshot;
  Known& call = find(snapshot.call);
  ground_.rules.demand(call.state != CallState::Destroy, Rule::OneEnd);
  if (!call.told && call.state == CallState::New && snapshot.state == CallState::Recovering) {
    come_back(call, snapshot);
  }
  const CallState from = std::exchange(call.state, snapshot.state);
  call.id = snapshot.id;
  hide(snapshot.cause.text);
  ground_.rules.demand(snapshot.muted == call.muted || call::is_ending(call.state),
                       Rule::MutedMicrophone);
  ground_.rules.demand(!call::is_ending(call.state) || call.state == CallState::Purge ||
                           snapshot.end_reason != EndReason::None,
                       Rule::Reason);
  if (!changed.announce) {
    return ground_.rules.demand(from == call.state, Rule::Moves, "unannounced");
  }
  const bool first = !std::exchange(call.told, true) && call.state == CallState::New;
  // A second attach before the first was through is told as well: the id may be another.
  const bool again = from == call.state && from == CallState::Recovering;
  const bool moves = std::ranges::any_of(call::kMoves, [&](const call::Move& move) {
    return move.from == from && move.to == call.state;
  });
  ground_.rules.demand(first || again || moves, Rule::Moves);
  if (call.state == CallState::Recovering || call::is_ending(call.state)) call.lost_at.reset();
}

void Application::on(const request::ErrorRaised& raised) {
  hide(raised.message);
  if (raised.of_before) {
    const auto found = std::ranges::find_if(
        left_, [&](const Left& one) { return !one.told && one.marker.id == raised.of_before; });
    ground_.rules.demand(found != left_.end(), Rule::PageBefore, "told twice");
    if (found != left_.end()) found->told = true;
  }
  switch (raised.code) {
    case ErrorCode::ReconnectionExhausted:
      ground_.rules.demand(!std::exchange(exhausted_, true), Rule::OneExhaustion);
      wants_ = false;
      return;
    case ErrorCode::WebsocketConnectionFailed:
      wants_ = false;
      return;
    case ErrorCode::LoginFailed:
      ground_.rules.demand(!std::exchange(refused_, true), Rule::OneRefusal);
      return;
    default:
      return;
  }
}

void Application::on(const request::MediaRetry& retry) {
  hide(retry.message);
  if (retry.step != RetryStep::Offered) return;
  const milliseconds thought = ground_.between(0, 25'000);
  switch (ground_.chance(3)) {
    case 0:
      return ground_.tell(thought, fact::ResumeMedia{retry.call});
    case 1:
      return ground_.tell(thought, fact::RejectMedia{retry.call});
    default:
      return;  // nobody is there
  }
}

void Application::on(const request::WarningRaised& raised) {
  hide(raised.reason);
  hide(raised.source);
}

void Application::on(const request::Settled& settled) {
  const std::size_t number = settled.ticket.value;
  hide(settled.message);
  const bool known = number > 0 && number <= promises_.size();
  ground_.rules.demand(known && !promises_[number - 1].settled, Rule::OneTicket);
  if (!known) return;
  promises_[number - 1].settled = true;
  if (!promises_[number - 1].disconnect) return;
  leaving_ = false;
  wants_ = false;
  ground_.rules.demand(all_over(), Rule::TicketsBeforeRest, "a call is left");
  for (const Promise& one : promises_) {
    ground_.rules.demand(one.settled || one.disconnect, Rule::TicketsBeforeRest,
                         "a ticket is left");
  }
}

void Application::on(const request::OpenSocket& open) {
  hide(open.url);
  ground_.rules.demand(wants_, Rule::WantedSocket);
}

void Application::on(const request::SetMicrophone& set) {
  ground_.rules.demand(set.enabled == !find(set.call).muted, Rule::MutedMicrophone);
}

void Application::on(const request::Store& store) {
  hide(store.session.routing.text);
  hide(store.session.session.text);
  stored_ = store.session;
}

void Application::on(const request::Forget& /*forget*/) { stored_.reset(); }

// ---- what must hold -----------------------------------------------------------------------------

void Application::check(const Input& input, Seen seen) {
  if (std::exchange(seen_, seen).socket && !seen.socket) lost(input);
  const WallTime wall = ground_.clock.moment().wall;
  const bool woken = std::holds_alternative<fact::TimePassed>(input) ||
                     std::holds_alternative<fact::WentOnline>(input) ||
                     std::holds_alternative<fact::PageShown>(input);
  const bool keeps = ground_.config.keep_calls && !cleared_;
  bool over = true;
  for (const Known& call : calls_) {
    const bool ending = call::is_ending(call.state);
    over = over && call.state == CallState::Destroy;
    if (!seen.socket) {
      const bool waits = keeps && call::is_established(call.state);
      ground_.rules.demand(call.state == CallState::New || ending || waits, Rule::Loss);
    }
    const bool late = call.lost_at && wall - *call.lost_at >= ground_.config.retention;
    ground_.rules.demand(!woken || !late, Rule::Retention);
  }
  const bool asks = wants_ || leaving_ || !all_settled() || !over || !all_found() || seen.socket;
  const bool token = ground_.config.credentials.token_expiry.has_value();
  ground_.rules.demand(asks || token || !seen.timer, Rule::Timers);
}

void Application::lost(const Input& input) {
  in_outage_ = true;
  // Who does not keep calls and is punted is not wanted any more.
  const auto* frame = std::get_if<fact::SocketText>(&input);
  const bool punted = frame != nullptr && !ground_.config.keep_calls &&
                      frame->text.find("telnyx_rtc.punt") != std::string::npos;
  const bool keeps_trying = ground_.config.auto_reconnect && !refused_ && !cleared_ && !punted;
  if (!keeps_trying) wants_ = false;
  for (Known& call : calls_) {
    if (call::is_established(call.state) && !call.lost_at) {
      call.lost_at = ground_.clock.moment().wall;
    }
  }
}

Application::Known& Application::find(CallKey key) {
  const auto found = std::ranges::find(calls_, key, &Known::key);
  if (found != calls_.end()) return *found;
  calls_.push_back({.key = key});
  return calls_.back();
}

bool Application::lives(CallKey key) const {
  const auto found = std::ranges::find(calls_, key, &Known::key);
  return found != calls_.end() && !call::is_ending(found->state);
}

bool Application::all_over() const {
  return std::ranges::all_of(calls_,
                             [](const Known& one) { return one.state == CallState::Destroy; });
}

bool Application::all_found() const {
  return std::ranges::all_of(left_, [](const Left& one) { return one.told || one.excused; });
}

bool Application::all_settled() const { return std::ranges::all_of(promises_, &Promise::settled); }

}  // namespace holdfast::sim
