#include "record/replay.hpp"

#include <utility>

namespace holdfast::record {

std::optional<Entry> Replay::next() {
  std::optional<Entry> entry = ahead_ ? std::exchange(ahead_, {}) : reading_.next();
  // One that belongs to no fact says nothing.
  while (entry && std::holds_alternative<entry::Done>(*entry)) entry = reading_.next();
  if (!entry) return entry;
  if (auto* part = std::get_if<entry::Part>(&*entry)) session_.emplace(part->config);
  return entry;
}

void Replay::decided(CallKey call, const call::recovery::Plight& plight,
                     call::recovery::Decision decision) {
  decisions_.push_back({call, plight, decision});
}

Played Replay::play(const entry::Heard& heard) {
  ++steps_;
  Digest digest;
  digest.begin();
  Played played;
  call::recovery::witness = this;
  session_->handle(heard.now, heard.fact);
  call::recovery::witness = nullptr;
  while (auto request = session_->poll()) {
    digest.add(*request);
    played.requests.push_back(std::move(*request));
  }
  digest.end(session_->deadline());
  played.decisions = std::exchange(decisions_, {});

  ahead_ = reading_.next();
  if (ahead_ && std::holds_alternative<entry::Done>(*ahead_)) {
    auto done = std::get<entry::Done>(*std::exchange(ahead_, {}));
    played.compared = true;
    played.agrees = done.sum == digest.sum() && done.kinds == digest.kinds();
    played.recorded_kinds = std::move(done.kinds);
  }
  return played;
}

}  // namespace holdfast::record
