#include "browser.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace holdfast::sim {

namespace {

using Signaling = Browser::Peer::Signaling;

constexpr std::array kOperations{
    PeerOperation::Create,       PeerOperation::CreateOffer,
    PeerOperation::CreateAnswer, PeerOperation::SetLocalDescription,
    PeerOperation::AddCandidate, PeerOperation::SetRemoteDescription,
};

std::string sdp(PeerGeneration peer) {
  return "description-" + std::to_string(peer.value) + "-secret";
}

}  // namespace

Browser::Peer* Browser::find(CallKey call, PeerGeneration name) {
  const auto found = std::ranges::find_if(
      peers_, [&](const Peer& one) { return one.call == call && one.name == name; });
  return found == peers_.end() ? nullptr : &*found;
}

Browser::Peer& Browser::living(CallKey call, PeerGeneration name) {
  Peer* peer = find(call, name);
  ground_.rules.demand(peer != nullptr && !peer->closed && lives_(call), Rule::LivingPeer);
  if (peer == nullptr) peer = &peers_.emplace_back(Peer{.call = call, .name = name});
  return *peer;
}

milliseconds Browser::moment() {
  return ground_.wrong(Kind::SlowPeers) ? ground_.between(50, 4000) : ground_.between(0, 6);
}

void Browser::conclude(const Peer& peer, PeerOperation operation, Input fact) {
  const Act* fails = ground_.wrong(Kind::FailPeers);
  if (fails != nullptr && kOperations[fails->target % kOperations.size()] == operation) {
    return ground_.tell(moment(), fact::PeerFailed{peer.call, peer.name, operation,
                                                   "OperationError", "it does not work"});
  }
  // These two say nothing when they succeed.
  if (operation == PeerOperation::Create || operation == PeerOperation::AddCandidate) return;
  ground_.tell(moment(), std::move(fact));
}

// ---- peers --------------------------------------------------------------------------------------

void Browser::on(const request::CreatePeer& create) {
  ground_.rules.demand(lives_(create.call) && find(create.call, create.peer) == nullptr,
                       Rule::LivingPeer);
  int heard = 0;
  int replaced = 0;
  for (const Peer& one : peers_) {
    if (one.call == create.call && !one.closed) ++(one.replaced ? replaced : heard);
  }
  ground_.rules.demand(heard < 2 && replaced < 2, Rule::TwoPeers);
  const Peer& peer = peers_.emplace_back(Peer{.call = create.call, .name = create.peer});
  conclude(peer, PeerOperation::Create, {});
}

void Browser::on(const request::CreateOffer& create) {
  const Peer& peer = living(create.call, create.peer);
  ground_.rules.demand(peer.signaling == Signaling::Stable, Rule::Order);
  conclude(peer, PeerOperation::CreateOffer,
           fact::OfferCreated{create.call, create.peer, sdp(create.peer)});
}

void Browser::on(const request::CreateAnswer& create) {
  const Peer& peer = living(create.call, create.peer);
  ground_.rules.demand(peer.signaling == Signaling::RemoteOffer, Rule::Order);
  conclude(peer, PeerOperation::CreateAnswer,
           fact::AnswerCreated{create.call, create.peer, sdp(create.peer)});
}

void Browser::on(const request::SetLocalDescription& set) {
  Peer& peer = living(set.call, set.peer);
  if (set.kind == DescriptionKind::Rollback) {  // of an offer, or too early to take any back
    if (peer.signaling == Signaling::LocalOffer) peer.signaling = Signaling::Stable;
    return;
  }
  const bool offers = set.kind == DescriptionKind::Offer;
  ground_.rules.demand(peer.signaling == (offers ? Signaling::Stable : Signaling::RemoteOffer),
                       Rule::Order);
  peer.signaling = offers ? Signaling::LocalOffer : Signaling::Stable;
  conclude(peer, PeerOperation::SetLocalDescription, fact::LocalDescriptionSet{set.call, set.peer});
  const Act* few = ground_.wrong(Kind::FewCandidates);
  if (few == nullptr || few->variant % 3 > 0) {
    ground_.tell(moment(), fact::CandidateFound{set.call, set.peer, {"candidate:1", "0", 0}});
  }
  if (few == nullptr || few->variant % 2 > 0) {
    ground_.tell(moment() + 5ms, fact::GatheringFinished{set.call, set.peer, set.sdp});
  }
  if (!offers) connect(peer);
}

void Browser::on(const request::SetRemoteDescription& set) {
  Peer& peer = living(set.call, set.peer);
  const bool offers = set.kind == DescriptionKind::Offer;
  ground_.rules.demand(peer.signaling == (offers ? Signaling::Stable : Signaling::LocalOffer),
                       Rule::Order);
  peer.signaling = offers ? Signaling::RemoteOffer : Signaling::Stable;
  peer.described = true;
  // A restart: what failed may be connected again.
  if (!offers && peer.state == PeerState::Failed) peer.state = PeerState::Connecting;
  conclude(peer, PeerOperation::SetRemoteDescription,
           fact::RemoteDescriptionSet{set.call, set.peer});
  if (!offers) connect(peer);
}

void Browser::on(const request::AddCandidate& add) {
  const Peer& peer = living(add.call, add.peer);
  ground_.rules.demand(peer.described, Rule::Order);
  conclude(peer, PeerOperation::AddCandidate, {});
}

void Browser::on(const request::FinishGathering& finish) {
  living(finish.call, finish.peer);
  ground_.tell(0ms, fact::GatheringFinished{finish.call, finish.peer, sdp(finish.peer)});
}

void Browser::on(const request::WatchMedia& watch) {
  Peer& peer = living(watch.call, watch.peer);
  peer.watched = true;
  flow(peer);
}

void Browser::on(const request::SwitchPeer& change) {
  living(change.call, change.peer);
  for (Peer& one : peers_) {
    if (one.call != change.call) continue;
    one.replaced = one.replaced || one.heard;
    one.heard = one.name == change.peer;
    if (one.heard) one.replaced = false;
  }
}

void Browser::on(const request::SampleMedia& sample) {
  Peer& peer = living(sample.call, sample.peer);
  ground_.rules.demand(peer.heard && !std::exchange(peer.sampled, true), Rule::LivingPeer,
                       "sampled twice, or unheard");
  constexpr int kSeconds = 6;
  this->sample(sample.call, sample.peer, kSeconds);
}

void Browser::sample(CallKey call, PeerGeneration name, int seconds) {
  ground_.clock.on_page(1s, [this, call, name, seconds] {
    const Peer* peer = find(call, name);
    if (peer == nullptr || peer->closed) return;
    MediaSample sample;
    if (ground_.chance(8) > 0) {
      const auto some = [&](std::uint32_t of) { return ground_.chance(of); };
      sample = {.bytes_sent = some(3),
                .bytes_received = some(3),
                .packets_received = some(50),
                .packets_lost = static_cast<std::int32_t>(some(4)),
                .jitter = some(60'000),
                .round_trip = some(800'000),
                .level_sent = some(2'000),
                .level_received = some(2'000),
                .microphone_open = some(4) > 0,
                .pair = "pair " + std::to_string(some(2))};
    }
    ground_.bring(fact::MediaSampled{call, name, std::move(sample)});
    if (seconds > 1) this->sample(call, name, seconds - 1);
  });
}

void Browser::on(const request::ClosePeer& close) {
  Peer* peer = find(close.call, close.peer);
  const bool open = peer != nullptr && !peer->closed;
  ground_.rules.demand(open, Rule::LivingPeer);
  if (open) peer->closed = true;
}

void Browser::connect(const Peer& peer) {
  const bool fails = ground_.wrong(Kind::NoConnection) != nullptr;
  const milliseconds delay = fails ? ground_.between(8000, 30'000) : ground_.between(5, 300);
  ground_.clock.on_page(delay, [this, call = peer.call, name = peer.name, fails] {
    change(call, name, fails ? PeerState::Failed : PeerState::Connected);
  });
}

void Browser::change(CallKey call, PeerGeneration name, PeerState state) {
  Peer& peer = *find(call, name);
  if (peer.closed || peer.state == PeerState::Failed) return;
  peer.state = state;
  ground_.tell(0ms, fact::PeerStateChanged{call, name, state});
  flow(peer);
}

void Browser::flow(const Peer& peer) {
  if (!peer.watched || peer.state != PeerState::Connected || ground_.wrong(Kind::NoFlow)) return;
  ground_.tell(ground_.between(1, 200), fact::MediaFlowing{peer.call, peer.name});
}

// ---- microphone and loudspeaker -----------------------------------------------------------------

void Browser::on(const request::AcquireMedia& acquire) {
  ground_.rules.demand(lives_(acquire.call), Rule::EndedMicrophone);
  hesitations_.push_back(acquire.call);
  const bool slow = ground_.wrong(Kind::SlowMicrophone) != nullptr;
  const milliseconds delay = slow ? ground_.between(100, 60'000) : ground_.between(0, 30);
  ground_.clock.on_page(delay, [this, call = acquire.call] { decide(call); });
}

void Browser::decide(CallKey call) {
  const auto found = std::ranges::find(hesitations_, call);
  if (found == hesitations_.end()) return;
  hesitations_.erase(found);
  if (const Act* refusal = ground_.wrong(Kind::RefuseMicrophone)) {
    constexpr std::array<const char*, 3> kNames{"NotAllowedError", "NotFoundError", "AbortError"};
    return ground_.bring(fact::MediaRefused{call, kNames[refusal->variant % 3], "no"});
  }
  microphones_.push_back(call);
  ground_.bring(fact::MediaGranted{call});
}

void Browser::on(const request::SetMicrophone& set) {
  ground_.rules.demand(lives_(set.call), Rule::EndedMicrophone);
}

void Browser::on(const request::SetCamera& set) {
  ground_.rules.demand(lives_(set.call), Rule::EndedMicrophone);
}

void Browser::on(const request::ChangeMicrophone& change) {
  ground_.rules.demand(lives_(change.call), Rule::EndedMicrophone);
  const milliseconds delay = ground_.between(0, 400);
  const char* name = ground_.wrong(Kind::RefuseMicrophone) == nullptr ? "" : "NotFoundError";
  if (*name != 0 || std::ranges::find(microphones_, change.call) == microphones_.end()) {
    return ground_.tell(delay, fact::MicrophoneKept{change.call, change.ticket, name, "no"});
  }
  ground_.tell(delay, fact::MicrophoneChanged{change.call, change.ticket});
}

void Browser::on(const request::ReleaseMedia& release) { std::erase(microphones_, release.call); }

void Browser::on(const request::StartTone& start) {
  ground_.rules.demand(lives_(start.call), Rule::Ringing);
  tones_.push_back(start.call);
}

void Browser::on(const request::StopTone& stop) { std::erase(tones_, stop.call); }

// ---- by itself ----------------------------------------------------------------------------------

void Browser::perform(const Act& act) {
  if (act.kind == Kind::LoseMicrophone) {
    if (microphones_.empty() || act.variant % 4 == 0) {
      return ground_.bring(fact::DevicesChanged{});
    }
    const CallKey call = microphones_[act.target % microphones_.size()];
    return ground_.bring(fact::MicrophoneLost{call, act.variant % 2 == 0});
  }
  if (peers_.empty()) return;
  // The last ones are those that matter.
  const std::size_t back = 1 + act.target % std::min<std::size_t>(peers_.size(), 4);
  const Peer& peer = peers_[peers_.size() - back];
  const CallKey call = peer.call;
  const PeerGeneration name = peer.name;
  if (act.kind == Kind::PeerDeath) {
    change(call, name, PeerState::Failed);
  } else if (act.kind == Kind::PeerBlip && peer.state == PeerState::Connected) {
    change(call, name, PeerState::Disconnected);
    ground_.clock.on_page(std::min(act.span, milliseconds{30'000}), [this, call, name] {
      if (find(call, name)->state == PeerState::Disconnected) {
        change(call, name, PeerState::Connected);
      }
    });
  } else if (act.kind == Kind::StrayFact && peer.closed) {
    switch (act.variant % 5) {
      case 0:
        return ground_.tell(0ms, fact::PeerStateChanged{call, name, PeerState::Failed});
      case 1:
        return ground_.tell(0ms, fact::RemoteDescriptionSet{call, name});
      case 2:
        return ground_.tell(0ms, fact::MediaFlowing{call, name});
      case 3:
        return ground_.tell(0ms, fact::PeerFailed{call, name, PeerOperation::SetLocalDescription,
                                                  "InvalidStateError", "closed"});
      default:
        return ground_.tell(0ms, fact::GatheringFinished{call, name, sdp(name)});
    }
  }
}

void Browser::leave_page() {
  peers_.clear();
  hesitations_.clear();
  microphones_.clear();
  tones_.clear();
}

void Browser::calm() {
  for (const CallKey call : std::vector(hesitations_)) decide(call);
}

// ---- what may be there --------------------------------------------------------------------------

void Browser::check(CallKey call, bool ending, bool answered) {
  const auto has = [&](const std::vector<CallKey>& list) {
    return std::ranges::find(list, call) != list.end();
  };
  ground_.rules.demand(!ending || !has(microphones_), Rule::EndedMicrophone);
  ground_.rules.demand(!(ending || answered) || !has(tones_), Rule::Ringing);
  if (!ending) return;
  const bool open =
      std::ranges::any_of(peers_, [&](const Peer& one) { return one.call == call && !one.closed; });
  ground_.rules.demand(!open, Rule::EndedPeers);
}

bool Browser::connected(CallKey call) const {
  return std::ranges::any_of(peers_, [&](const Peer& one) {
    return one.call == call && one.heard && !one.closed && one.state == PeerState::Connected;
  });
}

bool Browser::nothing_left() const {
  return microphones_.empty() && tones_.empty() &&
         std::ranges::all_of(peers_, [](const Peer& one) { return one.closed; });
}

}  // namespace holdfast::sim
