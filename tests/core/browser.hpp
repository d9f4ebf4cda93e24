// A model browser: does what the core asks of peers and microphone, and reports it as facts, a
// moment later. Knows nothing of the gateway. Its flags make things go wrong.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "io.hpp"

namespace holdfast::bench {

class Browser {
 public:
  using Post = std::function<void(milliseconds, Input)>;

  struct Peer {
    bool closed = false;
    bool heard = false;  // SwitchPeer chose it
    std::string remote_sdp;
    std::vector<Candidate> candidates;
  };
  using PeerName = std::pair<CallKey, PeerGeneration>;

  // What goes wrong.
  bool grants_media = true;
  bool changes_microphones = true;
  bool decides_media = true;  // the user answers the question for the microphone
  std::string refusal = "NotAllowedError";
  bool connects = true;     // peers reach `connected`
  bool media_flows = true;  // a watched peer hears its first packet
  bool finds_candidates = true;
  bool finishes_gathering = true;

  explicit Browser(Post post) : post_(std::move(post)) {}

  void perform(const Output& output) {
    std::visit([this](const auto& request) { on(request); }, output);
  }

  std::map<PeerName, Peer> peers;
  std::map<CallKey, bool> microphones;  // open, and whether it is enabled
  std::map<CallKey, int> changed;       // how often a call got another microphone, or was to
  std::map<CallKey, int> acquired;
  std::set<CallKey> ringing;

  [[nodiscard]] int open_peers() const {
    return static_cast<int>(
        std::ranges::count_if(peers, [](const auto& one) { return !one.second.closed; }));
  }
  /// The generation that is heard now; 0 when none is.
  [[nodiscard]] std::uint32_t heard(CallKey call) const {
    std::uint32_t last = 0;
    for (const auto& [name, peer] : peers) {
      if (name.first == call && peer.heard && !peer.closed) last = name.second.value;
    }
    return last;
  }
  void connect(CallKey call, PeerGeneration peer) {
    post_(1ms, fact::PeerStateChanged{call, peer, PeerState::Connected});
  }

 private:
  template <class Request>
  void on(const Request& /*ignored*/) {}

  void on(const request::CreatePeer& create) { peers[{create.call, create.peer}] = {}; }
  void on(const request::CreateOffer& create) {
    post_(1ms, fact::OfferCreated{create.call, create.peer, sdp("offer", create.peer)});
  }
  void on(const request::CreateAnswer& create) {
    post_(1ms, fact::AnswerCreated{create.call, create.peer, sdp("answer", create.peer)});
  }
  void on(const request::SetLocalDescription& set) {
    if (set.kind == DescriptionKind::Rollback) return;
    post_(1ms, fact::LocalDescriptionSet{set.call, set.peer});
    if (finds_candidates) {
      post_(2ms, fact::CandidateFound{set.call, set.peer, {"candidate:1", "0", 0}});
    }
    if (finishes_gathering) {
      post_(3ms, fact::GatheringFinished{set.call, set.peer, set.sdp + "+candidates"});
    }
    if (set.kind == DescriptionKind::Answer && connects) connect(set.call, set.peer);
  }
  void on(const request::SetRemoteDescription& set) {
    peers[{set.call, set.peer}].remote_sdp = set.sdp;
    post_(1ms, fact::RemoteDescriptionSet{set.call, set.peer});
    if (set.kind == DescriptionKind::Answer && connects) connect(set.call, set.peer);
  }
  void on(const request::AddCandidate& add) {
    peers[{add.call, add.peer}].candidates.push_back(add.candidate);
  }
  void on(const request::FinishGathering& finish) {
    post_(0ms, fact::GatheringFinished{finish.call, finish.peer, "cut short"});
  }
  void on(const request::WatchMedia& watch) {
    if (media_flows && connects) post_(40ms, fact::MediaFlowing{watch.call, watch.peer});
  }
  void on(const request::SwitchPeer& change) {
    for (auto& [name, peer] : peers) {
      if (name.first == change.call) peer.heard = name.second == change.peer;
    }
  }
  void on(const request::ClosePeer& close) { peers[{close.call, close.peer}].closed = true; }
  void on(const request::AcquireMedia& acquire) {
    ++acquired[acquire.call];
    if (!decides_media) return;
    if (!grants_media) {
      post_(1ms, fact::MediaRefused{acquire.call, refusal, "no"});
      return;
    }
    microphones[acquire.call] = true;
    post_(1ms, fact::MediaGranted{acquire.call});
  }
  void on(const request::SetMicrophone& set) {
    if (microphones.contains(set.call)) microphones[set.call] = set.enabled;
  }
  void on(const request::ChangeMicrophone& change) {
    ++changed[change.call];
    if (changes_microphones) post_(5ms, fact::MicrophoneChanged{change.call, change.ticket});
  }
  void on(const request::ReleaseMedia& release) { microphones.erase(release.call); }
  void on(const request::StartTone& start) { ringing.insert(start.call); }
  void on(const request::StopTone& stop) { ringing.erase(stop.call); }

  static std::string sdp(std::string_view kind, PeerGeneration peer) {
    return std::string(kind) + " of peer " + std::to_string(peer.value);
  }

  Post post_;
};

}  // namespace holdfast::bench
