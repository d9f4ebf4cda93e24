// A model of what a browser does with peers, microphones and loudspeakers: each operation takes its
// time and may fail; facts about what was closed may still come. Knows nothing of the gateway.
#pragma once

#include <functional>
#include <vector>

#include "ground.hpp"

namespace holdfast::sim {

class Browser {
 public:
  struct Peer {
    CallKey call;
    PeerGeneration name;
    enum class Signaling : std::uint8_t { Stable, LocalOffer, RemoteOffer } signaling{};
    bool described = false;  // by the far end
    bool closed = false;
    bool heard = false;
    bool replaced = false;
    bool watched = false;
    bool sampled = false;
    PeerState state = PeerState::New;
  };

  Browser(Ground& ground, std::function<bool(CallKey)> lives)
      : ground_(ground), lives_(std::move(lives)) {}

  void on(const request::CreatePeer& create);
  void on(const request::CreateOffer& create);
  void on(const request::CreateAnswer& create);
  void on(const request::SetLocalDescription& set);
  void on(const request::SetRemoteDescription& set);
  void on(const request::AddCandidate& add);
  void on(const request::FinishGathering& finish);
  void on(const request::WatchMedia& watch);
  void on(const request::SwitchPeer& change);
  void on(const request::SampleMedia& sample);
  void on(const request::ClosePeer& close);
  void on(const request::AcquireMedia& acquire);
  void on(const request::SetMicrophone& set);
  void on(const request::SetCamera& set);
  void on(const request::ChangeMicrophone& change);
  void on(const request::ReleaseMedia& release);
  void on(const request::StartTone& start);
  void on(const request::StopTone& stop);

  /// What happens to peers by itself.
  void perform(const Act& act);
  /// The page goes, and all that it had.
  void leave_page();
  /// The faults are over: who hesitated decides, and what was interrupted comes back.
  void calm();

  /// Of this call only what may be is there.
  void check(CallKey call, bool ending, bool answered);
  /// Sound goes through the peer that is heard.
  [[nodiscard]] bool connected(CallKey call) const;
  [[nodiscard]] bool nothing_left() const;

 private:
  Peer* find(CallKey call, PeerGeneration name);
  Peer& living(CallKey call, PeerGeneration name);
  /// The operation's outcome, later: the fact, or its failure.
  void conclude(const Peer& peer, PeerOperation operation, Input fact);
  void connect(const Peer& peer);
  void change(CallKey call, PeerGeneration name, PeerState state);
  void flow(const Peer& peer);
  /// Tells some seconds of what a peer counts, good ones and bad ones.
  void sample(CallKey call, PeerGeneration name, int seconds);
  void decide(CallKey call);
  milliseconds moment();

  Ground& ground_;
  std::function<bool(CallKey)> lives_;
  std::vector<Peer> peers_;
  std::vector<CallKey> hesitations_;
  std::vector<CallKey> microphones_;
  std::vector<CallKey> tones_;
};

}  // namespace holdfast::sim
