// One client: carries facts to the rooms and what they leave back out, in the right order.
// Has no rule of its own about sockets, logins or calls.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "call/outage.hpp"
#include "call/recovery.hpp"
#include "call/roster.hpp"
#include "io.hpp"
#include "random.hpp"
#include "signaling/link.hpp"
#include "signaling/liveness.hpp"
#include "signaling/registration.hpp"
#include "signaling/rpc.hpp"
#include "time.hpp"
#include "turn.hpp"

namespace holdfast {

/// **One `handle`, then `poll` to the end, then the next `handle`.** Checked in debug builds.
///
/// The same configuration and the same facts at the same moments always give the same requests.
class Session {
 public:
  explicit Session(Config config);

  /// Takes one fact in.
  void handle(Moment now, Input input);
  /// Gives one request out; nothing when all is said.
  std::optional<Output> poll();
  /// When to bring `TimePassed`; nothing when nothing is waited for.
  [[nodiscard]] std::optional<Instant> deadline() const { return timers_.earliest(); }

  /// Everything is over and nothing is waited for: the host may let go.
  [[nodiscard]] bool at_rest() const;

 private:
  // Facts, by where they come from.
  void on(Turn& turn, fact::Connect& connect);
  void on(Turn& turn, fact::Login& login);
  void on(Turn& turn, const fact::Disconnect& disconnect);
  void on(Turn& turn, const fact::ClearToken& clear);
  void on(Turn& turn, const fact::ResetAttempts& reset);
  void on(Turn& turn, const fact::DelayChosen& chosen);
  void on(Turn& turn, fact::TokenProvided& provided);
  void on(Turn& turn, const fact::TokenWithheld& withheld);
  void on(Turn& turn, const fact::CheckRegistered& check);
  void on(Turn& turn, fact::SendRequest& send);
  void on(Turn& turn, fact::PlaceCall& place);
  void on(Turn& turn, fact::AnswerCall& answer);
  void on(Turn& turn, const fact::HangUp& hang_up);
  void on(Turn& turn, const fact::Hold& hold);
  void on(Turn& turn, const fact::ChangeMicrophone& change);
  void on(Turn& turn, const fact::SendDtmf& dtmf);
  void on(Turn& turn, const fact::SetMuted& mute);
  void on(Turn& turn, const fact::SocketOpened& opened);
  void on(Turn& turn, const fact::SocketText& text);
  void on(Turn& turn, const fact::SocketErred& erred);
  void on(Turn& turn, const fact::SocketClosed& closed);
  void on(Turn& turn, const fact::SocketRefused& refused);
  void on(Turn& turn, const fact::MediaGranted& granted);
  void on(Turn& turn, const fact::DevicesChanged& changed);
  void on(Turn& turn, const fact::WentOnline& online);
  void on(Turn& turn, const fact::WentOffline& offline);
  void on(Turn& turn, const fact::PageShown& shown);
  void on(Turn& turn, const fact::PageHidden& hidden);
  void on(Turn& turn, const fact::PageLeaving& leaving);
  void on(Turn& turn, const fact::TimePassed& passed);
  /// Facts about one call's peers and microphone go to the call as they are.
  template <class Fact>
  void on(Turn& turn, const Fact& fact);

  // Frames, by what they are.
  void hear(Turn& turn, const wire::Inbound& frame, wire::Response& response);
  void hear(Turn& turn, const wire::Inbound& frame, wire::Invite& invite);
  void hear(Turn& turn, const wire::Inbound& frame, wire::Attach& attach);
  void hear(Turn& turn, const wire::Inbound& frame, wire::Ping& ping);
  void hear(Turn& turn, const wire::Inbound& frame, wire::ClientReady& ready);
  void hear(Turn& turn, const wire::Inbound& frame, wire::GatewayStateTold& told);
  void hear(Turn& turn, const wire::Inbound& frame, wire::Punt& punt);
  void hear(Turn& turn, const wire::Inbound& frame, wire::Told& told);
  void hear(Turn& turn, const wire::Inbound& frame, wire::Conversation& conversation);
  void hear(Turn& turn, const wire::Inbound& frame, wire::Noted& noted);
  void hear(Turn& turn, const wire::Inbound& frame, wire::UnknownMethod& unknown);
  /// Messages about one call go to the call as they are, and are acknowledged.
  template <class Message>
  void hear(Turn& turn, const wire::Inbound& frame, Message& message);

  /// Page, network or machine are back: what was believed before may be false.
  void wake(Turn& turn, ReconnectReason reason);
  void timer_due(Turn& turn, const TimerTable::Entry& due);
  void settle(Turn& turn, const Asker& asker, const Outcome& outcome);
  /// Nobody has to wait that long for these.
  void doubt_if_expired(Turn& turn, const Outcome& outcome);
  void step(Turn& turn, signaling::RegistrationStep step);

  void log_in(Turn& turn);
  void watch_socket(Turn& turn);
  void dial(Turn& turn);
  /// The application wants a socket, and does not wait for the attempt that is scheduled.
  void dial_now(Turn& turn);
  /// Tells the application of the attempt that is scheduled.
  void tell_reconnecting(Turn& turn, ReconnectReason reason, milliseconds delay);
  /// The socket is gone, for whatever reason: nobody hears or answers any more.
  void forget_socket(Turn& turn, bool close);
  /// The socket was lost against the application's will: calls wait, attempts follow.
  void lose(Turn& turn, bool close, ReconnectReason reason);
  /// An attempt is scheduled: tells the application, or asks it first how long to wait.
  void announce(Turn& turn, ReconnectReason reason, milliseconds delay_before);
  void give_up(Turn& turn);
  [[nodiscard]] call::recovery::Signalling signalling(const Turn& turn) const;
  void drop_calls(Turn& turn, call::Farewell farewell);
  void finish_disconnect(Turn& turn);
  void finish_turn(Turn& turn);
  void send_asks(Turn& turn);
  /// Requests about calls can go out: what waited for that does.
  void resume_calls(Turn& turn);
  void settle_logins(Turn& turn, bool accepted);
  /// Takes up what an earlier page left, unless there is a session already.
  void restore(Turn& turn, std::optional<StoredSession>& stored);
  /// Leaves to a later page what it needs to go on; writes only what changed.
  void write_down(Turn& turn);
  void acknowledge(Turn& turn, const wire::Inbound& frame);
  void tell_client(Turn& turn);

  Config config_;
  Random random_;
  TimerTable timers_;
  std::optional<Moment> last_;  // when the last fact came
  std::vector<Output> outputs_;
  std::size_t polled_ = 0;

  signaling::Link link_;
  signaling::Rpc rpc_;
  signaling::Registration registration_;
  signaling::Liveness liveness_;
  call::Roster roster_;
  call::Recovery recovery_;
  call::Outage outage_;

  StoredSession written_;
  // The page is going: what happens to it now is not to be remembered. It stays after all when it
  // is shown or its user goes on.
  bool left_ = false;

  std::optional<ReconnectReason> delay_asked_;  // the application is to say how long to wait
  std::vector<Ticket> login_tickets_;
  std::vector<Ticket> disconnect_tickets_;
};

}  // namespace holdfast
