// What an application may ask of a call's peer connection: entries of its statistics, and limits of what it sends.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lose } from './gateway.mjs';
import { assertNothingLeft, inPage, troubles } from './world.mjs';

const keep = { keepConnectionAliveOnSocketClose: true };

/** What a browser counts. */
const entries = (...list) => new Map(list.map((entry, index) => [index, entry]));
const sound = { type: 'inbound-rtp', kind: 'audio', id: 'A' };
const picture = { type: 'inbound-rtp', kind: 'video', id: 'V' };

/** The call's socket is lost, and the call comes back on another peer. */
async function recovered(page, client, call) {
  const before = call.peer.instance;
  lose(page.gateway);
  await page.clock.advance(client.reconnectDelay + 500);
  assert.notEqual(call.peer.instance, before);
}

const limits = (call) =>
  call.peer.instance.getSenders().map((sender) => sender.parameters.encodings[0].maxBitrate);

test('getStats() hands over every two seconds the entries that are asked for', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    const heard = [];
    call.getStats((entry) => heard.push(entry.id), { type: 'inbound-rtp', kind: 'audio' });
    page.browser.made.peers[0].statistics = entries(sound, picture, { type: 'transport', id: 'T' });
    await page.clock.advance(1_999);
    assert.deepEqual(heard, []);
    await page.clock.advance(1);
    assert.deepEqual(heard, ['A']);
    await page.clock.advance(4_000);
    assert.deepEqual(heard, ['A', 'A', 'A']);
    await assertNothingLeft(page, client);
  }));

test('all who ask for statistics share one timer, and what one throws harms nobody', () =>
  inPage(async (page) => {
    const { call } = await page.talking();
    const { timers } = page.clock;
    const heard = [];
    call.getStats(
      () => {
        throw new Error('the application');
      },
      { id: 'A' },
    );
    call.getStats(({ id }) => heard.push(`any ${id}`), {});
    call.getStats(({ id }) => heard.push(`all ${id}`));
    call.getStats(({ id }) => heard.push(`none ${id}`), { id: 'A', kind: 'video' });
    assert.equal(page.clock.timers, timers + 1);
    page.browser.made.peers[0].statistics = entries(sound, picture);
    await page.clock.advance(2_000);
    assert.deepEqual(heard, ['any A', 'all A', 'any V', 'all V']);
    assert.equal(page.console.error.length, 1);
  }));

test('statistics may be asked for before there is a peer, and those that fail are asked for again', () =>
  inPage(async (page) => {
    const client = await page.client();
    const call = client.newCall({ destinationNumber: '1000' });
    const heard = [];
    call.getStats(({ id }) => heard.push(id), {});
    await page.clock.advance(2_000);
    await client.connect();
    await page.clock.advance(10);
    const [peer] = page.browser.made.peers;
    peer.getStats = async () => {
      throw new Error('not now');
    };
    await page.clock.advance(2_000);
    peer.getStats = async () => entries(sound);
    await page.clock.advance(2_000);
    assert.deepEqual(heard, ['A']);
    assert.deepEqual(page.console.error, []);
    await assertNothingLeft(page, client);
  }));

test('after a recovery the statistics are those of the new peer', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking(keep);
    const heard = [];
    call.getStats(({ id }) => heard.push(id), {});
    page.browser.made.peers[0].statistics = entries({ id: 'old' });
    await page.clock.advance(2_000);
    assert.deepEqual(heard, ['old']);
    await recovered(page, client, call);
    heard.length = 0;
    call.peer.instance.statistics = entries({ id: 'new' });
    await page.clock.advance(2_000);
    assert.deepEqual(heard, ['new']);
  }));

test('a call that is over has no statistics, late ones neither, and no timer', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    const heard = [];
    let late;
    call.getStats((entry) => heard.push(entry), {});
    page.browser.made.peers[0].getStats = () => new Promise((resolve) => (late = resolve));
    await page.clock.advance(2_000);
    await call.hangup();
    assert.equal(call.state, 'destroy');
    late(entries(sound));
    call.getStats((entry) => heard.push(entry), {});
    await page.clock.advance(10_000);
    assert.deepEqual(heard, []);
    await assertNothingLeft(page, client);
  }));

test('what is sent is limited at once, by kind, and again by the peer of a recovery', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking(keep, { video: true });
    call.setAudioBandwidthEncodingsMaxBps(20_000);
    call.setVideoBandwidthEncodingsMaxBps(300_000);
    assert.equal(await call.setBandwidthEncodingsMaxBps(16_000, 'audio'), undefined);
    assert.deepEqual(limits(call), [16_000, 300_000]);
    assert.deepEqual(call.peer.instance.getSenders()[0].parameters.encodings, [
      { active: true, maxBitrate: 16_000 },
    ]);
    await recovered(page, client, call);
    assert.deepEqual(limits(call), [16_000, 300_000]);
    assert.deepEqual(troubles(client), []);
    await assertNothingLeft(page, client);
  }));

test('a limit that is set before there is a peer holds when the call talks', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    const call = client.newCall({ destinationNumber: '1000' });
    call.setAudioBandwidthEncodingsMaxBps(20_000);
    await page.clock.settle();
    assert.deepEqual(limits(call), [20_000]);
  }));

test('a browser that lists no encodings is given one, and a refusal is a line on the console', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    const [sender] = call.peer.instance.getSenders();
    sender.parameters = { encodings: [] };
    await call.setBandwidthEncodingsMaxBps(20_000, 'audio');
    assert.deepEqual(sender.parameters.encodings, [{ rid: 'h', maxBitrate: 20_000 }]);
    await call.setBandwidthEncodingsMaxBps(20_000, 'video');
    assert.deepEqual(page.console.warn, []);
    page.browser.made.limitRefusal = true;
    await call.setBandwidthEncodingsMaxBps(30_000, 'audio');
    assert.equal(page.console.warn.length, 1);
    assert.deepEqual(troubles(client), []);
    await call.hangup();
    await call.setBandwidthEncodingsMaxBps(30_000, 'audio');
    assert.equal(page.console.warn.length, 1);
  }));
