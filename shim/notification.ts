// What comes with events that carry more than a call: the gateway's words brought into the names that
// applications know. Pure.

import type { Call } from './call.js';
import type { ITelnyxCallIdentifiers, TelnyxError } from './errors.js';
import type { INotification } from './events.js';
import type { AudioStats } from './surface.js';

/** A notification of another type than `callUpdate`, from what the gateway told. */
export function notificationOf(
  call: Call | undefined,
  type: string,
  told: Record<string, unknown>,
): INotification {
  if (type !== 'participantData') return { ...told, type, ...(call && { call }) };
  const number = textOf(told.display_number);
  if (call) call.extension = number;
  return {
    type,
    ...(call && { call }),
    displayName: textOf(told.display_name),
    displayNumber: number,
    // The gateway speaks from its own side.
    displayDirection: told.display_direction === 'inbound' ? 'outbound' : 'inbound',
  };
}

/** A device that could not be opened; `original` is what the browser said. */
export function mediaErrorOf(call: Call | undefined, error: TelnyxError, original: unknown): INotification {
  const { name: errorName, message: errorMessage } = error;
  return {
    type: 'userMediaError',
    error: (original ?? error) as Error,
    errorName,
    errorMessage,
    ...(call && { call }),
  };
}

/** What `telnyx.stats.frame` says, from millionths. */
export function statsFrame(
  jitter: number | null,
  roundTrip: number | null,
  mos: number,
  quality: string,
  entries: AudioStats,
) {
  return {
    jitter: (jitter ?? 0) / 1e6,
    rtt: (roundTrip ?? Infinity) / 1e6,
    mos: mos / 1e6,
    quality: quality || null,
    ...entries,
  };
}

/** The extra fields of warning 33010. */
export function severalCalls(newest: Call, all: readonly Call[]) {
  return { newCall: identifiersOf(newest), activeCalls: all.map(identifiersOf) };
}

function identifiersOf(call: Call): ITelnyxCallIdentifiers {
  const { id: callId, state, direction, options, sipCallId } = call;
  const { telnyxSessionId, telnyxLegId } = options;
  return {
    callId,
    state,
    direction,
    ...(telnyxSessionId && { telnyxSessionId }),
    ...(telnyxLegId && { telnyxLegId }),
    ...(sipCallId && { sipCallId }),
  };
}

const textOf = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
