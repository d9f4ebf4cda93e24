// What the application brings to a reconnect: its own waits, and fresh tokens.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inPage, told } from './world.mjs';

const token = (claims) => `x.${btoa(JSON.stringify(claims))}.y`;
const scheduled = ({ events }) =>
  events.filter(({ name }) => name === 'telnyx.reconnecting').map(({ event }) => event);

test('a function says how long to wait, and knows of the outage', () =>
  inPage(async (page) => {
    const asked = [];
    const client = await page.signedIn({
      reconnectPolicy: (...words) => {
        asked.push(words);
        return 700;
      },
    });
    page.gateway.manners.opens = false;
    page.gateway.socket.cut();
    assert.deepEqual(asked, [[1, { outageMs: 0, callsAtStake: 0, lastDelay: 0 }]]);
    assert.equal(client.reconnectDelay, 700);
    assert.deepEqual(
      scheduled(client).map(({ delay, maxAttempts }) => [delay, maxAttempts]),
      [[700, 0]],
    );
    await page.clock.advance(699);
    assert.equal(page.gateway.sockets.length, 1);
    await page.clock.advance(1);
    assert.equal(page.gateway.sockets.length, 2);
    assert.deepEqual(asked[1], [2, { outageMs: 700, callsAtStake: 0, lastDelay: 700 }]);
    page.gateway.manners.opens = true;
    await page.clock.advance(1_000);
    assert.equal(told(client).at(-1), 'recovered');
    await client.disconnect();
  }));

test('a function that throws or talks rubbish gets the documented wait, and one warning', () =>
  inPage(async (page) => {
    const answers = [() => 'soon', () => -1, () => undefined, () => NaN, () => JSON.parse('{')];
    const client = await page.signedIn({ reconnectPolicy: (attempt) => answers[(attempt - 1) % 5]() });
    page.gateway.manners.opens = false;
    page.gateway.socket.cut();
    await page.clock.advance(40_000);
    const delays = scheduled(client).map(({ delay }) => delay);
    assert.ok(delays.length >= 5);
    delays.slice(0, 5).forEach((delay, at) => {
      const base = 1_000 * 2 ** at;
      assert.ok(delay >= base * 0.75 && delay <= base * 1.25, `wait ${at + 1} was ${delay} ms`);
    });
    assert.equal(page.console.warn.length, 1);
    await client.disconnect();
  }));

test('null is the end, and so is the end of a list', () =>
  inPage(async (page) => {
    for (const reconnectPolicy of [() => null, []]) {
      const client = await page.signedIn({ reconnectPolicy });
      page.gateway.socket.cut();
      await page.clock.settle();
      assert.equal(told(client).at(-1), 'error 45003');
      await client.connect();
      await page.clock.settle();
      assert.equal(client.connected, true);
      await client.disconnect();
    }
  }));

test('a policy that is none is ignored with one warning', () =>
  inPage(async (page) => {
    for (const reconnectPolicy of ['often', [1, 'x'], { 0: 1 }, 5]) {
      page.console.warn.length = 0;
      const client = await page.signedIn({ reconnectPolicy });
      assert.equal(page.console.warn.length, 1);
      page.gateway.socket.cut();
      assert.equal(scheduled(client)[0].maxAttempts, 10);
      await client.disconnect();
    }
  }));

test('a preset and a list of waits are kept to', () =>
  inPage(async (page) => {
    const listed = await page.signedIn({ reconnectPolicy: [0, 1_500] });
    page.gateway.manners.opens = false;
    page.gateway.socket.cut();
    await page.clock.advance(5_000);
    assert.deepEqual(
      scheduled(listed).map(({ delay }) => delay),
      [0, 1_500],
    );
    await listed.disconnect();
    page.gateway.manners.opens = true;
    const patient = await page.signedIn({ reconnectPolicy: 'retention' });
    page.gateway.manners.opens = false;
    page.gateway.socket.cut();
    await page.clock.advance(60_000);
    const delays = scheduled(patient).map(({ delay }) => delay);
    assert.ok(delays.length >= 12, `${delays.length} attempts`);
    assert.ok(Math.max(...delays) <= 5_000);
    await patient.disconnect();
  }));

test('an expired token is replaced before the login, and stays in the options', () =>
  inPage(async (page) => {
    const old = token({ sub: 'desk', exp: page.clock.wall / 1_000 - 1 });
    const fresh = token({ sub: 'desk', exp: page.clock.wall / 1_000 + 3_600 });
    let asked = 0;
    const client = await page.signedIn({
      login: undefined,
      password: undefined,
      login_token: old,
      tokenProvider: async () => {
        asked += 1;
        return fresh;
      },
    });
    assert.deepEqual(told(client), ['socket.open', 'ready']);
    assert.equal(asked, 1);
    assert.deepEqual(
      page.gateway.said('login').map(({ params }) => params.login_token),
      [fresh],
    );
    assert.equal(client.options.login_token, fresh);
    page.gateway.socket.cut();
    await page.clock.advance(2_000);
    assert.equal(told(client).at(-1), 'recovered');
    assert.equal(asked, 1);
    await client.disconnect();
  }));

test('a provider that rejects, gives no token or never settles is one error', () =>
  inPage(async (page) => {
    const login_token = token({ exp: 1 });
    const bad = [
      () => Promise.reject(new Error('no session')),
      () => {
        throw new Error('no session');
      },
      async () => '',
      async () => 42,
      () => new Promise(() => {}),
    ];
    for (const tokenProvider of bad) {
      const options = { login: undefined, password: undefined, login_token, tokenProvider };
      const client = await page.signedIn(options);
      await page.clock.advance(60_000);
      assert.deepEqual(told(client), ['socket.open', 'error 46001']);
      assert.equal(client.connected, true);
      assert.equal(page.gateway.said('login').length, 0);
      await client.disconnect();
    }
  }));

test('a token that comes after disconnect() changes nothing', () =>
  inPage(async (page) => {
    let provide;
    const client = await page.signedIn({
      login: undefined,
      password: undefined,
      login_token: token({ exp: 1 }),
      tokenProvider: () => new Promise((resolve) => (provide = resolve)),
    });
    await client.disconnect();
    provide('late');
    await page.clock.settle();
    assert.equal(page.gateway.said('login').length, 0);
    assert.equal(page.clock.timers, 0);
  }));
