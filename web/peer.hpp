// One RTCPeerConnection of a call: does what it is asked with it, tells what it says, and counts
// what comes over it. Does not know which of a call's peers matters.
#pragma once

#include <string>
#include <vector>

#include "io.hpp"
#include "web/js.hpp"

namespace holdfast::web {

class Host;

/// One RTCPeerConnection with its lines and what came over them.
class Peer final : public Listener {
 public:
  Peer(Host& host, CallKey call, PeerGeneration peer, val connection);

  [[nodiscard]] bool is(CallKey call, PeerGeneration peer) const {
    return call_ == call && peer_ == peer;
  }

  [[nodiscard]] bool belongs_to(CallKey call) const { return call_ == call; }
  void replace_audio(const val& track, const val& promises);

  void create_offer(bool restart);
  void create_answer();
  void set_local(DescriptionKind kind, const std::string& sdp);
  void set_remote(DescriptionKind kind, const std::string& sdp);
  void add(const Candidate& candidate);
  void finish_gathering();
  void watch();
  void sample();
  void switch_over();
  void close();

  void heard(const val& event) override;
  void settled(int tag, const Outcome& outcome) override;

 private:
  // The far end must be offered what we want to hear, and told what we bring, once per peer.
  template <class Act>
  bool for_each_track_to_send(Act act);
  bool offer_lines();
  bool answer_lines();
  bool prefer_codecs(const val& transceiver, const std::string& kind);

  void ask(PeerOperation operation, const Outcome& promised);
  bool fine(const Outcome& made);
  void fail(PeerOperation operation, const val& error);

  void heard_candidate(const val& candidate);
  void heard_state();
  void heard_track(const val& event);

  void begin_watch();
  void look();
  void flows();
  void sampled(const Outcome& outcome);

  Host& host_;
  CallKey call_;
  PeerGeneration peer_;
  val connection_;
  bool closed_ = false;
  bool has_lines_ = false;
  bool gathered_ = false;        // said so, for the description at hand
  bool watched_ = false;         // its first packet is waited for
  bool heard_from_now_ = false;  // the application was given its stream, or will be
  val stream_;                   // the far end's
  std::vector<val> tracks_;      // the far end's, listened to
  Timeout next_look_;
  Timeout next_sample_;
};

}  // namespace holdfast::web
