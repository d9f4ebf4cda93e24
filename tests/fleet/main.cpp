// `npm run fleet`: prints what a restart of the gateway does to a fleet, one line for each way to
// wait and each outage, its columns between tabs.
#include <array>
#include <cstdio>
#include <cstdlib>

#include "fleet.hpp"

using namespace holdfast;

namespace {

double seconds(milliseconds span) { return static_cast<double>(span.count()) / 1000; }

}  // namespace

int main(int count, char** arguments) {
  fleet::Plan plan;
  if (count > 1) plan.clients = std::atoi(arguments[1]);
  if (plan.clients < 1) return 2;
  constexpr std::array kOutages{3s, 20s};
  for (const milliseconds outage : kOutages) {
    for (const fleet::Kind& kind : fleet::kKinds) {
      plan.outage = outage;
      const fleet::Outcome outcome = fleet::Fleet(kind, plan).run();
      std::printf("%.0f s\t%.*s\t%d\t%lld\t%.1f s\t%.1f s\t%.1f s\t%d\n", seconds(outage),
                  static_cast<int>(kind.name.size()), kind.name.data(), outcome.peak,
                  static_cast<long long>(outcome.attempts), seconds(outcome.by(0.5)),
                  seconds(outcome.by(0.99)), seconds(outcome.by(1)), outcome.given_up);
    }
  }
  return 0;
}
