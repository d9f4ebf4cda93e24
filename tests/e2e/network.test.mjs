// What a call survives when the network itself goes away and comes back: real links of a real browser are unplugged.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { startGateway } from '../../demo/gateway/index.mjs';
import { until } from '../until.mjs';
import { chromiumPath, startChromium } from './support/chromium.mjs';
import { Network } from './support/network.mjs';
import { servePages } from './support/pages.mjs';
import { Phone, phoneFiles } from './support/phone.mjs';
import { holdfastFolder, holdfastSdk, now } from './world.mjs';

const limit = { timeout: 120_000 };
const login = 'ann';

let pages;
let network;
let browser;
let gateway;
let phone;

before(async () => {
  pages = await servePages({ folders: { '/holdfast/': holdfastFolder }, files: await phoneFiles() });
});
afterEach(async () => {
  await phone?.close();
  await browser?.close();
  await gateway?.close();
  await network?.close();
});
after(() => pages.close());

/** A call to the tone, over the links that are plugged in. */
async function inCall(...plugged) {
  network = await Network.make(...plugged);
  gateway = await startGateway();
  await Promise.all([network.reach(pages.url), network.reach(gateway.url)]);
  browser = await startChromium({
    executablePath: await network.entrance(chromiumPath),
    loopback: false,
  });
  phone = await Phone.open(browser, pages.url, holdfastSdk);
  await phone.signIn({ login, host: gateway.url, keepConnectionAliveOnSocketClose: true });
  const callId = await phone.dial('tone');
  await phone.callIs('active');
  await phone.hears();
  return callId;
}

const mediaState = () => phone.page.evaluate(() => window.phone.call.peer.instance.connectionState);

/** Milliseconds since `start` until a packet comes after none has for a second. */
async function firstPacketAfterSilence(start) {
  let last = { packets: 0, at: start };
  return until(
    'a packet after the silence',
    async () => {
      const { packets } = await phone.received();
      const at = performance.now();
      const silent = at - last.at > 1_000;
      if (packets === last.packets) return false;
      last = { packets, at };
      return silent && at - start;
    },
    30_000,
  );
}

test('G6: a peer that fails while the socket is away waits for the attach', limit, async () => {
  const callId = await inCall('a');
  const from = await now(phone);
  await network.unplug('a');
  gateway.control.refuseConnections({ milliseconds: 100_000 });
  gateway.control.cut({ login });
  await until('the media path to fail', async () => (await mediaState()) === 'failed', 60_000);
  assert.deepEqual(
    (await phone.events(from.after)).filter(({ call }) => call?.state === 'hangup'),
    [],
  );
  await network.plug('a');
  gateway.control.refuseConnections({ milliseconds: 0 });
  await phone.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await phone.callIs('active', { ...from, recoveredCallId: callId });
  await phone.hears();
  assert.deepEqual(phone.faults, []);
});

test('G16: a call moves to another network by an ICE restart, the socket being well', limit, async (t) => {
  await inCall('a');
  const from = await now(phone);
  const peer = await phone.page.evaluateHandle(() => window.phone.call.peer.instance);
  await network.plug('b');
  await network.unplug('a');
  const silence = await firstPacketAfterSilence(performance.now());
  t.diagnostic(`heard again after ${silence.toFixed(0)} ms`);
  assert.ok(silence < 5_000);
  await phone.hears();
  assert.ok(await phone.page.evaluate((before) => window.phone.call.peer.instance === before, peer));
  assert.deepEqual(
    (await phone.events(from.after)).filter(({ name }) => name === 'telnyx.socket.close'),
    [],
  );
  assert.ok(gateway.control.frames({ direction: 'in', method: 'telnyx_rtc.modify' }).length >= 1);
  await phone.hangUp();
  const { call } = await phone.callIs('destroy');
  assert.equal(call.endReason, 'local');
});

test('G16: a call that no ICE restart can save ends with a reason', limit, async (t) => {
  await inCall('a');
  const from = await now(phone);
  await network.unplug('a');
  const lost = performance.now();
  const { call } = await phone.callIs('hangup', { ...from, limit: 90_000 });
  t.diagnostic(`ended after ${((performance.now() - lost) / 1000).toFixed(1)} s`);
  assert.deepEqual([call.endReason, call.cause, call.causeCode], ['peer-dead', 'MEDIA_TIMEOUT', 604]);
  await phone.told('telnyx.error', { ...from, code: 47001 });
});
