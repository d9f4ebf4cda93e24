// Listeners that throw, frames that make no sense, a core that breaks: the call goes on, or ends with a word.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lose } from './gateway.mjs';
import { inPage, told } from './world.mjs';

test('a listener that throws harms nobody', () =>
  inPage(async (page) => {
    const client = await page.client();
    for (const name of [
      'telnyx.ready',
      'telnyx.notification',
      'telnyx.socket.open',
      'telnyx.socket.message',
    ]) {
      client.on(name, () => {
        throw new Error('mine');
      });
    }
    await client.connect();
    await page.clock.settle();
    const call = client.newCall({ destinationNumber: '1000' });
    await page.clock.settle();
    assert.equal(call.state, 'active');
    assert.deepEqual(told(client), ['socket.open', 'ready', 'new', 'requesting', 'trying', 'active']);
    assert.ok(page.console.error.length > 5, 'what they threw is reported');
    await client.disconnect();
  }));

for (const [what, frame] of [
  ['garbage', '{"jsonrpc": "2.0", "id": 1, '],
  ['no JSON at all', '\u0000\ufffd<html>'],
  ['an unknown method', { jsonrpc: '2.0', id: 7, method: 'telnyx_rtc.dance', params: {} }],
  [
    'parameters of the wrong types',
    { jsonrpc: '2.0', id: 8, method: 'telnyx_rtc.bye', params: { callID: [{}] } },
  ],
  [
    'two megabytes',
    { jsonrpc: '2.0', id: 9, method: 'telnyx_rtc.event', params: { pad: 'x'.repeat(2_000_000) } },
  ],
  ['an unknown answer', { jsonrpc: '2.0', id: 'nobody asked', result: null }],
]) {
  test(`a call goes on after a frame of ${what}`, () =>
    inPage(async (page) => {
      const { client, call } = await page.talking();
      client.events.length = 0;
      page.gateway.socket.say(frame);
      await page.clock.settle();
      assert.equal(call.state, 'active');
      assert.equal(client.connected, true);
      assert.equal(await call.hold(), true);
      assert.deepEqual(page.console.error, []);
      await client.disconnect();
    }));
}

test('a listener may call anything', () =>
  inPage(async (page) => {
    const client = await page.client();
    let second;
    client.on('telnyx.ready', () => {
      assert.equal(client.newCall({ destinationNumber: '1000' }).state, 'new');
    });
    client.on('telnyx.notification', ({ call }) => {
      if (call === second) return;
      call.muteAudio();
      assert.equal(call.isAudioMuted, true);
      if (call.state !== 'active') return;
      void call.hangup();
      second = client.newCall({ destinationNumber: '1001' });
    });
    await client.connect();
    await page.clock.settle();
    assert.deepEqual(page.console.error, []);
    // The newest listener runs first, so what it does inside newCall() is written down before its cause.
    assert.deepEqual(told(client).slice(1), [
      ...['new', 'ready', 'requesting', 'trying', 'new', 'active'],
      ...['hangup', 'destroy', 'requesting', 'trying', 'active'],
    ]);
    await client.disconnect();
  }));

test('a call hung up by the listener of its first event ends, and nothing is left', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    client.on('telnyx.notification', ({ call }) => call.state === 'new' && void call.hangup());
    const call = client.newCall({ destinationNumber: '1000' });
    await page.clock.settle();
    assert.equal(call.state, 'destroy');
    assert.equal(page.ledger.peers.size, 0);
    assert.equal(page.ledger.tracks.size, 0);
  }));

test('a listener may disconnect the client', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking({ keepConnectionAliveOnSocketClose: true });
    let gone;
    client.on('telnyx.socket.close', () => (gone ??= client.disconnect()));
    lose(page.gateway);
    await gone;
    assert.equal(call.state, 'destroy');
    assert.equal(page.package.TelnyxRTC.liveHandles(), 0);
    assert.equal(page.clock.timers, 0);
  }));

test('a core that breaks ends its calls with one fatal error, and the next connect() has a new one', () =>
  inPage(async (page) => {
    let memory;
    const Instance = WebAssembly.Instance;
    page.replace({
      WebAssembly: Object.assign(Object.create(WebAssembly), {
        Instance: function (...given) {
          const instance = new Instance(...given);
          memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
          return instance;
        },
      }),
    });
    const keep = { keepConnectionAliveOnSocketClose: true };
    const { client, call } = await page.talking(keep, { remoteElement: page.element('far end') });
    lose(page.gateway);
    await page.clock.advance(1_500);
    const { socket } = page.gateway;
    const bystander = await page.signedIn({ login: 'desk5' });
    client.events.length = 0;
    bystander.events.length = 0;

    new Uint8Array(memory.buffer).fill(0xff);
    socket.say({ jsonrpc: '2.0', id: 1, method: 'telnyx_rtc.ping', params: {} });
    await page.clock.settle();
    assert.deepEqual(told(client), ['error 49001', 'hangup', 'destroy', 'socket.close']);
    assert.deepEqual(told(bystander), ['error 49001', 'socket.close']);
    assert.equal(client.events[0].event.fatal, true);
    assert.deepEqual(client.calls, {});
    assert.equal(page.ledger.peers.size, 0);
    assert.equal(page.ledger.tracks.size, 0);
    assert.equal(page.ledger.playing.size, 0);
    assert.equal(page.ledger.sockets.size, 0);
    assert.equal(await call.hold(), false);
    await call.hangup();

    await client.connect();
    await page.clock.settle();
    assert.equal(told(client).at(-1), 'ready');
    const next = client.newCall({ destinationNumber: '1000' });
    await page.clock.settle();
    assert.equal(next.state, 'active');
  }));

test('where the core cannot be compiled the constructor is silent, connect() rejects and may be tried again', () =>
  inPage(async (page) => {
    const { Module } = WebAssembly;
    page.replace({
      WebAssembly: Object.assign(Object.create(WebAssembly), {
        Module: function () {
          throw new WebAssembly.CompileError('not allowed');
        },
      }),
    });
    const client = await page.client();
    await assert.rejects(client.connect(), { code: 45001, name: 'WEBSOCKET_CONNECTION_FAILED' });
    assert.deepEqual(told(client), ['error 45001']);
    assert.throws(() => client.newCall({ destinationNumber: '1000' }), { code: 45001 });

    WebAssembly.Module = Module;
    await client.connect();
    await page.clock.settle();
    assert.equal(told(client).at(-1), 'ready');
    await client.disconnect();
  }));
