// The socket and the session under it, in a real browser: what counts as a loss, when it is tried again, and what
// ends the trying. Calls are in recovery.test.mjs.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { until } from '../until.mjs';
import { setStage } from './stage.mjs';
import { now } from './world.mjs';

const world = setStage();
const limit = { timeout: 40_000 };
const login = 'ann';

const control = () => world.gateway.control;
const client = (phone, method, ...args) =>
  phone.page.evaluate(([name, given]) => window.phone.client[name](...given), [method, args]);
const count = async (phone, name, after = 0) =>
  (await phone.events(after)).filter((event) => event.name === name).length;
const logins = () => control().frames({ direction: 'in', method: 'login' });

/** Lets somebody else lose the socket and come back: as long as that takes, `phone` had time to try something. */
async function whileAnotherComesBack() {
  const witness = await world.signIn('witness');
  const from = await now(witness);
  control().cut({ login: 'witness' });
  await witness.told('telnyx.ready', from);
}

test('G1: a closed socket is one loss and comes back by itself', limit, async () => {
  const phone = await world.signIn(login);
  const from = await now(phone);
  control().cut({ login, code: 1001, reason: 'going away' });
  await phone.told('telnyx.ready', from);
  assert.equal(await count(phone, 'telnyx.socket.close', from.after), 1);
  assert.equal(await count(phone, 'telnyx.socket.open', from.after), 1);
  assert.equal(await count(phone, 'telnyx.ready', from.after), 1);
});

test('G1: a first connection that fails is a loss like any other', limit, async () => {
  control().refuseConnections({ milliseconds: 1_500 });
  const phone = await world.phone();
  await phone.connect({ login, host: world.gateway.url });
  await phone.told('telnyx.ready');
  assert.equal(await count(phone, 'telnyx.ready'), 1);
  assert.equal(await phone.page.evaluate(() => window.phone.client.connected), true);
});

test('G1: an address no socket can be made for is 45001, and is not tried again', limit, async () => {
  const phone = await world.phone();
  await phone.page.evaluate(() => {
    window.made = 0;
    window.WebSocket = class {
      constructor() {
        window.made += 1;
        throw new DOMException('no such scheme', 'SyntaxError');
      }
    };
  });
  await phone.connect({ login, host: world.gateway.url }).catch(() => undefined);
  await phone.told('telnyx.error', { code: 45001 });
  await whileAnotherComesBack();
  assert.equal(await phone.page.evaluate(() => window.made), 1);
  assert.equal(await count(phone, 'telnyx.error'), 1);
});

test(
  'G3: the next socket logs in with the same session, and the application hears ready again',
  limit,
  async () => {
    const phone = await world.signIn(login);
    const sessionId = await phone.page.evaluate(() => window.phone.client.sessionid);
    const from = await now(phone);
    control().cut({ login });
    await phone.told('telnyx.ready', from);
    assert.equal(await phone.page.evaluate(() => window.phone.client.sessionid), sessionId);
    assert.equal(logins().length, 2);
    assert.equal(control().status().sessions.length, 1);
  },
);

test('G5: connect() while an attempt waits tries at once and keeps the count', limit, async () => {
  const phone = await world.signIn(login);
  const from = await now(phone);
  control().refuseConnections({ milliseconds: 60_000 });
  control().cut({ login });
  // Two attempts in vain: the third waits 3 s or more.
  await until(
    'two failed attempts',
    async () => (await count(phone, 'telnyx.socket.close', from.after)) >= 3,
  );
  control().refuseConnections({ milliseconds: 0 });
  const asked = await phone.page.evaluate(() => performance.now());
  await client(phone, 'connect');
  const opened = await phone.told('telnyx.socket.open', from);
  assert.ok(opened.at - asked < 1_500, `opened after ${opened.at - asked} ms`);
  await phone.told('telnyx.ready', from);
});

test('G5: connect() works after disconnect(), ready included', limit, async () => {
  const phone = await world.signIn(login);
  await client(phone, 'disconnect');
  await until('the socket to go', () => control().status().sockets.length === 0);
  const from = await now(phone);
  await client(phone, 'connect');
  await phone.told('telnyx.ready', from);
  await phone.dial('tone');
  await phone.callIs('active', from);
  await phone.hears();
});

test(
  'G14: after clearReconnectToken() nothing reconnects until connect(), which opens a new session',
  limit,
  async () => {
    const phone = await world.signIn(login);
    await phone.dial('tone');
    await phone.callIs('active');
    const before = await phone.page.evaluate(() => window.phone.client.sessionid);
    await client(phone, 'clearReconnectToken');
    const from = await now(phone);
    control().cut({ login });
    const { call } = await phone.callIs('hangup', from);
    assert.equal(call.endReason, 'socket-lost');
    await whileAnotherComesBack();
    assert.equal(await count(phone, 'telnyx.socket.open', from.after), 0);

    await client(phone, 'connect');
    await phone.told('telnyx.ready', from);
    assert.notEqual(await phone.page.evaluate(() => window.phone.client.sessionid), before);
  },
);

test(
  'G15: an expired token in mid-outage is one error; the call waits for new credentials',
  limit,
  async () => {
    const phone = await world.signIn(login);
    const callId = await phone.dial('tone');
    await phone.callIs('active');
    await phone.hears();
    const from = await now(phone);
    control().rejectLogins({ times: 20, login, code: -32001 });
    control().cut({ login });
    await phone.told('telnyx.error', { ...from, code: 46001 });
    // The gateway closes the socket after the refusal, as the real one may.
    control().cut({ login: undefined });
    await whileAnotherComesBack();
    assert.equal(await count(phone, 'telnyx.error', from.after), 1);
    assert.equal(await count(phone, 'telnyx.socket.open', from.after), 1);

    control().disarm();
    await client(phone, 'login', { creds: { login, password: 'new' } });
    await phone.callIs('active', { ...from, recoveredCallId: callId });
    await phone.hears();
    assert.deepEqual(phone.faults, []);
  },
);
