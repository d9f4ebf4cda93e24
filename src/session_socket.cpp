// The socket's life as the whole client sees it: what opens one, what its end means for
// registration, calls and attempts, and what the application is told of an outage.
#include <utility>

#include "session.hpp"

namespace holdfast {

using call::Call;
using call::Farewell;

// ---- from the socket ----------------------------------------------------------------------------

void Session::on(Turn& turn, const fact::SocketOpened& opened) {
  if (!link_.opened(turn, opened.socket)) return;
  recovery_.check_retention(turn);
  log_in(turn);
}

void Session::log_in(Turn& turn) {
  registration_.log_in(turn);
  watch_socket(turn);
}

void Session::watch_socket(Turn& turn) {
  // The first frame is the login: as long as its token is fetched nobody may ask for a sign of
  // life.
  if (!registration_.awaits_token()) liveness_.start(turn, registration_.routing());
}

void Session::on(Turn& turn, const fact::SocketErred& erred) {
  if (!link_.is_current(erred.socket)) return;
  turn.raise(ErrorCode::WebsocketError);
  lose(turn, true, ReconnectReason::SocketErred);
}

void Session::on(Turn& turn, const fact::SocketClosed& closed) {
  if (link_.is_current(closed.socket)) lose(turn, false, ReconnectReason::SocketClosed);
}

void Session::on(Turn& turn, const fact::SocketRefused& refused) {
  if (!link_.is_current(refused.socket)) return;
  // The browser will not make such a socket at the next attempt either.
  forget_socket(turn, false);
  turn.raise(ErrorCode::WebsocketConnectionFailed, {}, refused.message);
  outage_.over();
  recovery_.exhausted(turn);
  settle_logins(turn, false);
  tell_client(turn);
}

// ---- its end, and what follows -----------------------------------------------------------------

void Session::dial(Turn& turn) {
  if (link_.current()) return;
  outage_.attempted();
  link_.dial(turn, registration_.url(config_));
  tell_client(turn);
}

void Session::dial_now(Turn& turn) {
  if (link_.is_waiting()) tell_reconnecting(turn, ReconnectReason::Asked, 0ms);
  dial(turn);
}

void Session::tell_reconnecting(Turn& turn, ReconnectReason reason, milliseconds delay) {
  tell_client(turn);
  const auto call_deadline = outage_.deadline(config_);
  turn.put(request::Reconnecting{
      .attempt = link_.attempts(),
      .most_attempts = config_.max_reconnect_attempts,
      .delay = delay,
      .next_attempt_at = turn.now.wall + delay,
      .reason = reason,
      .calls = outage_.at_stake(),
      .deadline = call_deadline ? call_deadline : registration_.kept_until(config_)});
}

void Session::forget_socket(Turn& turn, bool close) {
  link_.drop(turn, close);
  liveness_.stop(turn);
  registration_.lost(turn);
  recovery_.forget_socket(turn);
  turn.registered = false;
  for (const Asker& asker : rpc_.take_all(turn)) settle(turn, asker, {});
}

void Session::lose(Turn& turn, bool close, ReconnectReason reason) {
  const bool may_retry =
      config_.auto_reconnect && !registration_.refused() && !registration_.cleared();
  const milliseconds delay_before = link_.attempts() == 0 ? 0ms : link_.last_delay();
  forget_socket(turn, close);
  if (!registration_.cleared()) outage_.began(turn.now);
  recovery_.socket_lost(turn, config_.keep_calls && !registration_.cleared());
  if (!disconnect_tickets_.empty()) {
    finish_disconnect(turn);
  } else if (!may_retry) {
    settle_logins(turn, false);
    if (!config_.auto_reconnect) {
      turn.warn(WarningCode::ReconnectionFailedWithNoAutoReconnect, {}, "auto_reconnect_disabled");
    }
  } else if (link_.retry(turn, outage_.lasts(turn.now))) {
    announce(turn, reason, delay_before);
    return;
  } else {
    give_up(turn);
  }
  tell_client(turn);
}

void Session::announce(Turn& turn, ReconnectReason reason, milliseconds delay_before) {
  if (config_.policy != ReconnectPolicy::Asked) {
    tell_reconnecting(turn, reason, link_.last_delay());
    return;
  }
  tell_client(turn);
  delay_asked_ = reason;
  turn.put(request::AskDelay{.attempt = link_.attempts(),
                             .outage = outage_.lasts(turn.now),
                             .calls = static_cast<int>(outage_.at_stake().size()),
                             .last_delay = delay_before});
}

void Session::on(Turn& turn, const fact::DelayChosen& chosen) {
  // An early attempt, or the application itself, may have been sooner.
  if (!delay_asked_ || !link_.is_waiting() || chosen.attempt != link_.attempts()) return;
  const ReconnectReason reason = *std::exchange(delay_asked_, std::nullopt);
  if (chosen.ends) {
    link_.exhaust(turn);
    give_up(turn);
    tell_client(turn);
    return;
  }
  if (chosen.delay) link_.reschedule(turn, *chosen.delay);
  tell_reconnecting(turn, reason, link_.last_delay());
}

void Session::give_up(Turn& turn) {
  outage_.over();
  recovery_.exhausted(turn);
  turn.raise(ErrorCode::ReconnectionExhausted);
  settle_logins(turn, false);
}

call::recovery::Signalling Session::signalling(const Turn& turn) const {
  using enum call::recovery::Signalling;
  if (!link_.is_open()) return Lost;
  return turn.registered && liveness_.sure(turn) ? Healthy : Unsure;
}

void Session::drop_calls(Turn& turn, Farewell farewell) {
  for (Call* one : roster_.all()) one->drop(turn, farewell);
}

void Session::finish_disconnect(Turn& turn) {
  turn.timers.stop(Timer::DisconnectLimit);
  forget_socket(turn, true);
  drop_calls(turn, Farewell::Later);  // placed while the others were ending
  send_asks(turn);                    // nobody hears the last words, but calls end with them
  registration_.reset(turn);
  outage_.over();
  settle_logins(turn, false);
  for (const Ticket ticket : std::exchange(disconnect_tickets_, {})) turn.settle(ticket, true);
  tell_client(turn);
}

void Session::wake(Turn& turn, ReconnectReason reason) {
  recovery_.check_retention(turn);
  if (link_.hurry(turn)) {
    delay_asked_.reset();
    tell_reconnecting(turn, reason, link_.last_delay());
  }
  liveness_.probe(turn);
}

}  // namespace holdfast
