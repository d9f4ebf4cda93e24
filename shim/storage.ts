// What a session leaves behind for the next socket or the next page of this tab: where the gateway keeps it,
// and under which id. Ids only, no credential. Storage that is full, forbidden or spoilt is as good as none.

import { baseAddress, identityOf } from './config.js';
import type { IClientOptions } from './options.js';
import type { StoredSession } from './surface.js';

/** What is known of an earlier session of this login at this gateway. */
export function readSession(options: IClientOptions): StoredSession | null {
  const key = keyOf(options);
  const text = attempt((storage) => storage.getItem(key)) ?? memory.get(key);
  return text ? parsed(text) : null;
}

export function writeSession(options: IClientOptions, session: StoredSession): void {
  const [key, text] = [keyOf(options), JSON.stringify(session)];
  memory.set(key, text);
  attempt((storage) => storage.setItem(key, text));
}

export function forgetSession(options: IClientOptions): void {
  const key = keyOf(options);
  memory.delete(key);
  attempt((storage) => storage.removeItem(key));
}

// Another login or another gateway has another record. Nothing secret is in the key.
const keyOf = (options: IClientOptions) => `holdfast session ${baseAddress(options)} ${identityOf(options)}`;

// Serves this page where sessionStorage is not to be had.
const memory = /* @__PURE__ */ new Map<string, string>();

// Naming the property may throw already, where a page has no right to storage.
function attempt<Result>(use: (storage: Storage) => Result): Result | null {
  try {
    return use(globalThis.sessionStorage);
  } catch {
    return null;
  }
}

function parsed(text: string): StoredSession | null {
  try {
    const { routing, session, storedAt } = JSON.parse(text) as StoredSession;
    const sound = typeof routing === 'string' && typeof session === 'string' && Number.isFinite(storedAt);
    return sound ? { routing, session, storedAt } : null;
  } catch {
    return null;
  }
}
