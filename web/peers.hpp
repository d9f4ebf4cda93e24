// The RTCPeerConnections of a client, by call and generation. Does what it is asked with them and
// tells what they say; which of a call's peers matters is for the core to know.
#pragma once

#include <memory>
#include <vector>

#include "io.hpp"
#include "web/js.hpp"

namespace holdfast::web {

class Host;
class Peer;

class Peers {
 public:
  explicit Peers(Host& host);
  ~Peers();

  void perform(const request::CreatePeer& create);
  void perform(const request::CreateOffer& create);
  void perform(const request::CreateAnswer& create);
  void perform(const request::SetLocalDescription& set);
  void perform(const request::SetRemoteDescription& set);
  void perform(const request::AddCandidate& add);
  void perform(const request::FinishGathering& finish);
  void perform(const request::WatchMedia& watch);
  void perform(const request::SampleMedia& sample);
  void perform(const request::SwitchPeer& change);
  void perform(const request::ClosePeer& close);

  /// Gives every peer of the call another track to speak with; an array of promises.
  val replace_audio(CallKey call, const val& track);
  void close_all();

 private:
  Peer* find(CallKey call, PeerGeneration peer);

  Host& host_;
  std::vector<std::shared_ptr<Peer>> peers_;
};

}  // namespace holdfast::web
