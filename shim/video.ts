// What is seen of a call: another camera, and the screen. Asks the browser for both and hands over what it opened;
// does not know when a call ends.

import type { CallMediaSide } from './call-media.js';
import { withDevice } from './devices.js';
import type { ICallOptions } from './options.js';

/**
 * Shows another camera on the call's peer and in its stream. The track it opened; null when the call shows none, or
 * is over by then. A failure leaves what there was.
 */
export async function changeCamera(
  call: CallMediaSide,
  deviceId: string,
  enabled: boolean,
): Promise<MediaStreamTrack | null> {
  if (!senderOf(call)) return null;
  const video = withDevice(call.options.video || true, deviceId);
  const stream = await navigator.mediaDevices.getUserMedia({ video });
  const [track] = stream.getVideoTracks();
  // The call may have another peer by now, or none.
  const sender = senderOf(call);
  if (!track || !sender) {
    track?.stop();
    return null;
  }
  track.enabled = enabled;
  try {
    await sender.replaceTrack(track);
  } catch (error) {
    track.stop();
    throw error;
  }
  return track;
}

/** What a call that shows the screen of another one is made with. */
export function screenOptions(
  call: CallMediaSide,
  screen: MediaStream,
): ICallOptions & { screenShare: true } {
  const { destinationNumber, remoteCallerName, remoteCallerNumber, callerName, callerNumber } = call.options;
  return {
    destinationNumber: `${call.extension || destinationNumber}-screen`,
    remoteCallerName: `${remoteCallerName}-screen`,
    remoteCallerNumber: `${remoteCallerNumber}-screen`,
    callerName: `${callerName} (Screen)`,
    callerNumber: `${callerNumber} (Screen)`,
    localStream: screen,
    localElement: null!,
    remoteElement: null!,
    video: true,
    screenShare: true,
  } as ICallOptions & { screenShare: true };
}

const senderOf = (call: CallMediaSide) =>
  (call.peer?.instance as RTCPeerConnection | null | undefined)
    ?.getSenders()
    .find(({ track }) => track?.kind === 'video');
