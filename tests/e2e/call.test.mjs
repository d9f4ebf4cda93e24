// A call from its beginning to its end in a real browser: placed, rung, answered, heard, muted, held, hung up by
// either side, with candidates in the description and one by one.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { until } from '../until.mjs';
import { setStage } from './stage.mjs';
import { ask, now, read } from './world.mjs';

const world = setStage();
const limit = { timeout: 30_000 };

const status = () => world.gateway.control.status();
const statesOf = async (phone) =>
  (await phone.events()).filter(({ type }) => type === 'callUpdate').map(({ call }) => call.state);

for (const trickleIce of [false, true]) {
  const how = trickleIce ? 'with candidates one by one' : 'with candidates in the description';

  test(`a call to an extension is placed, answered, heard and hung up, ${how}`, limit, async () => {
    const phone = await world.signIn('ann', { trickleIce });
    const callId = await phone.dial('tone');
    await phone.callIs('active');
    const { lost } = await phone.hears();
    assert.equal(lost, 0);
    const candidates = world.gateway.control.frames({ direction: 'in', method: 'telnyx_rtc.candidate' });
    assert.equal(candidates.length > 0, trickleIce);
    await phone.hangUp();
    const ended = await phone.callIs('destroy');
    assert.deepEqual([ended.call.cause, ended.call.causeCode], ['NORMAL_CLEARING', 16]);
    assert.deepEqual(await statesOf(phone), ['new', 'requesting', 'trying', 'active', 'hangup', 'destroy']);
    assert.deepEqual(status().legs, []);
    const { packetsLost, peers } = await world.gateway.control.media({ callId });
    assert.equal(packetsLost, 0);
    assert.ok(peers[0].audioEnergy > 0, 'the gateway heard the microphone');
    assert.deepEqual(phone.faults, []);
  });

  test(`two pages call each other, ${how}`, limit, async () => {
    const [ann, ben] = await Promise.all([
      world.signIn('ann', { trickleIce }),
      world.signIn('ben', { trickleIce }),
    ]);
    await ann.dial('ben');
    const ringing = await ben.callIs('ringing');
    assert.equal(ringing.call.direction, 'inbound');
    await ben.answer();
    await Promise.all([ann.callIs('active'), ben.callIs('active')]);
    await Promise.all([ann.hears(), ben.hears()]);
    await ben.hangUp();
    const [atAnn] = await Promise.all([ann.callIs('destroy'), ben.callIs('destroy')]);
    assert.equal(atAnn.call.endReason, 'remote');
    assert.deepEqual(await statesOf(ben), ['new', 'ringing', 'answering', 'active', 'hangup', 'destroy']);
    assert.deepEqual(status().legs, []);
    assert.deepEqual([...ann.faults, ...ben.faults], []);
  });
}

test('early media is heard before the answer', limit, async () => {
  const phone = await world.signIn('ann');
  await phone.dial('early');
  await phone.callIs('early');
  await phone.callIs('active');
  await phone.hears();
});

test('a refused call ends with the cause of the far end', limit, async () => {
  const phone = await world.signIn('ann');
  await phone.dial('busy');
  const { call } = await phone.callIs('destroy');
  assert.deepEqual([call.cause, call.causeCode, call.endReason], ['USER_BUSY', 17, 'remote']);
  assert.equal(await read(phone, 'sipCode'), 486);
});

test('a call that rings can be rejected', limit, async () => {
  const [ann, ben] = await Promise.all([world.signIn('ann'), world.signIn('ben')]);
  await ann.dial('ben');
  await ben.callIs('ringing');
  await ben.hangUp();
  const [{ call }] = await Promise.all([ann.callIs('destroy'), ben.callIs('destroy')]);
  assert.deepEqual([call.cause, call.endReason], ['USER_BUSY', 'remote']);
});

test('the far end hangs up', limit, async () => {
  const phone = await world.signIn('ann');
  const callId = await phone.dial('tone');
  await phone.callIs('active');
  world.gateway.control.hangUp({ callId, cause: 'NORMAL_CLEARING', causeCode: 16 });
  const { call } = await phone.callIs('destroy');
  assert.deepEqual([call.cause, call.causeCode, call.endReason], ['NORMAL_CLEARING', 16, 'remote']);
});

test('muting stops what the far end hears, and only that', limit, async () => {
  const phone = await world.signIn('ann');
  await phone.dial('echo');
  await phone.callIs('active');
  await phone.hears();
  await ask(phone, 'muteAudio');
  assert.equal(await read(phone, 'isAudioMuted'), true);
  await phone.hearsNothing();
  await ask(phone, 'unmuteAudio');
  await phone.hears();
});

test('hold and unhold follow what the gateway says, and sound follows them', limit, async () => {
  const phone = await world.signIn('ann');
  await phone.dial('tone');
  await phone.callIs('active');
  await phone.hears();
  let from = await now(phone);
  assert.equal(await ask(phone, 'hold'), true);
  await phone.callIs('held', from);
  assert.equal(status().legs[0].state, 'held');
  await phone.hearsNothing();
  from = await now(phone);
  assert.equal(await ask(phone, 'unhold'), true);
  await phone.callIs('active', from);
  assert.equal(status().legs[0].state, 'active');
  await phone.hears();
});

test('another microphone is heard at the far end, and none that is gone ends the call', limit, async () => {
  const phone = await world.signIn('ann', { trickleIce: true });
  const callId = await phone.dial('echo');
  await phone.callIs('active');
  await phone.hears();
  const before = await phone.page.evaluate(async () => {
    const { call } = window.phone;
    const [track] = call.localStream.getAudioTracks();
    window.first = track;
    const all = await navigator.mediaDevices.enumerateDevices();
    const { deviceId } = track.getSettings();
    const other = all.find(
      (one) => one.kind === 'audioinput' && one.deviceId !== deviceId && one.deviceId !== 'default',
    );
    await call.setAudioInDevice(other.deviceId);
    const [now] = call.localStream.getAudioTracks();
    return {
      wanted: other.deviceId,
      now: now.getSettings().deviceId,
      old: track.readyState,
      sent: call.peer.instance.getSenders().some((sender) => sender.track === now),
    };
  });
  assert.equal(before.now, before.wanted);
  assert.deepEqual([before.old, before.sent], ['ended', true]);
  await phone.hears(); // the echo of the new one

  const code = await phone.page.evaluate(() =>
    window.phone.call.setAudioInDevice('no such device').then(
      () => 'fine',
      (error) => error.code,
    ),
  );
  assert.equal(code, 42002);
  assert.equal(await read(phone, 'state'), 'active');
  await phone.hears();
  const { packetsLost, peers } = await world.gateway.control.media({ callId });
  assert.deepEqual([packetsLost, peers.length], [0, 1]);
  const told = (await phone.events()).filter(({ name }) => name === 'telnyx.error');
  assert.deepEqual(
    told.map(({ code: of }) => of),
    [42002],
  );
});

test('a call tells each second what it sounds like', limit, async () => {
  const phone = await world.signIn('ann', { trickleIce: true });
  await phone.dial('tone');
  await phone.callIs('active');
  await phone.page.evaluate(() => {
    window.frames = [];
    window.phone.client.on('telnyx.stats.frame', (frame) => {
      window.frames.push({ ...frame, at: performance.now() });
    });
  });
  const frames = () => phone.page.evaluate(() => window.frames);
  await until('the far end to report', async () => Number.isFinite((await frames()).at(-1)?.rtt), 20_000);
  const last = (await frames()).at(-1);
  assert.equal(last.callId, await read(phone, 'id'));
  assert.equal(last.quality, 'excellent', `${last.mos}`);
  assert.ok(last.mos > 4.2 && last.mos < 4.5, `${last.mos}`);
  assert.ok(last.rtt < 0.1, `${last.rtt} s there and back on one machine`);
  assert.ok(last.inboundAudio.audioLevel > 0.05, 'the tone');
  assert.ok(last.outboundAudio.bytesSent > 0);
  const [before] = (await frames()).slice(-2);
  assert.ok(last.at - before.at > 950, 'once a second');
});

test('digits reach the gateway, in their order', limit, async () => {
  const phone = await world.signIn('ann');
  await phone.dial('echo');
  await phone.callIs('active');
  for (const digits of ['1', '5#', '*']) await ask(phone, 'dtmf', digits);
  await until('the digits', () => status().legs[0].dtmf === '15#*');
});
