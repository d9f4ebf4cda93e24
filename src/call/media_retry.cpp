#include "call/media_retry.hpp"

#include <utility>

namespace holdfast::call {

bool MediaRetry::offer(Turn& turn, CallKey call, Failure failure) {
  if (stage_ != Stage::Unused) return false;
  stage_ = Stage::Waiting;
  first_ = std::move(failure);
  turn.after(turn.config.media_retry, Timer::MediaRetry, call);
  turn.put(request::MediaRetry{.call = call,
                               .step = RetryStep::Offered,
                               .code = first_.code,
                               .message = first_.message,
                               .deadline = turn.now.wall + turn.config.media_retry});
  return true;
}

bool MediaRetry::resume(Turn& turn, CallKey call) {
  if (!waits()) return false;
  stage_ = Stage::Trying;
  turn.timers.stop(Timer::MediaRetry, call);
  return true;
}

void MediaRetry::finish(Turn& turn, CallKey call, bool recovered, const Failure& failure) {
  const bool asked = stage_ == Stage::Waiting || stage_ == Stage::Trying;
  stage_ = Stage::Over;
  if (!asked) return;
  turn.timers.stop(Timer::MediaRetry, call);
  turn.put(request::MediaRetry{.call = call,
                               .step = recovered ? RetryStep::Succeeded : RetryStep::Failed,
                               .code = failure.code,
                               .message = failure.message,
                               .deadline = {}});
}

}  // namespace holdfast::call
