#include "web/peers.hpp"

#include <algorithm>
#include <utility>

#include "web/host.hpp"
#include "web/peer.hpp"

namespace holdfast::web {

Peers::Peers(Host& host) : host_(host) {}
Peers::~Peers() = default;

void Peers::perform(const request::CreatePeer& create) {
  val configuration = val::object();
  put(configuration, "bundlePolicy", "balanced");
  put(configuration, "iceCandidatePoolSize", create.prefetch ? 1 : 0);
  const val servers = at(host_.media().wishes(create.call), "iceServers");
  put(configuration, "iceServers", given(servers) ? servers : val::array());
  put(configuration, "iceTransportPolicy", create.relay_only ? "relay" : "all");
  const Outcome made = construct(val::global("RTCPeerConnection"), configuration);
  if (made.fine) {
    peers_.push_back(std::make_shared<Peer>(host_, create.call, create.peer, made.value));
  } else {
    host_.feed(fact::PeerFailed{create.call, create.peer, PeerOperation::Create,
                                text(made.value, "name"), text(made.value, "message")});
  }
}

void Peers::perform(const request::CreateOffer& create) {
  if (Peer* peer = find(create.call, create.peer)) peer->create_offer(create.restart);
}

void Peers::perform(const request::CreateAnswer& create) {
  if (Peer* peer = find(create.call, create.peer)) peer->create_answer();
}

void Peers::perform(const request::SetLocalDescription& set) {
  if (Peer* peer = find(set.call, set.peer)) peer->set_local(set.kind, set.sdp);
}

void Peers::perform(const request::SetRemoteDescription& set) {
  if (Peer* peer = find(set.call, set.peer)) peer->set_remote(set.kind, set.sdp);
}

void Peers::perform(const request::AddCandidate& add) {
  if (Peer* peer = find(add.call, add.peer)) peer->add(add.candidate);
}

void Peers::perform(const request::FinishGathering& finish) {
  if (Peer* peer = find(finish.call, finish.peer)) peer->finish_gathering();
}

void Peers::perform(const request::WatchMedia& watch) {
  if (Peer* peer = find(watch.call, watch.peer)) peer->watch();
}

void Peers::perform(const request::SampleMedia& sample) {
  if (Peer* peer = find(sample.call, sample.peer)) peer->sample();
}

void Peers::perform(const request::SwitchPeer& change) {
  if (Peer* peer = find(change.call, change.peer)) peer->switch_over();
}

void Peers::perform(const request::ClosePeer& close) {
  if (Peer* peer = find(close.call, close.peer)) peer->close();
  std::erase_if(peers_, [&](const auto& each) { return each->is(close.call, close.peer); });
  host_.application().tell("peerClosed", close.call, close.peer);
}

val Peers::replace_audio(CallKey call, const val& track) {
  val promises = val::array();
  for (const auto& peer : peers_) {
    if (peer->belongs_to(call)) peer->replace_audio(track, promises);
  }
  return promises;
}

void Peers::close_all() {
  for (const auto& peer : std::exchange(peers_, {})) peer->close();
}

Peer* Peers::find(CallKey call, PeerGeneration peer) {
  const auto found =
      std::ranges::find_if(peers_, [&](const auto& each) { return each->is(call, peer); });
  return found == peers_.end() ? nullptr : found->get();
}

}  // namespace holdfast::web
