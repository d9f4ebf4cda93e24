// What one page leaves to the next, as text: written here, read with the distrust that storage deserves, and
// also read as the reference wrote it. Ids and flags; no password, token or description.

import type { CallMarker, StoredSession } from './surface.js';

/** A call, with the ids of the elements it was heard on. */
export interface LeftCall extends CallMarker {
  remoteElement?: string;
  localElement?: string;
}

export interface Left extends StoredSession {
  calls: LeftCall[];
  /** Held by the page that wrote it, for as long as that lives. */
  lock: string;
}

export const writeRecord = (left: Left): string => JSON.stringify(left);

/** Null when it is not what was written. */
export function readRecord(written: string): Left | null {
  try {
    if (written.length > longestRecord) throw new RangeError();
    const { routing, session, storedAt, lock, calls } = JSON.parse(written) as Record<string, unknown>;
    if (!text(routing) || !text(session) || !isStamp(storedAt)) throw new TypeError();
    return {
      routing: text(routing),
      session: text(session),
      storedAt,
      lock: text(lock),
      calls: callsOf(calls),
    };
  } catch {
    spoilt();
    return null;
  }
}

/** Takes the reference's entries out of the storage, and reads them. */
export function readReference(storage: Storage): Left | null {
  const [routing, session, stamp, marker] = referenceKeys.map((key) => storage.getItem(key));
  const storedAt = Number(stamp);
  // Younger than this page: a client of the reference lives in it, and needs them.
  if (!text(routing) || !text(session) || !isStamp(storedAt) || storedAt >= performance.timeOrigin)
    return null;
  for (const key of referenceKeys) storage.removeItem(key);
  return {
    routing: text(routing),
    session: text(session),
    storedAt,
    lock: '',
    calls: referenceCalls(marker, session),
  };
}

const referenceKeys = [
  'telnyx-voice-sdk-id',
  'telnyx-voice-sdk-session-id',
  'telnyx-voice-sdk-session-id-stored-at',
  'telnyx-voice-sdk-active-calls',
];

function referenceCalls(marker: string | null | undefined, session: unknown): LeftCall[] {
  try {
    const { sessionId, calls } = JSON.parse(marker ?? '{}') as Record<string, unknown>;
    return sessionId === session ? callsOf(calls) : [];
  } catch {
    return [];
  }
}

function callsOf(given: unknown): LeftCall[] {
  if (given === undefined) return [];
  const calls = Array.isArray(given) ? given.slice(0, mostCalls).map(callOf) : [null];
  if (calls.includes(null)) spoilt();
  return calls.filter((call) => call !== null);
}

function callOf(given: unknown): LeftCall | null {
  const { id, direction, muted, held, wasHeld, relayOnly, forceRelayCandidate, ...rest } = object(given);
  if (!text(id)) return null;
  const [remoteElement, localElement] = [text(rest.remoteElement), text(rest.localElement)];
  return {
    id: text(id),
    direction: direction === 'outbound' ? direction : 'inbound',
    muted: muted === true,
    // In the reference's words too.
    held: held === true || wasHeld === true,
    relayOnly: relayOnly === true || forceRelayCandidate === true,
    parties: texts(rest.parties, [
      'destinationNumber',
      'callerName',
      'callerNumber',
      'remoteName',
      'remoteNumber',
    ]),
    telnyx: texts(rest.telnyx, ['callControl', 'session', 'leg']),
    ...(remoteElement && { remoteElement }),
    ...(localElement && { localElement }),
  };
}

function texts<Key extends string>(given: unknown, keys: readonly Key[]): Record<Key, string> {
  const source = object(given);
  return Object.fromEntries(keys.map((key) => [key, text(source[key])])) as Record<Key, string>;
}

const object = (value: unknown) => Object(value) as Record<string, unknown>;
const text = (value: unknown) => (typeof value === 'string' && value.length <= longestText ? value : '');
const isStamp = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

const longestRecord = 100_000;
const longestText = 1_000;
const mostCalls = 50;

let warned = false;

function spoilt(): void {
  if (!warned)
    console.warn('What an earlier page left in the storage is spoilt; what cannot be read is ignored');
  warned = true;
}
