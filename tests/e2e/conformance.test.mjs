// The same application over the published reference and over ours: what it is told and what the gateway hears may
// differ only as `differences.mjs` lists it, with a reason for each.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { until } from '../until.mjs';
import * as differences from './differences.mjs';
import { setStage } from './stage.mjs';
import { referenceSdk } from './support/reference.mjs';
import { difference, traceOf } from './support/trace.mjs';
import { ask, holdfastSdk, now } from './world.mjs';

const world = setStage();

/** What an application does with its phone, told apart by what happens to it. */
const scripts = {
  async 'a call is placed, held, taken back, given digits, muted and hung up'(phone) {
    await phone.dial('tone');
    await phone.callIs('active');
    await ask(phone, 'hold');
    await phone.callIs('held');
    const from = await now(phone);
    await ask(phone, 'unhold');
    await phone.callIs('active', from);
    await ask(phone, 'dtmf', '12#');
    await ask(phone, 'toggleAudioMute');
    await until('the digits', () => world.gateway.control.status().legs[0].dtmf === '12#');
    await phone.hangUp();
    await phone.callIs('destroy');
  },
  async 'a call with candidates one by one hears early media and is ended by the far end'(phone) {
    const callId = await phone.dial('early', { trickleIce: true });
    await phone.callIs('active');
    world.gateway.control.hangUp({ callId, cause: 'NORMAL_CLEARING', causeCode: 16 });
    await phone.callIs('destroy');
  },
  async 'a busy extension is called'(phone) {
    await phone.dial('busy');
    await phone.callIs('destroy');
  },
  async 'a call arrives, is answered and hung up'(phone) {
    const caller = await world.signIn('ben', {}, referenceSdk);
    await caller.dial('ann');
    await phone.callIs('ringing');
    await phone.answer();
    await phone.callIs('active');
    await phone.hangUp();
    await phone.callIs('destroy');
  },
  async 'a call arrives and is rejected'(phone) {
    const caller = await world.signIn('ben', {}, referenceSdk);
    await caller.dial('ann');
    await phone.callIs('ringing');
    await phone.hangUp();
    await phone.callIs('destroy');
  },
  async 'a call loses its socket and goes on'(phone) {
    await phone.dial('tone');
    await phone.callIs('active');
    await phone.hears();
    const from = await now(phone);
    world.gateway.control.cut({ login: 'ann' });
    await phone.callIs('recovering', from);
    await phone.callIs('active', from);
    await phone.hears();
    await phone.hangUp();
    await phone.callIs('destroy', from);
  },
  async 'the client goes in the middle of a call'(phone) {
    await phone.dial('tone');
    await phone.callIs('active');
    await phone.page.evaluate(() => window.phone.client.disconnect());
    await phone.callIs('destroy');
    await phone.told('telnyx.socket.close');
  },
};

const found = new Set();

for (const [what, script] of Object.entries(scripts)) {
  test(`${what}: as under the reference, but for what is listed`, { timeout: 60_000 }, async () => {
    const theirs = await run(script, referenceSdk);
    await world.renew();
    const ours = await run(script, holdfastSdk);
    assert.deepEqual(difference(theirs.sent, ours.sent), [], 'the same methods in the same order');
    assert.deepEqual(ours.warned, theirs.warned);
    const told = difference(theirs.events, ours.events);
    assert.deepEqual(told, Object.keys(differences.told[what] ?? {}));
    const said = difference(theirs.said, ours.said).map((line) => line.replace(/ [^ ]+/, ''));
    for (const line of said) found.add(line);
    assert.deepEqual(
      said.filter((line) => !(line in differences.said)),
      [],
    );
  });
}

test('every difference that is listed is one', () => {
  assert.deepEqual(
    Object.keys(differences.said).filter((line) => !found.has(line)),
    [],
  );
});

async function run(script, sdk) {
  const phone = await world.phone(sdk);
  const trace = traceOf(phone);
  await phone.signIn({ login: 'ann', host: world.gateway.url, keepConnectionAliveOnSocketClose: true });
  await script(phone);
  return trace.read();
}
