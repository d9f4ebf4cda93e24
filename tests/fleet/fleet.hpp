// A fleet: many clients that lose their sockets together, because their gateway restarts, and come
// back as their backoff tells them. Events on virtual time. Knows of a client only when it tries,
// and of the gateway only how many sockets it accepts.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <queue>
#include <string_view>
#include <vector>

#include "random.hpp"
#include "signaling/backoff.hpp"
#include "time.hpp"

namespace holdfast::fleet {

/// A way to wait: the wait before attempt n, which may depend on the wait before that.
struct Kind {
  std::string_view name;
  milliseconds (*delay)(int attempt, milliseconds previous, Random& random);
  bool gives_up = true;  // after the attempts of the plan
};

/// What the reference does: a cap of 30 s before the jitter.
inline milliseconds reference_delay(int attempt, milliseconds /*previous*/, Random& random) {
  constexpr int kDoublings = 5;
  const std::int64_t doubled = std::int64_t{1000} << std::clamp(attempt - 1, 0, kDoublings);
  const std::int64_t base = std::min<std::int64_t>(doubled, 30'000);
  return milliseconds{base + random.between(-base / 4, base / 4)};
}

/// One row for each way to be compared.
inline constexpr std::array kKinds{
    Kind{"ours, the default",
         [](int attempt, milliseconds /*previous*/, Random& random) {
           return signaling::jittered_delay(attempt, random);
         }},
    Kind{"ours, `retention`",
         [](int /*attempt*/, milliseconds previous, Random& random) {
           return signaling::retention_delay(previous, random);
         },
         false},
    Kind{"the reference's", reference_delay},
};

/// What happens to the fleet.
struct Plan {
  int clients = 100'000;
  milliseconds outage = 3s;  // during which every socket is refused
  int accepts = 5'000;       // sockets a second after that; the rest are refused
  int most_attempts = 10;
  std::uint64_t seed = 1;
};

struct Outcome {
  int peak = 0;                    // attempts in the worst second
  std::int64_t attempts = 0;       // of the whole fleet
  int given_up = 0;                // clients whose last attempt failed
  std::vector<milliseconds> back;  // when each of the others was registered again, in order

  /// By when this share of the clients that came back was registered.
  [[nodiscard]] milliseconds by(double share) const {
    if (back.empty()) return 0ms;
    const auto last = static_cast<double>(back.size() - 1);
    return back[static_cast<std::size_t>(share * last)];
  }
};

class Fleet {
 public:
  Fleet(const Kind& kind, const Plan& plan) : kind_(kind), plan_(plan) {}

  Outcome run() {
    Random random(plan_.seed);
    clients_.reserve(static_cast<std::size_t>(plan_.clients));
    for (int index = 0; index < plan_.clients; ++index) {
      clients_.push_back({Random(random.next()), milliseconds{random.between(10, 60)}});
      // It hears of the loss when the closing segment has reached it.
      wait(clients_.size() - 1, clients_.back().way);
    }
    while (!arrivals_.empty()) {
      const Arrival next = arrivals_.top();
      arrivals_.pop();
      on(next);
    }
    std::ranges::sort(outcome_.back);
    outcome_.peak = peak();
    return std::move(outcome_);
  }

 private:
  struct Client {
    Random random;
    milliseconds way;  // one way between it and the gateway
    int attempt = 0;
    milliseconds waited{0};
  };
  /// An attempt that reaches the gateway.
  struct Arrival {
    milliseconds at;
    std::size_t client;

    // The queue gives the greatest first; equals come in the order of the clients.
    bool operator<(const Arrival& other) const {
      return at != other.at ? at > other.at : client > other.client;
    }
  };

  void wait(std::size_t index, milliseconds now) {
    Client& client = clients_[index];
    ++client.attempt;
    if (kind_.gives_up && !signaling::allowed(client.attempt, plan_.most_attempts)) {
      ++outcome_.given_up;
      return;
    }
    client.waited = kind_.delay(client.attempt, client.waited, client.random);
    arrivals_.push({now + client.waited + client.way, index});
  }

  void on(const Arrival& arrival) {
    const Client& client = clients_[arrival.client];
    ++outcome_.attempts;
    const auto slice = static_cast<std::size_t>(arrival.at / kSlice);
    if (slices_.size() <= slice) slices_.resize(slice + 1);
    ++slices_[slice];
    if (accepts(arrival.at)) {
      // TLS, WebSocket, login and registration are a round trip each.
      constexpr int kRoundTrips = 4;
      outcome_.back.push_back(arrival.at + 2 * kRoundTrips * client.way);
    } else {
      wait(arrival.client, arrival.at + client.way);
    }
  }

  /// A gateway accepts so many a second, spread evenly, and saves up a tenth of a second's worth.
  bool accepts(milliseconds now) {
    if (now < plan_.outage) return false;
    const std::int64_t earned = plan_.accepts * (now - std::max(filled_, plan_.outage)).count();
    filled_ = now;
    room_ = std::min(room_ + earned, std::int64_t{plan_.accepts} * 100);
    if (room_ < kOne) return false;
    room_ -= kOne;
    return true;
  }

  [[nodiscard]] int peak() const {
    int most = 0;
    int sum = 0;
    for (std::size_t at = 0; at < slices_.size(); ++at) {
      sum += slices_[at];
      if (at >= kSlices) sum -= slices_[at - kSlices];
      most = std::max(most, sum);
    }
    return most;
  }

  static constexpr milliseconds kSlice = 100ms;
  static constexpr std::size_t kSlices = 10;   // in a second
  static constexpr std::int64_t kOne = 1'000;  // one socket, in sockets per second times ms

  const Kind& kind_;
  Plan plan_;
  std::vector<Client> clients_;
  std::priority_queue<Arrival> arrivals_;
  std::vector<int> slices_;  // attempts in each tenth of a second
  milliseconds filled_{0};
  std::int64_t room_ = 0;
  Outcome outcome_;
};

}  // namespace holdfast::fleet
