// A session in a world of its own: a model gateway, a model browser and a clock that only this file
// moves. Time passes from event to event; nothing sleeps.
#pragma once

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "browser.hpp"
#include "gateway.hpp"
#include "recorded.hpp"
#include "session.hpp"

namespace holdfast::bench {

inline Config usual_config() {
  Config config;
  config.seed = 7;
  config.credentials.login = "desk4";
  config.credentials.password = "pw";
  config.version = "3.0.0";
  config.host = "wss://gateway.test";
  config.keep_calls = true;
  return config;
}

inline constexpr Moment kStart{Instant{1h}, WallTime{10000h}};

class Bench {
 public:
  explicit Bench(Config config = usual_config(), Moment start = kStart, Keep keep = Keep::Recording)
      : gateway([this](milliseconds delay, Input input) { post(delay, std::move(input)); }),
        browser([this](milliseconds delay, Input input) { post(delay, std::move(input)); }),
        recorded(config, keep),
        now_(start),
        session_(std::move(config)) {}

  Gateway gateway;
  Browser browser;
  Recorded recorded;
  std::vector<Output> outputs;  // everything that left, in order

  /// Brings a fact now, and whatever follows from it at once.
  void feed(Input input) {
    recorded.heard(now_, input);
    session_.handle(now_, std::move(input));
    while (auto output = session_.poll()) {
      recorded.said(*output);
      gateway.perform(*output);
      browser.perform(*output);
      outputs.push_back(std::move(*output));
    }
    recorded.done(session_.deadline());
  }
  void post(milliseconds delay, Input input) {
    const Instant due = now_.monotonic + delay;
    const auto place = std::ranges::upper_bound(events_, due, {}, &Event::due);
    events_.insert(place, {due, std::move(input)});
  }
  /// Lets time pass, event by event and deadline by deadline.
  void advance(milliseconds span) {
    const Instant end = now_.monotonic + span;
    for (;;) {
      const auto deadline = session_.deadline();
      const bool event = !events_.empty() && events_.front().due <= end &&
                         (!deadline || events_.front().due <= *deadline);
      if (event) {
        Event next = std::move(events_.front());
        events_.pop_front();
        set(std::max(next.due, now_.monotonic));
        feed(std::move(next.input));
      } else if (deadline && *deadline <= end) {
        set(std::max(*deadline, now_.monotonic));
        feed(fact::TimePassed{});
      } else {
        break;
      }
    }
    set(end);
  }
  /// Lets time pass until the condition holds, at most that long. Gives the time it took.
  template <class Condition>
  std::optional<milliseconds> until(Condition condition, milliseconds most = 60s) {
    const Instant start = now_.monotonic;
    while (now_.monotonic - start < most) {
      if (condition()) return now_.monotonic - start;
      advance(1ms);
    }
    return std::nullopt;
  }
  /// The machine sleeps: the calendar goes on, the steady clock does not.
  void sleep(milliseconds span) { now_.wall += span; }

  /// The page stands still: both clocks go on, and no event is heard.
  void freeze(milliseconds span) { set(now_.monotonic + span); }

  // Shorthands.
  void connect() {
    feed(fact::Connect{});
    advance(200ms);
  }
  CallKey place(std::string id = "K1", bool muted = false) {
    const CallKey key{next_key_};
    next_key_ += 2;
    CallPlan plan;
    plan.muted = muted;
    Parties parties;
    parties.destination_number = "1000";
    feed(fact::PlaceCall{key, {std::move(id)}, plan, parties, {}, {}});
    return key;
  }
  CallKey talk(std::string id = "K1") {
    const CallKey key = place(std::move(id));
    advance(200ms);
    return key;
  }

  [[nodiscard]] Moment now() const { return now_; }
  [[nodiscard]] const Session& session() const { return session_; }

  template <class Request>
  [[nodiscard]] std::vector<Request> all() const {
    std::vector<Request> found;
    for (const Output& output : outputs) {
      if (const auto* one = std::get_if<Request>(&output)) found.push_back(*one);
    }
    return found;
  }
  [[nodiscard]] std::optional<CallSnapshot> snapshot(CallKey call) const {
    std::optional<CallSnapshot> last;
    for (const auto& changed : all<request::CallChanged>()) {
      if (changed.snapshot.call == call) last = changed.snapshot;
    }
    return last;
  }
  [[nodiscard]] CallState state(CallKey call) const {
    const auto last = snapshot(call);
    return last ? last->state : CallState::New;
  }
  /// What the application was told of a call, state by state.
  [[nodiscard]] std::vector<CallState> told(CallKey call) const {
    std::vector<CallState> states;
    for (const auto& changed : all<request::CallChanged>()) {
      if (changed.snapshot.call == call && changed.announce) {
        states.push_back(changed.snapshot.state);
      }
    }
    return states;
  }
  [[nodiscard]] std::vector<ErrorCode> errors() const {
    std::vector<ErrorCode> codes;
    for (const auto& raised : all<request::ErrorRaised>()) codes.push_back(raised.code);
    return codes;
  }
  [[nodiscard]] std::vector<WarningCode> warnings() const {
    std::vector<WarningCode> codes;
    for (const auto& raised : all<request::WarningRaised>()) codes.push_back(raised.code);
    return codes;
  }
  [[nodiscard]] std::size_t readies() const { return all<request::ClientReady>().size(); }
  [[nodiscard]] std::size_t sockets() const { return all<request::OpenSocket>().size(); }
  [[nodiscard]] std::optional<request::Settled> settled(Ticket ticket) const {
    std::optional<request::Settled> found;
    for (const auto& one : all<request::Settled>()) {
      if (one.ticket == ticket) found = one;
    }
    return found;
  }
  void forget_outputs() { outputs.clear(); }

 private:
  struct Event {
    Instant due;
    Input input;
  };

  void set(Instant monotonic) {
    now_.wall += monotonic - now_.monotonic;
    now_.monotonic = monotonic;
  }

  Moment now_;
  std::deque<Event> events_;
  Session session_;
  std::uint32_t next_key_ = 1;
};

}  // namespace holdfast::bench
