// The ICE restarts of one peer: whether its path is broken, which attempt is at work, when the next
// may begin and when there is none left. Makes no offer, and does not decide that one is to be
// made: the call does the first, decide() the second.
#pragma once

#include <optional>

#include "call/decide.hpp"
#include "turn.hpp"

namespace holdfast::call {

class Restart {
 public:
  /// The peer said how it is.
  void heard(Turn& turn, CallKey call, PeerState state);
  /// What the browser has counted by now. A path over which nothing comes any more, while check
  /// after check goes unanswered, is dead long before the browser says so.
  void sampled(const Turn& turn, const MediaSample& sample);
  /// By the last two samples its path goes through a VPN that does not carry it.
  [[nodiscard]] bool lost_in_vpn(PeerState state) const;
  /// The network under a peer that is well has changed.
  void network_changed();
  [[nodiscard]] recovery::Media media(PeerState state) const;

  /// An attempt begins. Gives the reason, for the application.
  const char* begin(Turn& turn, CallKey call);
  /// Its offer went to the gateway.
  void asked(Turn& turn, CallKey call);
  /// The gateway's answer is in place: the browser looks for a path.
  void answered(Turn& turn, CallKey call, PeerState state);
  /// It came to nothing.
  void failed(Turn& turn, CallKey call, PeerState state);
  /// True when the attempt at work has had its time.
  [[nodiscard]] bool timer_due();
  /// Another peer, or another socket: what was begun with the last one is over.
  void clear(Turn& turn, CallKey call);

  [[nodiscard]] bool offers() const { return stage_ == Stage::Offering; }
  [[nodiscard]] bool awaits_answer() const { return stage_ == Stage::Asked; }
  [[nodiscard]] bool checks() const { return stage_ == Stage::Checking; }
  [[nodiscard]] bool at_work() const { return stage_ >= Stage::Offering; }

 private:
  enum class Stage : std::uint8_t {
    Idle,
    Doubting,  // disconnected a moment ago; may come back by itself
    Resting,   // until the next attempt
    Offering,  // the browser makes the offer
    Asked,     // the gateway has it
    Checking,  // both ends look for a path
  };
  enum class Trouble : std::uint8_t { None, Moved, Silent, Interrupted, Failed };

  [[nodiscard]] bool broken() const { return trouble_ >= Trouble::Interrupted; }
  void doubt(Turn& turn, CallKey call);
  void stand_down(Turn& turn, CallKey call);

  Stage stage_ = Stage::Idle;
  Trouble trouble_ = Trouble::None;
  int attempts_ = 0;  // since the peer was connected last

  std::optional<MediaSample> sample_;  // the last
  bool one_way_ = false;               // more is sent since the one before, and nothing comes
  int silent_samples_ = 0;             // in a row
  std::uint32_t unanswered_ = 0;       // checks in these
  Instant patient_until_{};  // one attempt for silence alone, then the browser has the word
};

}  // namespace holdfast::call
