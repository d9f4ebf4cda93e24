// The soak: many calls one after the other, then many cut sockets in one lasting call, all of one client in one page
// of Chromium; and what is held before, between and after. Says where that is not flat; prints nothing.

import { readFile } from 'node:fs/promises';
import { setTimeout as after } from 'node:timers/promises';

import { startGateway } from '../../demo/gateway/index.mjs';
import { startChromium } from '../e2e/support/chromium.mjs';
import { servePages } from '../e2e/support/pages.mjs';
import { holdfastFolder } from '../e2e/world.mjs';

const login = 'ann';
const number = 'tone';
const options = {
  login,
  password: 'pw',
  iceServers: [],
  trickleIce: true, // or every call waits for its candidates first
  keepConnectionAliveOnSocketClose: true,
  reconnectPolicy: [50, 50, 100, 200, 500, 1_000, 2_000], // or the cuts would mostly be waits
  // Calls that are over are remembered for twice as long: that shall be full before anything is compared.
  sessionRetention: 4_000,
};

// What is done before the first look: programs are compiled, rooms that never shrink have their size.
const usualWarmUp = { calls: 100, cuts: 3 };

const settleLimitMs = 5_000; // a peer that was replaced goes later, and the browser takes its time with what is gone
const settlePauseMs = 200;

/** Everything that is counted, with what it may grow by. */
export const figures = {
  heap: { title: 'JavaScript heap, KB', grows: 256 },
  objects: { title: 'JavaScript objects', grows: 40 },
  core: { title: "the core's memory, KB", grows: 64 },
  handles: { title: 'live handles' },
  calls: { title: 'calls of the client' },
  timers: { title: 'timers' },
  listeners: { title: 'event listeners' },
  nodes: { title: 'DOM nodes' },
  sockets: { title: 'sockets not closed' },
  peers: { title: 'peer connections not closed' },
  // Chromium never gives one back that is closed while it is about to tell of a state: about one in 500.
  kept: { title: 'peer connections in memory', grows: 8 },
  tracks: { title: 'microphone tracks' },
  legs: { title: 'calls at the gateway' },
};

/** The moments that are compared, each with the first of its group. */
export const groups = [
  ['signed in', 'half the calls', 'all calls', 'after the cuts'],
  ['in the call', 'half the cuts', 'all cuts'],
];

const page = `<!doctype html>
<meta charset="utf-8">
<title>Soak</title>
<link rel="icon" href="data:,">
<audio id="remote" autoplay></audio>
<script type="module" src="/page.mjs"></script>
`;

/**
 * Runs the soak.
 * @param {object} of
 * @param {number} of.calls
 * @param {number} of.cuts
 * @param {{calls: number, cuts: number}} [of.warmUp] done before the first look
 * @param {(page: object) => Promise<void>} [of.meanwhile] done before the last look at the calls
 * @returns {Promise<{moments: Record<string, object>, uneven: string[], callMs: number, cutMs: number}>}
 */
export async function soak({ warmUp = usualWarmUp, meanwhile = async () => {}, ...amounts }) {
  const soaked = new Soak();
  try {
    await soaked.open();
    return await soaked.run({ warmUp, meanwhile, ...amounts });
  } finally {
    await soaked.close();
  }
}

class Soak {
  moments = {};

  #pages;
  #gateway;
  #browser;
  #page;
  #devtools;
  #cuts = 0;

  async open() {
    this.#pages = await servePages({
      folders: { '/holdfast/': holdfastFolder },
      files: { '/soak.html': page, '/page.mjs': await readFile(new URL('./page.mjs', import.meta.url)) },
    });
    this.#gateway = await startGateway();
    this.#browser = await startChromium();
    this.#page = await this.#browser.open(`${this.#pages.url}/soak.html`);
    await this.#page.waitForFunction(() => window.soak !== undefined);
    this.#devtools = await this.#page.context().newCDPSession(this.#page);
    await this.#devtools.send('Performance.enable');
  }

  async run({ calls, cuts, warmUp, meanwhile }) {
    await this.#page.evaluate((given) => window.soak.signIn(given), { ...options, host: this.#gateway.url });
    await this.#talk(warmUp.calls);
    await this.#page.evaluate((to) => window.soak.dial(to), number);
    await this.#cut(warmUp.cuts);
    await this.#page.evaluate(() => window.soak.hangUp());
    await this.#look('signed in');

    const half = Math.floor(calls / 2);
    const firstCalls = await this.#talk(half);
    await this.#look('half the calls');
    const laterCalls = await this.#talk(calls - half);
    await meanwhile(this.#page);
    await this.#look('all calls');

    await this.#page.evaluate((to) => window.soak.dial(to), number);
    await this.#cut(1); // an element that a call gets at its first recovery stays until its end
    await this.#look('in the call');
    const halfCuts = Math.floor(cuts / 2);
    const firstCuts = await this.#cut(halfCuts);
    await this.#look('half the cuts');
    const laterCuts = await this.#cut(cuts - halfCuts);
    await this.#look('all cuts');
    await this.#page.evaluate(() => window.soak.hangUp());
    await this.#look('after the cuts');

    await this.#page.evaluate(() => window.soak.disconnect());
    const left = await this.#settled((now) => leftovers(now).length === 0);
    return {
      moments: this.moments,
      uneven: [...uneven(this.moments), ...leftovers(left)],
      callMs: (firstCalls + laterCalls) / calls,
      cutMs: (firstCuts + laterCuts) / cuts,
    };
  }

  async close() {
    await this.#browser?.close();
    await this.#gateway?.close();
    await this.#pages?.close();
  }

  // A hundred at a time, so that no single step in the page lasts for minutes.
  async #talk(count) {
    const begun = performance.now();
    for (let done = 0; done < count; done += 100) {
      const some = [Math.min(100, count - done), number];
      await this.#page.evaluate((given) => window.soak.calls(...given), some);
    }
    return performance.now() - begun;
  }

  async #cut(count) {
    const begun = performance.now();
    for (let done = 0; done < count; done += 1) {
      const { sockets } = this.#gateway.control.cut({ login });
      if (sockets !== 1) throw new Error(`${sockets} sockets were there to be cut`);
      await this.#page.evaluate((times) => window.soak.recovered(times), ++this.#cuts);
    }
    return performance.now() - begun;
  }

  /** Counts at that moment, once what is on its way out is gone. */
  async #look(moment) {
    const reference = this.moments[groups.find((group) => group.includes(moment))[0]];
    const held = await this.#settled((now, before) =>
      reference ? growth(reference, now).length === 0 : before && same(before, now),
    );
    this.moments[moment] = { ...held, objects: await this.#objects() };
  }

  /** What is held as soon as it is as it should be, or at the end of the time for that. */
  async #settled(isWell) {
    const limit = performance.now() + settleLimitMs;
    let before;
    for (;;) {
      const now = await this.#held();
      if (isWell(now, before) || performance.now() > limit) return now;
      before = now;
      await after(settlePauseMs);
    }
  }

  // How many objects of the page live, functions included: what is too small to be seen in the heap's size.
  async #objects() {
    let text = '';
    const more = ({ chunk }) => (text += chunk);
    this.#devtools.on('HeapProfiler.addHeapSnapshotChunk', more);
    await this.#devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    this.#devtools.off('HeapProfiler.addHeapSnapshotChunk', more);
    const { snapshot, nodes } = JSON.parse(text);
    const { node_fields: fields, node_types: types } = snapshot.meta;
    const [object, closure] = ['object', 'closure'].map((name) => types[0].indexOf(name));
    let count = 0;
    for (let at = fields.indexOf('type'); at < nodes.length; at += fields.length) {
      if (nodes[at] === object || nodes[at] === closure) count += 1;
    }
    return count;
  }

  async #held() {
    await this.#devtools.send('HeapProfiler.collectGarbage');
    const { metrics } = await this.#devtools.send('Performance.getMetrics');
    const chromium = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    const { core, ...held } = await this.#page.evaluate(() => window.soak.holds());
    return {
      heap: Math.round(chromium.JSHeapUsedSize / 1024),
      core: Math.round(core / 1024),
      listeners: chromium.JSEventListeners,
      nodes: chromium.Nodes,
      kept: chromium.RTCPeerConnections,
      legs: this.#gateway.control.status().legs.length,
      ...held,
    };
  }
}

/** The figures that are more, or less, than they may be. */
function growth(before, now) {
  return Object.entries(figures).filter(([name, { grows }]) =>
    grows === undefined ? now[name] !== before[name] : now[name] - before[name] > grows,
  );
}

const same = (one, other) => growth(one, other).length === 0 && growth(other, one).length === 0;

function uneven(moments) {
  return groups.flatMap(([first, ...later]) =>
    later.flatMap((moment) =>
      growth(moments[first], moments[moment]).map(
        ([name, { title }]) =>
          `${title}: ${moments[first][name]} ${first}, ${moments[moment][name]} ${moment}`,
      ),
    ),
  );
}

/** After the end nothing may be left at all. */
function leftovers(held) {
  return ['handles', 'calls', 'timers', 'sockets', 'peers', 'tracks', 'legs']
    .filter((name) => held[name] !== 0)
    .map((name) => `${figures[name].title}: ${held[name]} after disconnect()`);
}
