// One peer's negotiation: offer, answer, candidates, and the order they may be applied in.
// No candidate is applied before its description. Does not know the call's state, nor the gateway:
// it says when a description is ready and when one was applied.
#pragma once

#include <string>
#include <vector>

#include "turn.hpp"

namespace holdfast::call {

/// Whether it leads no further than the own network.
inline bool is_host(const Candidate& candidate) {
  return candidate.candidate.find(" typ host") != std::string::npos;
}

/// What a step of the negotiation means for the call.
enum class Progress : std::uint8_t {
  None,
  Ready,    // our description can be sent
  Applied,  // the far end's description is in place
};

class Negotiation {
 public:
  struct Manner {
    bool trickle = false;
    bool relay_only = false;
    bool prefetch = false;
    milliseconds patience{1s};  // for further candidates, after the first
    milliseconds more{1s};      // and then, while there is none that leads out of the own network
  };

  Negotiation(CallKey call, PeerGeneration peer, Manner manner)
      : call_(call), peer_(peer), manner_(manner) {}

  /// Makes the peer; the offer follows when the microphone is there.
  void start_offer(Turn& turn);
  /// Makes the peer and gives it the far end's offer; the answer follows when both are in place.
  void start_answer(Turn& turn, const std::string& offer);

  /// Makes a new offer for the peer that is there, to find another path.
  void restart(Turn& turn);
  /// Takes that offer back: no answer will come.
  void abandon_restart(Turn& turn);

  void media_ready(Turn& turn);
  void apply_answer(Turn& turn, const std::string& answer);
  void add_candidate(Turn& turn, Candidate candidate);

  void description_created(Turn& turn, const std::string& sdp);
  Progress local_description_set(Turn& turn);
  Progress remote_description_set(Turn& turn);
  void candidate_found(Turn& turn, const Candidate& candidate);
  Progress gathering_finished(Turn& turn, const std::string& sdp);
  void gathering_limit_due(Turn& turn);
  /// A pair works: nobody waits for further candidates.
  void connected(Turn& turn);

  /// Its candidates are not all that would have been found.
  [[nodiscard]] bool cut_short() const { return cut_short_; }
  [[nodiscard]] PeerGeneration peer() const { return peer_; }
  [[nodiscard]] bool trickles() const { return manner_.trickle; }
  [[nodiscard]] const std::string& local_sdp() const { return local_sdp_; }

 private:
  enum class Stage : std::uint8_t {
    Preparing,  // waits for the microphone, or for the offer to be in place
    Creating,   // the browser makes our description
    Applying,   // the browser applies it
    Gathering,  // waits for candidates to put into it
    Described,  // it is ready
  };

  void create_if_ready(Turn& turn);
  /// Candidates are awaited, to be put into our description.
  [[nodiscard]] bool gathers() const;

  CallKey call_;
  PeerGeneration peer_;
  Manner manner_;
  Stage stage_ = Stage::Preparing;
  bool offers_ = true;
  bool has_media_ = false;
  bool remote_set_ = false;
  bool candidate_seen_ = false;
  bool only_host_ = true;  // and none that leads out of the own network
  bool waits_more_ = false;
  bool cut_short_ = false;
  std::string local_sdp_;
  std::vector<Candidate> early_candidates_;  // came before the description they belong to
};

}  // namespace holdfast::call
