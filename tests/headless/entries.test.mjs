// The package's other entries: the core in a file of its own, and the core without WebAssembly. What all of them have in
// common the other tests say of the default entry.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inRoot } from '../../tools/paths.mjs';
import { lose } from './gateway.mjs';
import { assertNothingLeft, inPage, told } from './world.mjs';

const wasm = readFileSync(inRoot('lib/core.wasm'));

test('js: a call outlives its socket where there is no WebAssembly', () =>
  inPage(async (page) => {
    page.replace({ WebAssembly: undefined });
    await page.load('js');
    const { client, call } = await page.talking({ keepConnectionAliveOnSocketClose: true });
    lose(page.gateway);
    await page.clock.advance(5_000);
    assert.equal(call.state, 'active');
    assert.ok(told(client).includes('recovering'));
    await assertNothingLeft(page, client);
  }));

test('external: connect() waits for the core, and until then newCall() names ready()', () =>
  inPage(async (page) => {
    const server = serves(page);
    await page.load('external');
    const client = await page.client();
    assert.deepEqual(server.asked, [new URL('../../lib/core.wasm', import.meta.url).href]);
    assert.throws(() => client.newCall({ destinationNumber: '1000' }), { code: 45001, message: /ready\(\)/ });
    const connected = client.connect();
    await page.clock.settle();
    assert.equal(page.ledger.sockets.size, 0);

    server.answer(respond());
    await connected;
    await page.clock.settle();
    assert.equal(told(client).at(-1), 'ready');
    const call = client.newCall({ destinationNumber: '1000' });
    await page.clock.settle();
    assert.equal(call.state, 'active');
    assert.equal(server.asked.length, 1);
    await assertNothingLeft(page, client);
  }));

test('external: what was wished before disconnect() does not happen after it', () =>
  inPage(async (page) => {
    const server = serves(page);
    await page.load('external');
    const client = await page.client();
    const wishes = [client.connect(), client.login()];
    await client.disconnect();
    server.answer(respond());
    await Promise.all(wishes);
    await page.clock.settle();
    assert.deepEqual(told(client), []);
    assert.equal(page.ledger.sockets.size, 0);
  }));

test('external: a core that cannot be loaded is 45001, and the next connect() tries again', () =>
  inPage(async (page) => {
    const server = serves(page);
    const { ready } = await page.load('external');
    const client = await page.client();
    const connected = client.connect();
    server.answer(respond({ status: 404 }));
    await assert.rejects(connected, { code: 45001, message: /ready\(\{ url \}\)/ });
    assert.deepEqual(told(client), ['error 45001']);
    assert.throws(() => client.newCall({ destinationNumber: '1000' }), { code: 45001, message: /url/ });

    const again = client.connect();
    server.answer(respond());
    await again;
    await ready();
    await page.clock.settle();
    assert.equal(told(client).at(-1), 'ready');
    await assertNothingLeft(page, client);
  }));

test('external: ready({ url }) says from where, also while the core is looked for elsewhere', () =>
  inPage(async (page) => {
    const server = serves(page);
    const { ready, TelnyxRTC } = await page.load('external');
    const elsewhere = ready();
    const loaded = ready({ url: 'https://cdn.test/core.wasm' });
    assert.equal(server.asked[1], 'https://cdn.test/core.wasm');
    server.answer(respond({ status: 404 }));
    server.answer(respond());
    await Promise.all([elsewhere, loaded]);
    new TelnyxRTC({ login: 'desk4', password: 'secret' });
    await ready({ url: 'https://other.test/core.wasm' });
    assert.equal(server.asked.length, 2, 'it is loaded once');
  }));

for (const [type, streamed] of [
  ['application/wasm', 1],
  ['application/wasm; charset=binary', 0],
  ['application/octet-stream', 0],
]) {
  test(`external: as ${type} it is ${streamed ? 'compiled while it arrives' : 'compiled when it is there'}`, () =>
    inPage(async (page) => {
      const server = serves(page);
      let streams = 0;
      const { compileStreaming } = WebAssembly;
      page.replace({
        WebAssembly: Object.assign(Object.create(WebAssembly), {
          compileStreaming: (response) => {
            streams += 1;
            return compileStreaming(response);
          },
        }),
      });
      const { ready } = await page.load('external');
      const loaded = ready();
      server.answer(respond({ type }));
      await loaded;
      assert.equal(streams, streamed);
    }));
}

for (const entry of ['external', 'js']) {
  test(`${entry}: importing it does nothing`, () =>
    inPage(async (page) => {
      const server = serves(page);
      const before = Object.keys(globalThis);
      const names = Object.keys(await page.load(entry));
      assert.deepEqual(server.asked, []);
      assert.equal(page.clock.timers, 0);
      assert.deepEqual(Object.keys(globalThis), before);
      const others = Object.keys(await page.load());
      assert.deepEqual(names, entry === 'js' ? others : [...others, 'ready'].sort());
    }));
}

/** Keeps what the page fetches until the test answers, the oldest first. */
function serves(page) {
  const waiting = [];
  const asked = [];
  page.replace({
    fetch: (url) => {
      asked.push(String(url));
      return new Promise((answer) => waiting.push(answer));
    },
  });
  return { asked, answer: (response) => waiting.shift()(response) };
}

const respond = ({ status = 200, type = 'application/wasm' } = {}) =>
  new Response(wasm, { status, headers: { 'content-type': type } });
