// One call: what it is, what moves it, and the peers that carry its sound.
// Asks the gateway and the browser through its turn; does not know sockets, other calls, or why a
// loss happened. Its state changes in one function, by the table of moves.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "call/decide.hpp"
#include "call/media_retry.hpp"
#include "call/microphone.hpp"
#include "call/negotiation.hpp"
#include "call/restart.hpp"
#include "call/timings.hpp"
#include "call/transitions.hpp"
#include "quality/monitor.hpp"
#include "turn.hpp"

namespace holdfast::call {

/// Whether the gateway still has to be told that a call is over.
enum class Farewell : std::uint8_t {
  None,   // it knows, or never knew the call
  Send,   // now if it can be, else later
  Later,  // the socket is gone: after the next login
};

class Call {
 public:
  struct Origin {
    CallKey key;
    CallId id;
    Direction direction;
    CallPlan plan;
    Parties parties;
    TelnyxIds telnyx;
    std::string client_state;
    RawJson custom_headers;
    std::string remote_offer;  // of a call that arrived
  };

  explicit Call(Origin origin);

  // From the application.
  void place(Turn& turn);
  void arrive(Turn& turn);
  void answer(Turn& turn, RawJson custom_headers);
  void hang_up(Turn& turn, Ticket ticket, const std::optional<Cause>& cause,
               const RawJson& headers);
  void hold(Turn& turn, Ticket ticket, HoldAction action);
  void send_digits(Turn& turn, const std::string& digits);
  void set_muted(Turn& turn, Channel channel, bool muted);

  /// An earlier page had this call: waits for the gateway to offer it anew, and tells nobody
  /// before.
  void expect(Turn& turn, const CallMarker& left, WallTime since);

  // From the gateway.
  void on(Turn& turn, const wire::Ringing& ringing);
  void on(Turn& turn, const wire::Media& media);
  void on(Turn& turn, const wire::Answer& answer);
  void on(Turn& turn, const wire::RemoteCandidate& candidate);
  void on(Turn& turn, const wire::Bye& bye);
  /// Takes the gateway's new offer for this call: make before break.
  void attach(Turn& turn, const wire::Invite& offer);
  /// A request of this call's ended.
  void settled(Turn& turn, const Asker& asker, const Outcome& outcome);

  // From the browser.
  void on(Turn& turn, const fact::OfferCreated& created);
  void on(Turn& turn, const fact::AnswerCreated& created);
  void on(Turn& turn, const fact::LocalDescriptionSet& set);
  void on(Turn& turn, const fact::RemoteDescriptionSet& set);
  void on(Turn& turn, const fact::CandidateFound& found);
  void on(Turn& turn, const fact::GatheringFinished& finished);
  void on(Turn& turn, const fact::PeerStateChanged& changed);
  void on(Turn& turn, const fact::PeerFailed& failed);
  void on(Turn& turn, const fact::MediaFlowing& flowing);
  void on(Turn& turn, const fact::MediaSampled& sampled);
  void on(Turn& turn, const fact::MediaGranted& granted);
  void on(Turn& turn, const fact::MediaRefused& refused);
  void on(Turn& turn, const fact::ChangeMicrophone& change);
  void on(Turn& turn, const fact::MicrophoneChanged& changed);
  void on(Turn& turn, const fact::MicrophoneKept& kept);
  void on(Turn& turn, const fact::MicrophoneLost& lost);
  void on(Turn& turn, const fact::ResumeMedia& resume);
  void on(Turn& turn, const fact::RejectMedia& reject);

  // From the session.
  void timer_due(Turn& turn, Timer timer);
  /// The client is registered: what waited for that goes out.
  void registered(Turn& turn);
  /// Its socket is gone: it waits for the gateway's new offer. Nothing changes if it does already.
  void await_attach(Turn& turn);
  /// Looks for another path for its peer.
  void restart_ice(Turn& turn);
  void devices_changed(Turn& turn);
  /// The page is on another network.
  void network_changed();
  /// Ends the call for good. Does nothing when it is already ending.
  void end(Turn& turn, EndReason reason, Cause cause, Farewell farewell);
  /// The client goes away, and the call with it.
  void drop(Turn& turn, Farewell farewell);

  [[nodiscard]] CallKey key() const { return origin_.key; }
  [[nodiscard]] const CallId& id() const { return origin_.id; }
  [[nodiscard]] const TelnyxIds& telnyx() const { return origin_.telnyx; }
  [[nodiscard]] CallState state() const { return state_; }
  [[nodiscard]] bool over() const { return state_ == CallState::Destroy; }
  [[nodiscard]] bool ending() const { return is_ending(state_); }
  /// Known from what an earlier page left, and not yet offered anew.
  [[nodiscard]] bool marked() const { return marked_; }
  [[nodiscard]] CallMarker marker() const;
  /// Lost its socket, and the gateway has not offered it anew.
  [[nodiscard]] bool awaits_attach() const { return awaits_attach_; }
  /// How things stand with it, for whoever decides what is to be done.
  [[nodiscard]] recovery::Plight plight(const Turn& turn, recovery::Signalling signalling,
                                        bool keep) const;
  /// When the socket was lost that it waits for.
  [[nodiscard]] std::optional<WallTime> lost_at() const { return lost_at_; }
  [[nodiscard]] EndReason end_reason() const { return end_reason_; }
  [[nodiscard]] bool owes_bye() const { return owes_bye_; }
  [[nodiscard]] const Cause& cause() const { return cause_; }
  [[nodiscard]] wire::CallParams params() const;

 private:
  /// One peer of the call. There are two only while a re-attached call is handed over.
  struct Leg {
    Negotiation negotiation;
    PeerState state = PeerState::New;
    bool described = false;  // the gateway was sent its description
  };

  struct HoldWish {
    HoldAction action;
    Ticket ticket;
  };

  /// What an end looks like when nobody gave a cause.
  [[nodiscard]] Cause default_cause() const;
  /// The cause, with what was not given taken from the usual one.
  [[nodiscard]] Cause completed(Cause cause) const;
  [[nodiscard]] recovery::Stage stage() const;
  [[nodiscard]] recovery::Media media() const;
  bool move(Turn& turn, Trigger trigger);
  void reached(Turn& turn, Step step) { timings_.reached(turn, key(), step); }
  void sample(Turn& turn);
  void tell(Turn& turn, bool announce) const;
  void learn(const TelnyxIds& ids);

  [[nodiscard]] Leg* leg(PeerGeneration peer);
  Leg& make_leg(std::optional<Leg>& place);
  void made_progress(Turn& turn, Leg& leg, Progress progress);
  void description_created(Turn& turn, PeerGeneration peer, const std::string& sdp);
  void send_description(Turn& turn);
  void send_candidate(Turn& turn, const Leg& leg, Candidate candidate);
  void description_settled(Turn& turn, const Asker& asker, const Outcome& outcome);
  void answer_applied(Turn& turn);
  /// Both ends have agreed: from now on the peer has a limited time to connect.
  void await_connection(Turn& turn);

  void send_restart(Turn& turn);
  void restart_settled(Turn& turn, const Asker& asker, const Outcome& outcome);
  void restart_failed(Turn& turn);
  void drop_restart(Turn& turn);
  void media_failed(Turn& turn, const MediaRetry::Failure& failure);

  void switch_over(Turn& turn);
  void finish_attach(Turn& turn);
  void close_leg(Turn& turn, std::optional<Leg>& leg);
  void close_next(Turn& turn);
  void close_all(Turn& turn);

  void ask_hold(Turn& turn);
  void hold_settled(Turn& turn, const Outcome& outcome);
  void drop_holds(Turn& turn);
  void clear(Turn& turn);

  Origin origin_;
  CallId recovered_id_;
  CallState state_ = CallState::New;
  CallState previous_ = CallState::New;
  bool muted_ = false;
  bool camera_muted_ = false;
  bool deaf_ = false;
  bool listens_ = false;
  Cause cause_;
  EndReason end_reason_ = EndReason::None;
  std::vector<Ticket> hangup_tickets_;

  std::optional<Leg> current_;  // the one that is heard
  std::optional<Leg> next_;     // the one that is to be heard after a re-attach
  PeerGeneration retiring_;     // was heard until a moment ago
  PeerGeneration last_peer_;
  Restart restart_;  // of the current one
  Timings timings_;
  quality::Monitor monitor_;
  PeerGeneration sampled_;  // the one it hears of
  MediaRetry retry_;
  MicrophoneChange microphone_;
  bool has_media_ = false;
  bool wants_media_ = false;

  bool description_due_ = false;  // ready, but nobody to send it to
  bool description_sent_ = false;
  std::vector<Candidate> unsent_candidates_;  // an empty one ends them
  std::vector<Candidate> early_candidates_;   // came while it rang
  bool got_early_ = false;
  bool got_answer_ = false;
  bool answer_due_ = false;  // it came without its description

  bool marked_ = false;
  bool awaits_attach_ = false;
  std::optional<WallTime> lost_at_;
  bool forgotten_ = false;  // the gateway's retention is over
  bool attach_accepted_ = false;
  bool was_held_ = false;

  std::optional<HoldWish> hold_wanted_;  // not yet sent; a later wish replaces it
  std::optional<HoldWish> hold_asked_;   // on its way

  bool owes_bye_ = false;
};

}  // namespace holdfast::call
