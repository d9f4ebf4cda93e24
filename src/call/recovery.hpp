// The single authority on what becomes of calls when signalling is lost and found again: which
// wait, which are gone, which offer belongs to which. Remembers the calls that ended, for
// as long as the gateway may offer them again. Does not know sockets; it is told what the gateway
// said of a session.
#pragma once

#include <vector>

#include "call/roster.hpp"

namespace holdfast::call {

class Recovery {
 public:
  explicit Recovery(Roster& roster) : roster_(roster) {}

  /// The session of that page is given up, and its calls with it.
  void forget_markers(Turn& turn);
  /// Sees to every call that something is wrong with, as things stand now; `keep`: calls are to
  /// outlive their socket. True when it must be found out first whether the gateway hears us.
  bool review(Turn& turn, recovery::Signalling signalling, bool keep);
  /// The page is on another network: paths that look well may lead nowhere.
  void network_changed();
  /// The socket is gone.
  void socket_lost(Turn& turn, bool keep) { review(turn, recovery::Signalling::Lost, keep); }
  /// What was said on the last socket no longer counts.
  void forget_socket(Turn& turn);
  /// The gateway knows us: tells it which calls ended while nobody could.
  void say_byes(Turn& turn);
  /// The gateway listed the calls of the session that it still has.
  void listed(Turn& turn, const std::vector<CallId>& ids);
  /// What was listed under ids we do not know has had its time to come.
  void verdict_due(Turn& turn);
  /// The gateway offers a call anew.
  void attach(Turn& turn, const wire::Invite& offer);
  /// The far end answered a call that nobody here knows: a page that went without a word placed it.
  void refuse_answer(Turn& turn, const wire::Answer& answer);
  /// Time may have jumped: ends the calls that the gateway has forgotten by now.
  void check_retention(Turn& turn);
  /// No attempt is left.
  void exhausted(Turn& turn);

  /// Keeps in mind a call that is over, so that it does not come back.
  void remember(Turn& turn, const Call& over);
  /// That call was here and is over.
  [[nodiscard]] bool knows_ended(const CallId& id) const;

 private:
  struct Ended {
    wire::CallParams params;
    Cause cause;
    Instant forget_at;  // steady: a calendar that is set must not bring a call back
    bool owed;          // the gateway may not know that it is over
    bool said = false;  // on this socket
  };

  void end_unlisted(Turn& turn);
  static void carry_out(Turn& turn, Call& call, recovery::Decision decision);
  void forget_old(Turn& turn);
  /// Hangs up a call that is not known here.
  void dismiss(Turn& turn, const CallId& call, const TelnyxIds& telnyx, const Parties& parties);
  void say_bye(Turn& turn, const Cause& cause, wire::CallParams params);
  [[nodiscard]] const Ended* ended(const wire::Invite& offer) const;
  /// That call is here, or was.
  [[nodiscard]] bool knows(const CallId& id) const;

  Roster& roster_;
  std::vector<CallId> listed_;  // by the gateway, on this socket
  std::vector<Ended> ended_;
};

}  // namespace holdfast::call
