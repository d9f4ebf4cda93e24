#include "call/negotiation.hpp"

#include <utility>

namespace holdfast::call {

namespace {
// Without a single candidate the description is sent all the same: the far end may know a way.
constexpr milliseconds kFirstCandidateLimit = 15s;
}  // namespace

void Negotiation::start_offer(Turn& turn) {
  turn.put(request::CreatePeer{call_, peer_, manner_.relay_only, manner_.prefetch});
  create_if_ready(turn);
}

void Negotiation::start_answer(Turn& turn, const std::string& offer) {
  offers_ = false;
  turn.put(request::CreatePeer{call_, peer_, manner_.relay_only, manner_.prefetch});
  turn.put(request::SetRemoteDescription{call_, peer_, DescriptionKind::Offer, offer});
}

void Negotiation::restart(Turn& turn) {
  stage_ = Stage::Creating;
  offers_ = true;
  remote_set_ = false;  // candidates to come belong to the answer to come
  candidate_seen_ = false;
  only_host_ = true;
  waits_more_ = false;
  cut_short_ = false;
  turn.put(request::CreateOffer{call_, peer_, true});
}

void Negotiation::abandon_restart(Turn& turn) {
  turn.timers.stop(Timer::GatheringLimit, call_);
  stage_ = Stage::Described;
  remote_set_ = true;
  early_candidates_.clear();
  turn.put(request::SetLocalDescription{call_, peer_, DescriptionKind::Rollback, {}});
}

void Negotiation::media_ready(Turn& turn) {
  has_media_ = true;
  create_if_ready(turn);
}

void Negotiation::create_if_ready(Turn& turn) {
  if (stage_ != Stage::Preparing || !has_media_ || (!offers_ && !remote_set_)) return;
  stage_ = Stage::Creating;
  if (offers_) {
    turn.put(request::CreateOffer{call_, peer_});
  } else {
    turn.put(request::CreateAnswer{call_, peer_});
  }
}

void Negotiation::apply_answer(Turn& turn, const std::string& answer) {
  turn.put(request::SetRemoteDescription{call_, peer_, DescriptionKind::Answer, answer});
}

void Negotiation::add_candidate(Turn& turn, Candidate candidate) {
  if (remote_set_) {
    turn.put(request::AddCandidate{call_, peer_, std::move(candidate)});
  } else {
    early_candidates_.push_back(std::move(candidate));
  }
}

void Negotiation::description_created(Turn& turn, const std::string& sdp) {
  if (stage_ != Stage::Creating) return;
  stage_ = Stage::Applying;
  local_sdp_ = sdp;
  turn.put(request::SetLocalDescription{
      call_, peer_, offers_ ? DescriptionKind::Offer : DescriptionKind::Answer, sdp});
}

Progress Negotiation::local_description_set(Turn& turn) {
  if (stage_ != Stage::Applying) return Progress::None;
  stage_ = Stage::Gathering;
  // Candidates may have been found before the browser said that the description is in place.
  const bool patient = manner_.trickle || !candidate_seen_;
  if (patient) turn.after(kFirstCandidateLimit, Timer::GatheringLimit, call_);
  if (!manner_.trickle) return Progress::None;
  stage_ = Stage::Described;
  return Progress::Ready;
}

Progress Negotiation::remote_description_set(Turn& turn) {
  remote_set_ = true;
  for (Candidate& candidate : std::exchange(early_candidates_, {})) {
    turn.put(request::AddCandidate{call_, peer_, std::move(candidate)});
  }
  create_if_ready(turn);
  return Progress::Applied;
}

void Negotiation::candidate_found(Turn& turn, const Candidate& candidate) {
  if (!is_host(candidate)) only_host_ = false;
  const bool first = !std::exchange(candidate_seen_, true);
  if (first && gathers()) turn.after(manner_.patience, Timer::GatheringLimit, call_);
}

Progress Negotiation::gathering_finished(Turn& turn, const std::string& sdp) {
  const bool awaited = gathers();
  if (!awaited && !manner_.trickle) return Progress::None;
  turn.timers.stop(Timer::GatheringLimit, call_);
  if (candidate_seen_ && only_host_) turn.warn(WarningCode::OnlyHostIceCandidates, call_);
  if (!awaited) return Progress::None;
  local_sdp_ = sdp;
  stage_ = Stage::Described;
  return Progress::Ready;
}

void Negotiation::gathering_limit_due(Turn& turn) {
  if (!candidate_seen_) turn.warn(WarningCode::IceGatheringEmpty, call_);
  if (manner_.trickle) {
    if (candidate_seen_) turn.warn(WarningCode::IceGatheringTimeout, call_);
  } else if (candidate_seen_ && only_host_ && manner_.more > 0ms &&
             !std::exchange(waits_more_, true)) {
    turn.after(manner_.more, Timer::GatheringLimit, call_);
  } else if (gathers()) {
    cut_short_ = true;
    turn.put(request::FinishGathering{call_, peer_});
  }
}

void Negotiation::connected(Turn& turn) {
  if (manner_.trickle) turn.timers.stop(Timer::GatheringLimit, call_);
}

bool Negotiation::gathers() const {
  return !manner_.trickle && (stage_ == Stage::Applying || stage_ == Stage::Gathering);
}

}  // namespace holdfast::call
