// What a peer is made with, which codecs it prefers, what reaches it of the gateway's, and which one a call shows.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lose } from './gateway.mjs';
import { inPage, troubles } from './world.mjs';

const opus = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2 };
const pcmu = { mimeType: 'audio/PCMU', clockRate: 8_000 };
const vp8 = { mimeType: 'video/VP8', clockRate: 90_000 };
const h264 = { mimeType: 'video/H264', clockRate: 90_000, sdpFmtpLine: 'profile-level-id=42e01f' };

/** What each line of a peer prefers, by kind. */
const preferred = (peer) =>
  Object.fromEntries(peer.getTransceivers().map(({ receiver, codecs }) => [receiver.track.kind, codecs]));

// ---- codecs -----------------------------------------------------------------------------------------------

test('preferred codecs go to the lines of their kind, in their order', () =>
  inPage(async (page) => {
    const preferred_codecs = [vp8, pcmu, h264, opus];
    const { client, call } = await page.talking({}, { video: true, preferred_codecs });
    assert.deepEqual(preferred(call.peer.instance), { audio: [pcmu, opus], video: [vp8, h264] });
    await client.disconnect();
  }));

test('a line for whose kind none is preferred keeps the browser’s order', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking({}, { video: true, preferred_codecs: [opus] });
    assert.deepEqual(preferred(call.peer.instance), { audio: [opus], video: null });
    const other = client.newCall({ destinationNumber: '1001', preferred_codecs: [] });
    await page.clock.settle();
    assert.deepEqual(preferred(other.peer.instance), { audio: null });
    await client.disconnect();
  }));

test('a call that only listens prefers them too', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking(
      {},
      { audio: false, receiveOnlyAudio: true, preferred_codecs: [pcmu, vp8] },
    );
    assert.equal(call.state, 'active');
    assert.deepEqual(preferred(call.peer.instance), { audio: [pcmu] });
    assert.equal(call.peer.instance.getTransceivers()[0].direction, 'recvonly');
    await client.disconnect();
  }));

test('a browser that cannot choose codecs is not asked to', () =>
  inPage(async (page) => {
    delete page.browser.globals.RTCRtpTransceiver.prototype.setCodecPreferences;
    const { client, call } = await page.talking({}, { preferred_codecs: [opus] });
    assert.equal(call.state, 'active');
    assert.deepEqual(troubles(client), []);
    assert.deepEqual(preferred(call.peer.instance), { audio: null });
    await client.disconnect();
  }));

// ---- configuration ----------------------------------------------------------------------------------------

const iceServers = [{ urls: 'turn:own.test', username: 'u', credential: 'c' }];
const usual = { bundlePolicy: 'balanced', iceCandidatePoolSize: 0, iceTransportPolicy: 'all', iceServers };

for (const [what, options, differs] of [
  ['as it comes', {}, {}],
  ['with prefetchIceCandidates', { prefetchIceCandidates: true }, { iceCandidatePoolSize: 1 }],
  ['with forceRelayCandidate', { forceRelayCandidate: true }, { iceTransportPolicy: 'relay' }],
  [
    'with both switched off',
    { prefetchIceCandidates: false, forceRelayCandidate: false },
    { iceCandidatePoolSize: 0, iceTransportPolicy: 'all' },
  ],
]) {
  test(`a peer ${what} is made with what the call or the client says`, () =>
    inPage(async (page) => {
      const { peers } = page.browser.made;
      const { client } = await page.talking({ iceServers }, options);
      assert.deepEqual(peers[0].configuration, { ...usual, ...differs });
      await client.disconnect();

      const same = await page.talking({ iceServers, ...options });
      assert.deepEqual(peers[1].configuration, { ...usual, ...differs });
      page.gateway.ring('in-1');
      await page.clock.settle();
      await same.client.calls['in-1'].answer();
      assert.deepEqual(peers[2].configuration, { ...usual, ...differs }, 'a call that arrived, too');
      await same.client.disconnect();
    }));
}

test('a call overrules what the client says of peers', () =>
  inPage(async (page) => {
    const client = await page.signedIn({
      iceServers: [],
      prefetchIceCandidates: true,
      forceRelayCandidate: true,
    });
    const no = { prefetchIceCandidates: false, forceRelayCandidate: false };
    client.newCall({ destinationNumber: '1000', iceServers, ...no });
    assert.deepEqual(page.browser.made.peers[0].configuration, usual);
    await client.disconnect();
  }));

// ---- the far end's candidates -----------------------------------------------------------------------------

test('the gateway’s candidates for an answered call reach its peer, those that came too early after the offer', () =>
  inPage(async (page) => {
    const client = await page.signedIn({ trickleIce: true });
    page.gateway.ring('in-1');
    await page.clock.settle();
    const call = client.calls['in-1'];
    const found = [
      { candidate: 'candidate:1 early', sdpMid: '0', sdpMLineIndex: 0 },
      { candidate: 'candidate:2 early, too', sdpMid: null, sdpMLineIndex: 1 },
      { candidate: 'candidate:3 late', sdpMid: 'audio', sdpMLineIndex: null },
    ];
    const send = (candidate) => page.gateway.ask('candidate', { callID: 'in-1', ...candidate });
    void call.answer();
    const peer = call.peer.instance;
    assert.equal(peer.remoteDescription, null);
    found.slice(0, 2).forEach(send);
    assert.deepEqual(peer.candidates, []);
    await page.clock.settle();
    assert.deepEqual(peer.candidates, found.slice(0, 2));
    assert.equal(call.state, 'active');
    send(found[2]);
    await page.clock.settle();
    assert.deepEqual(peer.candidates, found);
    assert.deepEqual(troubles(client), []);
    await client.disconnect();
  }));

// ---- the peer that a call shows -----------------------------------------------------------------------------

test('call.peer is there from the first moment of a placed call, and follows a recovery to its end', () =>
  inPage(async (page) => {
    const client = await page.signedIn({ keepConnectionAliveOnSocketClose: true });
    const call = client.newCall({ destinationNumber: '1000' });
    const { peers } = page.browser.made;
    const { peer } = call;
    assert.equal(peer.instance, peers[0]);
    assert.equal(peer.isConnectionHealthy(), true);
    await page.clock.settle();
    peers[0].turn('disconnected');
    assert.equal(peer.isConnectionHealthy(), false);
    peers[0].turn('connected');
    assert.equal(peer.isConnectionHealthy(), true);

    lose(page.gateway);
    assert.equal(peer.instance, peers[0], 'the old one plays on');
    const seen = [];
    client.on('telnyx.notification', ({ call }) =>
      seen.push([call.state, peers.indexOf(call.peer.instance)]),
    );
    await page.clock.advance(2_000);
    assert.deepEqual(seen, [
      ['recovering', 0],
      ['active', 1],
    ]);
    assert.equal(call.peer, peer, 'the same object all the time');
    await call.hangup();
    assert.deepEqual(seen.slice(2), [
      ['hangup', 1],
      ['destroy', -1],
    ]);
    assert.equal(peer.instance, null);
    assert.equal(peer.isConnectionHealthy(), false);
    await client.disconnect();
  }));

test('a call that rings here has no peer before it is answered, nor one that is refused', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    page.gateway.ring('in-1');
    page.gateway.ring('in-2');
    await page.clock.settle();
    const { 'in-1': taken, 'in-2': refused } = client.calls;
    assert.equal(taken.peer, undefined);
    void taken.answer();
    assert.equal(taken.peer.instance, page.browser.made.peers[0]);
    await refused.hangup();
    assert.equal(refused.peer, undefined);
    assert.equal(page.browser.made.peers.length, 1);
    await client.disconnect();
  }));
