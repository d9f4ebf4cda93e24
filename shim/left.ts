// What one page leaves to the next, as text: written here, read with the distrust that storage deserves, and
// also read as the reference wrote it. Ids and flags; no password, token or description. Single fields of a call
// are looked at where they cross into the core: there what is no text is empty.

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

/** Null when it is not what was written. */
export function readRecord(text: string): Left | null {
  try {
    const left = text.length < longestRecord && (JSON.parse(text) as Left);
    if (left && isSound(left)) return { ...left, calls: callsOf(left) };
  } catch {
    // Told below.
  }
  console.warn('What an earlier page left in the storage is spoilt, and ignored');
  return null;
}

/** Takes the reference's entries out of the storage, and reads them. */
export function readReference(storage: Storage): Left | null {
  const keys = ['id', 'session-id', 'session-id-stored-at', 'active-calls'].map(
    (name) => `telnyx-voice-sdk-${name}`,
  );
  const [routing, session, stamp, marker] = keys.map((key) => storage.getItem(key) ?? '');
  const left = { routing, session, storedAt: Number(stamp), lock: '', calls: [] } as unknown as Left;
  // Younger than this page: a client of the reference lives in it, and needs them.
  if (!isSound(left) || left.storedAt >= performance.timeOrigin) return null;
  for (const key of keys) storage.removeItem(key);
  return { ...left, calls: referenceCalls(marker!, left.session) };
}

function referenceCalls(text: string, session: string): LeftCall[] {
  try {
    const marker = JSON.parse(text) as { sessionId: unknown; calls: LeftCall[] };
    if (marker.sessionId !== session) return [];
    return callsOf(marker).map((call) => {
      const { wasHeld: held, forceRelayCandidate: relayOnly } = call as unknown as Record<string, boolean>;
      return { ...call, held, relayOnly } as LeftCall;
    });
  } catch {
    return [];
  }
}

const isSound = ({ routing, session, storedAt, lock }: Left) =>
  [routing, session, lock].every((text) => typeof text === 'string' && text.length < longestText) &&
  Boolean(routing && session && storedAt > 0) &&
  Number.isSafeInteger(storedAt);

const callsOf = ({ calls }: { calls: LeftCall[] }) =>
  Array.isArray(calls) ? calls.filter((call: LeftCall | null) => call?.id).slice(0, mostCalls) : [];

const longestRecord = 100_000;
const longestText = 1_000;
const mostCalls = 50;
