#include "quality/monitor.hpp"

#include <cmath>
#include <utility>

#include "quality/measure.hpp"

namespace holdfast::quality {

namespace {

constexpr int kInARow = 3;
constexpr milliseconds kAgain = 15s;
constexpr double kRoundTripMs = 400;
constexpr double kJitterMs = 30;
constexpr double kLossPercent = 1;
constexpr double kScore = 3.5;
constexpr std::uint32_t kSilence = 1000;  // a thousandth of full scale
// A speaker who listens is no fault, up to here.
constexpr milliseconds kPause = 30s;

constexpr std::array kCodes{
    WarningCode::HighRtt,          WarningCode::HighJitter,    WarningCode::HighPacketLoss,
    WarningCode::LowMos,           WarningCode::LowLocalAudio, WarningCode::LowInboundAudio,
    WarningCode::LowBytesReceived, WarningCode::LowBytesSent,
};

std::optional<double> in_ms(const std::optional<std::uint32_t>& microseconds) {
  if (!microseconds) return std::nullopt;
  return *microseconds / 1000.0;
}

std::optional<bool> exceeds(const std::optional<double>& value, double limit) {
  if (!value) return std::nullopt;
  return *value > limit;
}

std::optional<bool> stands_still(const std::optional<std::uint32_t>& now,
                                 const std::optional<std::uint32_t>& before) {
  if (!now || !before) return std::nullopt;
  return *now == *before;
}

std::optional<bool> is_silent(const std::optional<std::uint32_t>& level) {
  if (!level) return std::nullopt;
  return *level <= kSilence;
}

std::optional<double> loss_since(const MediaSample& now, const MediaSample& before) {
  if (!now.packets_lost || !now.packets_received) return std::nullopt;
  if (!before.packets_lost || !before.packets_received) return std::nullopt;
  return loss(static_cast<double>(*now.packets_lost) - *before.packets_lost,
              static_cast<double>(*now.packets_received) - *before.packets_received);
}

}  // namespace

void Monitor::change_peer() { before_.reset(); }

void Monitor::sampled(Turn& turn, CallKey call, const MediaSample& sample, bool held) {
  if (std::exchange(held_, held) != held) {
    watches_[FarLevel] = {};
    watches_[Received] = {};
  }
  const auto jitter = in_ms(sample.jitter);
  const auto round_trip = in_ms(sample.round_trip);
  const auto lost = before_ ? loss_since(sample, *before_) : std::nullopt;
  judge(turn, call, RoundTrip, exceeds(round_trip, kRoundTripMs));
  judge(turn, call, Jitter, exceeds(jitter, kJitterMs));
  judge(turn, call, Loss, exceeds(lost, kLossPercent));
  std::optional<bool> bad;
  if (jitter && round_trip && lost) bad = score_of_interval(*jitter, *lost, *round_trip) < kScore;
  judge(turn, call, Score, bad);
  judge_microphone(turn, call, sample);
  if (before_) {
    judge(turn, call, Sent, stands_still(sample.bytes_sent, before_->bytes_sent));
    if (!held) {
      judge(turn, call, Received, stands_still(sample.bytes_received, before_->bytes_received));
    }
    if (!sample.pair.empty() && !before_->pair.empty() && sample.pair != before_->pair) {
      turn.warn(WarningCode::IceCandidatePairChanged, call);
    }
  }
  if (!held) judge(turn, call, FarLevel, is_silent(sample.level_received));
  tell(turn, call, sample);
  before_ = sample;
}

void Monitor::judge(Turn& turn, CallKey call, Subject subject, std::optional<bool> bad) {
  Watch& watch = watches_[subject];
  if (!bad.value_or(false)) {
    watch = {};
    return;
  }
  if (++watch.breaches < kInARow) return;
  const Instant now = turn.now.monotonic;
  if (watch.warned_at && now - *watch.warned_at < kAgain) return;
  watch.warned_at = now;
  turn.warn(kCodes[subject], call);
}

/// A microphone that never gave a sound is probably not the one that is meant; one that did may
/// pause.
void Monitor::judge_microphone(Turn& turn, CallKey call, const MediaSample& sample) {
  const auto silent = is_silent(sample.level_sent);
  if (!sample.microphone_open || !silent.value_or(false)) {
    spoke_ = spoke_ || (sample.microphone_open && silent);
    silent_since_.reset();
    told_silence_ = false;
    watches_[LocalLevel] = {};
    return;
  }
  if (!spoke_) return judge(turn, call, LocalLevel, true);
  const Instant now = turn.now.monotonic;
  if (!silent_since_) silent_since_ = now;
  if (now - *silent_since_ < kPause || std::exchange(told_silence_, true)) return;
  turn.warn(WarningCode::LowLocalAudio, call);
}

void Monitor::tell(Turn& turn, CallKey call, const MediaSample& sample) {
  constexpr double kMillion = 1e6;
  const bool counted = sample.packets_received.has_value();
  const double lost =
      loss(sample.packets_lost.value_or(0), sample.packets_received.value_or(0)).value_or(0);
  const double score = score_of_call(in_ms(sample.far_jitter).value_or(0), lost,
                                     in_ms(sample.far_round_trip).value_or(0));
  turn.put(request::MediaMeasured{call, sample.far_jitter, sample.far_round_trip,
                                  static_cast<std::uint32_t>(std::nearbyint(score * kMillion)),
                                  counted ? grade(score) : Grade::Unknown});
}

}  // namespace holdfast::quality
