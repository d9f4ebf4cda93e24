#include "web/host.hpp"

#include <emscripten/html5.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>
#include <variant>

namespace holdfast::web {

namespace {

constexpr int kDeadline = 0;

// setTimeout() takes no more; what lies further away is looked at again then.
constexpr milliseconds kLongestWait{std::numeric_limits<std::int32_t>::max()};

Moment read_clocks() {
  const auto whole = [](double value) {
    return milliseconds{static_cast<milliseconds::rep>(value)};
  };
  return {Instant{whole(emscripten_performance_now())}, WallTime{whole(emscripten_date_now())}};
}

}  // namespace

Host::Host(Config config, val shim, val inbound_media, std::size_t recording_room)
    : recording_(recording_room == 0
                     ? std::nullopt
                     : std::optional<record::Recording>(std::in_place, config, recording_room)),
      session_(std::move(config)),
      application_(std::move(shim)),
      sockets_(*this),
      peers_(*this),
      media_(std::make_shared<Media>(*this, std::move(inbound_media))),
      surroundings_(std::make_shared<Surroundings>(*this)),
      timeout_(*this, kDeadline) {}

void Host::feed(Input input) { feed(std::move(input), val()); }

void Host::feed(Input input, val frame) {
  if (disposed_) return;
  arrivals_.push_back({std::move(input), std::move(frame)});
  if (draining_) return;

  const auto alive = shared_from_this();
  draining_ = true;
  for (std::size_t next = 0; next < arrivals_.size() && !disposed_; ++next) {
    drain(std::move(arrivals_[next]));
  }
  arrivals_.clear();
  draining_ = false;
  if (disposed_) return tear_down();
  arm();
  application_.tell("deliver");
}

void Host::drain(Arrival arrival) {
  now_ = read_clocks();
  application_.heard_frame(std::move(arrival.frame));
  if (recording_) {
    recording_->heard(now_, arrival.input);
    // Before the core has the fact: what it might not survive is what one wants to know most.
    hand_recording_over();
  }
  session_.handle(now_, std::move(arrival.input));
  while (const auto output = session_.poll()) {
    if (recording_) recording_->said(*output);
    if (!disposed_) perform(*output);
  }
  if (recording_) {
    recording_->done(session_.deadline());
    hand_recording_over();
  }
  application_.heard_frame(val());
}

void Host::hand_recording_over() {
  application_.tell("recorded", bytes(recording_->take()), recording_->full());
  if (recording_->full()) recording_.reset();
}

/// Each room says by its overloads what it performs; what no other room does, the application is
/// told.
void Host::perform(const Output& output) {
  std::visit(
      [this](const auto& request) {
        if constexpr (requires { sockets_.perform(request); }) {
          sockets_.perform(request);
        } else if constexpr (requires { peers_.perform(request); }) {
          peers_.perform(request);
        } else if constexpr (requires { media_->perform(request); }) {
          media_->perform(request);
        } else {
          application_.perform(request);
        }
      },
      output);
}

void Host::arm() {
  const auto deadline = session_.deadline();
  if (deadline == armed_) return;
  armed_ = deadline;
  if (deadline) {
    const auto wait = std::clamp(*deadline - now_.monotonic, milliseconds{0}, kLongestWait);
    timeout_.start(static_cast<double>(wait.count()));
  } else {
    timeout_.stop();
  }
}

void Host::settled(int /*tag*/, const Outcome& /*outcome*/) {
  armed_.reset();
  feed(fact::TimePassed{});
}

void Host::dispose() {
  disposed_ = true;
  if (!draining_) tear_down();
}

void Host::tear_down() {
  timeout_.stop();
  surroundings_->leave();
  sockets_.close_all();
  peers_.close_all();
  media_->release_all();
}

}  // namespace holdfast::web
