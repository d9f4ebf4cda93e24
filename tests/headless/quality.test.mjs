// What a call sounds like, as the application hears it: a frame each second, and warnings on the client.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNothingLeft, inPage, troubles } from './world.mjs';

const frames = ({ events }) =>
  events.filter(({ name }) => name === 'telnyx.stats.frame').map(({ event }) => event);

/** What a browser counts, its entries in an order that helps nobody. */
function statistics({ level = 0.2, roundTrip = 0.05, bytes = 0 } = {}) {
  return new Map(
    [
      { id: 'P1', type: 'candidate-pair', nominated: false, currentRoundTripTime: roundTrip },
      { id: 'P2', type: 'candidate-pair', nominated: true, currentRoundTripTime: 9 },
      { id: 'V', type: 'inbound-rtp', kind: 'video', packetsLost: 1_000, packetsReceived: 0 },
      {
        id: 'I',
        type: 'inbound-rtp',
        kind: 'audio',
        packetsReceived: 99,
        packetsLost: 1,
        bytesReceived: bytes,
        jitter: 0.002,
        audioLevel: 0.3,
      },
      { id: 'I2', type: 'inbound-rtp', kind: 'audio', packetsReceived: 1, packetsLost: 1 },
      { id: 'O', type: 'outbound-rtp', kind: 'audio', bytesSent: bytes },
      { id: 'S', type: 'media-source', kind: 'audio', audioLevel: level },
      { id: 'R', type: 'remote-inbound-rtp', kind: 'audio', jitter: 0.0773, roundTripTime: 0.4 },
      { id: 'T', type: 'transport', selectedCandidatePairId: 'P1' },
    ].map((entry) => [entry.id, entry]),
  );
}

test('a frame tells once a second what a call sounds like, as long as it talks', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    const [peer] = page.browser.made.peers;
    await page.clock.advance(999);
    assert.equal(frames(client).length, 0);
    peer.statistics = statistics();
    await page.clock.advance(1);
    const [frame] = frames(client);
    assert.equal(frame.callId, call.id);
    assert.equal(frame.jitter, 0.0773);
    assert.equal(frame.rtt, 0.4);
    // The core's golden tests have the arithmetic: delay 277.3 ms, 1 % lost.
    assert.ok(Math.abs(frame.mos - 3.187) < 0.001, `mos ${frame.mos}`);
    assert.equal(frame.quality, 'poor');
    assert.equal(frame.inboundAudio.packetsReceived, 99);
    assert.equal(frame.outboundAudio.id, 'O');
    assert.equal(frame.remoteInboundAudio.id, 'R');
    assert.equal(frame.remoteOutboundAudio, undefined);

    await page.clock.advance(9_000);
    assert.equal(frames(client).length, 10);
    await call.hangup();
    await page.clock.advance(10_000);
    assert.equal(frames(client).length, 10);
    await assertNothingLeft(page, client);
  }));

test('until something is counted a frame has no NaN in it', () =>
  inPage(async (page) => {
    const { client } = await page.talking();
    await page.clock.advance(1_000);
    const [frame] = frames(client);
    assert.deepEqual(
      { ...frame, callId: '' },
      { callId: '', jitter: 0, rtt: Infinity, mos: 4.409286, quality: null },
    );
  }));

test('warnings of the sound come to the client, with the call they are about', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    const [peer] = page.browser.made.peers;
    let bytes = 0;
    peer.getStats = async () => statistics({ level: 0, roundTrip: 0.5, bytes: (bytes += 100) });
    await page.clock.advance(2_000);
    assert.deepEqual(troubles(client), []);
    await page.clock.advance(1_000);
    assert.deepEqual(troubles(client), ['warning 31001', 'warning 31005']);
    const warned = client.events.filter(({ name }) => name === 'telnyx.warning');
    assert.deepEqual(
      warned.map(({ event }) => [event.callId, event.warning.name]),
      [
        [call.id, 'HIGH_RTT'],
        [call.id, 'LOW_LOCAL_AUDIO'],
      ],
    );
  }));

test('a microphone that is muted may be silent, and statistics that fail are asked for again', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    const [peer] = page.browser.made.peers;
    call.muteAudio();
    let bytes = 0;
    peer.getStats = async () => {
      bytes += 100;
      if (bytes === 200) throw new Error('not now');
      return statistics({ level: 0, bytes });
    };
    await page.clock.advance(10_000);
    assert.deepEqual(troubles(client), []);
    assert.equal(frames(client).length, 9);
  }));
