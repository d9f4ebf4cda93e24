// After disconnect() nothing is left of a client: not in the page, not in the core.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lose } from './gateway.mjs';
import { inPage, told } from './world.mjs';

const nothing = { sockets: 0, peers: 0, tracks: 0, playing: 0, listeners: 0 };

function assertReleased(page, client) {
  assert.deepEqual(page.ledger.count(), nothing);
  assert.equal(page.clock.timers, 0);
  assert.equal(page.package.TelnyxRTC.liveHandles(), 0);
  assert.equal(client.connected, false);
  assert.deepEqual(client.calls, {});
}

test('importing the package does nothing', () =>
  inPage(async (page) => {
    const compile = WebAssembly.Module;
    let compiled = 0;
    page.replace({
      WebAssembly: Object.assign(Object.create(WebAssembly), {
        Module: function (...given) {
          compiled += 1;
          return new compile(...given);
        },
      }),
    });
    const before = Object.keys(globalThis);
    await page.load();
    assert.equal(compiled, 0);
    assert.deepEqual(page.ledger.count(), nothing);
    assert.equal(page.clock.timers, 0);
    assert.deepEqual(Object.keys(globalThis), before);
    await page.client();
    await page.client();
    assert.equal(compiled, 2, 'the core and what unpacks it, once per page, at the first construction');
  }));

test('a client that is only constructed holds nothing', () =>
  inPage(async (page) => {
    assertReleased(page, await page.client());
  }));

test('a client that is disconnected in a call holds nothing', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking({}, { remoteElement: page.element('far end') });
    assert.notDeepEqual(page.ledger.count(), nothing);
    assert.ok(page.package.TelnyxRTC.liveHandles() > 0);
    client.events.length = 0;
    await client.disconnect();
    assert.deepEqual(told(client), ['purge', 'hangup', 'destroy', 'socket.close']);
    assert.equal(call.cause, 'NORMAL_CLEARING');
    assertReleased(page, client);
  }));

test('a client that is disconnected after a recovery holds nothing', () =>
  inPage(async (page) => {
    const keep = { keepConnectionAliveOnSocketClose: true };
    const { client, call } = await page.talking(keep, { remoteElement: page.element('far end') });
    lose(page.gateway);
    await page.clock.advance(1_500);
    assert.equal(call.recoveredCallId, call.id);
    await client.disconnect();
    assertReleased(page, client);
  }));

test('a client that is disconnected while it waits for a reconnect holds nothing', () =>
  inPage(async (page) => {
    const { client } = await page.talking({ keepConnectionAliveOnSocketClose: true });
    lose(page.gateway);
    await client.disconnect();
    assertReleased(page, client);
  }));

test('a client that is disconnected while the microphone is asked for holds nothing', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    client.newCall({ destinationNumber: '1000' });
    await client.disconnect();
    await page.clock.settle();
    assertReleased(page, client);
  }));

test('a gateway that does not answer the BYE delays disconnect() by five seconds at most', () =>
  inPage(async (page) => {
    const { client } = await page.talking();
    page.gateway.manners.answersBye = false;
    let done = false;
    const disconnected = client.disconnect().then(() => (done = true));
    await page.clock.advance(4_900);
    assert.equal(done, false);
    await page.clock.advance(100);
    assert.equal(done, true);
    await disconnected;
    assertReleased(page, client);
  }));

test('a stream that the application gave is not stopped', () =>
  inPage(async (page) => {
    const localStream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const { client, call } = await page.talking({}, { localStream });
    assert.equal(call.localStream, localStream);
    await client.disconnect();
    assert.equal(localStream.getTracks()[0].readyState, 'live');
    assert.equal(page.ledger.tracks.size, 1);
  }));

test('a client connects again after disconnect(), and its sockets go on being counted', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    await client.disconnect();
    client.events.length = 0;
    await client.connect();
    await page.clock.settle();
    assert.deepEqual(told(client), ['socket.open', 'ready']);
    assert.equal(client.connection.socketGeneration, 2);

    // A call of the session before is over, and cannot reach into this one.
    const other = client.newCall({ destinationNumber: '1000' });
    await page.clock.settle();
    assert.equal(await call.hold(), false);
    await call.hangup();
    call.dtmf('1');
    assert.equal(other.state, 'active');
    await client.disconnect();
    assertReleased(page, client);
  }));

test('connect() during disconnect() connects when that is done', () =>
  inPage(async (page) => {
    const { client } = await page.talking();
    const gone = client.disconnect();
    await client.connect();
    await gone;
    await page.clock.settle();
    assert.equal(client.connected, true);
    assert.equal(told(client).at(-1), 'ready');
    await client.disconnect();
    assertReleased(page, client);
  }));

test('fifty calls leave nothing behind', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    await client.newCall({ destinationNumber: '1000' }).hangup();
    await page.clock.settle();
    const before = [page.package.TelnyxRTC.liveHandles(), page.ledger.count()];
    for (let count = 0; count < 50; count += 1) {
      const call = client.newCall({ destinationNumber: '1000' });
      await page.clock.settle();
      await call.hangup();
    }
    await page.clock.settle();
    assert.deepEqual([page.package.TelnyxRTC.liveHandles(), page.ledger.count()], before);
  }));
