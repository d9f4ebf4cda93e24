// Every word of the gateway at every stage of a registration, and every kind of silence at rest and
// in a call: what the application is told, and whether the socket is kept.
#include <array>
#include <catch_amalgamated.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {

// ---- registration -------------------------------------------------------------------------------

// L(ogging in: not answered), A(ccepted: the state is not known), R(egistered), F(ailed: about to
// leave the socket), X (refused).
constexpr std::string_view kStages = "LARFX";

void tell(Bench& bench, std::string_view word) {
  bench.gateway.send("telnyx_rtc.gatewayState", Members().text("state", word));
  bench.advance(20ms);
}

std::unique_ptr<Bench> registering(char stage) {
  auto bench = std::make_unique<Bench>();
  if (stage == 'L') bench->gateway.withheld = {"login"};
  if (stage == 'A') bench->gateway.withheld = {"telnyx_rtc.gatewayState"};
  if (stage == 'X') bench->gateway.login_error = -32001;
  bench->connect();
  if (stage == 'F') tell(*bench, "FAILED");
  bench->forget_outputs();
  return bench;
}

/// What the application was told: R(eady), F(ailed, 45004), X (refused, 46001), or nothing.
std::string heard(const Bench& bench) {
  std::string all;
  for (const Output& output : bench.outputs) {
    if (std::holds_alternative<request::ClientReady>(output)) all += 'R';
    const auto* raised = std::get_if<request::ErrorRaised>(&output);
    if (raised == nullptr) continue;
    const bool refused = raised->code == ErrorCode::LoginFailed;
    all += refused ? 'X' : raised->code == ErrorCode::GatewayFailed ? 'F' : '?';
  }
  return all.empty() ? "." : all;
}

struct Word {
  std::string_view word;
  int times;
  std::string_view outcome;  // for each of kStages
  std::string_view why;
};

constexpr std::string_view kOnce = "ready is told once, of an answered login, on a socket to stay";
constexpr std::string_view kFifth = "the fifth in a row is a refusal, and told once";
constexpr std::string_view kFailed = "a failure is told once, of an answered login";
constexpr std::string_view kWaits = "it may become one of the others";

constexpr std::array kWords{
    Word{"REGED", 1, ".R...", kOnce},       Word{"REGED", 2, ".R...", kOnce},
    Word{"REGISTER", 1, ".R...", kOnce},    Word{"REGISTER", 2, ".R...", kOnce},
    Word{"NOREG", 4, ".....", kFifth},      Word{"NOREG", 5, ".XX..", kFifth},
    Word{"NOREG", 9, ".XX..", kFifth},      Word{"UNREGED", 4, ".....", kFifth},
    Word{"UNREGED", 5, ".XX..", kFifth},    Word{"FAILED", 1, ".FF..", kFailed},
    Word{"FAIL_WAIT", 1, ".FF..", kFailed}, Word{"TIMEOUT", 1, ".FF..", kFailed},
    Word{"FAILED", 5, ".FF..", kFailed},    Word{"TRYING", 9, ".....", kWaits},
    Word{"EXPIRED", 9, ".....", kWaits},    Word{"UNREGISTER", 9, ".....", kWaits},
    Word{"WALTZING", 9, ".....", kWaits},   Word{"", 9, ".....", kWaits},
};

// ---- signs of life ------------------------------------------------------------------------------

enum class Sign { Nothing, Chatter, Refusals, Answers };

struct Silence {
  Sign sign;
  bool in_call;
  milliseconds least;  // it takes to find the socket dead; zero: it lives
  milliseconds most;
};

// A silence is followed by a question, and that by a verdict; what comes in without answering
// anything proves for 45 s only that the gateway speaks, not that it hears.
constexpr std::array kSilences{
    Silence{Sign::Nothing, false, 10s, 15s}, Silence{Sign::Nothing, true, 2500ms, 6s},
    Silence{Sign::Chatter, false, 45s, 52s}, Silence{Sign::Chatter, true, 45s, 50s},
    Silence{Sign::Refusals, false, 0s, 0s},  Silence{Sign::Refusals, true, 0s, 0s},
    Silence{Sign::Answers, false, 0s, 0s},   Silence{Sign::Answers, true, 0s, 0s},
};

/// How long it took to find the socket dead, if it did.
std::optional<milliseconds> found_dead(const Silence& row) {
  Bench bench;
  bench.connect();
  if (row.in_call) bench.talk();
  bench.gateway.silent = row.sign == Sign::Nothing;
  if (row.sign == Sign::Chatter) bench.gateway.withheld = {"telnyx_rtc.ping"};
  if (row.sign == Sign::Refusals) bench.gateway.refused["telnyx_rtc.ping"] = -32601;
  const Instant begun = bench.now().monotonic;
  for (int tenth = 0; tenth < 3000; ++tenth) {
    if (tenth % 10 == 0 && row.sign == Sign::Chatter) {
      bench.gateway.send("telnyx_rtc.event", Members());
    }
    bench.advance(100ms);
    if (!bench.all<request::CloseSocket>().empty()) return bench.now().monotonic - begun;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("the matrix of registration: every word of the gateway at every stage") {
  for (const Word& row : kWords) {
    for (std::size_t at = 0; at < kStages.size(); ++at) {
      INFO(row.times << " times " << row.word << " at " << kStages[at] << ": " << row.why);
      const auto bench = registering(kStages[at]);
      for (int time = 0; time < row.times; ++time) tell(*bench, row.word);
      CHECK(heard(*bench) == std::string(1, row.outcome.at(at)));
      // Nobody leaves a socket in the middle of a word.
      CHECK(bench->all<request::CloseSocket>().empty());
    }
  }
}

TEST_CASE("the matrix of silences: what comes in decides for how long a socket is trusted") {
  for (const Silence& row : kSilences) {
    INFO("sign " << static_cast<int>(row.sign) << (row.in_call ? " in a call" : " at rest"));
    const auto found = found_dead(row);
    REQUIRE(found.has_value() == (row.most > 0s));
    if (!found) continue;
    CHECK(*found >= row.least);
    CHECK(*found <= row.most);
  }
}
