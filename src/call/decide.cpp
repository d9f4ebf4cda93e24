#include "call/decide.hpp"

namespace holdfast::call::recovery {

namespace {

/// Without a socket nothing can be asked for: the call waits for one, or it is over.
Decision without_signalling(const Plight& plight) {
  switch (plight.stage) {
    case Stage::Unsent:
    case Stage::Over:
      return Decision::LeaveAlone;
    case Stage::Establishing:
    case Stage::Early:
      return Decision::EndNotEstablished;
    case Stage::Established:
    case Stage::Awaiting:
    case Stage::Attaching:
      break;
  }
  if (!plight.keep || plight.media == Media::Closed) return Decision::EndSocketLost;
  return plight.in_time ? Decision::AwaitAttach : Decision::EndTooLate;
}

/// What the state of the peer calls for, once the gateway hears us.
Decision for_media(const Plight& plight) {
  // Only a peer that both ends described can be described anew.
  const bool restartable = plight.stage == Stage::Early || plight.stage == Stage::Established;
  switch (plight.media) {
    case Media::Alive:
    case Media::Repairing:
      return Decision::LeaveAlone;
    case Media::Moved:
    case Media::Interrupted:
      return restartable ? Decision::RestartIce : Decision::LeaveAlone;
    case Media::Failed:
      return restartable ? Decision::RestartIce : Decision::EndPeerDead;
    case Media::Exhausted:
    case Media::Closed:
      break;
  }
  return Decision::EndPeerDead;
}

}  // namespace

Decision decide(const Plight& plight) {
  if (plight.stage == Stage::Over) return Decision::LeaveAlone;
  if (plight.signalling == Signalling::Lost) return without_signalling(plight);
  // Its peer is going anyway: the gateway's offer brings another.
  if (plight.stage == Stage::Awaiting) {
    return plight.in_time ? Decision::AwaitAttach : Decision::EndTooLate;
  }
  const Decision wanted = for_media(plight);
  if (wanted == Decision::LeaveAlone || plight.signalling == Signalling::Healthy) return wanted;
  // A network that broke the peer may have broken the socket: then the attach is the way.
  return Decision::Ask;
}

}  // namespace holdfast::call::recovery
