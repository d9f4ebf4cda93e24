// What a client takes of its user's time and memory in Chromium: one sample of each figure, in a fresh page against a
// gateway of this process, by the page's own clock. Knows no client; compares nothing.

import { setTimeout as after } from 'node:timers/promises';

import { soundArrives } from '../e2e/support/phone.mjs';
import { now } from '../e2e/world.mjs';

const options = { login: 'bench', password: 'pw', keepConnectionAliveOnSocketClose: true, trickleIce: true };

/** One sample of every figure, in milliseconds. */
export const sampleOf = (world, sdk) =>
  inPage(world, sdk, establish, async (page, established) => {
    await soundArrives(() => page.evaluate(() => window.bench.received()));
    world.gateway.control.cut({ login: options.login });
    return { ...established, ...(await page.evaluate(() => window.bench.recovered)) };
  });

/** What the construction of our client is made of, in milliseconds. */
export const constructionOf = (world, sdk) => inPage(world, sdk, dissect, (_page, parts) => parts);

/** Does something with an SDK in a page of its own, and something after that; closes the page. */
async function inPage(world, address, begin, then) {
  const page = await world.blankPage();
  try {
    const given = { address, options: { ...options, host: world.gateway.url } };
    return await then(page, await page.evaluate(begin, given));
  } finally {
    await page.context().close();
  }
}

/** Kilobytes of the heap that fifty calls, one after the other, leave behind. */
export async function heapAfterCalls(world, sdk, calls = 50) {
  const phone = await world.phone(sdk);
  await phone.signIn({ ...options, host: world.gateway.url });
  const cdp = await phone.page.context().newCDPSession(phone.page);
  const heap = async () => {
    await cdp.send('HeapProfiler.collectGarbage');
    return (await cdp.send('Runtime.getHeapUsage')).usedSize / 1000;
  };
  const call = async () => {
    const from = await now(phone);
    await phone.dial('tone');
    await phone.callIs('active', from);
    await phone.hangUp();
    await phone.callIs('destroy', from);
    await phone.page.evaluate(() => void window.phone.events.splice(0));
  };
  for (let warm = 0; warm < 5; warm += 1) await call();
  const before = await heap();
  for (let count = 0; count < calls; count += 1) await call();
  await after(500);
  const grown = (await heap()) - before;
  await phone.close();
  return grown;
}

// ---- in the page ------------------------------------------------------------------------------------------

/** Imports, constructs, connects and calls; leaves `window.bench`, whose `recovered` waits for the first recovery. */
async function establish({ address, options }) {
  await fetch(address); // the network is not meant
  const begun = performance.now();
  const { TelnyxRTC } = await import(address);
  const client = new TelnyxRTC(options);
  const constructed = performance.now();

  const heard = []; // who waits for an event of the client, or for a state of its call
  const next = (name) => new Promise((resolve) => heard.push({ name, resolve }));
  const tell = (name) => {
    const at = performance.now();
    for (const one of heard) if (one.name === name) one.resolve(at);
  };
  for (const name of ['telnyx.ready', 'telnyx.socket.open']) client.on(name, () => tell(name));
  let call;
  client.on('telnyx.notification', (notification) => {
    if (!notification.call) return;
    call = notification.call;
    tell(call.state);
  });
  client.remoteElement = document.body.appendChild(
    Object.assign(document.createElement('audio'), { autoplay: true }),
  );

  const connect = performance.now();
  void client.connect();
  const ready = (await next('telnyx.ready')) - connect;

  const dial = performance.now();
  client.newCall({ destinationNumber: 'tone', audio: true, iceServers: [] });
  const active = (await next('active')) - dial;

  /** What came of the call's sound so far, by the connection that it has now. */
  const received = async () => {
    const report = await call.peer.instance.getStats();
    const inbound = [...report.values()].find(({ type }) => type === 'inbound-rtp');
    return {
      packets: inbound?.packetsReceived ?? 0,
      played: inbound?.jitterBufferEmittedCount ?? 0,
      energy: inbound?.totalAudioEnergy ?? 0,
    };
  };
  const recover = async () => {
    const open = await next('telnyx.socket.open');
    await next('recovering');
    const again = await next('active');
    while ((await received()).played === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    return { recovered: again - open, played: performance.now() - open };
  };
  window.bench = { received, recovered: recover() };
  return { construct: constructed - begun, ready, active };
}

/** Constructs a client of ours, and says where the time went: each WebAssembly is compiled by a `Module`. */
async function dissect({ address, options }) {
  const compiled = [];
  const { Module } = WebAssembly;
  WebAssembly.Module = function (bytes) {
    const from = performance.now();
    const module = new Module(bytes);
    compiled.push({ from, to: performance.now() });
    return module;
  };
  await fetch(address);
  const begun = performance.now();
  const { TelnyxRTC } = await import(address);
  const imported = performance.now();
  new TelnyxRTC(options);
  const done = performance.now();
  const [unpacker, core] = compiled;
  return {
    'importing and compiling the JavaScript': imported - begun,
    'unpacking the core': core.from - unpacker.from,
    'compiling the core': core.to - core.from,
    'making and rehearsing it, and the rest': done - core.to + unpacker.from - imported,
  };
}
