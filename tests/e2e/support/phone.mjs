// Keeps a softphone in a page for the tests: an SDK, the reference or ours, driven from Node, with everything it
// told in order. Decides nothing and expects nothing.

import { readFile } from 'node:fs/promises';
import { until } from '../../until.mjs';

const patienceMs = 10_000;

const page = `<!doctype html>
<meta charset="utf-8">
<title>Phone</title>
<audio id="remote" autoplay></audio>
<script type="module" src="/phone-page.mjs"></script>
`;

/** What `servePages` has to serve for phones, besides the SDKs. */
export async function phoneFiles() {
  const script = await readFile(new URL('./phone-page.mjs', import.meta.url));
  return { '/phone.html': page, '/phone-page.mjs': script };
}

/** Waits until further packets with sound in them have arrived, by what `phone.received()` of a page says. */
export async function soundArrives(received, limit = patienceMs) {
  const before = await received();
  // Asked from here: waitForFunction() takes the promise of an asynchronous condition for its truth.
  return until(
    'the phone hears',
    async () => {
      const now = await received();
      return now.packets - before.packets > 25 && now.energy - before.energy > 0.005 && now;
    },
    limit,
  );
}

export class Phone {
  #page;

  /**
   * Opens a page with a phone in it.
   * @param {object} browser from `startChromium`
   * @param {string} pagesUrl from `servePages`, serving `phoneFiles()` and the SDK
   * @param {string} sdk URL path of the SDK's ES module
   */
  static async open(browser, pagesUrl, sdk) {
    const phone = new Phone();
    phone.#page = await browser.open(`${pagesUrl}/phone.html?sdk=${sdk}`);
    phone.faults = []; // what the page threw and nobody caught, violations of its policy included
    phone.#page.on('pageerror', (error) => phone.faults.push(String(error)));
    await phone.#page.waitForFunction(() => window.phone !== undefined);
    return phone;
  }

  get page() {
    return this.#page;
  }

  /** Connects and logs in; resolves at `telnyx.ready`. */
  async signIn(options) {
    await this.connect(options);
    return this.told('telnyx.ready');
  }

  connect({ login, host, ...options }) {
    const given = { login, password: 'pw', host, iceServers: [], ...options };
    return this.#page.evaluate((all) => window.phone.connect(all), given);
  }

  dial(destinationNumber, options = {}) {
    const all = { destinationNumber, audio: true, ...options };
    return this.#page.evaluate((given) => window.phone.dial(given), all);
  }

  answer() {
    return this.#page.evaluate(() => void window.phone.call.answer());
  }

  hangUp() {
    return this.#page.evaluate(() => void window.phone.call.hangup());
  }

  /** Everything told so far; `after` skips what was told before that number. */
  async events(after = 0) {
    return (await this.#page.evaluate(() => window.phone.events)).slice(after);
  }

  /**
   * Waits for an event of that name whose outline has those fields (of the event, or of its `call`).
   * @returns {Promise<object>} the event, with `number`, its place in the order
   */
  async told(name, { after = 0, limit = patienceMs, ...wanted } = {}) {
    const asked = { name, after, wanted };
    try {
      const found = await this.#page.waitForFunction(
        (given) => {
          const fits = (event) =>
            event.name === given.name &&
            Object.entries(given.wanted).every(([key, value]) => (event[key] ?? event.call?.[key]) === value);
          const index = window.phone.events.findIndex((event, at) => at >= given.after && fits(event));
          return index >= 0 && { ...window.phone.events[index], number: index };
        },
        asked,
        { timeout: limit, polling: 10 },
      );
      return await found.jsonValue();
    } catch (error) {
      const lines = (await this.events()).map((event) => JSON.stringify(event)).join('\n');
      throw new Error(`Never told: ${name} ${JSON.stringify(wanted)}; told were:\n${lines}`, {
        cause: error,
      });
    }
  }

  /** Waits for a call to be in a state. */
  callIs(state, options = {}) {
    return this.told('telnyx.notification', { type: 'callUpdate', state, ...options });
  }

  received() {
    return this.#page.evaluate(() => window.phone.received());
  }

  /** Waits until half a second's worth of further packets with sound in them has arrived. */
  hears({ limit = patienceMs } = {}) {
    return soundArrives(() => this.received(), limit);
  }

  /** Waits until as many packets brought no sound. */
  hearsNothing() {
    return until('silence', async () => {
      const before = await this.received();
      await until('packets', async () => (await this.received()).packets - before.packets >= 25);
      const { energy } = await this.received();
      return energy - before.energy < 1e-4;
    });
  }

  close() {
    return this.#page.context().close();
  }
}
