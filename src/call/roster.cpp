#include "call/roster.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::call {

namespace {

// The one call that fits; nothing when none or several do.
template <class Calls, class Fits>
Call* only(const Calls& calls, Fits fits) {
  Call* found = nullptr;
  for (const auto& one : calls) {
    if (!fits(*one)) continue;
    if (found != nullptr) return nullptr;
    found = one.get();
  }
  return found;
}

}  // namespace

Call& Roster::add(Call::Origin origin) {
  calls_.push_back(std::make_unique<Call>(std::move(origin)));
  return *calls_.back();
}

std::vector<std::unique_ptr<Call>> Roster::take_over() {
  std::vector<std::unique_ptr<Call>> taken;
  std::vector<std::unique_ptr<Call>> living;
  for (auto& one : calls_) (one->over() ? taken : living).push_back(std::move(one));
  calls_ = std::move(living);
  return taken;
}

Call* Roster::find(CallKey key) {
  return only(calls_, [&](const Call& one) { return one.key() == key; });
}

Call* Roster::find(const CallId& id) {
  const auto found = std::ranges::find_if(calls_, [&](const auto& one) { return one->id() == id; });
  return found == calls_.end() ? nullptr : found->get();
}

Call* Roster::match(const wire::Invite& offer, const std::vector<CallId>& listed) {
  if (Call* same = find(offer.call)) return same;
  const TelnyxIds& told = offer.telnyx;
  if (!told.leg.empty()) {
    Call* same = only(calls_, [&](const Call& one) { return one.telnyx().leg == told.leg; });
    if (same != nullptr) return same;
  }
  // What is listed by its own id will be offered by it.
  const auto may_be = [&](const Call& one) {
    return std::ranges::find(listed, one.id()) == listed.end();
  };
  if (!told.session.empty()) {
    Call* same = only(calls_, [&](const Call& one) {
      return one.telnyx().session == told.session && may_be(one);
    });
    if (same != nullptr) return same;
  }
  return only(calls_, [&](const Call& one) { return one.awaits_attach() && may_be(one); });
}

std::vector<Call*> Roster::all() {
  std::vector<Call*> present;
  present.reserve(calls_.size());
  for (const auto& one : calls_) present.push_back(one.get());
  return present;
}

bool Roster::any_talking() const {
  return std::ranges::any_of(calls_, [](const auto& one) {
    return is_established(one->state()) || one->state() == CallState::Early;
  });
}

CallKey Roster::mint() {
  last_arrived_.value += 2;
  return last_arrived_;
}

}  // namespace holdfast::call
