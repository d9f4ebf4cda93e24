// What must hold of everything that leaves a session, whatever was brought to it: one sentence
// each. Knows requests, and what was promised; not what was brought, nor why.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "bench.hpp"
#include "call/transitions.hpp"

namespace holdfast::bench {

/// Keeps the first rule that was broken.
class Rules {
 public:
  std::string broken;

  void issued(Ticket ticket) { unsettled_.insert(ticket); }
  void logs_in(Ticket ticket) { logins_.insert(ticket); }
  void disconnects(Ticket ticket) { disconnects_.insert(ticket); }
  void broke(SocketGeneration socket) { sockets_.erase(socket); }
  /// Time passed: a BYE that nobody could hear for that long need not be said any more.
  void passed(milliseconds span) {
    constexpr milliseconds kOwedFor = 90s;
    for (auto& [id, waited] : owed_) waited += span;
    std::erase_if(owed_, [&](const auto& owed) { return owed.second > kOwedFor; });
  }

  void watch(const Output& output) {
    std::visit([this](const auto& request) { on(request); }, output);
  }
  /// Nothing of what a fact led to is still to come.
  void between_turns() {
    for (const auto& [key, call] : calls_) {
      const bool hears = call.told == CallState::Early || call.told == CallState::Active;
      demand(!call.rings || !(hears || call.ending),
             "nothing rings in a call that hears the far end or is over");
    }
    for (const Ticket ticket : logins_) {
      demand(!gave_up_ || !unsettled_.contains(ticket), "no login outlives the last attempt");
    }
    gave_up_ = false;
  }
  void at_the_end(const Session& session) {
    demand(unsettled_.empty(), "every ticket is settled after disconnect");
    for (const auto& [key, call] : calls_) {
      demand(call.over, "disconnect leaves no call");
      demand(call.peers.empty(), "every peer is closed once its call is over");
    }
    demand(!session.deadline(), "no timer is left after disconnect");
    demand(session.at_rest(), "a session that disconnected is at rest");
    demand(sockets_.empty(), "disconnect leaves no socket");
    demand_byes();
  }
  void at_the_end(const Bench& bench) {
    at_the_end(bench.session());
    demand(bench.browser.open_peers() == 0, "every peer is closed once its call is over");
    demand(bench.browser.microphones.empty(), "no microphone is open once its call is over");
    demand(bench.browser.ringing.empty(), "nothing rings once its call is over");
    std::set<std::string> invited;
    std::set<std::string> asked;
    for (const Gateway::Frame& frame : bench.gateway.frames) {
      if (frame.method.empty()) continue;
      demand(asked.insert(frame.json.member("id")->content).second,
             "no two requests have the same id");
      if (frame.method != "telnyx_rtc.invite") continue;
      const wire::Json* parameters = frame.json.member("params")->member("dialogParams");
      demand(invited.insert(parameters->member("callID")->content).second,
             "no call is invited twice");
    }
  }

 private:
  struct Known {
    std::optional<CallState> told;
    CallId id;
    std::set<PeerGeneration> peers;
    std::set<PeerGeneration> offering;  // those whose offer has no answer yet
    std::optional<bool> microphone;     // as it was last asked for
    bool rings = false;
    bool at_gateway = false;  // it was invited there, or came from there
    bool ending = false;
    bool over = false;
  };

  void demand(bool holds, std::string_view rule) {
    if (!holds && broken.empty()) broken = rule;
  }
  void demand_byes() { demand(due_.empty(), "a BYE that is owed is said once it can be"); }
  void demand_living(CallKey call) {
    demand(!calls_[call].ending, "a call that ended opens neither microphone nor peer");
  }

  template <class Request>
  void on(const Request& /*ignored*/) {}

  void on(const request::OpenSocket& open) {
    sockets_.insert(open.socket);
    demand(sockets_.size() == 1, "at most one socket lives");
    demand(open.socket > last_socket_, "a later socket has a greater number");
    last_socket_ = open.socket;
  }
  void on(const request::CloseSocket& close) {
    demand(sockets_.erase(close.socket) == 1, "only a living socket is closed");
  }
  void on(const request::SendText& send) {
    demand(sockets_.contains(send.socket), "only a living socket is written to");
    const auto about = [&](const CallId& id) {
      return send.text.find("\"callID\":\"" + id.text + '"') != std::string::npos;
    };
    if (send.text.find("telnyx_rtc.bye") != std::string::npos) {
      std::erase_if(owed_, [&](const auto& owed) { return about(owed.first); });
      std::erase_if(due_, about);
    } else if (send.text.find("telnyx_rtc.invite") != std::string::npos) {
      for (auto& [key, call] : calls_) call.at_gateway = call.at_gateway || about(call.id);
    }
  }
  void on(const request::ClientReady& /*ready*/) {
    demand_byes();
    for (const auto& [id, span] : owed_) due_.insert(id);
  }
  void on(const request::CreatePeer& create) {
    demand_living(create.call);
    demand(calls_[create.call].peers.insert(create.peer).second, "no peer is made twice");
    demand(calls_[create.call].peers.size() <= 3, "a call has two peers, and one that lingers");
  }
  void on(const request::ClosePeer& close) {
    demand(calls_[close.call].peers.erase(close.peer) == 1, "each peer is closed once");
  }
  void on(const request::CreateOffer& create) {
    demand_peer(create.call, create.peer);
    calls_[create.call].offering.insert(create.peer);
  }
  void on(const request::CreateAnswer& create) { demand_peer(create.call, create.peer); }
  void on(const request::SetLocalDescription& set) {
    demand_peer(set.call, set.peer);
    if (set.kind == DescriptionKind::Rollback) calls_[set.call].offering.erase(set.peer);
  }
  void on(const request::SetRemoteDescription& set) {
    demand_peer(set.call, set.peer);
    if (set.kind != DescriptionKind::Answer) return;
    demand(calls_[set.call].offering.erase(set.peer) == 1, "each offer is answered at most once");
  }
  void on(const request::AddCandidate& add) { demand_peer(add.call, add.peer); }
  void on(const request::WatchMedia& watch) { demand_peer(watch.call, watch.peer); }
  void on(const request::SwitchPeer& change) { demand_peer(change.call, change.peer); }
  void on(const request::AcquireMedia& acquire) { demand_living(acquire.call); }
  void on(const request::SetMicrophone& set) {
    demand_living(set.call);
    calls_[set.call].microphone = set.enabled;
  }
  void on(const request::StartTone& start) {
    demand_living(start.call);
    calls_[start.call].rings = true;
  }
  void on(const request::StopTone& stop) {
    // Also of a call that only an earlier page told of.
    if (const auto found = calls_.find(stop.call); found != calls_.end())
      found->second.rings = false;
  }
  void on(const request::CallChanged& changed) {
    Known& call = calls_[changed.snapshot.call];
    const CallState state = changed.snapshot.state;
    demand(!call.over, "a call told `destroy` is told nothing more");
    demand(!call.microphone || *call.microphone == !changed.snapshot.muted,
           "the microphone is as the call is told to be");
    call.id = changed.snapshot.id;
    for (const auto& [key, other] : calls_) {
      const bool same = !other.over && other.id == call.id && &other != &call;
      demand(!same, "no two living calls have one id");
    }
    if (!changed.announce) return;
    if (call.told) demand(may_follow(*call.told, state), "states follow the table of moves");
    call.told = state;
    call.ending = call::is_ending(state);
    call.over = state == CallState::Destroy;
    const bool from_gateway = changed.snapshot.direction == Direction::Inbound;
    if (from_gateway || state == CallState::Recovering) call.at_gateway = true;
    if (state == CallState::Hangup) {
      const EndReason reason = changed.snapshot.end_reason;
      demand(reason != EndReason::None, "a call that ends says why");
      const bool told = reason == EndReason::Remote || reason == EndReason::NotReattached;
      if (call.at_gateway && !told) owed_[call.id] = 0ms;
    }
    if (call.over) demand(call.peers.empty(), "every peer is closed once its call is over");
  }
  void on(const request::ErrorRaised& raised) {
    gave_up_ = gave_up_ || raised.code == ErrorCode::ReconnectionExhausted;
  }
  void on(const request::Settled& settled) {
    demand(unsettled_.erase(settled.ticket) == 1, "a ticket settles at most once");
    if (disconnects_.erase(settled.ticket) == 0) return;
    for (const auto& [key, call] : calls_) demand(call.over, "disconnect leaves no call");
    for (const Ticket ticket : unsettled_) {
      demand(disconnects_.contains(ticket), "every ticket is settled after disconnect");
    }
  }

  void demand_peer(CallKey call, PeerGeneration peer) {
    demand_living(call);
    demand(calls_[call].peers.contains(peer), "only a living peer is asked for anything");
  }
  static bool may_follow(CallState from, CallState to) {
    // A second attach before the first was through is told as well: the id may be another.
    if (from == to) return from == CallState::Recovering;
    return std::ranges::any_of(
        call::kMoves, [&](const call::Move& move) { return move.from == from && move.to == to; });
  }

  std::set<SocketGeneration> sockets_;
  SocketGeneration last_socket_;
  std::set<Ticket> unsettled_;
  std::set<Ticket> disconnects_;
  std::set<Ticket> logins_;
  bool gave_up_ = false;  // since the turn began
  std::map<CallKey, Known> calls_;
  std::map<CallId, milliseconds> owed_;  // the BYEs that were not said yet, and for how long
  std::set<CallId> due_;                 // those of them that could be said since
};

}  // namespace holdfast::bench
