// When the steps of establishing a call were reached: each once, in their order, from its
// beginning.
#include <catch_amalgamated.hpp>

#include "bench.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {

std::vector<Step> steps(const Bench& bench) {
  std::vector<Step> found;
  for (const auto& reached : bench.all<request::StepReached>()) found.push_back(reached.step);
  return found;
}

std::optional<milliseconds> reached(const Bench& bench, Step step) {
  for (const auto& one : bench.all<request::StepReached>()) {
    if (one.step == step) return one.since_begin;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("the steps of a call that is placed, each once, in their order") {
  Bench bench;
  bench.connect();
  bench.gateway.early_media = true;
  bench.talk();
  using enum Step;
  CHECK(steps(bench) == std::vector{PeerMade, MediaAcquired, DescriptionMade, LocalDescription,
                                    GatheringBegun, FirstCandidate, FirstFarCandidate, Gathered,
                                    DescriptionSent, Ringing, EarlyMedia, Answered,
                                    RemoteDescription, Active, Connected});
  milliseconds last{0};
  for (const auto& one : bench.all<request::StepReached>()) {
    CHECK(one.since_begin >= last);
    last = one.since_begin;
  }
  CHECK(reached(bench, PeerMade) == 0ms);
  CHECK(reached(bench, Ringing) > 10ms);
  CHECK(last < 200ms);
}

TEST_CASE("the steps of a call that is answered, counted from its arrival") {
  Bench bench;
  bench.connect();
  bench.gateway.invite("in-1");
  bench.advance(5s);
  bench.feed(fact::AnswerCall{bench.all<request::CallChanged>().back().snapshot.call, {}});
  bench.advance(200ms);
  CHECK(steps(bench).front() == Step::AnswerCalled);
  CHECK(reached(bench, Step::AnswerCalled) > 4900ms);
  CHECK(reached(bench, Step::Active) > 4900ms);
}

TEST_CASE("what comes after it was established is no step of it") {
  Bench bench;
  bench.connect();
  bench.talk();
  const std::size_t count = steps(bench).size();
  bench.gateway.cut();
  bench.advance(5s);
  CHECK(steps(bench).size() == count);
}

TEST_CASE("candidates that were not waited for are not all there are") {
  Bench bench;
  bench.connect();
  bench.browser.finishes_gathering = false;
  bench.talk();
  bench.advance(3s);
  REQUIRE(reached(bench, Step::DescriptionSent));
  CHECK_FALSE(reached(bench, Step::Gathered));
}
