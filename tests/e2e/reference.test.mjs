// The gateway's truth, measured by the published reference client: whatever it expects of a gateway, ours does.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';

import { startGateway } from '../../demo/gateway/index.mjs';
import { until } from '../until.mjs';
import { startChromium } from './support/chromium.mjs';
import { servePages } from './support/pages.mjs';
import { Phone, phoneFiles } from './support/phone.mjs';
import { referenceFolders, referenceSdk } from './support/reference.mjs';

let browser;
let pages;
let gateway;
before(async () => {
  pages = await servePages({ folders: referenceFolders, files: await phoneFiles() });
  browser = await startChromium();
});
after(async () => {
  await browser.close();
  await pages.close();
});
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.close());

const options = (login) => ({ login, host: gateway.url, keepConnectionAliveOnSocketClose: true });
const leg = () => gateway.control.status().legs[0];

async function signedIn(login, more = {}) {
  const phone = await Phone.open(browser, pages.url, referenceSdk);
  await phone.signIn({ ...options(login), ...more });
  return phone;
}

test(
  'the reference calls echo, is cut, comes back, is re-attached and goes on talking',
  { timeout: 60_000 },
  async () => {
    const phone = await signedIn('ann');
    const callId = await phone.dial('echo');
    await phone.callIs('active');
    const first = await phone.hears();
    assert.equal(first.lost, 0);

    gateway.control.cut({ login: 'ann' });
    const closed = await phone.told('telnyx.socket.close', { code: 1006 });
    const reopened = await phone.told('telnyx.socket.open', { after: closed.number });
    const pause = reopened.at - closed.at;
    assert.ok(pause > 745 && pause < 1_400, `reconnected after ${pause} ms`);
    await phone.told('telnyx.ready', { after: closed.number });
    const recovered = await phone.callIs('recovering', { after: closed.number, recoveredCallId: callId });
    await phone.callIs('active', { after: recovered.number });
    await phone.hears();

    await phone.hangUp();
    await phone.callIs('destroy');
    assert.deepEqual(gateway.control.status().legs, []);
    const { peers, packetsLost } = await gateway.control.media({ callId });
    assert.equal(peers.length, 2);
    assert.equal(packetsLost, 0);
    assert.ok(
      peers[1].hiatus > 100,
      `the reference breaks before it makes: ${peers[1].hiatus} ms without a packet`,
    );
    assert.deepEqual(phone.faults, []);
    await phone.close();
  },
);

test('two references call each other, in both directions', { timeout: 60_000 }, async () => {
  const [ann, ben] = await Promise.all([signedIn('ann'), signedIn('ben')]);
  for (const [caller, callee, number] of [
    [ann, ben, 'ben'],
    [ben, ann, 'ann'],
  ]) {
    const from = { after: (await caller.events()).length };
    const at = { after: (await callee.events()).length };
    await caller.dial(number);
    await callee.callIs('ringing', at);
    await callee.answer();
    await Promise.all([caller.callIs('active', from), callee.callIs('active', at)]);
    await Promise.all([caller.hears(), callee.hears()]);
    await callee.hangUp();
    await Promise.all([caller.callIs('destroy', from), callee.callIs('destroy', at)]);
  }
  assert.deepEqual(gateway.control.status().legs, []);
  await Promise.all([ann.close(), ben.close()]);
});

test('a rejected login is 46001', { timeout: 30_000 }, async () => {
  gateway.control.rejectLogins();
  const phone = await Phone.open(browser, pages.url, referenceSdk);
  await phone.connect(options('ann'));
  await phone.told('telnyx.error', { code: 46001 });
  await phone.close();
});

test('a forgotten call is 48501 and a hangup', { timeout: 30_000 }, async () => {
  const phone = await signedIn('ann');
  await phone.dial('echo');
  const { number } = await phone.callIs('active');
  gateway.control.forget();
  gateway.control.cut();
  await phone.told('telnyx.error', { code: 48501, after: number });
  await phone.callIs('hangup', { after: number });
  await phone.callIs('destroy', { after: number });
  await phone.close();
});

test('the reference holds and unholds, and sends digits', { timeout: 30_000 }, async () => {
  const phone = await signedIn('ann');
  await phone.dial('echo');
  const { number } = await phone.callIs('active');
  await phone.page.evaluate(() => window.phone.call.hold());
  await phone.callIs('held', { after: number });
  assert.equal(leg().state, 'held');
  await phone.page.evaluate(() => window.phone.call.unhold());
  await phone.hears();
  await phone.page.evaluate(() => window.phone.call.dtmf('42'));
  await until('both digits', () => leg().dtmf === '42');
  await phone.close();
});

test('the reference restarts ICE, trickling, and goes on talking', { timeout: 30_000 }, async () => {
  const phone = await signedIn('ann', { trickleIce: true, debug: true });
  await phone.dial('echo');
  await phone.callIs('active');
  await phone.hears();
  assert.ok(gateway.control.frames({ method: 'telnyx_rtc.candidate', direction: 'in' }).length > 0);
  await phone.page.evaluate(() => window.phone.call.peer.restartIce());
  const answered = () =>
    gateway.control.frames({ method: 'telnyx_rtc.modify', direction: 'out', kind: 'result' });
  await until('an answer to the restart', () => answered().length === 1);
  await phone.hears();
  assert.equal((await phone.events()).filter(({ code }) => code === 47001).length, 0);
  assert.equal(leg().peersEver, 1);
  await phone.hangUp();
  await phone.callIs('destroy');
  await phone.close();
});

test('the reference hears early media, then the answer', { timeout: 30_000 }, async () => {
  const phone = await signedIn('ann');
  await phone.dial('early');
  const { number } = await phone.callIs('early');
  await phone.callIs('active', { after: number });
  await phone.hears();
  await phone.close();
});
