#include "web/statistics.hpp"

#include <cmath>
#include <limits>
#include <string>

namespace holdfast::web {

namespace {

constexpr auto kTypes = {"inbound-rtp",         "outbound-rtp", "remote-inbound-rtp",
                         "remote-outbound-rtp", "media-source", "transport",
                         "candidate-pair"};
enum Type { kInbound, kOutbound, kFarInbound, kFarOutbound, kSource, kTransport, kPair };
// What an application finds them under, in the order of the types.
constexpr const char* kShown[] = {"inboundAudio", "outboundAudio", "remoteInboundAudio",
                                  "remoteOutboundAudio"};
constexpr double kMicro = 1e6;

/// The number times the factor, if there is one that fits.
template <class Whole>
void read(std::optional<Whole>& into, const val& entry, const char* name, double factor = 1) {
  const double value = std::nearbyint(number(entry, name) * factor);
  constexpr std::numeric_limits<Whole> kLimits;
  if (value >= kLimits.min() && value <= kLimits.max()) into = static_cast<Whole>(value);
}

}  // namespace

Statistics read_statistics(const val& report) {
  Statistics read_so_far{{}, val::object()};
  auto& [sample, frame] = read_so_far;
  const val entries = attempt(val::global("Array"), "from", attempt(report, "values").value).value;
  std::string chosen;
  val pair;
  for (int index = 0; index < length(entries); ++index) {
    const val entry = item(entries, index);
    const int type = which(text(entry, "type"), kTypes);
    if (type < 0) continue;
    if (type <= kSource && text(entry, "kind") != "audio") continue;
    if (type <= kFarOutbound) {
      if (given(at(frame, kShown[type]))) continue;  // a line has one source; the first is meant
      put(frame, kShown[type], entry);
    }
    switch (type) {
      case kInbound:
        read(sample.bytes_received, entry, "bytesReceived");
        read(sample.packets_received, entry, "packetsReceived");
        read(sample.packets_lost, entry, "packetsLost");
        read(sample.jitter, entry, "jitter", kMicro);
        read(sample.level_received, entry, "audioLevel", kMicro);
        break;
      case kOutbound:
        read(sample.bytes_sent, entry, "bytesSent");
        break;
      case kFarInbound:
        read(sample.far_jitter, entry, "jitter", kMicro);
        read(sample.far_round_trip, entry, "roundTripTime", kMicro);
        break;
      case kSource:
        read(sample.level_sent, entry, "audioLevel", kMicro);
        break;
      case kTransport:
        chosen = text(entry, "selectedCandidatePairId");
        break;
      case kPair:
        if (flag(entry, "nominated")) pair = entry;
        break;
      default:
        break;
    }
  }
  // The transport knows best which one is in use.
  const val in_use = attempt(report, "get", chosen).value;
  if (given(in_use)) pair = in_use;
  sample.pair = text(pair, "id");
  const val local = attempt(report, "get", at(pair, "localCandidateId")).value;
  sample.over_vpn = text(local, "networkType") == "vpn" && text(local, "candidateType") != "relay";
  read(sample.round_trip, pair, "currentRoundTripTime", kMicro);
  read(sample.path_received, pair, "bytesReceived");
  read(sample.checks_sent, pair, "requestsSent");
  read(sample.checks_answered, pair, "responsesReceived");
  return read_so_far;
}

}  // namespace holdfast::web
