// A call outlives its socket: what the application is told, what the listener hears at the output, what the far end
// receives, and what stays as it was. And the other promise: with the option off nothing is left behind.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { until } from '../until.mjs';
import { cutAndRecover } from './cut.mjs';
import { setStage } from './stage.mjs';
import { assertControls, measureControls } from './support/gaps.mjs';
import { ask, now, read } from './world.mjs';

const world = setStage();
const limit = { timeout: 60_000 };
const login = 'ann';

const whatIsTold = [
  'telnyx.socket.close',
  'WebSocket',
  'telnyx.socket.open',
  'telnyx.ready',
  'call recovering',
  'call active',
];

async function inCall(number, options) {
  const phone = await world.signIn(login, options);
  const callId = await phone.dial(number);
  await phone.callIs('active');
  await phone.hears();
  return { phone, callId, login, gateway: world.gateway };
}

for (const newId of [false, true]) {
  test(
    `${newId ? 'G8' : 'G7'}: five lost sockets in one call, re-attached under ${newId ? 'a new id each time' : 'its own id'}: ` +
      'told in order, hardly heard, nothing lost',
    limit,
    async (t) => {
      const tone = await world.toneCall();
      const { phone, login } = tone;
      const { gateway } = world;
      const recoveries = [];
      while (recoveries.length < 5) {
        const recovery = await tone.gapWhile(async () => {
          if (newId) gateway.control.newCallIds({ login });
          const told = await cutAndRecover({ gateway, phone, login });
          await phone.hears(); // the beginning of the new media is judged, too
          return told;
        });
        recoveries.push(recovery);
      }

      for (const { order, objects, call: told, callId } of recoveries) {
        assert.deepEqual(order, whatIsTold);
        assert.deepEqual(objects, [0], 'the Call object of the beginning');
        assert.equal(told.recoveredCallId, callId);
        assert.equal(told.id !== callId, newId);
      }

      const waits = recoveries.map(({ moments }) => moments.attempt - moments.closed);
      const gaps = recoveries.map(({ gap }) => gap).sort((one, other) => one - other);
      t.diagnostic(
        `waited ${list(waits)} ms; gaps ${list(gaps)} ms; pilot ${list(recoveries.map((r) => r.pilotGap))} ms`,
      );
      // A page's timers come late on a busy machine, but never early.
      for (const wait of waits) assert.ok(wait >= 745 && wait <= 1_400, `tried again after ${wait} ms`);
      for (const { peak } of recoveries) assert.ok(peak > 0.2, 'the tone was heard');
      assert.ok(gaps[2] <= 25, `the median gap is ${gaps[2]} ms`);
      assert.ok(gaps[4] <= 60, `the longest gap is ${gaps[4]} ms`);

      const { packetsLost, peers } = await gateway.control.media({ callId: tone.callId });
      t.diagnostic(
        `far end: ${packetsLost} packets lost, hiatus ${list(peers.slice(1).map((peer) => peer.hiatus))} ms`,
      );
      assert.equal(packetsLost, 0);
      for (const { hiatus } of peers.slice(1)) assert.ok(hiatus < 40, `${hiatus} ms without a packet`);
      assert.ok(await playsInTheGivenElement(phone));
      assert.deepEqual(phone.faults, []);
    },
  );
}

test(
  'the instrument hears no gap, a known gap, and one that was not avoided',
  { timeout: 90_000 },
  async (t) => {
    const controls = await measureControls(world.around);
    for (const [name, { gap, pilotGap }] of Object.entries(controls)) {
      t.diagnostic(`${name}: ${gap.toFixed(1)} ms (pilot ${pilotGap.toFixed(1)} ms)`);
    }
    assertControls(controls);
  },
);

test('G8: a muted call stays muted, to the ear of the far end', limit, async () => {
  const call = await inCall('echo');
  const { phone, callId } = call;
  await ask(phone, 'muteAudio');
  const { call: told } = await cutAndRecover(call);
  assert.equal(told.muted, true);
  assert.equal(await read(phone, 'isAudioMuted'), true);
  const lastPeer = async () => (await world.gateway.control.media({ callId })).peers.at(-1);
  await until('a second of packets on the new peer', async () => (await lastPeer()).packetsReceived > 50);
  assert.ok((await lastPeer()).audioEnergy < 1e-4, 'nothing but silence arrived');
  await ask(phone, 'unmuteAudio');
  await phone.hears();
});

test('G8: two calls under new call and leg ids are told apart by their session ids', limit, async () => {
  const { phone, callId: tone } = await inCall('tone');
  const echo = await phone.dial('echo');
  await phone.callIs('active', { id: echo });
  const before = await sessionIds(phone, 'id');
  const from = await now(phone);
  world.gateway.control.newCallIds({ login, times: 2, legs: true });
  world.gateway.control.cut({ login });
  for (const recoveredCallId of [tone, echo]) await phone.callIs('active', { ...from, recoveredCallId });
  assert.deepEqual(await sessionIds(phone, 'recoveredCallId'), before);
  assert.deepEqual(
    (await sessionIds(phone, 'id')).filter(([id]) => id === tone || id === echo),
    [],
  );
});

test('G6: a held call comes back held', limit, async () => {
  const call = await inCall('tone');
  assert.equal(await ask(call.phone, 'hold'), true);
  const { order } = await cutAndRecover(call);
  assert.equal(order.at(-1), 'call held');
  assert.equal(world.gateway.control.status().legs[0].state, 'held');
  assert.equal(await ask(call.phone, 'unhold'), true);
  await call.phone.hears();
});

test('G7: an old media path that ends at once costs no call', limit, async () => {
  const call = await inCall('tone');
  world.gateway.control.dropOldPeers({ login });
  const { order } = await cutAndRecover(call);
  assert.deepEqual(order, whatIsTold);
  await call.phone.hears();
});

test(
  'G9: with the option off a lost socket ends the call at once, and nothing of it is left',
  limit,
  async () => {
    const { phone, callId } = await inCall('tone', { keepConnectionAliveOnSocketClose: false });
    await phone.page.evaluate(() => {
      const { peer, localStream } = window.phone.call;
      window.before = { connection: peer.instance, tracks: localStream.getTracks() };
    });
    const from = await now(phone);
    world.gateway.control.cut({ login });
    const closed = await phone.told('telnyx.socket.close', from);
    const ended = await phone.callIs('hangup', from);
    await phone.callIs('destroy', from);
    assert.ok(ended.at - closed.at < 250, `ended ${ended.at - closed.at} ms after the socket`);
    assert.deepEqual([ended.call.endReason, ended.call.causeCode], ['socket-lost', 38]);
    const left = await phone.page.evaluate(() => ({
      connection: window.before.connection.connectionState,
      microphone: window.before.tracks.map(({ readyState }) => readyState),
      calls: Object.keys(window.phone.client.calls).length,
    }));
    assert.deepEqual(left, { connection: 'closed', microphone: ['ended'], calls: 0 });

    await phone.told('telnyx.ready', from);
    await until('the gateway to let the leg go', () => world.gateway.control.status().legs.length === 0);
    assert.equal((await world.gateway.control.media({ callId })).ended, true);
  },
);

test('G10: a call that rings does not outlive the socket, whatever the option', limit, async () => {
  const [phone, ben] = await Promise.all([world.signIn(login), world.signIn('ben')]);
  await phone.dial('ben');
  await ben.callIs('ringing');
  const from = await now(phone);
  world.gateway.control.cut({ login });
  const { call } = await phone.callIs('hangup', from);
  assert.equal(call.endReason, 'not-established');
  await phone.told('telnyx.ready', from);
  await ben.callIs('destroy');
});

const list = (numbers) => numbers.map((number) => number.toFixed(1)).join(' ');

/** Every call's session id by one of its own ids. */
const sessionIds = (phone, key) =>
  phone.page.evaluate(
    (name) =>
      Object.values(window.phone.client.calls)
        .map((call) => [call[name], call.telnyxIDs.telnyxSessionId])
        .sort(),
    key,
  );

function playsInTheGivenElement(phone) {
  return phone.page.evaluate(() => {
    const { srcObject, paused, muted } = document.getElementById('remote');
    return srcObject === window.phone.call.remoteStream && srcObject.active && !paused && !muted;
  });
}
