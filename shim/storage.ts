// A client's place in the storage of its tab: where it finds what an earlier page left, and leaves what a later
// page needs. Two clients of one page never share a place, nor do two living pages, though a duplicated tab
// begins with a copy of everything. Storage that is full, forbidden or spoilt is as good as none.

import { baseAddress, identityOf } from './config.js';
import { readRecord, readReference, type Left } from './left.js';
import type { IClientOptions } from './options.js';
import { uuid } from './uuid.js';

export class StoragePlace {
  private key: string;
  private taken = false;
  private lock = '';
  private gone = false;
  private release: (() => void) | null = null;

  constructor(options: IClientOptions) {
    this.key = claimed(options);
  }

  /** What an earlier page left; a promise while it is not clear whether that page is gone. Once only. */
  take(): Left | null | Promise<Left | null> {
    if (this.taken) return null;
    this.taken = true;
    const text = attempt((storage) => storage.getItem(this.key)) ?? memory.get(this.key);
    const left = text ? readRecord(text) : attempt(takeReference);
    const lock = left?.lock;
    if (!lock || !lockManager()) return left;
    return this.hold(lock).then((ours) => {
      if (!ours) return null;
      this.lock = lock;
      return left;
    });
  }

  write(left: Left): void {
    if (!this.lock && lockManager()) {
      this.lock = uuid();
      setTimeout(() => void this.hold(this.lock));
    }
    put(this.key, JSON.stringify({ ...left, lock: this.lock }));
  }

  forget(): void {
    drop(this.key);
    attempt(takeReference);
  }

  /** The session belongs to another login now. */
  move(options: IClientOptions): void {
    const key = keyOf(options, 1);
    if (key === keyOfFirst(this.key)) return;
    const text = memory.get(this.key);
    drop(this.key);
    living.delete(this.key);
    this.key = claimed(options);
    if (text) put(this.key, text);
  }

  /** The client is done with it. */
  leave(): void {
    living.delete(this.key);
    this.gone = true;
    this.release?.();
  }

  // Granted at once unless a living page has it. A page that is being replaced may have it for a moment yet.
  private hold(name: string): Promise<boolean> {
    return new Promise((resolve) => {
      const patience = new AbortController();
      const timer = setTimeout(() => patience.abort(), lockPatience);
      const granted = () => {
        clearTimeout(timer);
        resolve(true);
        return new Promise<void>((release) => (this.gone ? release() : (this.release = release)));
      };
      const request = async () => lockManager()?.request(name, { signal: patience.signal }, granted);
      request().catch(() => {
        clearTimeout(timer);
        resolve(!patience.signal.aborted);
      });
    });
  }
}

const lockPatience = 300;

/** Has the browser bring the storage of this tab: the first who uses it waits for that. */
export function fetchStorage(): void {
  attempt((storage) => storage.length);
}

/** The places of the clients that live in this page. */
const living = /* @__PURE__ */ new Set<string>();

// Serves this page where sessionStorage is not to be had.
const memory = /* @__PURE__ */ new Map<string, string>();

// Another login or another gateway has another place, and so has a twin. Nothing secret is in the key.
const keyOf = (options: IClientOptions, ordinal: number) =>
  `holdfast session ${ordinal} ${baseAddress(options)} ${identityOf(options)}`;

const keyOfFirst = (key: string) => key.replace(/\d+/, '1');

function claimed(options: IClientOptions): string {
  let ordinal = 1;
  while (living.has(keyOf(options, ordinal))) ordinal += 1;
  const key = keyOf(options, ordinal);
  living.add(key);
  return key;
}

function put(key: string, text: string): void {
  memory.set(key, text);
  // What cannot be replaced must not be found by a later page.
  if (!attempt((storage) => (storage.setItem(key, text), true)))
    attempt((storage) => storage.removeItem(key));
}

function drop(key: string): void {
  memory.delete(key);
  attempt((storage) => storage.removeItem(key));
}

let referenceAsked = false;

/** What the reference left in an earlier page of this tab: for the first client, and only once. */
function takeReference(storage: Storage): Left | null {
  if (referenceAsked) return null;
  referenceAsked = true;
  return readReference(storage);
}

// Old browsers have none, nor have pages without HTTPS: there a duplicated tab goes on where the other is.
const lockManager = () => (globalThis.navigator as Partial<Navigator> | undefined)?.locks;

// Naming the property may throw already, where a page has no right to storage.
function attempt<Result>(use: (storage: Storage) => Result): Result | null {
  try {
    return use(globalThis.sessionStorage);
  } catch {
    return null;
  }
}
