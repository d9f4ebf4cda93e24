// What the gateway is told of a call's options. Only what stands in the list below travels: an option that is
// not named here (credentials of TURN servers, device ids, streams, elements) cannot leave by accident.

import type { ICallOptions, ICallOptionsInUse } from './options.js';
import type { CoreParties, CorePlan } from './surface.js';

const travelling: readonly (keyof ICallOptions)[] = [
  'useStereo',
  'mediaSettings',
  'mutedMicOnStart',
  'prefetchIceCandidates',
  'forceRelayCandidate',
  'trickleIce',
  'receiveOnlyAudio',
  'userVariables',
  'telnyxCallControlId',
  'telnyxSessionId',
  'telnyxLegId',
];

/** How the core is to make or answer a call with these options. */
export function planOf(options: ICallOptions): CorePlan {
  return {
    trickle: options.trickleIce === true,
    relayOnly: Boolean(options.forceRelayCandidate),
    prefetch: Boolean(options.prefetchIceCandidates),
    muted: Boolean(options.mutedMicOnStart),
    dialogParams: dialogParams(options),
  };
}

/** Who talks to whom; numbers may have been given as numbers. */
export function partiesOf(options: ICallOptionsInUse): CoreParties {
  return {
    destinationNumber: String(options.destinationNumber),
    callerName: String(options.callerName),
    callerNumber: String(options.callerNumber),
    remoteName: String(options.remoteCallerName),
    remoteNumber: String(options.remoteCallerNumber),
  };
}

/** The text of what the application passed; empty for nothing, and for what has no JSON. */
export function jsonOf(value: unknown): string {
  try {
    return value === undefined || value === null ? '' : (JSON.stringify(value) ?? '');
  } catch (error) {
    console.warn('An option cannot be written as JSON and is left out', error);
    return '';
  }
}

function dialogParams(options: ICallOptions): string {
  const told: Record<string, unknown> = {
    audio: Boolean(options.audio ?? true),
    video: Boolean(options.video),
    useStereo: false,
    screenShare: false,
    userVariables: {},
    mediaSettings: { useSdpASBandwidthKbps: false, sdpASBandwidthKbps: 0 },
  };
  for (const name of travelling) if (options[name] !== undefined) told[name] = options[name];
  return jsonOf(told);
}
