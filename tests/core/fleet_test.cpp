// A small fleet, with as much room at the gateway for each client as the great one has.
#include "../fleet/fleet.hpp"

#include <catch_amalgamated.hpp>

using namespace holdfast;
using fleet::Fleet;
using fleet::Kind;
using fleet::Plan;

namespace {

Plan small(milliseconds outage) {
  Plan plan;
  plan.clients = 1000;
  plan.accepts = 50;
  plan.outage = outage;
  return plan;
}

}  // namespace

TEST_CASE("a fleet whose gateway restarts is registered again within the retention") {
  for (const milliseconds outage : {milliseconds{3s}, milliseconds{20s}}) {
    for (const Kind& kind : fleet::kKinds) {
      const fleet::Outcome outcome = Fleet(kind, small(outage)).run();
      INFO(kind.name << " after " << outage.count() << " ms");
      CHECK(outcome.given_up == 0);
      CHECK(outcome.back.size() == 1000);
      CHECK(outcome.by(0) > outage);
      // The gateway needs 20 s for all of them, however they come.
      CHECK(outcome.by(1) > outage + 19s);
      CHECK(outcome.by(0.5) < 45s);
      CHECK(outcome.by(0.99) < 90s);
    }
  }
}

TEST_CASE("the clients of a fleet do not keep in step") {
  // Each of them would be refused together with all the others, attempt after attempt.
  const Kind in_step{"in step", [](int attempt, milliseconds /*previous*/, Random& /*random*/) {
                       return signaling::base_delay(attempt);
                     }};
  const fleet::Outcome together = Fleet(in_step, small(3s)).run();
  CHECK(together.given_up > 500);
  for (const Kind& kind : fleet::kKinds) {
    const fleet::Outcome outcome = Fleet(kind, small(3s)).run();
    INFO(kind.name);
    CHECK(outcome.by(0.5) < 30s);
    // Shorter waits are paid for with more attempts.
    CHECK(outcome.attempts < (kind.gives_up ? 6000 : 15000));
  }
}

TEST_CASE("a fleet on a seed is the same fleet again") {
  const fleet::Outcome once = Fleet(fleet::kKinds[0], small(3s)).run();
  const fleet::Outcome again = Fleet(fleet::kKinds[0], small(3s)).run();
  CHECK(once.back == again.back);
  CHECK(once.peak == again.peak);
}
