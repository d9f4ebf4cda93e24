// One page: a virtual clock, fake browser objects, a scripted gateway, and a fresh copy of the built package.
// Whatever it puts into the global scope it takes out again.

import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { inRoot } from '../../tools/paths.mjs';
import { Clock } from './clock.mjs';
import { browser, Ledger } from './fakes.mjs';
import { ScriptedGateway } from './gateway.mjs';

let pages = 0;

/**
 * Runs `story` in a page of its own. `tab`: what it shares with the page before it in the same tab (see `Page.tab`).
 */
export async function inPage(story, tab) {
  const page = new Page(tab);
  try {
    await story(page);
    await page.clock.settle();
  } finally {
    page.leave();
  }
}

class Page {
  ledger = new Ledger();
  /** What the page's console was told, by level. */
  console = { error: [], warn: [], debug: [] };
  #replaced = new Map();

  constructor({ gateway = new ScriptedGateway(), stored = new Map(), locks, wall } = {}) {
    this.clock = new Clock(wall);
    this.gateway = gateway;
    this.locks = locks;
    const shared = { stored, locks: locks?.of(this) };
    this.browser = browser(this.ledger, (socket) => this.gateway.take(socket), shared);
    const consoleOfPage = { ...console };
    for (const level of Object.keys(this.console)) {
      consoleOfPage[level] = (...words) => this.console[level].push(words);
    }
    this.replace({ ...this.browser.globals, ...this.clock.globals(), console: consoleOfPage });
    const now = Date.now;
    Date.now = () => this.clock.wall;
    this.#restoreDate = () => (Date.now = now);
  }

  #restoreDate;

  /** Puts something else into the global scope. */
  replace(values) {
    for (const [name, value] of Object.entries(values)) {
      if (!this.#replaced.has(name)) {
        this.#replaced.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
      }
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    }
  }

  leave() {
    this.#restoreDate();
    for (const [name, descriptor] of this.#replaced) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else delete globalThis[name];
    }
  }

  /** What the next page of this tab begins with. */
  get tab() {
    const { gateway, locks, browser, clock } = this;
    return { gateway, locks, stored: browser.stored, wall: clock.wall + 1_000 };
  }

  /** The browser tells the page that it goes; of its sockets nothing is left. */
  async unload() {
    const socket = this.gateway.socket;
    window.dispatchEvent(new Event('pagehide'));
    await this.clock.settle();
    this.locks?.leave(this);
    for (const call of this.gateway.calls.values()) call.attached = false;
    if (socket) socket.heard = () => {};
  }

  /** Imports an entry of the package as a page does that never had it. */
  async load(entry = 'bundle') {
    const address = pathToFileURL(inRoot(`lib/${entry}.mjs`));
    this.package = await import(`${address.href}?page=${(pages += 1)}`);
    return this.package;
  }

  /** A client whose events are written down. */
  async client(options = {}) {
    const { TelnyxRTC, SwEvent } = this.package ?? (await this.load());
    const client = new TelnyxRTC({
      login: 'desk4',
      password: 'secret',
      host: 'ws://gateway.test',
      ...options,
    });
    const events = [];
    for (const name of Object.values(SwEvent))
      client.on(name, (event) => events.push({ name, event, state: event?.call?.state }));
    return Object.assign(client, { events });
  }

  /** A client that is registered. */
  async signedIn(options) {
    const client = await this.client(options);
    await client.connect();
    await this.clock.settle();
    return client;
  }

  /** A client in a call, and the call. */
  async talking(options, callOptions) {
    const client = await this.signedIn(options);
    const call = client.newCall({ destinationNumber: '1000', ...callOptions });
    await this.clock.settle();
    return { client, call };
  }

  element(id) {
    const element = document.createElement('audio');
    element.id = id;
    document.body.appendChild(element);
    return element;
  }
}

/** The events in short: calls by the state they were in, errors and warnings with their codes. */
export function told({ events }) {
  return events
    .filter(({ name }) => name !== 'telnyx.socket.message' && name !== 'telnyx.stats.frame')
    .map(({ name, event, state }) => {
      if (state && event.type === 'callUpdate') return state;
      if (name === 'telnyx.notification') return event.type;
      const short = name.replace('telnyx.', '');
      return short === 'error' || short === 'warning' ? `${short} ${event.code}` : short;
    });
}

/** Those of them that are errors or warnings. */
export const troubles = (client) => told(client).filter((word) => /^(error|warning)/.test(word));

/** Disconnects; then nothing of the client may be left, and none of these promises pending. */
export async function assertNothingLeft(page, client, promises = []) {
  const pending = new Set([...promises, client.disconnect()]);
  for (const promise of pending) {
    const settled = () => pending.delete(promise);
    promise.then(settled, settled);
  }
  // As long as the gateway may take to say goodbye.
  await page.clock.advance(5_000);
  assert.equal(pending.size, 0, 'no promise is left pending');
  assert.deepEqual(page.ledger.count(), nothing);
  assert.equal(page.clock.timers, 0);
  assert.equal(page.package.TelnyxRTC.liveHandles(), 0);
  assert.deepEqual(client.calls, {});
}

const nothing = { sockets: 0, peers: 0, tracks: 0, playing: 0, listeners: 0 };
