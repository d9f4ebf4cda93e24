// What getStats() tells of a call's sound: the numbers that the core judges by, and the entries
// that an application is shown. Judges nothing itself.
#pragma once

#include "io.hpp"
#include "web/js.hpp"

namespace holdfast::web {

struct Statistics {
  MediaSample sample;
  val frame;  // {inboundAudio, outboundAudio, remoteInboundAudio, remoteOutboundAudio}
};

/// Reads an RTCStatsReport.
Statistics read_statistics(const val& report);

}  // namespace holdfast::web
