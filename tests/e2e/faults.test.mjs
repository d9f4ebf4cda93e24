// What may go wrong without taking a call or the page with it: listeners that throw, frames nobody can read, a socket
// that is dead without saying so, logins refused, attempts used up.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { until } from '../until.mjs';
import { setStage } from './stage.mjs';
import { ask, now } from './world.mjs';

const world = setStage();
const limit = { timeout: 40_000 };

const control = () => world.gateway.control;

async function inCall(options) {
  const phone = await world.signIn('ann', options);
  const callId = await phone.dial('tone');
  await phone.callIs('active');
  await phone.hears();
  return { phone, callId };
}

async function comesBack(phone, callId, from) {
  await phone.told('telnyx.ready', from);
  await phone.callIs('active', { ...from, recoveredCallId: callId });
  await phone.hears();
}

test('listeners that throw harm neither the call nor its recovery', limit, async () => {
  const { phone, callId } = await inCall();
  await phone.page.evaluate(() => {
    const fails = () => {
      throw new Error('an application at fault');
    };
    for (const name of ['telnyx.ready', 'telnyx.notification', 'telnyx.socket.open', 'telnyx.socket.close']) {
      window.phone.client.on(name, fails);
    }
  });
  const from = await now(phone);
  control().cut({ login: 'ann' });
  await comesBack(phone, callId, from);
  await phone.hangUp();
  await phone.callIs('destroy');
  assert.deepEqual(phone.faults, []);
});

const oddFrames = {
  'a text that is no JSON': { text: '{"jsonrpc":"2.0",' },
  'JSON that is no frame': { text: '[null,{"a":[]},7]' },
  'two megabytes of nothing': { bytes: 2_000_000 },
  'a frame of two megabytes': {
    frame: {
      jsonrpc: '2.0',
      id: 9001,
      method: 'telnyx_rtc.ping',
      params: { filler: 'y'.repeat(2_000_000) },
    },
  },
  'a method nobody knows': { frame: { jsonrpc: '2.0', id: 9002, method: 'telnyx_rtc.nonsense', params: {} } },
  'a reply to nothing': { frame: { jsonrpc: '2.0', id: 'never-sent', result: { message: 'what?' } } },
  'a bye for nobody': {
    frame: { jsonrpc: '2.0', id: 9003, method: 'telnyx_rtc.bye', params: { callID: 'x' } },
  },
};

test('frames that make no sense disturb nothing', { timeout: 60_000 }, async () => {
  const { phone } = await inCall();
  for (const [what, fault] of Object.entries(oddFrames)) {
    const from = await now(phone);
    const { number } = control().frames().at(-1);
    control().inject({ login: 'ann', ...fault });
    // The digit's reply comes behind the frame: when it is here the frame was read, and the page still talks.
    await ask(phone, 'dtmf', '1');
    const digit = { after: number, direction: 'out', method: 'telnyx_rtc.info' };
    await until(`the digit after ${what}`, () => control().frames(digit).length > 0);
    await phone.hears();
    const told = (await phone.events(from.after)).filter(({ name }) => name !== 'telnyx.warning');
    assert.deepEqual(told, [], what);
    assert.equal(control().status().sockets.length, 1, what);
  }
  assert.deepEqual(phone.faults, []);
});

test(
  'a socket that fell silent in a call is found out within 6 s, and the call comes back',
  limit,
  async () => {
    const { phone, callId } = await inCall();
    const from = await now(phone);
    const silentAt = await phone.page.evaluate(() => performance.now());
    control().fallSilent({ login: 'ann' });
    const closed = await phone.told('telnyx.socket.close', from);
    const seconds = (closed.at - silentAt) / 1000;
    assert.ok(seconds <= 6, `found out after ${seconds.toFixed(2)} s`);
    await comesBack(phone, callId, from);
  },
);

test('G15: a rejected login is one error and no loop; new credentials put it right', limit, async () => {
  control().rejectLogins({ times: 20, login: 'eve' });
  const eve = await world.phone();
  await eve.connect({ login: 'eve', host: world.gateway.url });
  await eve.told('telnyx.error', { code: 46001 });
  const logins = () => control().frames({ direction: 'in', method: 'login' }).length;
  const socketsOfEve = async () =>
    (await eve.events()).filter(({ name }) => name === 'telnyx.socket.open').length;
  assert.equal(logins(), 1);

  // Somebody else loses the socket, too, and comes back: as long as that takes eve tries nothing.
  const witness = await world.signIn('ann');
  const from = await now(witness);
  control().cut();
  await witness.told('telnyx.ready', from);
  await eve.told('telnyx.socket.close');
  assert.equal(logins(), 3, 'one of eve, two of the witness');
  assert.equal(await socketsOfEve(), 1);
  const errors = (await eve.events()).filter(({ name }) => name === 'telnyx.error');
  assert.deepEqual(
    errors.map(({ code }) => code),
    [46001],
  );

  await eve.page.evaluate(() => window.phone.client.login({ creds: { login: 'eva', password: 'pw' } }));
  await eve.told('telnyx.ready');
});

test(
  'G4, G5: when the attempts are used up the call ends, then 45003; connect() starts afresh',
  limit,
  async () => {
    const { phone } = await inCall({ maxReconnectAttempts: 1 });
    const from = await now(phone);
    control().refuseConnections({ milliseconds: 60_000 });
    control().cut({ login: 'ann' });
    const exhausted = await phone.told('telnyx.error', { ...from, code: 45003 });
    const ended = await phone.callIs('hangup', from);
    assert.ok(ended.number < exhausted.number, 'the hangup comes first');
    assert.equal(ended.call.endReason, 'exhausted');
    const exhaustions = (await phone.events()).filter(({ code }) => code === 45003);
    assert.equal(exhaustions.length, 1);

    control().refuseConnections({ milliseconds: 0 });
    const again = await now(phone);
    await phone.page.evaluate(() => window.phone.client.connect());
    await phone.told('telnyx.ready', again);
    await phone.dial('tone');
    await phone.callIs('active', again);
    await phone.hears();
  },
);
